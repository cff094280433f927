"""What can be known of a text without the site it belongs to: one module a subject, ``text`` for all together.

Pure functions from blocks of text to plain values, which are kept between runs. Imports markdown and i18n.
"""

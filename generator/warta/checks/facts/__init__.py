"""What can be known of a text without its site: one module a subject, and ``text`` for all together.

Pure functions from blocks of text to plain values, which are kept between runs. Imports markdown and i18n.
"""

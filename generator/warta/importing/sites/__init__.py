"""Sites of other programs as drafts: one module a program, and what their keys and links have in common.

A further program is a module here that yields the pages of a folder or file. Imports the modules of
``importing``, content and markdown.
"""

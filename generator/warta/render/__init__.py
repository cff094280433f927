"""Pages to bytes: templates, JSON-LD, JSON Feed, ninjs. Pure, and the same in every process.

A format written by code is a module here and one entry in ``pages.data``. Imports pages, views and theme.
"""

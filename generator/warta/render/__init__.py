"""Pages to bytes: templates, JSON-LD, JSON Feed, ninjs. Pure, and the same in every process.

A format that needs rendered HTML within is a module here and one line in ``writers``; JSON that needs none is
made in ``pages``. Imports pages, views and theme.
"""

"""For the content team and its editors: new files, mended ones, translations, forms, schemas.

What writes to ``content/`` on somebody's behalf belongs here. Imports build and site.
"""

"""One file of ``content/``: found, read by the content model, and parsed to a value with findings.

A front-matter key is declared in ``model``; how its kind is read stands in ``fields``. Nothing here knows
other files. Imports yaml, markdown, i18n, filesystem.
"""

"""Press releases and news texts as drafts: who says what, for which agency, where and when.

A further form of document or rule of reading belongs here; words and names are data (``words.toml``).
Imports the modules of ``importing``, content, site and i18n.
"""

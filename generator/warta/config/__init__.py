"""``site.toml`` as one immutable value. Rules stand above it: their names are handed in, for ``[check]``.

A new setting is a field with what it may hold, and its place in the operator's guide. Imports content's
model and i18n.
"""

"""``site.toml`` as one immutable value, and the rules whose severity it can change.

A new setting is a field, its reader and its place in the operator's guide. Imports content's model and i18n.
"""

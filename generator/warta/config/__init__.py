"""``site.toml`` as one immutable value. The names that ``[check]`` may use are handed in: rules stand above it.

A new setting is a field, its reader and its place in the operator's guide. Imports content's model and i18n.
"""

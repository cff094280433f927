"""What templates see: narrow, immutable values. They know no library and no settings.

A template's new variable is a field here, in the module of its kind. Imports i18n only.
"""

"""A finished output brought to where the public reads it, and back.

The plan is a pure function; a module a kind of target carries it out. A new kind is a struct in
``config/deploy.py``, a module here and a line in ``targets``. Imports output, config and filesystem.
"""

"""One module a command: its arguments (``add_arguments``) and its run, which returns the exit status.

``cli`` finds the modules by listing this folder: a new command is a new file. What two
commands share lives in ``console``. Imports any room; only ``cli`` imports it.
"""

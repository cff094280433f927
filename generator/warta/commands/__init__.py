"""What each command does: one module a command, with a function ``run`` that returns the exit status.

``cli`` imports the one that was asked for.
"""

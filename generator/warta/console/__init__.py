"""What the commands share: exit statuses, options as a request, findings in words.

What only one command does lives in its module of ``commands``. Imports build and diagnostics.
"""

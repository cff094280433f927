"""Pictures and documents: looked at in a sandbox, made for browsers, kept; cards for social media.

Bytes in, bytes and facts out; what pages show of them is made in ``pages``. Imports content, store.
"""

"""All stories and terms of a site together: opened, looked up, cross-checked, public or not.

``open`` is the one way to a site, ``publication`` the one gate that decides what the public sees. A check
that needs more than one file to be an error belongs here. Imports content, config, store, workers.
"""

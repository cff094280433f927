"""Languages, dates, numbers and plurals: what differs from one language to the next.

A language is a file in ``languages/``; code here knows languages, never one language. Imports
resources only.
"""

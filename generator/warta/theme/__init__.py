"""The packaged templates and assets under the site's own.

Which file of which name counts, and what its digest is; rendering is another room. Imports filesystem.
"""

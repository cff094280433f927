"""What a site consists of: every output file as data with a fingerprint, none of it rendered.

``plan`` lists them; one module a kind plans its pages from the library. A new kind of page or file joins here
and in ``plan``. Imports site, media and views.
"""

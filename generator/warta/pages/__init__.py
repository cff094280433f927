"""What a site consists of: every output file as data with a fingerprint, none of it rendered.

``plan`` lists them; one module a kind plans its pages from the library and makes their heads and views. A
new kind of page or file, one of JSON too, joins here and in ``plan``. Imports site, media and views.
"""

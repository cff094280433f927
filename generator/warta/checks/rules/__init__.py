"""The editorial rules, one function each, in the module of their subject; every module here is searched.

A rule takes the facts of a text, the story and the site, and says where its mistake stands. A new one is a
function with ``@rule(code, severity)``, and its texts in every file of ``messages/``. Imports facts, site and
content.
"""

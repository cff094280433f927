"""Editorial rules: what is wrong with a text that could still be published, and what can be mended.

One function a rule, in the module of its subject. Facts of one text are found without the site (``facts``)
and judged against it (``posts``). Imports site, content, markdown.
"""

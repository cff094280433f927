"""``warta import``: drafts from what agencies already have.

A source becomes :class:`~warta.importing.drafts.Draft` values or is left out with a reason; drafts become
files below ``content/``; both are reported. What reads another form of source belongs here, and nothing
that a site needs once it is there. Imports content, site and what lies below; only its own command imports
it.
"""

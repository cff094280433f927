"""``warta import``: drafts from what agencies already have.

A source becomes :class:`~warta.importing.drafts.Draft` values or is left
out with a reason; drafts become files below ``content/``; both are reported.
"""

from __future__ import annotations

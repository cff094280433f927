"""A press release or news text as a draft."""

from __future__ import annotations

from generator.importing.desk import Desk
from generator.importing.drafts import Certainty, Draft, Finding, LeftOut, Version, remark

__all__ = ["text_draft"]


def text_draft(name: str, data: bytes, desk: Desk) -> Draft | LeftOut:
    """The draft for a plain text file called ``name``."""
    text = data.decode("utf-8-sig", "replace")
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if not paragraphs:
        return LeftOut(name, remark("empty"))
    title = Finding(paragraphs[0][:90], Certainty.INFERRED, paragraphs[0])
    version = Version("\n\n".join(paragraphs), {"title": (title,)})
    return Draft((name,), {desk.config.codes[0]: version})

"""A fact-check for search engines, as schema.org's ClaimReview.

What Google asks for: https://developers.google.com/search/docs/appearance/structured-data/factcheck.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warta.i18n.moments import w3c_date
from warta.views.references import SourceOutlet
from warta.views.site import PageHead
from warta.views.stories import FactCheck, PostView

__all__ = ["claim_review"]

RATINGS = {"fabricated": 1, "incorrect": 2, "misleading": 3, "partly-correct": 4, "correct": 5}
"""Verdicts from worst to best. What is unproven has no place among them."""


def claim_review(
    page: PageHead, view: PostView, checked: FactCheck, labels: Callable[[str], str]
) -> dict[str, Any]:
    """All but who reviews. ``labels`` gives the interface texts of the page's language."""
    claim: dict[str, Any] = {"@type": "Claim"}
    if checked.claimant:
        claim["author"] = {"@type": "Thing", "name": checked.claimant}
    if checked.url:
        claim["appearance"] = {"@type": "CreativeWork", "url": checked.url}
    rating: dict[str, Any] = {
        "@type": "Rating",
        "alternateName": labels("verdict_" + checked.verdict.replace("-", "_")),
    }
    if checked.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[checked.verdict], "bestRating": 5, "worstRating": 1}
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "@id": page.canonical + "#claim-review",
        "url": page.canonical,
        "claimReviewed": checked.claim,
        "itemReviewed": claim,
        "reviewRating": rating,
        "datePublished": w3c_date(view.date),
    }
    if checked.sources:
        review["citation"] = [_source(source) for source in checked.sources]
    return review


def _source(source: SourceOutlet) -> dict[str, str]:
    return {
        "@type": "CreativeWork",
        "name": source.name,
        **({"url": source.url} if source.url else {}),
    }

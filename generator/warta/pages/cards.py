"""Plans the cards that are shown where a story without a picture, or any other page, is shared.

A card's name is the digest of all that it shows, so it is drawn once.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from warta.config.settings import Config
from warta.config.theme import theme_colours
from warta.content.model import STORY_KINDS
from warta.i18n.languages import Language
from warta.media.cards import CARD_SIZE, CardTexts, can_write
from warta.pages.data import CARD, Made, PlannedPage
from warta.pages.fingerprint import fingerprint
from warta.pages.frame import date_formats
from warta.site.library import Post
from warta.urls import Address
from warta.views.site import SocialCard

__all__ = [
    "NO_CARD",
    "card_style",
    "card_view",
    "planned_card",
    "site_card",
    "story_card",
    "story_card_address",
]

NO_CARD = Address("", "")


def card_style(config: Config, language: Language, design: str) -> bytes:
    """The digest of what is alike on all cards of a language; ``design`` stands for how cards are drawn.

    Empty when there are to be none.
    """
    if not design:
        return b""
    code = language.code
    labels = [language.text("kind_" + kind.replace("-", "_")) for kind in STORY_KINDS]
    more = language.strings["and_more_agencies"]
    accent, _ = theme_colours(config.theme)
    return fingerprint(
        (design, accent, code, config.titles[code], date_formats(language), tuple(labels), more)
    )


def story_card_address(config: Config, post: Post, style: bytes) -> Address:
    """Where the card of a story is, if it has one."""
    image = post.original.image
    pictured = image is not None and image[0]
    if not style or post.withdrawn or pictured or not can_write(post.card.title):
        return NO_CARD
    agencies = post.agencies
    shown = (
        post.card.title,
        agencies[0].names[post.card.language] if agencies else "",
        len(agencies),
        post.kind,
        *post.date[:3],
    )
    return _address(config, style, repr(shown))


def story_card(config: Config, language: Language, post: Post) -> Made:
    """What the card of a story says."""
    names = [term.names[language.code] for term in post.agencies]
    agency = names[0] if names else ""
    if len(names) > 1:
        agency += " " + language.count_text("and_more_agencies", len(names) - 1)
    label = "" if post.kind == "news" else language.text("kind_" + post.kind.replace("-", "_"))
    date = language.long_date(post.date.at.date())
    accent, _ = theme_colours(config.theme)
    return Made(None, CardTexts(post.card.title, agency, date, config.titles[language.code], label, accent))


def site_card(config: Config, language: Language, design: str) -> tuple[Address, Made]:
    """The card of the site in one language, for all that has no picture of its own."""
    code, style = language.code, card_style(config, language, design)
    accent, _ = theme_colours(config.theme)
    texts = CardTexts(
        config.titles[code], config.descriptions[code], "", config.publisher_names[code], "", accent
    )
    written = all(can_write(text) for text in texts[:4])
    return _address(config, style, repr(texts[:4])) if style and written else NO_CARD, Made(None, texts)


def planned_card(address: Address, language: str, make: Callable[[], Made]) -> PlannedPage:
    """The file of a card."""
    return PlannedPage(address.path, "", language, "", address.path.encode(), make, (), CARD)


def card_view(config: Config, address: Address) -> SocialCard | None:
    """What templates see of a card."""
    return SocialCard(config.addresses.origin + address.url, *CARD_SIZE) if address.url else None


def _address(config: Config, style: bytes, shown: str) -> Address:
    digest = blake2b(style + shown.encode("utf-8", "surrogatepass"), digest_size=10)
    return config.addresses.at(f"cards/{digest.hexdigest()}.png")

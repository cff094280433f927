"""``[contact]``, ``[social]`` and ``[security]`` of site.toml: how the public reaches the agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Annotated, Any

from msgspec import Struct

from warta import urls
from warta.config.menus import LocalTexts, texts_of
from warta.config.tables import Tables, Wrong, is_texts, local_text, text, web_address, wrong
from warta.diagnostics.values import Position
from warta.expressions import expression
from warta.i18n.moments import Moment, moment_of

__all__ = [
    "CONTACT_KEYS",
    "NETWORKS",
    "SECURITY_KEYS",
    "Contact",
    "Security",
    "read_contact",
    "read_security",
    "read_social",
]

CONTACT_KEYS = ("address", "telephone", "whatsapp", "email", "hours")
NETWORKS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "threads": "Threads",
    "linkedin": "LinkedIn",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
}
"""Keys of ``[social]`` and how the networks write their names."""
_TELEPHONE = expression(r"\+?[0-9(][0-9 ()./-]{4,28}[0-9]")
_INTERNATIONAL = expression(r"\+[1-9][0-9 ()./-]{6,24}[0-9]")
_EMAIL = expression(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\]+\.[^\s@<>\"(),:;\[\]\\.]+")


class Contact(Struct, frozen=True):
    """How readers reach the agency; empty where the site does not say."""

    address: LocalTexts = ()
    telephone: str = ""
    whatsapp: str = ""
    """A number in international form."""
    email: str = ""
    hours: LocalTexts = ()
    """When somebody is there."""


def _telephone(value: Any) -> Wrong | None:
    good = isinstance(value, str) and _TELEPHONE.fullmatch(value.strip())
    return None if good else wrong("setting-telephone", value=str(value))


def _international(value: Any) -> Wrong | None:
    good = isinstance(value, str) and _INTERNATIONAL.fullmatch(value.strip())
    return None if good else wrong("setting-whatsapp", value=str(value))


def _email(value: Any) -> Wrong | None:
    good = isinstance(value, str) and _EMAIL.fullmatch(value.strip())
    return None if good else wrong("setting-email", value=str(value))


def read_contact(tables: Tables, values: Mapping[str, Any], codes: Sequence[str]) -> Contact:
    """``[contact]``."""
    checks = {
        "address": local_text(codes),
        "telephone": _telephone,
        "whatsapp": _international,
        "email": _email,
        "hours": local_text(codes),
    }
    found: dict[str, Any] = {}
    for key, value in values.items():
        if tables.is_known("contact", key, CONTACT_KEYS) and tables.is_right(
            "contact", key, checks[key](value)
        ):
            found[key] = texts_of(value, codes) if key in ("address", "hours") else value.strip()
    return Contact(**found)


def read_social(tables: Tables, values: Mapping[str, Any]) -> LocalTexts:
    """``[social]``: name and address of each network, in the order of the file."""
    return tuple(
        [
            (NETWORKS[key], value.strip())
            for key, value in values.items()
            if tables.is_known("social", key, NETWORKS) and tables.is_right("social", key, web_address(value))
        ]
    )


# --- security.txt -------------------------------------------------------------------------------------


class Security(Struct, frozen=True):
    """What ``/.well-known/security.txt`` says (RFC 9116)."""

    contact: tuple[str, ...]
    """Addresses to report to, the best first: https, mailto or tel."""
    expires: Moment
    """After which nobody should believe it."""
    position: Position
    """Of ``expires`` in ``site.toml``."""
    policy: str | None = None
    encryption: str | None = None
    acknowledgments: str | None = None


def _reporting(value: Any) -> Wrong | None:
    given = [value] if isinstance(value, str) else value
    good = is_texts(given) and all(
        (urls.is_web_url(each) and each.startswith("https:"))
        or (each.startswith("mailto:") and not _email(each.removeprefix("mailto:")))
        or _email(each) is None
        or (each.startswith("tel:") and _INTERNATIONAL.fullmatch(each.removeprefix("tel:")))
        for each in given
    )
    return None if good else wrong("setting-security-contact")


def _secure(value: Any) -> Wrong | None:
    if refused := text(value):
        return refused
    good = urls.is_web_url(value) and value.startswith("https:")
    return None if good else wrong("setting-security-https", value=value)


def _expires(value: Any) -> Wrong | None:
    return None if isinstance(value, date) else wrong("setting-date", value=str(value))


class _Given(Struct, frozen=True, kw_only=True):
    """``[security]`` as the file has it."""

    contact: Annotated[str | tuple[str, ...], _reporting]
    expires: Annotated[Any, _expires]
    policy: Annotated[str | None, _secure] = None
    encryption: Annotated[str | None, _secure] = None
    acknowledgments: Annotated[str | None, _secure] = None


SECURITY_KEYS = _Given.__struct_fields__


def read_security(tables: Tables, values: Mapping[str, Any], zone: tzinfo) -> Security | None:
    """``[security]``; a day means its end in the site's zone, a time without a zone is in that one."""
    given = tables.read(_Given, "security", values)
    if given is None:
        return None
    when = given.expires
    if not isinstance(when, datetime):
        when = datetime.combine(when, time(23, 59, 59))
    expires = moment_of(when if when.tzinfo is not None else when.replace(tzinfo=zone), precise=True)
    listed = (given.contact,) if isinstance(given.contact, str) else given.contact
    contact = tuple([each if ":" in each else f"mailto:{each}" for each in listed])
    place = tables.position("security", "expires")
    return Security(contact, expires, place, given.policy, given.encryption, given.acknowledgments)

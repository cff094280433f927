"""Addresses of links that lead nowhere because of a slip, and what was probably meant."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from warta.expressions import expression

__all__ = [
    "bare_address",
    "is_computer_path",
    "is_embedded",
    "meant_address",
    "own_path",
    "slip_in",
    "spaced_address",
]

_PLAIN = expression(r"https?://(?:[a-z0-9-]{1,63}\.){1,9}[a-z]{2,18}(?:[/?#][^\s\"“”‘’\\]*)?")
"""What nearly every address is, and in which there is nothing to look for."""
_HOST = r"(?:[\w-]{1,63}\.){1,9}[a-z]{2,18}(?::\d{1,5})?"
_DOMAIN = expression(
    r"(?:[a-z0-9-]{1,63}\.){1,9}"
    r"(?:id|com|org|net|gov|edu|int|info|biz|my|sg|au|uk|eu|asia|me|be|ly|gl|tv|co|io|news)"
    r"(?::\d{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
"""An address whose scheme was left out."""
_WEB = expression(
    r"(?:h{0,3}t{1,4}p{1,3}(?P<safe>s{0,2})\s?[:;.,]{0,2}\s?[/\\]{0,4}\s?){1,3}"
    rf"(?P<rest>{_HOST}(?:[/?#\\]\S*)?)",
    re.IGNORECASE,
)
"""``http`` with what can be slipped before, in and behind it, and a host."""
_MAIL = expression(
    r"(?:(?:mailto|malto|maito|mailo|mail|e-?mail)\s?[:;]\s?/{0,2}\s?)?(?P<rest>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
_MAIL_AS_WEB = expression(r"https?://(?P<rest>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/?")
_PHONE = expression(
    r"(?:(?:telp?|tlp|telepon|telephone|phone|hp|call)\s?[.:]{1,2}\s?/{0,2})?(?P<rest>(?:\+|00?)\s?[1-9][\d\s().-]{5,24}\d)",
    re.IGNORECASE,
)
_PHONE_MEANT = expression(r"(?:tel|telp|tlp|telepon|telephone|phone|hp):", re.IGNORECASE)
_GOOD_PHONE = expression(r"tel:\+?[\d().-]*\d[\d().-]*(?:;.*)?")
_GOOD_MAIL = expression(r"mailto:(?=.)(?:[^\s@/?,]+@[^\s@?,]+\.[^\s@?,]+(?:,|%2C|(?=\?|$)))*(?:\?\S*)?")
_QUOTES = "“”„‟‘’‚«»″′\"'`"
_ENCODED_QUOTE = expression(r"%E2%80%9[89CDEcde]|%22|&quot;")
_CURLY_TITLE = expression(r"(?P<url>[^\s“”„‟\"]+)\s+[“”„‟\"‘’'](?P<title>[^“”„‟\"]+)[“”„‟\"‘’']\s*")
_SCHEME = expression(r"(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_USUAL_PORT = expression(r":(?:80|443)?$")
_COMPUTER = expression(
    r"[a-z]:(?:[\\/]|%5c)(?!/)|(?:file|content|blob|cid|filesystem|webkit-fake-url):"
    r"|(?:\\|%5c){1,2}[\w.-]|~/|/(?:home|Users)/[\w.-]+/|/mnt/[a-z]/|/Volumes/|/storage/emulated/",
    re.IGNORECASE,
)
"""Of a computer, a telephone, a network, a letter or an open window."""
_LOCAL_HOST = expression(
    r"localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+"
)


def bare_address(url: str) -> str:
    """A web address without scheme, ``www.``, and the slash at its end: ``kabar.example.go.id/sub``."""
    return _SCHEME.sub("", url, count=1).rstrip("/")


def own_path(url: str, own: str) -> str | None:
    """The path on this site, whose bare address is ``own``, to which a web address leads; None elsewhere."""
    start = _SCHEME.match(url)
    if start is None:
        return None
    host, *below = re.split(r"(?=[/?#])", url[start.end() :], maxsplit=1)
    host = _USUAL_PORT.sub("", host.lower())
    rest = host + "".join(below)
    path = rest[len(own) :]
    if not rest.startswith(own) or (path and path[0] not in "/?#"):
        return None
    return path if path.startswith("/") else f"/{path}"


def is_computer_path(url: str) -> bool:
    """Whether an address is of a file on somebody's computer or network."""
    return _COMPUTER.match(url) is not None


def is_embedded(url: str) -> bool:
    """Whether an address is a picture itself."""
    return url[:11].lower().startswith(("data:image/", "data:;base6", "data:applic"))


def slip_in(url: str) -> str | None:
    """What was meant by an address with a scheme that leads nowhere; empty when unclear, None when it leads.

    One with white space is for :func:`spaced_address`: engines differ in whether it is a link at all.
    """
    if _PLAIN.fullmatch(url) or re.search(r"\s", url.strip()):
        return None
    bare = _bare(url)
    if bare != url and _PLAIN.fullmatch(bare):
        return bare
    if _GOOD_MAIL.fullmatch(url) or _GOOD_PHONE.fullmatch(url) or _is_good(url):
        return None
    meant = meant_address(url)
    known = bare.partition(":")[0].lower() in ("http", "https", "mailto", "tel")
    return meant if known or meant else None


def spaced_address(target: str) -> str:
    """What to write between the round brackets of a link in place of ``target``, which has white space.

    Empty when that is not clear.
    """
    titled = _CURLY_TITLE.fullmatch(target)
    if titled is not None:
        return f'{titled["url"]} "{titled["title"]}"'
    meant = meant_address(target)
    return meant if meant or re.search(f"[{_QUOTES}]", target) else re.sub(r"\s+", "%20", target.strip())


def meant_address(target: str) -> str:
    """The address that a target with slips, or without a scheme, means; empty when that is not clear."""
    url = _bare(target)
    if found := _MAIL_AS_WEB.fullmatch(url) or _MAIL.fullmatch(url):
        made = f"mailto:{found['rest']}"
    elif found := _WEB.fullmatch(url):
        made = f"http{found['safe'][:1].lower()}://{found['rest']}".replace("\\", "/")
    elif _DOMAIN.fullmatch(url) and (url.lower().startswith("www.") or "/" in url or url.count(".") > 1):
        made = f"https://{url}"
    elif (_PHONE_MEANT.match(url) or url[:1] in ("+", "0")) and (found := _PHONE.fullmatch(url)):
        made = "tel:" + re.sub(r"[^\d+]", "", found["rest"])
    else:
        return ""
    return made if made != target and (not made.startswith("http") or _is_good(made)) else ""


def _bare(target: str) -> str:
    return _ENCODED_QUOTE.sub('"', target).strip(_QUOTES + " \t\n")


def _is_good(url: str) -> bool:
    """Whether a web address has all that one needs."""
    try:
        parts = urlsplit(url.replace("%5B", "[").replace("%5D", "]"))
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and not re.search(r"[\s\"“”\\]", url)
        and ("." in host.strip(".") or ":" in host)
        and ".." not in host
        and not host.startswith(".")
        and not _LOCAL_HOST.fullmatch(parts.netloc.rpartition("@")[2].partition(":")[0])
        and not (parts.username and not parts.password and parts.path in ("", "/") and not parts.query)
    )

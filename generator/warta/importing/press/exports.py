"""What Google Docs makes of a document that is saved as a page: emphasis, lists and links in its own ways."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["address_behind", "emphasised", "mended"]

_RULE = re.compile(r"\.(c\d{1,4})\{([^{}]*)\}")
_SPAN = re.compile(r'<span class="([^"<>]*)">((?:(?!</?span)[^\x00])*?)</span>')
_EMPHASIS = (
    ("b", re.compile(r"font-weight:\s*(?:bold|[7-9]00)")),
    ("i", re.compile(r"font-style:\s*italic")),
    ("s", re.compile(r"text-decoration:[^;]*line-through")),
)
_REDIRECTING = {
    "www.google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
}
"""Host → path and names of the value that holds the address to which it leads."""
_SAFELINKS = ".safelinks.protection.outlook.com"
_LIST_LEVEL = re.compile(r"\blst-kix_\S+-(\d)\b")


def address_behind(url: str) -> str:
    """The address that a redirecting link of Google, Facebook or Outlook leads to; any other as it is."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    path, names = _REDIRECTING.get(host, ("/", ("url",) if host.endswith(_SAFELINKS) else ()))
    if not names or not parts.path.startswith(path):
        return url
    values = parse_qs(parts.query)
    found = next((values[name][0] for name in names if name in values), "")
    return found if found.startswith(("http://", "https://")) else url


def emphasised(page: str) -> str:
    """A page with tags for what its own classes make bold, italic or struck out."""
    tags = {
        rule[1]: [tag for tag, pattern in _EMPHASIS if pattern.search(rule[2])]
        for style in re.findall(r"<style\b[^<>]*>([^<]*)</style>", page)
        for rule in _RULE.finditer(style)
    }
    if not any(tags.values()):
        return page

    def marked(span: re.Match[str]) -> str:
        wanted = [tag for name in span[1].split() for tag in tags.get(name, ())]
        if not wanted or not span[2].strip():
            return span[0]
        inner = "".join(f"<{tag}>" for tag in wanted) + span[2]
        return inner + "".join(f"</{tag}>" for tag in reversed(wanted))

    return _SPAN.sub(marked, page)


def mended(tree: LexborHTMLParser) -> Counter[str]:
    """Make links lead where they are to, lists lie within lists and comments go; how many of them went."""
    for link in tree.css("a[href^='http']"):
        url = link.attributes.get("href") or ""
        if (behind := address_behind(url)) != url:
            link.attrs["href"] = behind
    comments = 0
    for mark in tree.css("a[id^='cmnt_ref']"):
        mark.decompose()
        comments += 1
    for comment in tree.css("a[id^='cmnt']"):
        holder = comment.parent
        around = holder.parent if holder is not None else None
        whole = around if around is not None and around.tag == "div" else holder
        if whole is not None and whole.tag != "body":
            whole.decompose()
    for each in tree.css("ul[class*='lst-kix'], ol[class*='lst-kix']"):
        _put_within(each)
    return Counter(comments=comments) if comments else Counter()


def _put_within(each: LexborNode) -> None:
    """Put a list that follows another one into it: at its level into the last item above."""
    level = _LIST_LEVEL.search(each.attributes.get("class") or "")
    before = each.prev
    while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    if level is None or before is None or not _LIST_LEVEL.search(before.attributes.get("class") or ""):
        return
    holder = before
    for _ in range(int(level[1])):
        items = [item for item in holder.iter() if item.tag == "li"]
        within = [inner for inner in items[-1].iter() if inner.tag in ("ul", "ol")] if items else []
        if not items:
            return
        if not within:
            items[-1].insert_child(each)
            each.decompose()
            return
        holder = within[-1]
    for item in [item for item in each.iter() if item.tag == "li"]:
        holder.insert_child(item)
    each.decompose()

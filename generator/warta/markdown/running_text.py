"""The words of a text, written one piece after the other: addresses as links, typographic signs, escapes."""

from __future__ import annotations

import html as html_text
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from warta.markdown.autolinks import addresses_in, may_hold_addresses
from warta.markdown.embeds import text_behind
from warta.markdown.placeholders import own
from warta.markdown.sanitising import INLINE_TAGS
from warta.markdown.typography import Typographer, has_typewriter_signs

__all__ = ["RunningText", "as_html", "as_value"]


def as_html(text: str) -> str:
    """A text in the form that the sanitiser gives it."""
    if "&" in text or "<" in text or ">" in text or "\xa0" in text:
        text = html_text.escape(text, quote=False).replace("\xa0", "&nbsp;")
    return own(text) if "warta:" in text else text


def as_value(text: str) -> str:
    """The value of an attribute."""
    return as_html(text).replace('"', "&quot;")


class RunningText:
    """Writes the pieces of one text in their order."""

    def __init__(self, address: Callable[[str], str]) -> None:
        """``address`` gives what stands for the address of a link."""
        self.words: list[str] = []
        """All that can be read so far, but for the numbers of footnotes."""
        self.signs = Typographer()
        self.literal = 0
        """How many elements are open that show their text as it is."""
        self.linked = 0
        """How many links are open."""
        self._address = address

    def write(self, text: str, node: LexborNode | None = None) -> str:
        """A text: its addresses as links, its typewriter signs replaced outside of addresses and code.

        ``node`` is where it stands, if that is known.
        """
        # A line end stands between blocks, or between two elements.
        if self.literal or text == "\n":
            return self._as_it_is(text)
        return self._with_addresses(text, node) if may_hold_addresses(text) else self._typeset(text, node)

    def _with_addresses(self, text: str, node: LexborNode | None) -> str:
        made, end = "", 0
        for address in addresses_in(text):
            shown = text[address.start : address.end]
            if address.start > end:
                made += self._typeset(text[end : address.start], shown)
            html, end = self._as_it_is(shown), address.end
            if address.target and not self.linked:
                html = f'<a class="address" href="{self._address(address.target)}">{html}</a>'
            made += html
        return made + self._typeset(text[end:], node) if end < len(text) else made

    def _as_it_is(self, text: str) -> str:
        self.signs.skip(text)
        self.words.append(text)
        return as_html(text)

    def _typeset(self, text: str, behind: LexborNode | str | None) -> str:
        """``behind``: what follows the text, or the node that it is the end of."""
        if has_typewriter_signs(text):
            follows = ""
            if behind and ("'" in text or text[-1] == '"'):
                follows = behind if isinstance(behind, str) else text_behind(behind, INLINE_TAGS)
            text = self.signs.curled(text, follows[:1])
        else:
            self.signs.skip(text)
        self.words.append(text)
        return as_html(text)

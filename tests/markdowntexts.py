"""Random texts that look like news, and now and then just do not."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["ADDRESSES", "DOCUMENTS", "pieces"]


def pieces(written: str) -> st.SearchStrategy[str]:
    """One of the texts in ``written``, with spaces between them; · is a space in a text, ø nothing."""
    return st.sampled_from([piece.translate({0xB7: " ", 0xF8: ""}) for piece in written.split(" ")])


ADDRESSES = pieces(
    "https://a.id https://a-b.go.id/c_d/e?f=g#h http://a.id:80/b https://a.id/b%20c https://xn--a.id "
    "https://1.2.3.4.5/ https://a..id https://-a.id https://A.id/ https://a.id/(b) /a #a b.md "
    "javascript:a https:a.id //a.id mailto:a@b.id warta:0 https://a.id/warta:0 https://a.é"
)
BEGINNINGS = pieces(
    "ø ø ø ø #· ##· ###· # >· >· > >·>· >·-· -· -· *· +·· 1.· 3.· 01.· 1)· 12 2.·3.· -·4· · ···· ··-· \t |· "
    "[1]:· [^1]:· \n ½·"
)
PIECES = pieces(
    'kata kata dua·kata Kata, “kata” "kata" (kata) 41·unit 5. kata. 1. - **kata** **dua·kata** *kata* '
    '*dua·kata* **kata**, (*kata*) "**kata**" **a* *·a* ***kata*** **a·*b*·c** *a·**b**·c* *a b* **a '
    "b** a*b*c *a*b *[kata](/a)* *· [kata](/a) [dua·kata](https://a.id/b?c=d#e) ![kata](/a) "
    "[kata](/a·'b') [kata](<a>) [^1] [**a**](/a) [a](/b_c) [·a](/b) [a](/b(c)) [a]·(b) [a][1] [a] "
    "[a](/b)*c* *c*[a](/b) \xa0kata kata\x85 'kata' kata... kata·--·kata —·Nama https://youtu.be/a "
    "warta:1 kata·# #kata #· &amp; a_b _a_ `a` <b>a</b> \\* a|b ///Footnotes·Go·Here///"
)
JOINTS = pieces("· · · \n \n ø ·· ··\n \n>· \n-· \n1.· \n>\n>· \n#·")
BLOCKS = st.builds(
    lambda start, pieces: start + "".join([piece + joint for piece, joint in pieces[:-1]]) + pieces[-1][0],
    BEGINNINGS,
    st.lists(st.tuples(PIECES, JOINTS), min_size=1, max_size=4),
)
LINKS = st.builds("{}[{}]({}){}".format, st.sampled_from(["", "", "Kata "]), PIECES, ADDRESSES, JOINTS)
DOCUMENTS = st.lists(BLOCKS | LINKS, min_size=1, max_size=6).map("\n\n".join)
"""Of most, nearly every block needs neither Markdown library nor sanitiser."""

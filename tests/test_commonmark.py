"""Both engines read Markdown as cmark-gfm does, and every block is where it is said to be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faultlib import SOAK
from tests.markdown_judge import ENGINES, NAMED, Example, judged, named, random_blocks, sections, seen
from warta.markdown.block import Block
from warta.markdown.blocks import blocks, read
from warta.markdown.limits import MAX_NESTING

EXAMPLES = list(sections())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("section", dict.fromkeys(example.section for example in EXAMPLES))
def test_a_section_is_read_as_the_judge_reads_it(section: str, engine: str) -> None:
    assert [each.text for each in EXAMPLES if each.section == section and not each.agrees(engine)] == []


def test_random_blocks_are_read_as_the_judge_reads_them() -> None:
    """But for what is named, of which there are ten at most."""
    chance = random.Random(SOAK or 16)
    drawn = [
        text for text in (random_blocks(chance) for _ in range(50_000 if SOAK else 3_000)) if not named(text)
    ]
    assert len(drawn) > 2_000
    assert [text for text in drawn if not Example("", text).agrees("markdown")] == []
    assert len(NAMED) <= 10


def test_the_compiled_engine_is_judged_too() -> None:
    chance = random.Random(16)
    drawn = [text for text in (random_blocks(chance) for _ in range(3_000)) if not named(text)]
    agreed = sum(Example("", text).agrees("pyromark") for text in drawn)
    assert agreed / len(drawn) > 0.98


@pytest.mark.parametrize(
    ("html", "other"),
    [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a</p><p>b</p>", "<p>a\nb</p>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<ol><li>a</li></ol>", '<ol start="2"><li>a</li></ol>'),
        ("<pre><code>a  b\n</code></pre>", "<pre><code>a b\n</code></pre>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ('<p><a href="a">b</a></p>', '<p><a href="c">b</a></p>'),
        ('<li><input type="checkbox"> a</li>', "<li>a</li>"),
    ],
)
def test_the_judge_tells_what_readers_see(html: str, other: str) -> None:
    assert seen(html) != seen(other)


@pytest.mark.parametrize(
    ("html", "other"),
    [
        ("<ul>\n<li>a\n<ul>\n<li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ('<img src="a" alt="b" />', '<img alt="b" src="a">'),
        ("<p>&quot;a&quot;\nb</p>", '<p>"a" b</p>'),
        ('<td align="left">a</td>', '<td style="text-align: left">a</td>'),
        ('<li><input type="checkbox" disabled=""> <p>a</p></li>', "<li><p>\u2610 a</p></li>"),
    ],
)
def test_the_judge_leaves_out_what_they_do_not_see(html: str, other: str) -> None:
    assert seen(html) == seen(other)


def test_the_judge_reads_as_previews_do() -> None:
    assert judged("a\n- b\n\n|c|\n|-|\n") == judged("a\n\n- b\n\n| c |\n| --- |\n")


# --- Lines ----------------------------------------------------------------------------------------------


def outline(found: tuple[Block, ...] | list[Block]) -> list[object]:
    """Kind, first and last line, and what is in it."""
    return [
        (block.kind, block.first, block.last, outline(block.children))
        if block.children
        else (block.kind, block.first, block.last)
        for block in found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("\n\nsatu\ndua\n\n", [("paragraph", 2, 3)]),
        ("# a\nb\n\nc\n=\n***", [("heading", 0, 0), ("paragraph", 1, 1), ("heading", 3, 4), ("rule", 5, 5)]),
        (
            "a:\n- b\n\n  c\n\n\n- d\ne\n\nf",
            [
                ("paragraph", 0, 0),
                (
                    "list",
                    1,
                    7,
                    [
                        ("item", 1, 3, [("paragraph", 1, 1), ("paragraph", 3, 3)]),
                        ("item", 6, 7, [("paragraph", 6, 7)]),
                    ],
                ),
                ("paragraph", 9, 9),
            ],
        ),
        ("> a\n>\nb", [("quote", 0, 1, [("paragraph", 0, 0)]), ("paragraph", 2, 2)]),
        ("a\nb|c\n-|-\nd|e\n\nf", [("paragraph", 0, 0), ("table", 1, 3), ("paragraph", 5, 5)]),
        ("```\na\n\n```\n    b\n\n\n    c\n\nd", [("fence", 0, 3), ("code", 4, 7), ("paragraph", 9, 9)]),
        ("```\na\n", [("fence", 0, 1)]),
        ("[a]: /b\n[c]:\n/d\ne", [("definition", 0, 0), ("definition", 1, 2), ("paragraph", 3, 3)]),
        (
            "[^1]: a\n\n    b\n[^2]: c\nd\n\ne",
            [
                ("note", 0, 2, [("paragraph", 0, 0), ("paragraph", 2, 2)]),
                ("note", 3, 4, [("paragraph", 3, 4)]),
                ("paragraph", 6, 6),
            ],
        ),
        ("<details>\na\n\nb\n\n</details>\n", [("html", 0, 1), ("paragraph", 3, 3), ("html", 5, 5)]),
        ("a\r\n\r\nb\rc", [("paragraph", 0, 0), ("paragraph", 2, 3)]),
    ],
)
def test_blocks_know_their_lines(text: str, found: list[object]) -> None:
    assert outline(blocks(text)) == found


@given(st.randoms(use_true_random=False).map(random_blocks))
def test_every_line_is_in_one_block(text: str) -> None:
    """What a block holds stands where it says; no line that is not blank is lost."""
    lines, within = text.split("\n"), list[int]()
    for block in read(text).walk():
        if block.children:
            assert block.first <= block.children[0].first
            assert block.last >= block.children[-1].last
        if block.children or block.kind in ("document", "note"):
            continue
        within += range(block.first, block.last + 1)
        table = block.kind == "table"
        for number, (written, column) in enumerate(zip(block.texts, block.columns, strict=True)):
            line = lines[block.first + number + (table and number > 0) + (block.kind == "fence")]
            assert line[column:].strip(" \t").startswith(written.strip(" \t")), (line, column, written)
    assert len(within) == len(set(within))
    covered = {number for block in blocks(text) for number in range(block.first, block.last + 1)}
    assert covered >= {number for number, line in enumerate(lines) if line.strip(" \t")}


def test_what_blocks_say_besides() -> None:
    text = "3) a\n- [X] b\n- [ ] c\n\n## d ##\n~~~ e f\n~~~\n[G h]: <i j> 'k'\n\n"
    text += "|a|b|\n|:-|-:|\n|`c\\|`|d|e|\n\n[^l]: m"
    numbers, bullets, heading, fence, definition, table, note = blocks(text)
    assert (numbers.sign, numbers.level, numbers.tight) == (")", 3, True)
    assert (bullets.sign, [item.info for item in bullets.children]) == ("-", ["x", " "])
    assert (heading.level, heading.text, heading.columns) == (2, "d", [3])
    assert (fence.sign, fence.info, fence.texts) == ("~~~", "e f", [])
    assert (definition.info, definition.target) == ("G h", ("i j", "k"))
    assert (table.sides, table.texts) == (("left", "right"), ["|a|b|", "|`c\\|`|d|e|"])
    assert (note.info, note.children[0].text) == ("l", "m")


def test_a_text_that_nests_too_deeply_has_no_blocks() -> None:
    assert blocks("> " * MAX_NESTING + "a")
    assert blocks("> " * (MAX_NESTING + 1) + "a") == ()
    assert blocks("".join("  " * depth + "- a\n" for depth in range(MAX_NESTING + 5))) == ()

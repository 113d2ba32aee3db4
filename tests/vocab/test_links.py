"""Links: what a page calls its own, whatever else it is, and however it is written."""

from __future__ import annotations

import pytest

from vocab.links import MAX_LINKS, claim_file, me_links

ACTOR = "https://coop.example/actors/pedales"


@pytest.mark.parametrize(
    "page",
    [
        f'<a rel="me" href="{ACTOR}">nous</a>',
        f"<A HREF='{ACTOR}' class=x REL='noopener ME nofollow'>nous</A>",
        f"<head><link rel=me href={ACTOR} /></head>",
        f'<a\n  href="{ACTOR}"\n  rel="me"\n>',
        f'<a data-rel="x" rel="me" rel="other" href=" {ACTOR} " href="https://rafle.example/">',
        f'<script>if (a<b) {{}}</script><p><a rel="me" href="{ACTOR}">x',
        f'<!-- <a rel="me" href="https://rafle.example/"> --><a rel="me" href="{ACTOR}">',
    ],
)
def test_me_links__however_it_is_written(page: str) -> None:
    assert me_links(page) == (ACTOR,)


@pytest.mark.parametrize(
    "page",
    [
        f'<a href="{ACTOR}">nous</a>',
        f'<a rel="home" href="{ACTOR}">',
        f'<a rel="me" data-href="{ACTOR}">',
        f'<a data-rel="me" href="{ACTOR}">',
        f'<abbr rel="me" href="{ACTOR}">',
        f'<!-- <a rel="me" href="{ACTOR}"> -->',
        f'<!-- <a rel="me" href="{ACTOR}">',
        f'<script>document.write(\'<a rel="me" href="{ACTOR}">\')</script>',
        f'<textarea><a rel="me" href="{ACTOR}"></textarea>',
        f'&lt;a rel="me" href="{ACTOR}"&gt;',
        '<a rel="me" href="/actors/pedales">',
        '<a rel="me" href="javascript:alert(1)">',
        '<a rel="me" href="https://coop.example/a b">',
        '<a rel="me">',
        "",
    ],
)
def test_me_links__what_is_no_such_link(page: str) -> None:
    assert me_links(page) == ()


def test_me_links__are_limited() -> None:
    page = "".join(f'<a rel="me" href="https://coop.example/{number}">' for number in range(MAX_LINKS + 50))

    assert len(me_links(page)) == MAX_LINKS


@pytest.mark.parametrize(
    "page",
    ["<a " * 300_000, "<!--" * 200_000, "<a rel='" * 100_000, "<div>" * 200_000, ("<a " + "rel=" * 990 + ">") * 200],
    ids=["open links", "open comments", "open quotes", "nested", "attributes"],
)
def test_me_links__of_a_page_made_to_keep_us_busy__ends(page: str) -> None:
    # R12: others' HTML is read in one pass.
    assert me_links(page) == ()


def test_claim_file__as_nodes_and_as_people_write_it() -> None:
    other = "https://coop.example/@autre"

    assert claim_file(f'{{"actors": ["{ACTOR}", 3, "{other}", "{ACTOR}"]}}') == (ACTOR, other)
    assert claim_file(f'["{ACTOR}"]') == (ACTOR,)
    assert claim_file(f"\ufeff# les nôtres\r\n {ACTOR}\r\n\r\n{other}\r\n") == (ACTOR, other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[" * 100_000,
        '{"actors": "x"}',
        '{"actors": [["https://a.example"]]}',
        "<html>",
        "\x00",
        f"<p>\n{ACTOR}\n</p>",
    ],
)
def test_claim_file__that_names_nobody(text: str) -> None:
    assert claim_file(text) == ()

"""What a page makes a browser ask of others, read from pages as strangers write them."""

from __future__ import annotations

import pytest

from vocab.called import MAX_HOSTS, Called, called

HOME = "https://www.coop.example/fr/"


@pytest.mark.parametrize(
    ("page", "hosts"),
    [
        ("<p>rien</p>", ()),
        ('<img src="logo.png"><img src="/a.png">', ("www.coop.example",)),
        ("<script async src=//stats.example/s.js></script>", ("stats.example",)),
        ("<IFRAME SRC='https://video.example/1'></IFRAME>", ("video.example",)),
        ('<link rel="Preload Stylesheet" href="https://fonts.example/css">', ("fonts.example",)),
        ('<link rel="canonical" href="https://other.example/"><a href="https://b.example/">b</a>', ()),
        ('<!-- <img src="https://a.example/"> --><img src="https://b.example:8443/x">', ("b.example",)),
        ("<script>var x = '<img src=\"https://a.example/\">'</script>", ()),
        ('<noscript><img src="https://pixel.example/1"></noscript>', ("pixel.example",)),
        ('<img src="data:image/png;base64,AAAA"><img src="https://[::1/"><img src="javascript:x">', ()),
        ('<img data-src="https://lazy.example/1">', ()),
        ('<!-- without an end <img src="https://a.example/">', ()),
    ],
)
def test_hosts(page: str, hosts: tuple[str, ...]) -> None:
    assert called(page, HOME).hosts == hosts


@pytest.mark.parametrize(
    ("page", "statement"),
    [
        ('<a href="/a11y">Accessibilité : non conforme</a>', "https://www.coop.example/a11y"),
        ('<a href="accessibility.html"><span>x</span></a>', "https://www.coop.example/fr/accessibility.html"),
        ('<a href="/contact">Nous écrire</a>', None),
        ("<p>Notre accessibilité compte.</p>", None),
        ('<a href="javascript:void(0)">Accessibilité</a>', None),
    ],
)
def test_statement(page: str, statement: str | None) -> None:
    assert called(page, HOME).statement == statement


@pytest.mark.parametrize("piece", ["<!--", "<script ", "<script x>", "<a ", "<a href=", "<img src='", "<", 'src="'])
def test_hostile__pages_are_read_to_their_end(piece: str) -> None:
    assert called(piece * (500_000 // len(piece)), HOME) == Called((), None)


def test_hostile__no_more_names_than_a_page_has_room_for() -> None:
    many = "".join(f'<img src="https://h{n}.example/">' for n in range(1_000))

    assert len(called(many, HOME).hosts) == MAX_HOSTS

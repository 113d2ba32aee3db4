from __future__ import annotations

from typing import Any

import pytest

from federation.audience import classify, may_see, networks_in, recipients
from vocab.context import PUBLIC

ME = "https://pedales.example/actors/pedales"
NETWORK = "https://reseau.example/actors/reseau"
OTHER = "https://autre.example/actors/autre"


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        ("public", (PUBLIC,), (f"{ME}/followers",)),
        ("followers", (f"{ME}/followers",), ()),
        ("network", (f"{NETWORK}/members", f"{OTHER}/members"), ()),
        ("statistics", (NETWORK, OTHER), ()),
        ("private", (), ()),
        ("unheard of", (), ()),
    ],
)
def test_recipients(visibility: str, to: tuple[str, ...], cc: tuple[str, ...]) -> None:
    assert recipients(visibility, ME, [NETWORK, OTHER]) == (to, cc)


@pytest.mark.parametrize("visibility", ["network", "statistics"])
def test_recipients__without_a_network_nobody(visibility: str) -> None:
    assert recipients(visibility, ME, []) == ((), ())


@pytest.mark.parametrize("visibility", ["public", "followers", "network", "private"])
def test_classify__reads_what_recipients_wrote(visibility: str) -> None:
    to, cc = recipients(visibility, ME, [NETWORK])

    assert classify({"to": list(to), "cc": list(cc)}) == visibility


@pytest.mark.parametrize(
    ("document", "audience"),
    [
        ({}, "private"),
        ({"to": NETWORK}, "private"),
        ({"to": "as:Public"}, "public"),
        ({"cc": ["Public"]}, "public"),
        ({"to": [f"{ME}/followers"], "cc": [f"{NETWORK}/members"]}, "network"),
        ({"to": [{"id": f"{ME}/followers"}]}, "followers"),
        ({"to": [None, 3, {"x": 1}]}, "private"),
    ],
)
def test_classify__the_widest(document: dict[str, Any], audience: str) -> None:
    assert classify(document) == audience


def test_networks_in() -> None:
    assert networks_in([PUBLIC, f"{NETWORK}/members", f"{ME}/followers"]) == (NETWORK,)


@pytest.mark.parametrize(
    ("reader", "addressed", "sees"),
    [
        (None, [PUBLIC], True),
        (None, [f"{ME}/followers"], False),
        (None, [], False),
        (OTHER, [f"{ME}/followers"], True),
        (OTHER, [f"{NETWORK}/members"], True),
        (OTHER, ["https://x.example/actors/x/followers", "https://x.example/actors/x/members"], False),
        (OTHER, [OTHER], True),
        (OTHER, [NETWORK], False),
        (OTHER, [], False),
    ],
)
def test_may_see(reader: str | None, addressed: list[str], sees: bool) -> None:
    follows, member_of = (frozenset({ME}), frozenset({NETWORK})) if reader else (frozenset(), frozenset())

    assert may_see(reader, addressed, follows=follows, member_of=member_of) is sees

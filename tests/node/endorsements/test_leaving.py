"""Leaving: what another states is public data as far as both let it: found, asked by SPARQL, dumped; then no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.domains import REFUSED
from node import barring
from node.clock import iso
from node.endorsements import showing
from node.shelving import left_out, reindex
from node.sparql.statements import Statements
from node.store import changes, endorsements
from node.store.domains import Verdict
from node.store.visible import ALL, MEMBERS, OPEN
from tests.node.credentials import CLEF, DAY, PANIER, shown_by, stated
from tests.node.ground import NOW, Document, Ground, Peer
from vocab.charter import CHARTER
from vocab.context import COOP, PUBLIC
from vocab.loader import Loader
from vocab.tables import Tables

RECORD = f"{PANIER.origin}/objects/e"


@pytest.fixture
async def ground(ground: Ground) -> Ground:
    """Who follows both."""
    ground.follow(PANIER, CLEF)
    return ground


async def shows(ground: Ground, **more: object) -> Document:
    """Panier shows what La Clef saw there; the credential."""
    said = stated(CLEF, PANIER.id)
    await ground.hear(PANIER.says("Create", shown_by(PANIER, said, "e", **more), to=[PUBLIC]))
    return said


async def describes(ground: Ground, peer: Peer, version: int = 1, **said: object) -> None:
    """A profile arrives, or a new version of it."""
    changed = replace(peer, said={"updated": iso(NOW + version), **said})
    ground.web.serve(changed.document)
    await ground.hear(changed.says("Update", changed.document, f"profile{version}", to=[PUBLIC]))


def level(ground: Ground) -> int | None:
    """For whom it leaves in bulk, as SPARQL and dumps read it; None where it is not in the directory."""
    held = ground.record(RECORD)
    found = changes.find(ground.db, held.num) if held is not None else None
    return found.level if found is not None else None


def on_page(ground: Ground) -> bool:
    return bool(endorsements.of_subject(ground.db, PANIER.id, iso(ground.clock.at), 5))


# What its author says of it, what its issuer says of itself, for whom it then leaves, whether its page shows it.
BOTH: dict[str, tuple[Document, Document | None, int | None, bool]] = {
    "an issuer whose profile is not here": ({}, None, OPEN, True),
    "both for all": ({}, {"usagePolicy": "coop:policy-commons-open"}, OPEN, True),
    "an issuer that says nothing": ({}, {}, OPEN, True),
    "an issuer that shares with members": ({}, {"usagePolicy": "coop:policy-reciprocal-ess"}, MEMBERS, True),
    "an issuer for signed-in people": ({}, {"usagePolicy": "coop:policy-network-only"}, None, False),
    "an issuer for itself": ({}, {"usagePolicy": "coop:policy-private"}, None, False),
    "an issuer that is not to be found": ({}, {"indexable": False}, None, True),
    "an author that shares with members": ({"usagePolicy": "coop:policy-reciprocal-ess"}, {}, MEMBERS, True),
    "an author that names no policy": ({"usagePolicy": None}, {}, ALL, True),
}


@pytest.mark.parametrize("name", BOTH)
async def test_policies__the_stricter_of_both_binds__whichever_came_first(ground: Ground, name: str) -> None:
    more, profile, expected, page = BOTH[name]
    await shows(ground, **more)
    if profile is not None:
        await describes(ground, CLEF, **profile)
    assert (level(ground), on_page(ground)) == (expected, page)

    reindex(ground.db, ground.home)
    assert (level(ground), on_page(ground)) == (expected, page)
    assert ground.record(RECORD).num not in left_out(ground.db, ground.home)  # type: ignore[union-attr]

    if profile is not None:  # a change of the issuer's is followed at once
        await describes(ground, CLEF, 2, usagePolicy="coop:policy-commons-open")
        assert level(ground) == (expected if more else OPEN)
        await describes(ground, CLEF, 3, usagePolicy="coop:policy-private")
        assert (level(ground), on_page(ground)) == (None, False)


async def test_narrowed_by_its_author__leaves_everything(ground: Ground) -> None:
    said = await shows(ground)
    assert level(ground) == OPEN

    narrow = shown_by(PANIER, said, "e", updated=iso(NOW + 1), to=[f"{PANIER.id}/followers"], cc=[])
    await ground.hear(PANIER.says("Update", narrow, to=[PUBLIC]))

    assert (level(ground), on_page(ground)) == (None, False)


@pytest.mark.parametrize("how", ["revoked", "withdrawn", "over", "its issuer is gone", "its server is refused"])
async def test_end__it_leaves_everything(ground: Ground, how: str) -> None:
    said = await shows(ground)
    position = changes.newest(ground.db)

    if how == "revoked":
        await ground.hear(CLEF.says("Delete", said["id"], to=[PUBLIC]))
    elif how == "withdrawn":
        await ground.hear(PANIER.says("Delete", RECORD, to=[PUBLIC]))
    elif how == "its issuer is gone":
        await ground.hear(CLEF.says("Delete", CLEF.id, to=[PUBLIC]))
    elif how == "over":
        ground.clock.at = NOW + 300 * DAY
        assert endorsements.any_lapsed(ground.db, iso(ground.clock.at))
        assert showing.lapse(ground.db, iso(ground.clock.at)) == 1
        assert showing.lapse(ground.db, iso(ground.clock.at)) == 0
    else:
        ground.home.domains = barring.decide(ground.db, ground.home, [Verdict("clef.example", REFUSED, "", iso(NOW))])

    held = ground.record(RECORD)
    assert held is not None and level(ground) is None
    assert held.num in changes.nums_after(ground.db, position)  # SPARQL, dumps, feeds follow this list
    if how != "its server is refused":
        reindex(ground.db, ground.home)
        assert level(ground) is None and not on_page(ground)
        return
    ground.home.domains = barring.forget(ground.db, ground.home, "clef.example")
    assert level(ground) == OPEN


async def test_statements__in_the_graph_of_its_author__with_who_says_it_and_where_it_is_from(ground: Ground) -> None:
    said = await shows(ground)
    held = ground.record(RECORD)
    assert held is not None
    shelved = changes.find(ground.db, held.num)
    assert shelved is not None

    def slow(document: Document, graph: str) -> list[str]:
        raise AssertionError("the tables suffice")

    statements = Statements(ground.home.origin, ground.home.vocabulary, Tables(Loader()), slow, lambda term: True)
    lines = statements.of(shelved).lines

    graph = f"<{PANIER.id}>"
    assert all(line.endswith(f" {graph} .") for line in lines if f"<{COOP}practice>" in line)
    for predicate, value in (
        ("practice", f"<{CHARTER}D03>"),
        ("endorsedBy", f"<{CLEF.id}>"),
        ("level", '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ):
        assert any(f"<{RECORD}> <{COOP}{predicate}> {value}" in line for line in lines), (predicate, lines)
    assert any(str(said["id"]) in line for line in lines)  # the credential itself, with its proof
    assert any(f"<{RECORD}>" in line and '"panier.example"' in line and graph not in line for line in lines)

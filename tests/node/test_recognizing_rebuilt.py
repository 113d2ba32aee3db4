"""Whatever happened, in whatever order: how organisations stand is what `reindex` would make of what is there now."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from node import following, shelving
from node.clock import iso
from node.store import memberships, organizations, sites
from node.store.sites import Site
from tests.node.ground import NOW, Ground, Peer
from tests.vocabulary import VOCABULARY

NETWORK = "https://reseau.example/actors/reseau"
HOSTS = ("clef.example", "serrure.example")
SITES = (
    "https://clef.example/",
    "https://clef.example/serrure",
    "https://autre.example/",
    "https://www.facebook.com/x",
)
NAMES = ("La Clef", "La Clef des champs", "Serrure et clefs")
ACTORS = tuple(f"https://{host}/actors/{name}" for host in HOSTS for name in ("clef", "serrure"))
PEERS = {id: Peer(id, seed=number + 2) for number, id in enumerate(ACTORS)}
LISTERS = tuple(Peer(f"https://annuaire{n}.example/actors/annuaire", seed=20 + n) for n in range(2))
LISTINGS = tuple((lister, slug) for lister in LISTERS for slug in ("a", "b"))
LILLE = {"type": "Place", "name": "Lille", "within": ["territory:fr/commune/59350"]}

maybe_site = st.sampled_from([None, *SITES])
steps = st.one_of(
    st.tuples(st.just("profile"), st.sampled_from(ACTORS), st.sampled_from(NAMES), maybe_site, st.booleans()),
    st.tuples(st.just("gone"), st.sampled_from(ACTORS)),
    st.tuples(st.just("offer"), st.sampled_from(ACTORS)),
    st.tuples(
        st.just("listing"),
        st.sampled_from(LISTINGS),
        st.sampled_from(NAMES),
        maybe_site,
        st.sampled_from([None, None, *ACTORS]),
    ),
    st.tuples(st.just("withdrawn"), st.sampled_from(LISTINGS)),
    st.tuples(st.just("seen"), st.sampled_from(SITES), st.lists(st.sampled_from(ACTORS), max_size=2)),
    st.tuples(st.just("member"), st.sampled_from(ACTORS), st.booleans()),
    st.tuples(st.just("unfollowed"), st.sampled_from(ACTORS)),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(steps, max_size=30))
def test_incremental__equals_rebuilt(history: list[tuple[Any, ...]]) -> None:
    asyncio.run(_equal(history))


async def _equal(history: list[tuple[Any, ...]]) -> None:
    ground = await Ground.lay(VOCABULARY, recognised_networks=NETWORK)
    for number, (what, *said) in enumerate(history, 1):
        await ACTS[what](ground, number, *said)
        drain(ground)

    incremental = standing(ground)
    shelving.reindex(ground.db, ground.home)

    assert standing(ground) == incremental
    assert not organizations.any_unsettled(ground.db)


def drain(ground: Ground) -> None:
    while shelving.settle(ground.db, ground.home):
        pass


def standing(ground: Ground) -> dict[str, list[Any]]:
    """All that is derived of organisations, whatever numbers the records have."""
    queries = {
        "organizations": "SELECT o.id, o.claimed, o.site, o.traits, p.id, o.how, o.asks FROM organizations o"
        " LEFT JOIN records p ON p.num = o.gives_way",
        "keys": "SELECT key, id FROM organization_keys JOIN records USING (num)",
        "verifications": "SELECT id, way, facts FROM verifications JOIN records USING (num)",
        "entries": "SELECT id, facets FROM entries",
        "tags": "SELECT t.tag, r.id FROM entry_tags e JOIN tags t ON t.num = e.tag JOIN records r ON r.num = e.num",
        "counts": "SELECT facet, kind, value, n FROM entry_counts",
    }
    return {name: sorted(ground.db.execute(sql).fetchall(), key=repr) for name, sql in queries.items()}


async def profile(ground: Ground, n: int, id: str, name: str, website: str | None, replaces: bool) -> None:
    listings = [f"{lister.origin}/objects/{slug}" for lister, slug in LISTINGS[:2]] if replaces else None
    said = {"name": name, "location": LILLE, "website": website, "replaces": listings, "updated": iso(NOW + n)}
    peer = PEERS[id]
    document = peer.sign({k: v for k, v in (peer.document | said).items() if v is not None and k != "proof"})
    ground.follow(peer)
    await ground.hear(peer.says("Update", document, f"u{n}"))


async def gone(ground: Ground, n: int, id: str) -> None:
    await ground.hear(PEERS[id].says("Delete", id, f"d{n}"))


async def offer(ground: Ground, n: int, id: str) -> None:
    ground.follow(PEERS[id])
    await ground.hear(PEERS[id].says("Create", PEERS[id].record(f"o{n}"), f"o{n}"))


async def listing(
    ground: Ground, n: int, which: tuple[Peer, str], name: str, website: str | None, accepted: str | None
) -> None:
    lister, slug = which
    about = {"type": "Organization", "name": name} | ({"website": website} if website else {})
    document = lister.record(
        slug,
        version=n,
        kind="Listing",
        purpose=None,
        name=name,
        organization=about,
        location=LILLE,
        isReplacedBy=accepted,
    )
    ground.follow(lister)
    await ground.hear(lister.says("Update", document, f"l{n}"))


async def withdrawn(ground: Ground, n: int, which: tuple[Peer, str]) -> None:
    lister, slug = which
    await ground.hear(lister.says("Delete", f"{lister.origin}/objects/{slug}", f"w{n}"))


async def seen(ground: Ground, n: int, website: str, links: list[str]) -> None:
    site = website.partition("://")[2].removeprefix("www.").rstrip("/")
    named = tuple((link, "rel-me") for link in links)
    sites.keep(ground.db, Site(site, website, named, iso(NOW + n), NOW + 86_400))
    organizations.unsettle_with_key(ground.db, f"site={site}")


async def member(ground: Ground, n: int, id: str, belongs: bool) -> None:
    if belongs:
        memberships.put(ground.db, NETWORK, id, "", "accepted", iso(NOW))
    else:
        memberships.drop(ground.db, NETWORK, id)


async def unfollowed(ground: Ground, n: int, id: str) -> None:
    following.drop_reasons(ground.db, ground.home, id)


ACTS = {
    "profile": profile,
    "gone": gone,
    "offer": offer,
    "listing": listing,
    "withdrawn": withdrawn,
    "seen": seen,
    "member": member,
    "unfollowed": unfollowed,
}

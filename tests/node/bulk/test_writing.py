"""Listings written many at once are what they would be, published one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest

from node import publishing, shelving
from node.bulk.ready import Ready, basis_of, ready
from node.bulk.writing import write
from node.errors import NotAllowed
from node.home import Home
from node.profiles import KeyPair, rotate
from node.publishing import Manner
from node.store import actors
from node.store.connection import Db
from node.store.store import Store
from tests.node.ground import Ground, Peer
from tests.node.store.dump import dumped
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2, said={"website": "https://clef.example/", "name": "La Clef"})
MASTODON = Peer("https://mastodon.example/users/lena", seed=3, speaks=False)
NETWORK = Peer("https://reseau.example/actors/reseau", "network", seed=4)


def drafts() -> list[dict[str, object]]:
    """Alone, in company, closed, without a place: what a list may hold."""
    about = [
        ("Le Panier", {"website": "https://panier.example/", "identifiers": {"siren": "552100554"}}),
        ("La Clef", {"website": "https://clef.example/"}),
        ("Le Fournil", {"website": "https://commun.example/"}),
        ("Le Fournil des champs", {"website": "https://commun.example/"}),
        ("La Remise", {}),
        ("Le Garage", {"website": "https://www.facebook.com/garage"}),
        ("Commune de Lille", {"identifiers": {"siren": "215903501"}}),
    ]
    return [
        {
            "kind": "listing",
            "name": name,
            "content": f"{name} vend du pain, répare des vélos et prête des outils.",
            "location": {"name": "Lille", "territory": "fr-commune-59350", "latitude": 50.6, "longitude": 3.06},
            "sector": ["AM160"],
            "organization": {"name": name, **organization},
            "source": "liste.csv",
            "legal_basis": "intérêt légitime",
            "objections": "contact@noeud.example",
        }
        for name, organization in about
    ] + [{"kind": "listing", "name": "Nulle part", "source": "liste.csv", "policy": "coop:policy-reciprocal-ess"}]


async def lay(words: Vocabulary, kind: str = "platform") -> Ground:
    """A node with followers, one of whom has a profile here."""
    ground = await Ground.lay(words, kind=kind)
    ground.followed_by(CLEF, MASTODON)
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Update", CLEF.document))
    return ground


async def copied(ground: Ground) -> Ground:
    """Another node that is the same so far."""
    store = await Store.open_inline(image=ground.db.serialize())
    home = Home(ground.home.settings, ground.home.vocabulary, ground.clock, ulid=numbered())
    ground.home.ulid = numbered()
    return replace(ground, store=store, db=await store.reading(lambda db: db), home=home)


def numbered() -> Callable[[float], str]:
    """Ids that are always the same."""
    numbers = count(1)
    return lambda now: f"{next(numbers):026d}"


def made_ready(db: Db, home: Home, me: str, wanted: list[dict[str, object]]) -> Iterator[Ready]:
    actor = actors.find(db, me)
    assert actor is not None
    basis = basis_of(db, home, me)
    for draft, made in zip(wanted, ready(db, home, actor, basis, wanted), strict=True):
        assert made is not None, draft
        yield made


def all_of(ground: Ground) -> list[str]:
    """Everything in the database but the order in which things changed and tags were met."""
    while shelving.settle(ground.db, ground.home):
        pass
    inconstant = tuple(f"INSERT INTO {table} " for table in ("changes", "news", "tags", "entry_tags"))
    tagged = ground.db.execute("SELECT tags.tag, entry_tags.num FROM entry_tags JOIN tags ON tags.num = entry_tags.tag")
    return sorted([*map(str, tagged), *(line for line in dumped(ground.db) if not line.startswith(inconstant))])


@pytest.mark.parametrize("kind", ["platform", "network"])
async def test_write__leaves_what_publishing_one_by_one_leaves(words: Vocabulary, kind: str) -> None:
    one = await lay(words, kind)
    many = await copied(one)

    for draft in drafts():
        publishing.publish(one.db, one.home, one.me, draft, Manner(quiet=True))
    write(many.db, many.home, many.me, list(made_ready(many.db, many.home, many.me, drafts())))

    assert all_of(many) == all_of(one)
    assert many.db.execute("SELECT count(*) FROM verifications WHERE way = 'register-matched'").fetchone() == (1,)
    assert len(many.sent()) == len(drafts())  # one follower speaks our language, the other is not flooded


async def test_write__what_is_derived_is_what_reindex_makes(words: Vocabulary) -> None:
    ground = await lay(words)
    shelving.reindex(ground.db, ground.home)
    write(ground.db, ground.home, ground.me, list(made_ready(ground.db, ground.home, ground.me, drafts())))
    before = all_of(ground)

    shelving.reindex(ground.db, ground.home)

    assert all_of(ground) == before


@pytest.mark.parametrize(
    "said",
    [
        {"visibility": "network"},
        {"policy": "coop:policy-network-only"},
        {"kind": "offer"},
        {"id": "https://pedales.example/objects/1"},
        {"name": ""},
        {"territory": ["nulle-part"]},
    ],
    ids=str,
)
async def test_ready__leaves_the_long_way_to_others(words: Vocabulary, said: dict[str, object]) -> None:
    ground = await lay(words)
    actor = actors.find(ground.db, ground.me)
    assert actor is not None

    basis = basis_of(ground.db, ground.home, ground.me)
    before, other, after = ready(ground.db, ground.home, actor, basis, [drafts()[0], drafts()[0] | said, drafts()[1]])

    assert before is not None and before.traits.site == "panier.example"
    assert other is None
    assert after is not None and after.traits.site == "clef.example"


async def test_basis__another_once_a_key_took_the_place_of_the_last(words: Vocabulary) -> None:
    ground = await lay(words)
    (made, *_) = made_ready(ground.db, ground.home, ground.me, drafts())
    assert made.basis == basis_of(ground.db, ground.home, ground.me)

    actor = actors.find(ground.db, ground.me)
    assert actor is not None

    rotate(ground.db, ground.home, actor, KeyPair.generate(), compromised=False)

    assert made.basis != basis_of(ground.db, ground.home, ground.me)


async def test_write__by_an_organisation_that_moved_is_refused(words: Vocabulary) -> None:
    ground = await lay(words)
    made = list(made_ready(ground.db, ground.home, ground.me, drafts()))
    ground.db.execute(
        "UPDATE actors SET moved_to = 'https://ailleurs.example/actors/pedales' WHERE id = ?", (ground.me,)
    )

    with pytest.raises(NotAllowed):
        write(ground.db, ground.home, ground.me, made)

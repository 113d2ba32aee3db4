"""Yielding: the same whatever the order in which profiles are looked at; nothing without a proof."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.store.organizations import Organization, Traits
from node.store.sites import Site
from node.yielding import Surroundings, Yielding, decide

LISTING = Traits(
    id="https://annuaire.example/objects/l",
    claimed=False,
    host=None,
    addresses=(),
    website="https://clef.example/",
    site="clef.example",
    site_host="clef.example",
    names=("clef",),
    place="fr-commune-59350",
    numbers=("siren:732829320",),
    replaces=(),
    replaced_by=None,
    name_keys=("clef",),
)
ALONE = Surroundings(None, True, 1)


def profile(num: int, host: str = "clef.example", **said: object) -> Organization:
    id = f"https://{host}/actors/a{num}"
    own = replace(LISTING, id=id, claimed=True, host=host, addresses=(id,), names=("autre",), numbers=(), site=None)
    return Organization(num, replace(own, **said))  # type: ignore[arg-type]


def seen(*links: str) -> Surroundings:
    return Surroundings(
        Site("clef.example", "https://clef.example/", tuple((link, "rel-me") for link in links)), True, 0
    )


def test_decide__nobody__or_nobody_proved() -> None:
    assert decide(LISTING, [], ALONE) == Yielding()
    named = profile(1, "rafle.example", names=("clef",), numbers=LISTING.numbers, site="clef.example")
    assert decide(LISTING, [named], ALONE) == Yielding(asks=True)


@pytest.mark.parametrize(
    "said", [{"names": ("clef",)}, {"numbers": LISTING.numbers}, {"replaces": (LISTING.id,)}, {"site": "clef.example"}]
)
def test_decide__on_the_host_of_the_website__and_meant(said: dict[str, object]) -> None:
    many = Surroundings(None, True, 7)

    assert decide(LISTING, [profile(1), profile(2, **said)], many) == Yielding(2, "host")


def test_decide__whoever_the_lister_names_comes_first() -> None:
    accepting = replace(LISTING, replaced_by="https://ailleurs.example/actors/a9")
    profiles = [profile(1, names=("clef",)), profile(9, "ailleurs.example")]

    assert decide(accepting, profiles, ALONE) == Yielding(9, "accepted")


def test_decide__named_by_the_website__and_meant() -> None:
    elsewhere = profile(3, "noeud.example", names=("clef",))

    assert decide(LISTING, [elsewhere], seen()) == Yielding(asks=True)
    assert decide(LISTING, [elsewhere], seen(elsewhere.traits.id)) == Yielding(3, "rel-me", asks=True)
    # The website names somebody who is not the organisation listed, and says nothing else of them.
    other = profile(4, "noeud.example")
    assert decide(LISTING, [other], replace(seen(other.traits.id), alone=False)) == Yielding()


def test_decide__a_shared_host_proves_nothing() -> None:
    shared = replace(LISTING, site_host=None)

    assert decide(shared, [profile(1, names=("clef",), replaces=(LISTING.id,))], ALONE) == Yielding()


profiles = st.lists(
    st.builds(
        lambda num, host, name, number, claims, site: profile(
            num,
            host,
            names=(name,),
            numbers=LISTING.numbers if number else (),
            replaces=(LISTING.id,) if claims else (),
            site=site,
        ),
        st.integers(1, 5),
        st.sampled_from(["clef.example", "noeud.example"]),
        st.sampled_from(["clef", "autre"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, "clef.example"]),
    ),
    max_size=5,
    unique_by=lambda each: each.num,
)


@given(profiles, st.randoms(use_true_random=False), st.booleans(), st.integers(0, 3))
def test_decide__whatever_the_order(found: list[Organization], chance: object, alone: bool, tenants: int) -> None:
    around = replace(seen("https://noeud.example/actors/a1"), alone=alone, tenants=tenants)
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    decided = decide(LISTING, found, around)

    assert decide(LISTING, shuffled, around) == decided
    chosen = [each.traits for each in found if each.num == decided.profile]
    assert all(each.host == "clef.example" or each.id == "https://noeud.example/actors/a1" for each in chosen[:1])

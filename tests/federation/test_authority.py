"""Authority: a test for each cell of the table, permitted and refused; what is not in the table is nobody's."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from federation.authority import CARRIED_BY_PROOF, TABLE, Claim, Sort, Tie, refusal

ALICE = "https://clef.example/actors/alice"
NEIGHBOUR = "https://clef.example/actors/voisin"
STRANGER = "https://rafle.example/actors/rafle"
THING = "https://clef.example/objects/a"
SORTS: tuple[Sort, ...] = get_args(Sort)
CELLS = [(verb, sort, tie) for verb, row in TABLE.items() for sort, tie in row.items()]
SPOKEN_NOWHERE = ("Like", "Dislike", "Arrive", "Invite", "Question", "TentativeAccept", "create", "CREATE", "", "Dance")


def permitted(verb: str, sort: Sort, tie: Tie) -> Claim:
    """What ALICE may say: of a thing of hers, of herself, of what was asked of her, of a collection of hers."""
    id = ALICE if tie is Tie.SELF else THING
    owner = None if tie is Tie.NEAR else ALICE
    return Claim(verb, ALICE, "signature", sort, id, owner=owner, asked=ALICE, keeper=ALICE, about=ALICE)


def test_endorsement__about_somebody_else_is_not_ones_own_to_show() -> None:
    for verb in ("Create", "Update"):
        for about in (NEIGHBOUR, STRANGER, None):
            assert refusal(replace(permitted(verb, "endorsement", Tie.ABOUT), about=about)) is not None


def test_table__has_exactly_these_cells() -> None:
    assert {verb: {sort: tie.name for sort, tie in row.items()} for verb, row in TABLE.items()} == {
        "Create": {"record": "OWN", "endorsement": "ABOUT", "actor": "SELF"},
        "Update": {"record": "OWN", "endorsement": "ABOUT", "actor": "SELF"},
        "Delete": {"record": "OWN", "credential": "OWN", "actor": "SELF", "unknown": "NEAR"},
        "Follow": {"actor": "ANYBODY"},
        "Join": {"actor": "ANYBODY"},
        "Leave": {"actor": "ANYBODY"},
        "Offer": {"actor": "SELF", "credential": "OWN"},
        "Accept": {"Follow": "ASKED", "Join": "ASKED", "Offer": "ASKED"},
        "Reject": {"Follow": "ASKED", "Join": "ASKED", "Offer": "ASKED"},
        "Undo": {"Follow": "OWN", "Join": "OWN", "Offer": "OWN", "Announce": "OWN", "Block": "OWN", "unknown": "NEAR"},
        "Add": {"member": "KEPT"},
        "Remove": {"member": "KEPT"},
        "Announce": dict.fromkeys(
            ("record", "endorsement", "actor", "unknown", "Create", "Update", "Delete"), "ANYBODY"
        ),
        "Move": {"actor": "SELF"},
        "Flag": dict.fromkeys(("record", "actor", "unknown"), "ANYBODY"),
        "Block": {"actor": "ANYBODY"},
    }
    assert sorted(CARRIED_BY_PROOF) == ["Create", "Delete", "Update"]


@pytest.mark.parametrize(("verb", "sort", "tie"), CELLS)
def test_cell__who_may(verb: str, sort: Sort, tie: Tie) -> None:
    assert refusal(permitted(verb, sort, tie)) is None


@pytest.mark.parametrize("other", [NEIGHBOUR, STRANGER])
@pytest.mark.parametrize(("verb", "sort", "tie"), [cell for cell in CELLS if cell[2] is not Tie.ANYBODY])
def test_cell__another_actor_may_not(verb: str, sort: Sort, tie: Tie, other: str) -> None:
    # R8: nobody acts on what is another's.
    refused = refusal(replace(permitted(verb, sort, tie), actor=other))

    if tie is Tie.NEAR and other == NEIGHBOUR:
        # Of what nobody here knows, all that can be told is where it stands: nothing is taken from its owner by it.
        assert refused is None
    else:
        assert refused is not None
        assert "not theirs" in refused.log


@pytest.mark.parametrize(("verb", "sort", "tie"), [cell for cell in CELLS if cell[2] is Tie.OWN])
def test_cell__a_thing_that_names_its_sender_but_stands_elsewhere_is_not_theirs(
    verb: str, sort: Sort, tie: Tie
) -> None:
    refused = refusal(replace(permitted(verb, sort, tie), actor=STRANGER, owner=STRANGER))

    assert refused is not None


@pytest.mark.parametrize(("verb", "sort", "tie"), [cell for cell in CELLS if cell[2] is Tie.NEAR])
def test_cell__what_is_known_to_be_anothers_is_not_near(verb: str, sort: Sort, tie: Tie) -> None:
    assert refusal(replace(permitted(verb, sort, tie), owner=NEIGHBOUR)) is not None


@pytest.mark.parametrize(
    "spelling", ["https://clef.example.rafle.example/x", "https://clef.example:8443/x", "urn:x", ""]
)
@pytest.mark.parametrize("verb", ["Create", "Delete"])
def test_cell__an_id_that_only_looks_like_the_actors_origin(verb: str, spelling: str) -> None:
    assert refusal(Claim(verb, ALICE, "signature", "record", spelling, owner=ALICE)) is not None


@pytest.mark.parametrize(
    ("verb", "sort"), [(verb, sort) for verb in TABLE for sort in SORTS if sort not in TABLE[verb]]
)
def test_cell__not_in_the_table__nobody_may(verb: str, sort: Sort) -> None:
    # R8: what is not said is refused.
    for id in (ALICE, THING, None):
        refused = refusal(Claim(verb, ALICE, "signature", sort, id, owner=ALICE, asked=ALICE, keeper=ALICE))
        assert refused is not None
        assert "not permitted" in refused.log


@pytest.mark.parametrize("verb", SPOKEN_NOWHERE)
@pytest.mark.parametrize("sort", SORTS)
def test_verb__not_in_the_table__nobody_may(verb: str, sort: Sort) -> None:
    refused = refusal(Claim(verb, ALICE, "signature", sort, ALICE, owner=ALICE, asked=ALICE, keeper=ALICE))

    assert refused is not None


# -- what a proof alone carries


@pytest.mark.parametrize(("verb", "sort", "tie"), CELLS)
def test_proof__carries_create_update_and_delete_of_public_records_alone(verb: str, sort: Sort, tie: Tie) -> None:
    proved = replace(permitted(verb, sort, tie), bearer="proof")

    assert (refusal(proved) is None) == (verb in ("Create", "Update", "Delete"))


@pytest.mark.parametrize("verb", sorted(CARRIED_BY_PROOF))
def test_proof__carries_nothing_that_is_not_public(verb: str) -> None:
    narrow = Claim(verb, ALICE, "proof", "record", THING, owner=ALICE, public=False)

    refused = refusal(narrow)

    assert refused is not None
    assert "signature" in refused.log
    assert refusal(replace(narrow, bearer="signature")) is None
    assert refusal(replace(narrow, bearer="origin")) is None


@pytest.mark.parametrize("verb", sorted(CARRIED_BY_PROOF))
@pytest.mark.parametrize("other", [NEIGHBOUR, STRANGER])
def test_proof__of_another_actor__carries_nothing(verb: str, other: str) -> None:
    assert refusal(Claim(verb, other, "proof", "record", THING, owner=ALICE)) is not None

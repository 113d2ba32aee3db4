"""Circles: what comes round to whoever says it is told beside it, as far as it is followed, and no further."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from node.clock import iso
from node.endorsements import circles
from node.store import endorsements
from tests.node.credentials import DAY, shown_by, stated
from tests.node.ground import NOW, Ground, Peer
from vocab.context import PUBLIC

A, B, C, D, E = (Peer(f"https://{name}.example/actors/{name}", seed=30 + n) for n, name in enumerate("abcde"))
NAMES = {each.id: each.id[-1] for each in (A, B, C, D, E)}


async def shows(ground: Ground, issuer: Peer, subject: Peer, practice: str = "D03", **more: object) -> str:
    """`subject` shows what `issuer` saw there; the credential."""
    name = f"{NAMES[issuer.id]}-{NAMES[subject.id]}-{practice}"
    said = stated(issuer, subject.id, name, practice=practice, **more)
    await ground.hear(subject.says("Create", shown_by(subject, said, name), name, to=[PUBLIC]))
    return str(said["id"])


def told(ground: Ground) -> dict[str, str]:
    """The circles by who says it of whom: {"ab": "abc"} is a says it of b, b of c, c of a."""
    found = circles.of_practice(ground.db, "D03", iso(ground.clock.at), 50)
    return {
        NAMES[each.said.issuer] + NAMES[each.said.subject]: "".join(NAMES[id] for id in each.circle) for each in found
    }


@pytest.mark.parametrize(
    ("ring", "expected"),
    [
        ([A, B], {"ab": "ab", "ba": "ba"}),
        ([A, B, C], {"ab": "abc", "bc": "bca", "ca": "cab"}),
        ([A, B, C, D], {"ab": "abcd", "bc": "bcda", "cd": "cdab", "da": "dabc"}),
        ([A, B, C, D, E], dict.fromkeys(("ab", "bc", "cd", "de", "ea"), "")),
    ],
)
async def test_circle__of_two_to_four_is_told(ring: Sequence[Peer], expected: dict[str, str], ground: Ground) -> None:
    ground.follow(*ring)
    for issuer, subject in zip(ring, (*ring[1:], ring[0]), strict=True):
        await shows(ground, issuer, subject)

    assert told(ground) == expected


async def test_circle__of_what_is_shown_now__of_one_practice__the_shortest(ground: Ground) -> None:
    ground.follow(A, B, C)
    await shows(ground, A, B)
    await shows(ground, B, C, valid_until=iso(NOW + 10 * DAY))
    await shows(ground, C, A, "D05")
    assert told(ground) == {"ab": "", "bc": ""}
    closing = await shows(ground, C, A)
    assert told(ground)["ab"] == "abc"

    await shows(ground, B, A)
    assert told(ground) == {"ab": "ab", "ba": "ba", "bc": "bca", "ca": "cab"}

    await ground.hear(C.says("Delete", closing, to=[PUBLIC]))  # revoked
    assert told(ground) == {"ab": "ab", "ba": "ba", "bc": ""}
    ground.clock.at = NOW + 11 * DAY  # over
    assert told(ground) == {"ab": "ab", "ba": "ba"}


async def test_circle__is_looked_for_so_far_and_no_further(ground: Ground) -> None:
    ground.follow(A, B, C, D)
    for issuer, subject in ((A, B), (B, C), (C, D), (D, A)):
        await shows(ground, issuer, subject)
    found = endorsements.of_practice(ground.db, "D03", iso(NOW), 50)

    # Whom each of the four saw, and by whom each was seen: asked once, however many statements there are.
    for most, length in ((8, 4), (2, 0), (0, 0)):
        assert {len(each.circle) for each in circles.told(ground.db, found, iso(NOW), most)} == {length}


async def test_alike__two_accounts_that_declare_one_website(ground: Ground) -> None:
    ground.follow(A, B)
    await shows(ground, A, B)  # before their profiles came: order of arrival does not matter
    for each in (A, B):
        peer = Peer(each.id, seed=each.seed, said={"website": "https://une.coop/"})
        await ground.hear(peer.says("Update", peer.document, to=[PUBLIC]))

    (one,) = circles.of_subject(ground.db, B.id, iso(NOW), 5)
    assert (one.alike, one.circle) == ("website", ())

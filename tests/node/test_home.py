"""What units of work find at home: the keys a request is signed with."""

from __future__ import annotations

import re

from node import profiles
from node.clock import new_ulid
from node.profiles import KeyPair
from node.store import actors
from tests.node.ground import Ground


async def test_for_requests__both_keys_of_the_actor__new_ones_after_a_rotation(ground: Ground) -> None:
    signer = ground.home.keys.for_requests(ground.db, ground.me)
    assert (signer.key_id, signer.algorithm) == (f"{ground.me}#main-key", "rsa-sha256")
    assert signer.quick is not None
    assert (signer.quick.key_id, signer.quick.algorithm) == (f"{ground.me}#ed25519-key", "ed25519")

    actor = actors.find(ground.db, ground.me)
    assert actor is not None
    profiles.rotate(ground.db, ground.home, actor, KeyPair.generate(), compromised=False)

    renewed = ground.home.keys.for_requests(ground.db, ground.me)
    assert renewed.quick is not None
    assert renewed.key_id.startswith(f"{signer.key_id}-")
    assert renewed.quick.key_id.startswith(f"{signer.quick.key_id}-")


def test_new_ulid__says_when_it_was_given_and_sorts_by_it() -> None:
    given = [new_ulid(1_469_922_850.259 + number) for number in range(100)]

    # The moment of the specification's example, 01ARZ3NDEK….
    assert given[0][:10] == "01arz3ndek"
    assert given == sorted(set(given))
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{26}", each) for each in given)

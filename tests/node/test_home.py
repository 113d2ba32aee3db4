"""What units of work find at home: the keys a request is signed with."""

from __future__ import annotations

from node import profiles
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

"""Preparing: whose an activity is, whether its proof holds, what it points at; nothing is fetched for strangers."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from federation import proofs
from federation.errors import Gone, Later, Refused, TooManyStrangers, Unreachable
from federation.keys import multibase
from node.store import peers
from tests.node.ground import NOW, Document, Ground, Peer
from vocab.context import RECORD
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)
ID = f"{CLEF.origin}/objects/a"


def verified(ground: Ground, id: str = ID) -> tuple[str, str | None] | None:
    record = ground.record(id)
    return (record.verified, record.via) if record else None


# -- what comes straight from its owner


async def test_record__with_its_proof__is_proved(ground: Ground) -> None:
    ground.follow(CLEF)

    await ground.hear(CLEF.says("Create", CLEF.record()))

    assert verified(ground) == ("proof", None)
    record = ground.record(ID)
    assert record is not None
    assert orjson.loads(record.proof or "") == {
        "method": CLEF.signer.key_id,
        "key": multibase(CLEF.signer.private),  # type: ignore[arg-type]
        "checked": "2026-11-23T10:00:00Z",
    }


async def test_record__without_a_proof__rests_on_the_request(ground: Ground) -> None:
    ground.follow(CLEF)

    await ground.hear(CLEF.says("Create", CLEF.record(signed=False)))

    assert verified(ground) == ("transport", None)


async def test_record__read_from_its_owners_outbox__rests_on_its_origin(ground: Ground) -> None:
    ground.follow(CLEF)

    await ground.hear(CLEF.says("Create", CLEF.record(signed=False)), how="pulled")

    assert verified(ground) == ("origin", None)


async def test_record__with_a_proof_of_somebody_else__does_not_count_as_proved(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.meet(RAFLE)
    document = RAFLE.sign(CLEF.record(signed=False))

    await ground.hear(CLEF.says("Create", document))

    assert verified(ground) == ("transport", None)
    assert ground.web.asked == []


async def test_record__changed_after_signing__does_not_count_as_proved(ground: Ground) -> None:
    ground.follow(CLEF)

    await ground.hear(CLEF.says("Create", CLEF.record() | {"name": "Autre"}))

    assert verified(ground) == ("transport", None)


async def test_record__named_by_its_address__is_fetched_for_those_we_follow_alone(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.meet(RAFLE)
    ground.web.serve(CLEF.record(), RAFLE.record())

    await ground.hear(CLEF.says("Create", ID))
    with pytest.raises(Refused, match="not permitted"):
        await ground.hear(RAFLE.says("Create", f"{RAFLE.origin}/objects/a"))

    assert verified(ground) == ("proof", None)
    assert f"{RAFLE.origin}/objects/a" not in ground.web.asked


# -- what another brings


async def test_create__brought_by_another__rests_on_its_proof(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.meet(RAFLE)

    assert await ground.hear(CLEF.says("Create", CLEF.record()), signer=RAFLE.id) == "kept"

    assert verified(ground) == ("proof", None)


async def test_create__brought_by_another_without_a_valid_proof__is_refused(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.meet(RAFLE)
    create = CLEF.says("Create", CLEF.record())
    forged: list[Document] = [
        {key: value for key, value in create.items() if key != "proof"} | {"id": f"{CLEF.origin}/activities/1"},
        create | {"id": f"{CLEF.origin}/activities/2"},
        RAFLE.sign(create | {"id": f"{CLEF.origin}/activities/3"}),
    ]
    for activity in forged:
        with pytest.raises(Refused):
            await ground.hear(activity, signer=RAFLE.id)

    assert ground.shelved() == {ground.me}


async def test_delete__brought_by_another__rests_on_its_proof_or_its_origin(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.meet(RAFLE)
    ground.web.serve(CLEF.record())
    await ground.hear(CLEF.says("Create", CLEF.record()))
    delete = CLEF.says("Delete", ID)

    with pytest.raises(Refused):
        unsigned = {key: value for key, value in delete.items() if key != "proof"}
        await ground.hear(unsigned | {"id": f"{CLEF.origin}/activities/x"}, signer=RAFLE.id)
    assert ID in ground.shelved()
    await ground.hear(delete, signer=RAFLE.id)

    assert ID not in ground.shelved()


# -- what a network announces


async def test_announce__of_an_address__is_fetched_from_its_origin(ground: Ground) -> None:
    ground.follow(RESEAU)
    ground.web.serve(CLEF.document, CLEF.record())

    await ground.hear(RESEAU.says("Announce", ID))

    assert verified(ground) == ("proof", RESEAU.id)


async def test_announce__of_an_unproved_record__is_fetched_from_its_origin(ground: Ground) -> None:
    ground.follow(RESEAU)
    truth = CLEF.record(signed=False)
    ground.web.serve(CLEF.document, truth)

    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", truth | {"name": "Enjolivée"})))

    assert verified(ground) == ("origin", RESEAU.id)
    assert ground.document(ID) == truth


async def test_announce__of_an_unproved_record_whose_origin_is_down__waits(ground: Ground) -> None:
    ground.follow(RESEAU)
    ground.meet(CLEF)
    ground.web.down.add("clef.example")

    with pytest.raises(Later):
        await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.record(signed=False))))

    assert verified(ground) is None


async def test_announce__by_somebody_nobody_follows__fetches_nothing(ground: Ground) -> None:
    ground.meet(RAFLE)

    assert await ground.hear(RAFLE.says("Announce", ID)) == "announces nothing we keep"
    assert await ground.hear(RAFLE.says("Announce", CLEF.says("Create", CLEF.record()), "2")) == (
        "announces nothing we keep"
    )

    assert ground.web.asked == []


async def test_announce__of_a_record_given_to_another__is_refused(ground: Ground) -> None:
    ground.follow(RESEAU)
    ground.meet(CLEF, RAFLE)

    with pytest.raises(Refused):
        await ground.hear(RESEAU.says("Announce", RAFLE.says("Create", CLEF.record())))


async def test_announce__of_ours__changes_nothing(ground: Ground) -> None:
    ground.follow(RESEAU)
    made = ground.say()

    assert await ground.hear(RESEAU.says("Announce", made.id)) == "announces nothing we keep"
    assert await ground.hear(RESEAU.says("Announce", ground.activity(str(made.activity)), "2")) == (
        "announces nothing we keep"
    )

    assert ground.reasons(made.id) == [("own", ground.me)]


async def test_announce__of_a_delete__needs_its_proof_or_its_absence_at_its_origin(ground: Ground) -> None:
    ground.follow(RESEAU)
    ground.meet(CLEF)
    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.record())))
    unsigned = {key: value for key, value in CLEF.says("Delete", ID).items() if key != "proof"}
    ground.web.serve(CLEF.record())

    with pytest.raises(Refused, match="unproved"):
        await ground.hear(RESEAU.says("Announce", unsigned, "2"))
    ground.web.documents[ID] = Gone("gone")
    assert await ground.hear(RESEAU.says("Announce", unsigned, "3")) == "withdrawn"

    assert ground.shelved() == {ground.me}


# -- keys


async def test_unconfirmed__while_the_owners_origin_is_out_of_reach(ground: Ground) -> None:
    # Given a network that brings an organisation nobody here has met, while its server is down
    ground.follow(RESEAU)
    ground.web.down.add("clef.example")

    # When its profile, then its record, come
    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.document), "p"))
    ground.clock.at += 61  # past the memory of what could not be reached
    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.record()), "r"))

    # Then both are held as unconfirmed
    assert verified(ground, CLEF.id) == ("unconfirmed", RESEAU.id)
    assert verified(ground) == ("unconfirmed", RESEAU.id)
    assert [key.source for key in peers.keys_of(ground.db, CLEF.id)] == ["elsewhere"]

    # And they are confirmed once its origin answers and they come again
    ground.web.down.clear()
    ground.web.serve(CLEF.document)
    ground.clock.at += 61
    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.record(), "again"), "r2"))
    assert verified(ground) == ("proof", RESEAU.id)
    assert [key.source for key in peers.keys_of(ground.db, CLEF.id)] == ["origin"]


async def test_unconfirmed__never_for_an_actor_whose_origin_gave_its_keys(ground: Ground) -> None:
    # Given an organisation we know from its origin, and which is down
    ground.follow(RESEAU, CLEF)
    await ground.preparer.actors.resolve(CLEF.id, refresh=True)
    await ground.hear(CLEF.says("Update", CLEF.document, "p"))
    held = ground.document(CLEF.id)
    ground.web.down.add("clef.example")
    ground.clock.at += 90_000

    # When a network brings a profile of it with keys of its own making
    forged = Peer(CLEF.id, seed=66, said={"name": "Volée", "updated": "2026-11-23T10:30:00.000Z"}).document
    method = dict(forged["assertionMethod"][0], id=f"{CLEF.id}#other")  # type: ignore[index]
    forger = replace(Peer(CLEF.id, seed=66).signer, key_id=f"{CLEF.id}#other")
    anew = proofs.add(forged | {"assertionMethod": [method]}, forger, "2026-11-23T10:00:00Z")
    for number, document in enumerate((forged, anew)):
        with pytest.raises((Refused, Later)):
            await ground.hear(RESEAU.says("Announce", CLEF.says("Update", document), f"f{number}"))

    # Then it does not take the place of what its origin said
    assert ground.document(CLEF.id) == held
    assert {key.source for key in peers.keys_of(ground.db, CLEF.id)} == {"origin"}


async def test_profile__with_new_keys__is_asked_of_its_origin(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.preparer.actors.resolve(CLEF.id, refresh=True)
    ground.web.asked.clear()
    renewed = Peer(CLEF.id, seed=2, said={"name": "Renommée", "updated": "2026-11-23T09:59:00.000Z"}).document
    ground.web.serve(renewed)

    await ground.hear(CLEF.says("Update", renewed))

    assert ground.web.asked == [CLEF.id]
    peer = peers.find_actor(ground.db, CLEF.id)
    assert peer is not None
    assert peer.document == renewed
    assert ground.document(CLEF.id) == renewed


async def test_activity__that_names_no_single_actor__is_refused(ground: Ground) -> None:
    ground.follow(CLEF)
    activity = CLEF.says("Create", CLEF.record()) | {"actor": [CLEF.id, RAFLE.id]}

    with pytest.raises(Refused):
        await ground.hear(activity, signer=CLEF.id)


async def test_origin_that_is_down__makes_us_wait(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.web.down.add("clef.example")

    with pytest.raises(Unreachable):
        await ground.hear(CLEF.says("Create", ID))


async def test_unlisted_context__does_not_disturb(ground: Ground) -> None:
    ground.follow(CLEF)
    document = CLEF.record(**{"@context": [*RECORD, {"x": "https://x.example/"}]})

    await ground.hear(CLEF.says("Create", document))

    assert ground.document(ID) == document
    assert NOW == ground.clock.at


@pytest.mark.parametrize("verb", ["Create", "Update", "Delete"])
async def test_proof__alone__carries_nothing_that_is_not_for_all(ground: Ground, verb: str) -> None:
    # Given a record for the members of a network, which its owner signed and another node holds too
    ground.belong(RESEAU, CLEF)
    ground.follow(CLEF)
    ground.meet(RAFLE)
    held = CLEF.record(to=[f"{RESEAU.id}/members"], cc=None)
    await ground.hear(CLEF.says("Create", held, "first"))
    newer = CLEF.record(to=[f"{RESEAU.id}/members"], cc=None, version=5)

    # When another brings what its owner once said of it to some
    with pytest.raises(Refused, match="not public"):
        await ground.hear(CLEF.says(verb, ID if verb == "Delete" else newer, "second"), signer=RAFLE.id)

    # Then nothing changes
    assert ground.document(ID) == held


# -- what one activity makes us fetch (R14)


async def test_activity__whose_proofs_name_many_keys__stops_at_its_allowance(words: Vocabulary) -> None:
    ground = await Ground.lay(words, activity_actors=3)
    ground.follow(RESEAU)
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}
    keys = [f"{CLEF.origin}/keys/{number}" for number in range(8)]
    document = CLEF.record(signed=False) | {"proof": [proof | {"verificationMethod": key} for key in keys]}

    with pytest.raises(Refused):
        await ground.hear(RESEAU.says("Announce", RESEAU.says("Create", document) | {"actor": CLEF.id}))

    assert [url for url in ground.web.asked if "/keys/" in url] == keys[:3]


async def test_activity__that_leads_to_too_many_requests__is_refused(words: Vocabulary) -> None:
    ground = await Ground.lay(words, activity_fetches=0)
    ground.follow(RESEAU)
    ground.web.serve(CLEF.record())

    with pytest.raises(Refused, match="more than 0 requests"):
        await ground.hear(RESEAU.says("Announce", ID))

    assert ground.web.asked == []


async def test_activity__of_somebody_else_with_a_proof_that_fails__meets_nobody(ground: Ground) -> None:
    ground.meet(RAFLE)
    ground.web.serve(CLEF.document)
    create = CLEF.says("Create", CLEF.record()) | {"published": "2020-01-01T00:00:00.000Z"}

    with pytest.raises(Refused):
        await ground.hear(create, signer=RAFLE.id)

    assert ground.web.asked == [CLEF.id]
    assert peers.find_actor(ground.db, CLEF.id) is None
    assert ground.preparer.discovery.count() == 0


async def test_network_that_we_follow__brings_all_its_members_though_they_share_a_domain(words: Vocabulary) -> None:
    ground = await Ground.lay(words, discovery_hosts=2)
    ground.follow(RESEAU)
    members = [Peer(f"https://m{number}.hebergeur.example/actors/m", seed=number + 10) for number in range(6)]
    ground.web.serve(*(member.document for member in members))

    for member in members:
        await ground.hear(RESEAU.says("Announce", member.says("Create", member.record()), f"a-{member.seed}"))

    assert {f"{member.origin}/objects/a" for member in members} <= ground.shelved()


async def test_relay_that_we_follow__brings_no_more_strangers_than_their_domain_may(words: Vocabulary) -> None:
    ground = await Ground.lay(words, discovery_hosts=2)
    relay = Peer("https://relais.example/actor", kind="", type="Application", seed=7)
    ground.follow(relay)
    members = [Peer(f"https://m{number}.wild.example/actors/m", seed=number + 10) for number in range(3)]
    ground.web.serve(*(member.document for member in members))

    for member in members[:2]:
        await ground.hear(relay.says("Announce", member.says("Create", member.record()), f"a-{member.seed}"))
    with pytest.raises(TooManyStrangers):
        await ground.hear(relay.says("Announce", members[2].says("Create", members[2].record()), "a-2"))

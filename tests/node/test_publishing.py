"""Publishing: what our organisations say becomes a signed record, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation import keys, proofs
from node import profiles, publishing
from node.clock import iso, just_after
from node.errors import Invalid, Missing, NodeError, NotAllowed
from node.publishing import ANYONE_FOLLOWS, STAYS_HOME, Manner
from node.store import drafts, follows, log, records
from tests.node.ground import NOW, ORIGIN, PAIR, Document, Ground, Peer
from vocab.context import ACTOR, PUBLIC, RECORD

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PLAIN = Peer("https://plain.example/users/plain", seed=3, speaks=False)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
PANIER = Peer("https://panier.example/actors/panier", seed=5)

EVERY_KIND: dict[str, Document] = {
    "offer": {"kind": "offer", "name": "Livraison à vélo"},
    "request": {"kind": "request", "name": "Cherche un local", "deadline": "2027-06-30"},
    "practice": {"kind": "practice", "name": "Nos salaires", "practice": "D03", "level": 3},
    "story": {"kind": "story", "name": "Comment nous avons fait", "practice": "D03", "content": "Pas à pas."},
    "report": {
        "kind": "report",
        "name": "Bilan 2026",
        "period": "2026",
        "answers": [{"practice": "D03", "level": 2}],
    },
    "event": {
        "kind": "event",
        "name": "Portes ouvertes",
        "starts": "2026-12-01T18:00:00+01:00",
        "timezone": "Europe/Paris",
    },
    "listing": {"kind": "listing", "organization": {"name": "La Cagette"}, "source": "Annuaire", "name": "La Cagette"},
}


def public_key(me: str) -> keys.PublicKey:
    return keys.public_key(f"{me}#ed25519-key", me, keys.multibase(keys.load_ed25519(PAIR.ed25519)))


# -- every kind


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_publish__every_kind__is_kept_shelved_logged_and_proved(ground: Ground, kind: str) -> None:
    made = ground.say(**EVERY_KIND[kind])

    record = ground.record(made.id)
    assert record is not None
    assert (record.owner, record.audience, record.verified, record.local) == (ground.me, "public", "own", True)
    assert made.id in ground.shelved()
    assert ground.reasons(made.id) == [("own", ground.me)]
    document = ground.document(made.id)
    assert proofs.verify(document, public_key(ground.me))
    create = ground.activity(str(made.activity))
    assert proofs.verify(create, public_key(ground.me))
    assert create["object"] == document
    assert document["@context"] == RECORD


def test_publish__an_offer__the_whole_document(ground: Ground) -> None:
    ground.home.ulid = lambda now: "01jd00000000000000000000aa"

    made = ground.say(name="Livraison", content="Six jours sur sept.", need=["livrer"])

    document = ground.document(made.id)
    proof = document.pop("proof")
    assert document == {
        "@context": RECORD,
        "id": f"{ORIGIN}/objects/01jd00000000000000000000aa",
        "type": "Note",
        "kind": "Proposal",
        "purpose": "offer",
        "unitBased": False,
        "attributedTo": f"{ORIGIN}/actors/pedales",
        "name": "Livraison",
        "nameMap": {"fr": "Livraison"},
        "content": "<p><strong>Livraison</strong></p><p>Six jours sur sept.</p>",
        "contentMap": {"fr": "<p><strong>Livraison</strong></p><p>Six jours sur sept.</p>"},
        "url": f"{ORIGIN}/objects/01jd00000000000000000000aa",
        "need": ["coop:need-livrer"],
        "tag": document["tag"],
        "publishes": document["publishes"],
        "to": [PUBLIC],
        "cc": [f"{ORIGIN}/actors/pedales/followers"],
        "published": "2026-11-23T10:00:00.000Z",
        "updated": "2026-11-23T10:00:00.000Z",
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
    }
    assert isinstance(proof, dict)
    assert sorted(proof) == [
        "@context", "created", "cryptosuite", "proofPurpose", "proofValue", "type", "verificationMethod",
    ]  # fmt: skip
    assert (proof["@context"], proof["created"]) == (RECORD, "2026-11-23T10:00:00Z")


def test_publish__findings__nothing_is_kept(ground: Ground) -> None:
    before = len(ground.entries())

    with pytest.raises(Invalid) as refused:
        ground.say(name="", need=["inconnu"])

    assert {finding.field.partition("[")[0] for finding in refused.value.findings} >= {"name", "need"}
    assert len(ground.entries()) == before
    assert ground.shelved() == {ground.me}


def test_publish__as_nobody_here__is_missing(ground: Ground) -> None:
    with pytest.raises(Missing):
        publishing.publish(ground.db, ground.home, f"{ORIGIN}/actors/personne", {"kind": "offer", "name": "x"})
    with pytest.raises(Missing):
        publishing.publish(ground.db, ground.home, ground.home.application, {"kind": "offer", "name": "x"})


# -- versions


def test_update__keeps_published_and_grows_updated(ground: Ground) -> None:
    made = ground.say()
    ground.clock.at += 5

    again = ground.say(id=made.id, name="Deuxième")

    document = ground.document(made.id)
    assert again.id == made.id
    assert (document["published"], document["updated"]) == ("2026-11-23T10:00:00.000Z", "2026-11-23T10:00:05.000Z")
    assert ground.activity(str(again.activity))["type"] == "Update"


def test_update__twice_in_a_millisecond_and_with_a_clock_going_back__still_grows(ground: Ground) -> None:
    made = ground.say()
    seen = [ground.version(made.id)]
    for seconds in (0.0, 0.0, -3600.0, 0.0004):
        ground.clock.at += seconds
        ground.say(id=made.id)
        seen.append(ground.version(made.id))

    assert seen == sorted(set(seen))
    assert seen == [f"2026-11-23T10:00:00.00{n}Z" for n in range(5)]
    assert ground.version(made.id) == ground.document(made.id)["updated"]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 4_000_000_000_000), st.floats(0, 4_000_000_000))
def test_just_after__is_later_by_a_millisecond_at_least(last_ms: int, now: float) -> None:
    last = iso(last_ms / 1000)

    assert just_after(now, last) > last


def test_update__of_anothers_record__is_refused(ground: Ground) -> None:
    other = profiles.add_actor(ground.db, ground.home, profiles.NewActor("panier", "Panier", "platform"), PAIR)
    made = ground.say()

    with pytest.raises(NotAllowed):
        publishing.publish(ground.db, ground.home, other, {"kind": "offer", "name": "Volée", "id": made.id})
    with pytest.raises(Missing):
        publishing.withdraw(ground.db, ground.home, other, made.id)

    assert ground.document(made.id)["name"] == "Une offre"


def test_update__of_what_is_not_here_or_changes_kind__is_refused(ground: Ground) -> None:
    made = ground.say()

    with pytest.raises(Missing):
        ground.say(id=f"{ORIGIN}/objects/01jd00000000000000000000zz")
    with pytest.raises(NotAllowed):
        ground.say(id=made.id, kind="story", practice="D03", content="x")


def test_update__that_does_not_say_for_whom__keeps_it_as_narrow_as_it_was(ground: Ground) -> None:
    ground.belong(RESEAU)
    inside = ground.say(visibility="network")
    secret = ground.say(visibility="private")

    ground.say(id=inside.id, name="Corrigée")
    ground.say(id=secret.id, name="Corrigée")

    assert [ground.record(id).audience for id in (inside.id, secret.id)] == ["network", "private"]  # type: ignore[union-attr]


# -- withdrawing


def test_withdraw__leaves_the_signed_delete_for_ever(ground: Ground) -> None:
    ground.followed_by(CLEF)
    made = ground.say()

    delete_id = ground.withdraw(made.id)

    stone = ground.document(made.id)
    assert proofs.verify(stone, public_key(ground.me))
    proof = stone.pop("proof")
    assert stone == {
        "@context": RECORD,
        "id": delete_id,
        "type": "Delete",
        "actor": ground.me,
        "object": made.id,
        "to": [PUBLIC],
        "cc": [f"{ground.me}/followers"],
        "published": "2026-11-23T10:00:00.001Z",
    }
    assert ground.activity(str(delete_id)) == stone | {"proof": proof}
    assert ground.sent()[-1] == ("Delete", made.id, CLEF.inbox)
    assert ground.shelved() == {ground.me}
    record = ground.record(made.id)
    assert record is not None
    assert record.deleted
    assert drafts.find(ground.db, record.num) is None


def test_withdraw__never_comes_back(ground: Ground) -> None:
    made = ground.say()
    ground.withdraw(made.id)

    assert ground.withdraw(made.id) is None
    with pytest.raises(NotAllowed):
        ground.say(id=made.id)
    with pytest.raises(NotAllowed):
        publishing.publish(
            ground.db, ground.home, ground.me, {"kind": "offer", "name": "x", "id": made.id}, Manner(quiet=True)
        )

    assert ground.shelved() == {ground.me}


def test_withdraw__of_the_profile__is_not_a_record(ground: Ground) -> None:
    with pytest.raises(NotAllowed, match="stage: ended"):
        ground.withdraw(ground.me)


def test_withdraw__what_was_never_delivered_is_not_delivered_any_more(ground: Ground) -> None:
    ground.followed_by(CLEF)
    made = ground.say(name="Regrettée")

    ground.withdraw(made.id)

    rows = ground.db.execute(
        "SELECT log.type, deliveries.state FROM deliveries JOIN log ON log.position = deliveries.position"
        " WHERE log.subject = ? ORDER BY log.position",
        (made.id,),
    ).fetchall()
    assert [tuple(row) for row in rows] == [("Create", "done"), ("Delete", "due")]


# -- for whom


def test_private__is_in_no_log_and_no_delivery(ground: Ground) -> None:
    ground.followed_by(CLEF)
    ground.belong(RESEAU)
    before = ground.entries()

    made = ground.say(visibility="private")
    ground.say(id=made.id, visibility="private", name="Encore")
    withdrawn = ground.withdraw(made.id)

    assert made.activity is None
    assert withdrawn is None
    assert ground.entries() == before
    assert ground.sent() == []
    assert ground.record(made.id).deleted  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("visibility", "policy", "audience"),
    [
        ("public", "commons-open", "public"),
        ("public", "reciprocal-ess", "public"),
        ("public", "network-only", "network"),
        ("followers", "network-only", "network"),
        ("network", "network-only", "network"),
        ("public", "private", "private"),
        ("network", "private", "private"),
        ("followers", "commons-open", "followers"),
        ("private", "network-only", "private"),
    ],
)
def test_policy_and_visibility__the_stricter_wins(ground: Ground, visibility: str, policy: str, audience: str) -> None:
    ground.belong(RESEAU)

    made = ground.say(visibility=visibility, policy=policy)

    record = ground.record(made.id)
    assert record is not None
    assert (record.audience, record.policy) == (audience, policy)
    addressed = {*ground.document(made.id).get("to", ()), *ground.document(made.id).get("cc", ())}  # type: ignore[misc]
    assert (
        addressed
        == {
            "public": {PUBLIC, f"{ground.me}/followers"},
            "network": {f"{RESEAU.id}/members"},
            "followers": {f"{ground.me}/followers"},
            "private": set(),
        }[audience]
    )


def test_profile__with_a_policy_that_hides_it__is_refused(ground: Ground) -> None:
    for policy in ("network-only", "private"):
        with pytest.raises(NodeError):
            ground.say(kind="profile", name="Les Pédales", policy=policy)

    assert ground.record(ground.me).policy == "commons-open"  # type: ignore[union-attr]


def test_network__without_a_network__stays_home_and_says_so(ground: Ground) -> None:
    ground.followed_by(CLEF)

    made = ground.say(visibility="network")

    assert made.warnings == (STAYS_HOME,)
    assert ground.sent() == []
    assert made.id in ground.shelved()


def test_network__goes_to_members_and_to_the_network(ground: Ground) -> None:
    ground.followed_by(PANIER)
    ground.belong(RESEAU, CLEF)

    made = ground.say(visibility="network")

    assert made.warnings == ()
    assert ground.sent() == [("Create", made.id, CLEF.inbox), ("Create", made.id, RESEAU.inbox)]


def test_followers__warns_that_anyone_may_follow(ground: Ground) -> None:
    ground.followed_by(CLEF)

    made = ground.say(visibility="followers")

    assert made.warnings == (ANYONE_FOLLOWS,)
    assert ground.sent() == [("Create", made.id, CLEF.inbox)]


def test_listing__goes_only_to_those_who_speak_our_namespace(ground: Ground) -> None:
    ground.followed_by(CLEF, PLAIN)

    listing = ground.say(**EVERY_KIND["listing"])
    offer = ground.say()

    assert ground.sent() == [
        ("Create", listing.id, CLEF.inbox),
        ("Create", offer.id, CLEF.inbox),
        ("Create", offer.id, PLAIN.inbox),
    ]


def test_import__is_quiet_for_those_who_do_not_speak_our_namespace(ground: Ground) -> None:
    ground.followed_by(CLEF, PLAIN)

    made = publishing.publish(
        ground.db, ground.home, ground.me, {"kind": "offer", "name": "Importée"}, Manner(quiet=True)
    )

    assert ground.sent() == [("Create", made.id, CLEF.inbox)]


# -- the organisation itself


def test_profile__is_an_update_with_the_actor_as_context(ground: Ground) -> None:
    ground.followed_by(CLEF)

    made = ground.say(kind="profile", name="Les Pédales du Nord")

    document = ground.document(ground.me)
    assert made.id == ground.me
    assert document["@context"] == ACTOR
    assert document["name"] == "Les Pédales du Nord"
    assert proofs.verify(document, public_key(ground.me))
    assert ground.sent() == [("Update", ground.me, CLEF.inbox)]
    assert [entry.type for entry in ground.entries()] == ["Create", "Update"]


def test_every_public_record__carries_a_proof_that_holds(ground: Ground) -> None:
    for draft in EVERY_KIND.values():
        ground.say(**draft)
    follows.put(ground.db, CLEF.id, ground.me, "x", "accepted", iso(NOW))

    for record in records.each(ground.db):
        assert proofs.verify(records.document(ground.db, record.num), public_key(ground.me)), record.kind
    for entry in ground.entries():
        assert proofs.verify(log.document(ground.db, entry.position), public_key(entry.actor)), entry.type

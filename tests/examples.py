"""One whole example of everything we send, signed: what docs/examples holds and FEDERATION.md shows.

Made by the code that a node runs, with a key that is public, so that anybody can verify them and make them again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from federation import proofs
from federation.keys import Signer, load_ed25519, multibase
from federation.synchronization import partial_collection
from tests.vocab.full_drafts import DRAFTS, FRAME, ME, MOMENT, ORIGIN, checked
from vocab import activities, credential, endorsement
from vocab.charter import Charter
from vocab.codec import to_document
from vocab.context import PUBLIC
from vocab.credential import Credential
from vocab.model import ActorFrame, Envelope
from vocab.profile import to_actor, to_application
from vocab.prose import Prose

Document = dict[str, object]

SECRET: Final = bytes(range(32))
KEY: Final = Signer(f"{ME}#ed25519-key", "ed25519", load_ed25519(SECRET))
CREATED: Final = "2026-11-23T10:00:00Z"
PEM: Final = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAutF8DEQfbkOTRPm9f54b\n"
    "PnblUoN0BWO0DwxqtBq5q6B1HVWeNCO+DxBX6mP5HJjoAT2u90IOETspVkTNTE0u\n"
    "1vVbshDIRdTjwBCVZIa3OSnMmUfF7lBdPcBRIxGsYEAcs5ObJI66jobDW51ecBUq\n"
    "U279RqPJRbFE+uVbt81fjawQwCZ+C6TIDSmgkL1P64C1EIxgyr4GucWn40m/tpw0\n"
    "JiN5n2AH2X2Po62qWwFwoZpjsjtTeyqFsjoMHYjrrHI/jHxAdS4KnF7eFHlWibep\n"
    "yfAtoUwDtk7ZHc2HLWQJnO1LPdJqyZuBJeqGl5NQduIJrbmjHteLLS97dG9DpZCr\n"
    "cwIDAQAB\n"
    "-----END PUBLIC KEY-----\n"
)
NETWORK: Final = "https://reseau.example/actors/reseau"
PEER: Final = "https://panier.example/actors/panier"
PEER_KEY: Final = Signer(f"{PEER}#ed25519-key", "ed25519", load_ed25519(bytes(range(32, 64))))
FOLLOWERS: Final = f"{ME}/followers"


def examples() -> dict[str, Document]:
    """Every example by its name: records by kind, activities by type, one collection."""
    records = {kind: _record(kind, number) for number, kind in enumerate(DRAFTS) if kind != "profile"}
    offer = records["offer"]
    follow = _bare(_say("Follow", NETWORK, (NETWORK,), "f0"))
    delete = _say("Delete", str(offer["id"]), (PUBLIC,), "d0", cc=(FOLLOWERS,))
    return {
        "profile": _signed(to_actor(checked(DRAFTS["profile"]), _frame(), Prose())),
        "application": to_application(replace(_frame(), name="actor", kind="application"), "Bocage"),
        **records,
        "Create": _say("Create", offer, (PUBLIC,), "c0", cc=(FOLLOWERS,)),
        "Update": _say("Update", offer, (PUBLIC,), "u0", cc=(FOLLOWERS,)),
        "Delete": delete,
        "Tombstone": activities.tombstone(delete, "Note"),
        "Announce": _say("Announce", _say("Create", offer, (PUBLIC,), "c0"), (PUBLIC,), "a0", cc=(FOLLOWERS,)),
        "Follow": _say("Follow", NETWORK, (NETWORK,), "f0"),
        "Accept": _say("Accept", follow | {"actor": PEER, "object": ME}, (PEER,), "y0"),
        "Reject": _say("Reject", follow | {"actor": PEER, "object": ME}, (PEER,), "n0"),
        "Undo": _say("Undo", follow, (NETWORK,), "z0"),
        "Join": _say("Join", NETWORK, (NETWORK,), "j0"),
        "Leave": _say("Leave", NETWORK, (NETWORK,), "l0"),
        "Add": _say("Add", PEER, (f"{ME}/members",), "m0", target=f"{ME}/members"),
        "Offer": _say("Offer", ME, (NETWORK,), "q0", target=f"{NETWORK.partition('/actors/')[0]}/objects/01jdlisting"),
        "credential": _credential(ME, KEY, PEER, "cr"),
        "OfferCredential": _say("Offer", _credential(ME, KEY, PEER, "cr"), (PEER,), "q1"),
        "Endorsement": _shown(_credential(PEER, PEER_KEY, ME, "cs")),
        "Move": _say("Move", ME, (FOLLOWERS,), "v0", target="https://ailleurs.example/actors/pedales"),
        "Remove": _say("Remove", PEER, (f"{ME}/members",), "r0", target=f"{ME}/members"),
        "followers_synchronization": partial_collection(ME, [PEER]),
    }


def _record(kind: str, number: int) -> Document:
    id = f"{ORIGIN}/objects/01jdabcdefghjkmnpqrstvwx{number:02}"
    envelope = Envelope(id, ME, id, (PUBLIC,), (FOLLOWERS,), MOMENT, MOMENT, "fr")
    return _signed(to_document(checked(DRAFTS[kind]), envelope, Prose()))


def _credential(issuer: str, key: Signer, subject: str, name: str) -> Document:
    """What one organisation states of another."""
    home = issuer.partition("/actors/")[0]
    said = Credential(
        id=f"{home}/objects/01jdabcdefghjkmnpqrstvwx{name}",
        issuer=issuer,
        subject=subject,
        method="visit",
        evidence=(f"{home}/compte-rendu",),
        valid_from=MOMENT,
        valid_until="2028-06-30T21:59:59.000Z",
        practice="D03",
        level=3,
        status_list=f"{issuer}/endorsements/status",
        status_index=42_117,
    )
    return proofs.add(credential.to_document(said), key, CREATED, with_context=False)


def _shown(signed: Document) -> Document:
    """The record by which the one it is about shows it."""
    charter = Charter.load()
    said, practice = credential.read(signed, charter), charter.get("D03")
    assert practice is not None
    id = f"{ORIGIN}/objects/01jdabcdefghjkmnpqrstvwxsh"
    envelope = Envelope(id, ME, id, (PUBLIC,), (FOLLOWERS,), MOMENT, MOMENT, "fr")
    license, policy = "https://spdx.org/licenses/etalab-2.0", "coop:policy-commons-open"
    name = "Le Panier"
    return _signed(endorsement.to_record(said, signed, name, practice.label, license, policy, envelope))


def _say(
    type: str, object: object, to: tuple[str, ...], name: str, *, cc: tuple[str, ...] = (), target: str | None = None
) -> Document:
    id = f"{ORIGIN}/activities/01jdabcdefghjkmnpqrstvwx{name}"
    return _signed(activities.activity(type, id, ME, object, to=to, cc=cc, published=MOMENT, target=target))


def _signed(document: Document) -> Document:
    return proofs.add(document, KEY, CREATED)


def _bare(document: Document) -> Document:
    """As an activity stands inside the one that answers it."""
    return {name: value for name, value in document.items() if name not in ("@context", "proof")}


def _frame() -> ActorFrame:
    key = {
        "id": KEY.key_id,
        "type": "Multikey",
        "controller": ME,
        "publicKeyMultibase": multibase(load_ed25519(SECRET)),
    }
    return replace(FRAME, public_key={"id": f"{ME}#main-key", "owner": ME, "publicKeyPem": PEM}, keys=(key,))

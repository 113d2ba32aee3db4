"""Preparing: all that has to be awaited before a received activity can be applied.

Whose it is, whether its proof holds, what it points at. The rule is DESIGN 4 (Proofs and verbs): the actor's own
signature, or else, for Create, Update and Delete, a valid proof of the same actor; otherwise the document is asked of
its origin, or dropped. Nothing is fetched on behalf of somebody none of ours follows, and nothing without end (R14).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import orjson

from federation import proofs
from federation.actors import ActorResolver
from federation.authority import CARRIED_BY_PROOF
from federation.client import Client
from federation.discovery import Discovery
from federation.errors import FederationError, Gone, Later, NotFound, Refused, TooManyStrangers
from federation.hosts import host_of
from federation.keyring import KeyRing
from federation.keys import PublicKey, Signer, keys_of, public_key
from federation.outing import Allowance, Outing
from federation.owner import same_origin
from node.acquaintances import learn_elsewhere
from node.clock import seconds_of, whole_seconds
from node.home import Home
from node.prepared import Document, Prepared
from node.reading import read
from node.store import credentials, follows, memberships, peers, records, relays
from node.store.connection import Db
from node.store.inbox import Received
from node.store.store import Store
from node.taking import owner_of, wire_kind
from vocab.canonical import digest
from vocab.credential import is_credential
from vocab.endorsement import KIND as ENDORSEMENT
from vocab.endorsement import credential_in
from vocab.language import Text
from vocab.looseness import id_of, ids_of

MAX_MATERIALS: Final = 5_000
# What says all there is to say: nothing is fetched for it, whoever sends it.
PLAIN: Final = frozenset({"Accept", "Delete", "Flag", "Leave", "Reject", "Remove", "Undo"})
NOT_OWNER: Final = Text("L'auteur de la fiche n'est pas l'expéditeur.", "The record's owner is not its sender.")
NO_PROOF: Final = Text(
    "Ni signature de l'auteur, ni preuve valable.", "Neither its owner's signature nor a valid proof."
)

NOT_FOR_US: Final = Text("Personne ne suit son auteur ici.", "Nobody here follows its author.")
NOT_GENUINE: Final = Text(
    "L'attestation n'est pas de cet auteur, ou a changé depuis sa signature.",
    "The credential is not this issuer's, or has changed since it was signed.",
)
NOT_BOTH: Final = Text(
    "L'ancienne et la nouvelle adresse ne se désignent pas l'une l'autre.",
    "The former and the new address do not name each other.",
)


@dataclass(slots=True)
class Preparer:
    """Everything preparing needs."""

    home: Home
    store: Store
    client: Client
    actors: ActorResolver
    keys: KeyRing
    signer: Signer
    discovery: Discovery
    _material: dict[str, tuple[PublicKey, str]] = field(default_factory=dict)

    def at_once(self, received: Received, activity: Document) -> Prepared | None:
        """The activity ready to apply, where its actor signed it and memory has all it takes; None where something has
        to be asked or awaited, or is not as it should be: `prepare` then says what.
        """
        type, actor = activity.get("type"), received.actor
        if received.how != "pushed" or received.signer != actor or id_of(activity.get("actor")) != actor:
            return None
        if type in PLAIN:
            return Prepared(received.num, activity, actor, True)
        document = activity.get("object")
        if type not in ("Create", "Update") or not isinstance(document, dict):
            return None
        if wire_kind(document) in ("Profile", ENDORSEMENT):
            return None
        proof = None
        for method in self._methods(document, actor):
            key = self.keys.cached(method)
            if key is None:
                return None
            proof = self._proof(document, actor, key)
            if proof is not None:
                break
        verified = "transport" if proof is None else "proof"
        reading = read(document, self.home.vocabulary)
        return Prepared(received.num, activity, actor, True, verified, proof, document, reading=reading)

    async def prepare(self, received: Received, activity: Document) -> Prepared:
        """The activity ready to apply, its credential verified where it brings one. Raises `Refused` or `Later`."""
        prepared = await self._borne(received, activity)
        offered = activity.get("object")
        if activity.get("type") == "Offer" and is_credential(offered) and isinstance(offered, dict):
            await self._require_genuine(offered)
            return replace(prepared, document=offered)
        shown = credential_in(prepared.document or {})
        if shown is not None:
            if not await self._is_heard(prepared.activity):
                raise Refused(f"nobody here follows {prepared.activity.get('actor')}", NOT_FOR_US)
            await self._require_genuine(shown)
        return prepared

    async def _is_heard(self, activity: Document) -> bool:
        """Whether what it carries may be kept: nothing is fetched for the others."""
        actor = id_of(activity.get("actor")) or ""
        return await self.store.reading(follows.anyone_here_follows, actor)

    async def _require_genuine(self, said: Document) -> None:
        """A credential must be its issuer's, by its own proof. Raises `Refused` or `Later`."""
        issuer = id_of(said.get("issuer")) or ""
        if host_of(issuer) == self.home.host:
            genuine = await self.store.reading(_is_ours, said)
        else:
            verified, _ = await self._verify_brought(said, issuer, self._outing())
            genuine = verified is not None
        if not genuine:
            raise Refused(f"the credential {id_of(said)} is not {issuer}'s", NOT_GENUINE)

    async def _borne(self, received: Received, activity: Document) -> Prepared:
        type, actor = str(activity.get("type", "")), id_of(activity.get("actor"))
        if actor is None or actor != received.actor:
            raise Refused(
                "the activity names no single actor", Text("Champ actor : un seul.", "Field actor: one only.")
            )
        signed, out = received.signer == actor, self._outing()
        if not signed:
            if await self._is_talk(received.signer, type, activity):
                return _pointing(received, activity.get("object"))
            if not await self._carried(type, actor, activity, out):
                return await self._asked_at_origin(received, type, actor, activity, out)
            if await self._is_relayed(received.signer, actor):
                # Its author is nobody we follow: who passes it on is the reason to keep it, as with an Announce.
                plain = _pointing(received, activity)
                return await self._with_announced(received.num, plain.activity, plain.actor, True, out)
        if type in ("Create", "Update"):
            return await self._with_record(received.num, activity, actor, signed, out, pulled=received.how == "pulled")
        if type == "Announce":
            return await self._with_announced(received.num, activity, actor, signed, out)
        if type == "Move":
            return await self._with_new_home(Prepared(received.num, activity, actor, signed), out)
        if type in ("Follow", "Join", "Block", "Offer"):
            await self._meet(actor, out)
        if type == "Add" and await self.store.reading(memberships.anyone_here_belongs, actor):
            await self._meet(id_of(activity.get("object")), out)
        return Prepared(received.num, activity, actor, signed)

    def _outing(self) -> Outing:
        settings = self.home.settings
        allowance = Allowance(settings.activity_actors, settings.activity_fetches, settings.activity_depth)
        return Outing(self.client, self.actors, self.keys, self.signer, allowance)

    async def _is_talk(self, signer: str, type: str, activity: Document) -> bool:
        """Whether a relay passes on a plain note, or what is no record: by its own word, and nothing is asked."""
        object = activity.get("object")
        if type not in ("Create", "Update") or not isinstance(object, dict):
            return False
        if wire_kind(object) not in (None, "Note"):
            return False
        return await self.store.reading(relays.known_as, signer) is not None

    async def _is_relayed(self, signer: str, actor: str) -> bool:
        """Whether what `actor` did comes by somebody we follow, who is the only reason to hear of it."""
        if await self.store.reading(follows.anyone_here_follows, actor):
            return False
        return await self.store.reading(follows.anyone_here_follows, signer)

    async def _carried(self, type: str, actor: str, activity: Document, out: Outing) -> bool:
        if type not in CARRIED_BY_PROOF:
            raise Refused(f"{type} signed by somebody else than {actor}", NO_PROOF)
        verified, _ = await self.verify(activity, actor, out)
        if verified is None:
            await self.actors.tried(actor, False)
        return verified is not None

    async def _asked_at_origin(
        self, received: Received, type: str, actor: str, activity: Document, out: Outing
    ) -> Prepared:
        """What somebody passes on without a proof, as relays do: the origin is asked what is true, or it is dropped."""
        target = id_of(activity.get("object"))
        followed = await self.store.reading(follows.anyone_here_follows, actor)
        relayed = await self._is_relayed(received.signer, actor)
        if target is None or not same_origin(target, actor) or not (followed or relayed):
            raise Refused(f"{type} of {actor} brought by another without a valid proof", NO_PROOF)
        if type == "Delete":
            if relayed and await self.store.reading(records.find, target) is None:
                return _pointing(received, target)  # a relay tells of thousands that are not here
            if not await self._gone(target, out):
                raise Refused(f"unproved Delete of {target}, which is still there", NO_PROOF)
            return Prepared(received.num, activity, actor, True)
        if not followed:
            # A relay that we follow points at it: that is an Announce in other words.
            return await self._from_origin(_pointing(received, target), target, None, out)
        document = await out.document(target)
        if owner_of(document) != actor:
            raise Refused(f"{target} is not {actor}'s", NOT_OWNER)
        verified, proof = await self.verify(document, actor, out.beyond())
        return Prepared(received.num, activity, actor, True, verified or "origin", proof, document)

    async def _with_record(
        self, num: int, activity: Document, actor: str, signed: bool, out: Outing, *, pulled: bool
    ) -> Prepared:
        document = await self._document(actor, activity.get("object"), out)
        if document is None:
            return Prepared(num, activity, actor, signed)
        verified, proof = await self.verify(document, actor, out.beyond())
        if wire_kind(document) == "Profile" and id_of(document) == actor:
            await self._renew(actor, document, out)
        fallback = "origin" if pulled else "transport" if signed else "none"
        return Prepared(num, activity, actor, signed, verified or fallback, proof, document)

    async def _with_announced(self, num: int, activity: Document, actor: str, signed: bool, out: Outing) -> Prepared:
        plain = Prepared(num, activity, actor, signed)
        if not await self.store.reading(follows.anyone_here_follows, actor):
            return plain
        announced = activity.get("object")
        if not isinstance(announced, dict):
            return await self._from_origin(plain, id_of(announced), None, out)
        inner, inner_actor = announced, id_of(announced.get("actor"))
        if inner_actor is None:
            return await self._announced_record(plain, announced, None, out)
        if host_of(inner_actor) == self.home.host:
            return plain
        if inner.get("type") == "Delete":
            return await self._announced_delete(plain, inner, inner_actor, out)
        if inner.get("type") not in ("Create", "Update"):
            return plain
        document = inner.get("object")
        if isinstance(document, dict):
            return await self._announced_record(plain, document, inner, out)
        return await self._from_origin(plain, id_of(document), inner, out)

    async def _announced_record(
        self, plain: Prepared, document: Document, inner: Document | None, out: Outing
    ) -> Prepared:
        owner = owner_of(document)
        if owner is None or host_of(owner) == self.home.host:
            return plain
        await self._vouched(plain.actor, owner)
        verified, proof = await self._verify_brought(document, owner, out)
        if verified is None:
            return await self._from_origin(plain, id_of(document), inner, out)
        return _filled(plain, document, verified, proof, inner)

    async def _vouched(self, by: str, owner: str) -> None:
        """Whom a network that we follow passes on is one of its members, not a stranger who came by himself."""
        network = await self.actors.known(by)
        if network is not None and network.platform_kind == "network":
            self.discovery.vouch(host_of(owner))

    async def _announced_delete(self, plain: Prepared, inner: Document, owner: str, out: Outing) -> Prepared:
        verified, _ = await self._verify_brought(inner, owner, out)
        target = id_of(inner.get("object"))
        if verified is None and not (target and same_origin(target, owner) and await self._gone(target, out)):
            raise Refused(f"unproved Delete of {target}", NO_PROOF)
        return replace(plain, verified=verified or "origin", inner=inner, inner_actor=owner)

    async def _from_origin(self, plain: Prepared, id: str | None, inner: Document | None, out: Outing) -> Prepared:
        if id is None or host_of(id) == self.home.host:
            return plain
        document = await out.document(id)
        owner = owner_of(document)
        if owner is None or not same_origin(owner, id):
            return plain
        verified, proof = await self.verify(document, owner, out.beyond())
        return _filled(plain, document, verified or "origin", proof, inner)

    async def _with_new_home(self, plain: Prepared, out: Outing) -> Prepared:
        """A Move of somebody we follow: the new actor must name the former one, and the former the new."""
        former, new = plain.actor, id_of(plain.activity.get("target"))
        if new is None or not await self.store.reading(follows.anyone_here_follows, former):
            return plain
        left, entered = await out.actor(former, refresh=True), await out.actor(new, refresh=True)
        if id_of(left.document.get("movedTo")) != new or former not in ids_of(entered.document.get("alsoKnownAs")):
            raise Refused(f"{former} and {new} do not name each other", NOT_BOTH)
        return replace(plain, moved_to=new)

    async def _gone(self, id: str, out: Outing) -> bool:
        try:
            await out.document(id)
        except (Gone, NotFound):
            return True
        except FederationError:
            return False
        return False

    async def _document(self, actor: str, object: object, out: Outing) -> Document | None:
        if isinstance(object, dict):
            return object
        if not await self.store.reading(follows.anyone_here_follows, actor):
            return None
        id = id_of(object)
        return await out.document(id) if id else None

    async def verify(self, document: Document, owner: str, out: Outing | None = None) -> tuple[str | None, str | None]:
        """("proof", details) when one of the document's proofs holds under a key of `owner`; (None, None) otherwise."""
        out = out or self._outing()
        for method in self._methods(document, owner):
            try:
                key = await out.key(method)
            except Refused:
                continue
            proof = self._proof(document, owner, key)
            if proof is not None:
                return "proof", proof
        return None, None

    def _methods(self, document: Document, owner: str) -> list[str]:
        """The keys that the document's proofs name and that may be its owner's."""
        return [method for method in proofs.methods_of(document) if same_origin(method, owner)]

    def _proof(self, document: Document, owner: str, key: PublicKey) -> str | None:
        """Details of the document's proof when it holds under this key of `owner`."""
        return self._details(key.id, key) if key.owner == owner and proofs.verify(document, key) else None

    async def _verify_brought(self, document: Document, owner: str, out: Outing) -> tuple[str | None, str | None]:
        """The same for what somebody else brings: while the owner's origin is out of reach, unconfirmed."""
        try:
            return await self.verify(document, owner, out)
        except TooManyStrangers:
            raise
        except Later:
            key = await self._key_from_elsewhere(document, owner)
            if key is None or not proofs.verify(document, key):
                raise
            if wire_kind(document) == "Profile":
                await self.store.writing("learn_elsewhere", learn_elsewhere, document, self.home.now())
            return "unconfirmed", self._details(key.id, key)

    async def _key_from_elsewhere(self, document: Document, owner: str) -> PublicKey | None:
        methods = proofs.methods_of(document)
        known = await self.store.reading(peers.keys_of, owner)
        if wire_kind(document) == "Profile":
            if any(row.source == "origin" for row in known):
                return None  # its origin told us its keys: nobody else gives it new ones while it is away
            return next((key for key in keys_of(document) if key.id in methods), None)
        for row in known:
            # One that its owner lists no longer may be in other hands.
            if row.id in methods and row.retired is None:
                dates = {"expires": seconds_of(row.expires), "revoked": seconds_of(row.revoked)}
                return public_key(row.id, row.owner, row.public, **dates)
        return None

    def _details(self, method: str, key: PublicKey) -> str:
        checked = whole_seconds(self.home.now())
        # The key's text takes longer to write than the rest: kept for the few keys in use.
        known = self._material.get(method)
        if known is None or known[0] is not key:
            if len(self._material) >= MAX_MATERIALS:
                self._material.clear()
            known = self._material[method] = (key, key.material())
        return orjson.dumps({"method": method, "key": known[1], "checked": checked}).decode()

    async def _renew(self, actor: str, document: Document, out: Outing) -> None:
        """An actor's new document may bring new keys: only its origin can say so."""
        known = await out.actor(actor)
        if {key.id for key in known.keys} != {key.id for key in keys_of(document)} or known.document != document:
            await out.actor(actor, refresh=True)
            self.keys.forget_owner(actor)

    async def _meet(self, actor: str | None, out: Outing) -> None:
        if actor is None or host_of(actor) == self.home.host:
            return
        try:
            await out.actor(actor)
        except Refused:
            return


def _is_ours(db: Db, said: Document) -> bool:
    """Whether one of ours signed exactly this."""
    held = credentials.find(db, id_of(said) or "")
    return held is not None and held.place is not None and digest(held.document) == digest(said)


def _pointing(received: Received, object: object) -> Prepared:
    """What was passed on, as an Announce by whoever did."""
    activity: Document = {"id": received.id, "type": "Announce", "actor": received.signer, "object": object}
    return Prepared(received.num, activity, received.signer, True)


def _filled(plain: Prepared, document: Document, verified: str, proof: str | None, inner: Document | None) -> Prepared:
    return Prepared(
        plain.num,
        plain.activity,
        plain.actor,
        plain.signed,
        verified,
        proof,
        document,
        inner,
        id_of(inner.get("actor")) if inner else None,
    )

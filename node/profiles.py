"""Profiles: the organisations that live here, their keys, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson

from federation import audience
from federation.keys import generate_ed25519, generate_rsa, load_ed25519, load_rsa, multibase, public_pem
from node import committing, heralding, outgoing, pictures, relaying
from node.clock import iso, just_after, seconds_of, whole_seconds
from node.errors import Invalid, NodeError
from node.home import Home
from node.kinds import KINDS, NAME
from node.outgoing import Act, Document
from node.shelving import shelve
from node.store import actors, follows, listing_claims, memberships, reasons, records, versions
from node.store.actors import LocalActor, PrivateKey
from node.store.connection import Db
from node.store.records import Record
from vocab import activities, shapes
from vocab.consistency import decided_ahead
from vocab.context import PUBLIC
from vocab.language import Text
from vocab.model import ActorFrame
from vocab.profile import to_actor, to_application
from vocab.shapes import Finding
from vocab.territory_table import ABROAD

RESERVED = ("actor", "node")
RESERVED_PREFIXES = ("theme_", "commune_", "epci_", "departement_", "province_", "region_", "arrondissement_")
KEPT = ("replaces", "approves_followers", "images", "commitments")
# The first clock of the day is that many seconds ahead of UTC.
MOST_AHEAD_S = 14 * 3_600
HIDING = ("policy-network-only", "policy-private")


@dataclass(frozen=True, slots=True)
class NewActor:
    """An organisation about to live here. Keys are made beforehand: an RSA key takes a tenth of a second."""

    name: str
    title: str
    kind: str
    territory: str | None = None
    draft: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Fresh private keys."""

    rsa: bytes
    ed25519: bytes

    @classmethod
    def generate(cls) -> KeyPair:
        """A new pair."""
        return cls(generate_rsa(), generate_ed25519())


def add_actor(db: Db, home: Home, new: NewActor, keys: KeyPair, *, moment: float | None = None) -> str:
    """Create an organisation and publish its first profile; return its id. Raises `NodeError`."""
    _require_name(db, new.name)
    if new.kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise NodeError(
            Text(f"Sorte inconnue : {new.kind} (une de : {kinds}).", f"Unknown kind: {new.kind} ({kinds}).")
        )
    id = home.actor_id(new.name)
    created = iso(home.now() if moment is None else moment)
    draft: dict[str, object] = {"kind": "profile", "name": new.title, **(new.draft or {})}
    if new.territory:
        draft["territory"] = [new.territory]
        draft.setdefault("location", _location(home, new.territory))
    actors.keep(db, LocalActor(id, new.name, new.kind, draft, b"{}", created))
    for key in (
        PrivateKey(f"{id}#main-key", id, "rsa-sha256", keys.rsa, created),
        PrivateKey(f"{id}#ed25519-key", id, "ed25519", keys.ed25519, created),
    ):
        actors.keep_key(db, key)
    checked = shapes.check(draft, home.vocabulary)
    if wrong := checked.findings or ahead(home, checked.values) or committing.misplaced(new.kind, checked.values):
        raise Invalid(wrong)
    asked = committing.numbered(None, checked.values.get("commitments"), created[:10])
    actor = actors.find(db, id)
    assert actor is not None
    _publish(db, home, actor, {**draft, **asked}, {**_defaults(home), **checked.values, **asked}, moment=moment)
    return id


def add_application(db: Db, home: Home, keys: KeyPair) -> None:
    """Create the node's own actor, which signs its fetches."""
    id = home.application
    created = home.now_iso()
    for key in (
        PrivateKey(f"{id}#main-key", id, "rsa-sha256", keys.rsa, created),
        PrivateKey(f"{id}#ed25519-key", id, "ed25519", keys.ed25519, created),
    ):
        actors.keep_key(db, key)
    frame = frame_of(db, home, LocalActor(id, "actor", "application", {}, b"{}", created), created)
    document = outgoing.sign(db, home, id, to_application(frame, home.settings.title), home.now())
    actors.keep(db, LocalActor(id, "actor", "application", {}, orjson.dumps(document), created))


def publish_profile(
    db: Db,
    home: Home,
    actor: LocalActor,
    draft: Mapping[str, object],
    values: Mapping[str, object],
    *,
    moment: float | None = None,
) -> outgoing.Published:
    """Publish what an organisation says of itself, in place of what it said."""
    if values.get("visibility") not in (None, "public"):
        raise NodeError(
            Text("La fiche de l'organisation est publique.", "An organisation's profile is public: drop visibility.")
        )
    if "policy" in draft and str(values.get("policy", "")).endswith(HIDING):
        raise NodeError(
            Text(
                "La fiche de l'organisation est publique : choisissez une autre condition d'usage (policy).",
                "An organisation's profile is public: choose another policy.",
            )
        )
    if early := ahead(home, values):
        raise Invalid(early)
    # What it says of listings is said one by one (`claim`), and who may follow is asked apart: a profile written anew
    # without them does not unsay them.
    kept = {name: actor.draft[name] for name in KEPT if actor.draft.get(name) and name not in draft}
    draft, values = {**draft, **kept}, {**values, **kept}
    if wrong := committing.misplaced(actor.kind, values):
        raise Invalid(wrong)
    asked = committing.numbered(actor.draft.get("commitments"), values.get("commitments"), home.now_iso()[:10])
    draft, values = {**draft, **asked}, {**values, **asked}
    return _publish(db, home, actor, draft, values, moment=moment)


def drafted(db: Db, home: Home, actor: LocalActor, values: Mapping[str, object]) -> Document:
    """The actor document that checked values would give, unsigned."""
    return to_actor(values, frame_of(db, home, actor, home.now_iso(), values), home.prose)


def ahead(home: Home, values: Mapping[str, object]) -> tuple[Finding, ...]:
    """What a profile gives as decided before it was; somewhere on earth it is tomorrow already."""
    faults = decided_ahead(values, iso(home.now() + MOST_AHEAD_S))
    return tuple(Finding(each.inside, each.sentence, each.fix) for each in faults)


def republish(db: Db, home: Home, actor: LocalActor) -> outgoing.Published:
    """Sign the actor's document anew, for instance with new keys, and tell everyone."""
    checked = shapes.check(actor.draft, home.vocabulary)
    return _publish(db, home, actor, actor.draft, {**_defaults(home), **checked.values})


def rotate(db: Db, home: Home, actor: LocalActor, keys: KeyPair, *, compromised: bool) -> None:
    """Give an organisation new keys. The old proof key stays listed, expired or revoked (DESIGN 4, Keys)."""
    now = home.now_iso()
    for key in actors.keys_of(db, actor.id):
        if key.expires is None and key.revoked is None:
            actors.keep_key(db, replace(key, revoked=now) if compromised else replace(key, expires=now))
    suffix = now[:19].replace("-", "").replace(":", "").lower()
    for fragment, algorithm, private in (
        ("main-key", "rsa-sha256", keys.rsa),
        ("ed25519-key", "ed25519", keys.ed25519),
    ):
        actors.keep_key(db, PrivateKey(f"{actor.id}#{fragment}-{suffix}", actor.id, algorithm, private, now))
    home.keys.forget(actor.id)
    republish(db, home, actor)
    if compromised:
        _sign_again(db, home, actor)


def _sign_again(db: Db, home: Home, actor: LocalActor) -> None:
    for num in reasons.of_owner(db, actor.id):
        record = records.numbered(db, num)
        if record is None or record.kind == "Profile":
            continue
        document = {key: value for key, value in records.document(db, num).items() if key != "proof"}
        document["updated"] = just_after(home.now(), record.version)
        signed = outgoing.sign(db, home, actor.id, document, home.now())
        kept = replace(record, version=str(signed["updated"]))
        records.keep(db, kept, signed)
        shelve(db, home, kept, signed)
        if record.audience != "private":
            to, cc = outgoing.addressed(signed)
            networks = audience.networks_in((*to, *cc))
            quiet = record.kind == "Listing"
            inboxes = outgoing.inboxes_for(db, record.audience, actor.id, networks, speaking_only=quiet)
            update = activities.update(home.new_activity_id(), actor.id, signed, to, cc, str(signed["updated"]))
            act = Act(actor.id, update, record.id, "live", record.audience)
            position, sent = outgoing.send(db, home, act, inboxes)
            if record.audience == "public" and not quiet:
                relaying.pass_on(db, home, position, sent, record.id)


def _publish(
    db: Db,
    home: Home,
    actor: LocalActor,
    draft: Mapping[str, object],
    values: Mapping[str, object],
    *,
    moment: float | None = None,
) -> outgoing.Published:
    last = records.find(db, actor.id)
    updated = just_after(home.now() if moment is None else moment, last.version if last else None)
    document = to_actor(values, frame_of(db, home, actor, updated, values), home.prose)
    signed = outgoing.sign(db, home, actor.id, document, moment or home.now())
    actors.keep(db, replace(actor, draft=dict(draft), document=orjson.dumps(signed)))
    record = _record(home, actor.id, signed, str(values.get("policy", "")))
    record = replace(record, num=records.keep(db, record, signed))
    if last is not None and actor.draft != dict(draft):
        versions.keep(db, record.num, last.version, actor.draft, home.settings.versions_kept)
    pictures.shown(db, home, actor.id, actor.id, draft)
    reasons.add(db, record.num, "own", actor.id, None)
    shelve(db, home, record, signed)
    to, cc = (PUBLIC,), (f"{actor.id}/followers",)
    # The first profile is a Create, so that whoever reads the log from its start meets the actor first.
    build = activities.create if last is None else activities.update
    activity = build(home.new_activity_id(), actor.id, signed, to, cc, updated)
    inboxes = [inbox for inbox, _ in follows.inboxes(db, actor.id)] + listing_claims.inboxes(db, actor.id)
    act = Act(actor.id, activity, actor.id, "live", "public")
    position, sent = outgoing.send(db, home, act, inboxes, moment=moment)
    relaying.pass_on(db, home, position, sent, actor.id)
    for network in memberships.local_networks_of(db, actor.id):
        outgoing.announce(db, home, network, sent, actor.id, quiet=True)
    heralding.herald_anew(db, home, record, sent)
    return outgoing.Published(actor.id, (), str(sent["id"]))


def _record(home: Home, owner: str, signed: Document, policy: str) -> Record:
    return Record(
        num=0,
        id=owner,
        owner=owner,
        kind="Profile",
        version=str(signed["updated"]),
        audience="public",
        policy=policy.rpartition("policy-")[2] or home.settings.default_policy,
        local=True,
        deleted=False,
        origin=home.host,
        received=str(signed["updated"]),
        verified="own",
        proof=None,
        via=None,
    )


def frame_of(
    db: Db, home: Home, actor: LocalActor, updated: str, values: Mapping[str, object] | None = None
) -> ActorFrame:
    """What this node decides about the document of one of its actors: addresses, keys, dates."""
    keys = actors.keys_of(db, actor.id)
    main = next(key for key in keys if key.algorithm == "rsa-sha256" and key.expires is None and key.revoked is None)
    return ActorFrame(
        origin=home.origin,
        name=actor.name,
        kind=actor.kind,
        published=actor.created,
        updated=updated,
        language=str((values or {}).get("language", home.settings.language)),
        public_key={"id": main.id, "owner": actor.id, "publicKeyPem": public_pem(load_rsa(main.private))},
        keys=tuple(_multikey(key) for key in keys if key.algorithm == "ed25519"),
        also_known_as=actor.also_known_as,
        moved_to=actor.moved_to,
    )


def _multikey(key: PrivateKey) -> Document:
    document: Document = {
        "id": key.id,
        "type": "Multikey",
        "controller": key.actor,
        "publicKeyMultibase": multibase(load_ed25519(key.private)),
    }
    # Multikey dates are in whole seconds (Controlled Identifiers 1.0, section 2.2), as those of proofs are: what was
    # signed within the second in which a key was retired is still good.
    expires, revoked = seconds_of(key.expires), seconds_of(key.revoked)
    if expires is not None:
        document["expires"] = whole_seconds(int(expires) + 1)
    if revoked is not None:
        document["revoked"] = whole_seconds(revoked)
    return document


def _defaults(home: Home) -> dict[str, object]:
    # An actor's document is read by anybody who meets it: what the node keeps closed by default does not fit it.
    default = home.settings.default_policy
    policy = home.vocabulary.schemes.policy.get("commons-open" if default in ("network-only", "private") else default)
    licence = home.vocabulary.schemes.license.get(home.settings.default_license)
    return {
        "policy": policy.iri if policy else home.settings.default_policy,
        "license": licence.iri if licence else f"https://spdx.org/licenses/{home.settings.default_license}",
        "language": home.settings.language,
    }


def _location(home: Home, territory: str) -> dict[str, object] | None:
    found = home.vocabulary.territories.get(territory)
    if found is None or found.latitude is None or not found.type.startswith("commune"):
        return None
    place: dict[str, object] = {"name": found.name, "latitude": found.latitude, "longitude": found.longitude}
    return place | {"territory": found.slug, "approximate": True}


def _require_name(db: Db, name: str) -> None:
    if not NAME.fullmatch(name):
        raise NodeError(
            Text(
                f"« {name} » : des lettres a-z, des chiffres et _ seulement.",
                f'"{name}": letters a-z, digits and _ only.',
            )
        )
    if name in RESERVED or name.startswith(RESERVED_PREFIXES) or ABROAD.match(name):
        raise NodeError(Text(f"« {name} » est un nom réservé.", f'"{name}" is a reserved name.'))
    if actors.named(db, name) is not None:
        raise NodeError(Text(f"« {name} » existe déjà ici.", f'"{name}" already exists here.'))

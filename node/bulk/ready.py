"""Ready: a new public listing of ours, checked, built, signed and read, so that nothing is left but to write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from node import outgoing, publishing, recognizing
from node.comparing import traits_of
from node.home import Home
from node.outgoing import addressed
from node.publishing import Manner
from node.store import drafts, entries
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.entries import Indexed
from node.store.organizations import Traits
from node.store.records import Packed, Record, pack
from node.store.verifications import Facts
from vocab import activities, shapes
from vocab.codec import WIRE_KIND
from vocab.entry import read_entry


@dataclass(frozen=True, slots=True)
class Basis:
    """The key that proofs of an organisation are made with, and what decides how this node verifies others."""

    key: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Ready:
    """`record`: its row, and `packed`: its document as it is stored; `activity`: the same of what says it.

    `ways`: how this node verified it. All of it is good while `basis` is what it was made on.
    """

    record: Record
    packed: Packed
    draft: bytes
    activity: str
    said: Packed
    recipients: tuple[str, ...]
    basis: Basis
    traits: Traits
    ways: dict[str, Facts]
    indexed: Indexed


def basis_of(db: Db, home: Home, actor_id: str) -> Basis:
    """What listings of an organisation are made ready on, now."""
    return Basis(home.keys.current(db, actor_id, "ed25519").key_id, recognizing.inputs(db, home))


def ready(db: Db, home: Home, actor: LocalActor, basis: Basis, draft: Mapping[str, object]) -> Ready | None:
    """Make a new listing ready; None for whatever takes the long way, by `publishing.publish`. Nothing is written."""
    drawn = _drawn(db, home, actor, draft)
    if drawn is None:
        return None
    document, policy = drawn
    now = home.now()
    signed = outgoing.sign(db, home, actor.id, document, now)
    entry = read_entry(signed, home.vocabulary)
    if entry is None or entry.indexable is False:
        return None
    traits = traits_of(entry, signed, home.vocabulary.territories, home.shared_hosts)
    if traits.replaced_by is not None:
        return None
    ways = recognizing.confirmed(db, home, traits)
    to, cc = addressed(signed)
    create = activities.create(home.new_activity_id(), actor.id, signed, to, cc, str(signed["updated"]))
    record = publishing.own_record(home, actor.id, signed, WIRE_KIND["listing"], "public", policy)
    return Ready(
        record,
        pack(signed),
        drafts.written(dict(draft)),
        str(create["id"]),
        pack(outgoing.sign(db, home, actor.id, create, now)),
        (*to, *cc),
        basis,
        traits,
        ways,
        entries.indexed(
            entry,
            home.vocabulary,
            audience=record.audience,
            policy=record.policy,
            origin=record.origin,
            version=record.version,
            verified_by=ways,
        ),
    )


def traits_of_draft(db: Db, home: Home, actor: LocalActor, draft: Mapping[str, object]) -> Traits | None:
    """What a new listing would be compared by, were it published; None for whatever takes the long way."""
    drawn = _drawn(db, home, actor, draft)
    if drawn is None:
        return None
    entry = read_entry(drawn[0], home.vocabulary)
    return None if entry is None else traits_of(entry, drawn[0], home.vocabulary.territories, home.shared_hosts)


def _drawn(db: Db, home: Home, actor: LocalActor, draft: Mapping[str, object]) -> tuple[dict[str, object], str] | None:
    """A new public listing, unsigned, with its policy; None for anything else."""
    checked = shapes.check(draft, home.vocabulary)
    values = {**publishing.defaults(home), **checked.values}
    if checked.findings or values["kind"] != "listing" or values.get("id") is not None:
        return None
    policy = str(values["policy"])
    if publishing.stricter(str(values["visibility"]), policy) != "public":
        return None
    return publishing.drawn_up(db, home, actor, values, "public", None, Manner(), anew=False), policy

"""Publishing: the one way by which what our organisations say becomes a record.

The command line, the desk, programs that post to an outbox and imports all come here with a draft. One unit of work
checks it, builds and signs the document, keeps it with its reason, shelves it, writes the activity to the log and
queues it for those it is for: all of it is on disk, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from federation import audience
from node import checking, outgoing, pictures, profiles, relaying, reporting
from node.clock import just_after
from node.errors import Invalid, Missing, NotAllowed
from node.home import Home
from node.importing.suppression import marks
from node.outgoing import Act, Document, Published, addressed
from node.own_rows import own_record, row_audience, stricter
from node.residence import require_lives_here
from node.shelving import settle_withdrawn, shelve
from node.store import (
    actors,
    deliveries,
    drafts,
    entries,
    imported,
    log,
    memberships,
    moderation,
    reasons,
    records,
    successors,
    unfinished,
    versions,
)
from node.store import pictures as stored_pictures
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.records import Record
from vocab import activities
from vocab.codec import WIRE_KIND, to_document
from vocab.consistency import hour_without_zone
from vocab.language import Text
from vocab.model import Envelope
from vocab.reports import companions

STAYS_HOME = Text(
    "Votre organisation n'est membre d'aucun réseau : la fiche reste ici.",
    "Your organisation belongs to no network: the record stays here.",
)
ANYONE_FOLLOWS = Text(
    "Les abonnements sont acceptés d'office : toute personne qui s'abonne pourra lire cette fiche.",
    "Follows are accepted automatically: anyone who follows can read this record.",
)
NO_ZONE = Text(
    "Sans fuseau, l'heure est celle du temps universel (UTC) : ajoutez « timezone: Europe/Paris ».",
    'Without a time zone the hour is universal time (UTC): add "timezone: Europe/Paris".',
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a record is published: `moment` for one whose date lies in the past, `quiet` for the lines of an import."""

    moment: float | None = None
    quiet: bool = False
    id: str | None = None


def publish(db: Db, home: Home, actor_id: str, draft: Mapping[str, object], manner: Manner | None = None) -> Published:
    """Publish a draft as `actor_id`, new or as the next version of the record it names.

    Raises `Invalid` with the findings, `Missing`, `NotAllowed`.
    """
    manner = manner or Manner()
    actor = organisation(db, actor_id)
    checked = checking.check(draft, home)
    if checked.findings:
        raise Invalid(checked.findings)
    values = {**defaults(home), **checked.values}
    if values["kind"] == "profile":
        return profiles.publish_profile(db, home, actor, draft, values, moment=manner.moment)
    last = _earlier(db, home, actor, values)
    draft, values = _still_given_way(db, last, draft, values)
    values |= _kept_narrow(home, last, checked.values)
    visibility = stricter(str(values["visibility"]), str(values["policy"]))
    if values["kind"] == "report":
        moment = home.now() if manner.moment is None else manner.moment
        values = reporting.completed(db, home, actor, {**values, "visibility": visibility}, last, moment)
    former = last if last is not None and _opens_again(db, actor, last, visibility) else None
    if last is None or former is not None:
        require_lives_here(actor)
    document = drawn_up(db, home, actor, values, visibility, last, manner, anew=former is not None)
    last = None if former is not None else last
    signed = outgoing.sign(db, home, actor.id, document, manner.moment or home.now())
    record = _keep(db, home, actor, signed, str(values["kind"]), visibility, str(values["policy"]), draft)
    shelve(db, home, record, signed)
    activity = None
    if visibility == "private":
        _narrow(db, home, actor, last, "private", set())
    else:
        activity = _tell(db, home, actor, signed, last, visibility, manner)
    warnings = _warnings(db, actor, visibility) + ((NO_ZONE,) if hour_without_zone(draft) else ())
    if values["kind"] == "report" and not values.get("companion_of"):
        warnings += _publish_companions(db, home, actor, values, record.id, manner)
        warnings += _replace(db, home, actor, values, visibility)
        reporting.carry(db, home, actor, values, record)
    if former is not None:
        warnings += (_goes_on_as(db, home, actor, former, record.id),)
    return Published(record.id, tuple(dict.fromkeys(warnings)), activity)


def put_out(db: Db, home: Home, actor_id: str, kind: str, build: Callable[[Envelope], Document]) -> Published:
    """Publish for everybody a document that no draft makes: what it says was signed by somebody else."""
    require_lives_here(actor := organisation(db, actor_id))
    id, now, to = home.new_object_id(), home.now_iso(), audience.recipients("public", actor.id, ())
    envelope = Envelope(id, actor.id, id, *to, now, now, home.settings.language)
    signed = outgoing.sign(db, home, actor.id, build(envelope), home.now())
    row = own_record(home, actor.id, signed, kind, "public", str(signed["usagePolicy"]))
    record = replace(row, num=records.keep(db, row, signed))
    reasons.add(db, record.num, "own", actor.id, None)
    shelve(db, home, record, signed)
    return Published(id, (), _tell(db, home, actor, signed, None, "public", Manner()))


def _publish_companions(
    db: Db, home: Home, actor: LocalActor, values: Mapping[str, object], report: str, manner: Manner
) -> tuple[Text, ...]:
    """Answers narrower than their report travel in reports of their own, one for each audience (DESIGN 4).

    Those of the report that this one replaces go on as its own: whoever had the old answers gets the new.
    """
    reports = [str(each) for each in (values.get("supersedes"), report) if each]
    held = {each.audience: each.id for one in reports for each in records.companions(db, actor.id, one)}
    warnings: tuple[Text, ...] = ()
    for companion in companions(values):
        audience = row_audience(str(companion["visibility"]))
        networks = _addressed(db, actor, companion, str(companion["visibility"]))
        if audience == "private" and companion.get("statistics_to") is not None and not networks:
            continue
        known = held.get(audience)
        if known and reporting.counts_no_more(db, known, networks):
            # For the networks left out a withdrawal is for ever: the others get these answers under a new id.
            known = None
        else:
            held.pop(audience, None)
        draft = {**companion, "companion_of": report, **({"id": known} if known else {})}
        warnings += publish(db, home, actor.id, draft, Manner(moment=manner.moment)).warnings
    for left in held.values():
        withdraw(db, home, actor.id, left)
    return warnings


def _replace(db: Db, home: Home, actor: LocalActor, values: Mapping[str, object], visibility: str) -> tuple[Text, ...]:
    """The report before stays as history, but not for those who may not read what replaces it."""
    id = reporting.to_be_withdrawn(db, values, visibility)
    if id is None:
        return ()
    withdraw(db, home, actor.id, id)
    return (reporting.REPLACED,)


def _opens_again(db: Db, actor: LocalActor, last: Record, visibility: str) -> bool:
    """Whether this version would be for some who were told to forget the record: for them a Delete is for ever."""
    unchanged = row_audience(visibility) in ("private", last.audience)
    return not unchanged and log.was_lost(db, actor.id, last.id)


def _goes_on_as(db: Db, home: Home, actor: LocalActor, former: Record, id: str) -> Text:
    """The former id is withdrawn; whoever goes on using it here means the new one."""
    successors.keep(db, former.id, id)
    imported.renamed(db, former.id, id)
    _take_back(db, home, actor, former)
    return Text(
        f"Restreinte puis rouverte : pour celles et ceux qui avaient dû l'oublier, la fiche devient {id} ;"
        f" {former.id} est retirée.",
        f"Restricted, then opened again: for those who had to forget it the record becomes {id};"
        f" {former.id} is withdrawn.",
    )


def withdraw(db: Db, home: Home, actor_id: str, id: str, *, for_good: bool = True) -> str | None:
    """Withdraw a record of `actor_id` everywhere it went; return the Delete's id, None if it never left.

    A listing withdrawn for good does not come back with a later import; one of an import that is undone may.
    """
    actor = organisation(db, actor_id)
    record = records.find(db, successors.current(db, id))
    if record is None or record.owner != actor.id:
        raise Missing(Text(f"Aucune fiche {id} de {actor.name}.", f"{actor.name} has no record {id}."))
    if record.kind == "Profile":
        raise NotAllowed(
            Text(
                f"{id} est la fiche de l'organisation elle-même : elle ne se retire pas. « stage: ended » dit la fin.",
                f'{id} is the organisation\'s own profile and is not withdrawn. "stage: ended" says that it is over.',
            )
        )
    if record.deleted:
        return None
    if for_good:
        _suppress(db, home, record)
    return _take_back(db, home, actor, record)


def _take_back(db: Db, home: Home, actor: LocalActor, record: Record) -> str | None:
    id = record.id
    published = just_after(home.now(), record.version)
    to, cc = addressed(records.document(db, record.num))
    delete = activities.delete(home.new_activity_id(), actor.id, id, to, cc, published)
    if not _left(db, actor.id, id):
        bury(db, record, outgoing.sign(db, home, actor.id, delete, home.now()), published)
        settle_withdrawn(db, home, record)
        return None
    reached = _reached(db, home, actor.id, record)
    relaying.point_no_more(db, home, id)
    position, signed = outgoing.send(db, home, Act(actor.id, delete, id, "gone", record.audience), reached)
    bury(db, record, signed, published)
    if record.audience == "public":
        _pass_on(db, home, actor.id, signed, id, position, gone=True, quiet=record.kind == "Listing")
    for companion in records.companions(db, actor.id, id):
        withdraw(db, home, actor.id, companion.id)
    settle_withdrawn(db, home, record)
    return str(signed["id"])


def _kept_narrow(home: Home, last: Record | None, said: Mapping[str, object]) -> dict[str, object]:
    """A version that does not say for whom it is stays as narrow as the last: nothing opens by being left out."""
    if last is None:
        return {}
    policy = home.vocabulary.schemes.policy.get(last.policy)
    before = {"visibility": last.audience, **({"policy": policy.iri} if policy else {})}
    return {name: value for name, value in before.items() if name not in said}


def _still_given_way(
    db: Db, last: Record | None, draft: Mapping[str, object], values: dict[str, object]
) -> tuple[Mapping[str, object], dict[str, object]]:
    """A listing that gave way still does in a version that says nothing of it, such as an import's."""
    if last is None or last.kind != "Listing" or "replaced_by" in draft:
        return draft, values
    named = (drafts.find(db, last.num) or {}).get("replaced_by")
    return ({**draft, "replaced_by": named}, {**values, "replaced_by": named}) if named else (draft, values)


def _suppress(db: Db, home: Home, record: Record) -> None:
    """A removed listing does not come back with the next import."""
    draft = drafts.find(db, record.num)
    if record.kind == "Listing" and draft is not None:
        moderation.suppress(db, sorted(marks(draft)), home.now_iso())


def bury(db: Db, record: Record, delete: Document, published: str) -> None:
    """Replace a record by its signed Delete, for ever; what was derived from it goes too."""
    buried = replace(record, version=published, deleted=True)
    num = records.keep(db, buried, delete)
    entries.remove(db, num)
    entries.hide_revoked(db, record.id, record.owner)
    drafts.drop(db, num)
    versions.drop(db, num)
    unfinished.drop_of(db, record.id)
    stored_pictures.use(db, record.owner, record.id, ())


def owner_of(db: Db, id: str) -> str:
    """The organisation of this node that owns a record; raises `Missing`."""
    record = records.find(db, id)
    if record is None or not record.local:
        raise Missing(
            Text(f"Aucune fiche d'ici ne porte l'identifiant {id}.", f"No record of this node has the id {id}.")
        )
    return record.owner


def defaults(home: Home) -> dict[str, object]:
    """What a draft that does not say otherwise is published with."""
    settings, schemes = home.settings, home.vocabulary.schemes
    policy, licence = schemes.policy.get(settings.default_policy), schemes.license.get(settings.default_license)
    return {
        "policy": policy.iri if policy else settings.default_policy,
        "license": licence.iri if licence else f"https://spdx.org/licenses/{settings.default_license}",
        "visibility": settings.default_visibility,
        "language": settings.language,
    }


def organisation(db: Db, actor_id: str) -> LocalActor:
    """Our organisation with this id; raises `Missing`."""
    actor = actors.find(db, actor_id)
    if actor is None or actor.kind in ("application", *actors.GROUPS):
        raise Missing(Text(f"Aucune organisation {actor_id} ici.", f"There is no organisation {actor_id} here."))
    return actor


def _earlier(db: Db, home: Home, actor: LocalActor, values: Mapping[str, object]) -> Record | None:
    id = values.get("id")
    if id is None:
        return None
    record = records.find(db, successors.current(db, str(id)))
    if record is None:
        raise Missing(
            Text(f"Aucune fiche {id} ici : retirez « id » pour en créer une.", f"No record {id} here: drop id.")
        )
    if record.owner != actor.id:
        raise NotAllowed(Text("Cette fiche est à une autre organisation.", "This record is another organisation's."))
    if record.deleted:
        raise NotAllowed(
            Text("Cette fiche a été retirée : publiez-en une autre.", "This record was withdrawn: publish another.")
        )
    if record.kind != WIRE_KIND[str(values["kind"])]:
        raise NotAllowed(Text("Une fiche ne change pas de sorte.", "A record keeps its kind."))
    return record


def drawn_up(
    db: Db,
    home: Home,
    actor: LocalActor,
    values: Mapping[str, object],
    visibility: str,
    last: Record | None,
    manner: Manner,
    *,
    anew: bool,
) -> Document:
    """The document of a checked draft, unsigned; `last`: the version it follows."""
    networks = _addressed(db, actor, values, visibility)
    if values["kind"] == "report":
        values = reporting.in_words(home, values)
    to, cc = audience.recipients(visibility, actor.id, networks)
    now = manner.moment if manner.moment is not None else home.now()
    updated = just_after(now, last.version if last else None)
    id = last.id if last and not anew else manner.id or home.new_object_id()
    published = _first_published(db, last) or updated
    envelope = Envelope(id, actor.id, id, to, cc, published, updated, str(values["language"]))
    return to_document(values, envelope, home.prose)


def _first_published(db: Db, last: Record | None) -> str | None:
    return str(records.document(db, last.num).get("published")) if last else None


def _networks(db: Db, actor: LocalActor) -> list[str]:
    own = [actor.id] if actor.kind == "network" else []
    return own + memberships.networks_of(db, actor.id)


def _addressed(db: Db, actor: LocalActor, values: Mapping[str, object], visibility: str) -> list[str]:
    """The networks that a record is for: all that its author belongs to, or those chosen to count its answers."""
    if visibility not in ("network", "statistics"):
        return []
    chosen = values.get("statistics_to")
    mine = _networks(db, actor)
    if visibility == "network" or not isinstance(chosen, list):
        return mine
    return [network for network in mine if network in chosen]


def _keep(
    db: Db,
    home: Home,
    actor: LocalActor,
    signed: Document,
    kind: str,
    visibility: str,
    policy: str,
    draft: Mapping[str, object],
) -> Record:
    record = own_record(home, actor.id, signed, WIRE_KIND[kind], visibility, policy)
    last = records.find(db, record.id)
    num = records.keep(db, record, signed)
    reasons.add(db, num, "own", actor.id, None)
    former = drafts.find(db, num) if last is not None else None
    if last is not None and former is not None:
        versions.keep(db, num, last.version, former, home.settings.versions_kept)
    drafts.keep(db, num, dict(draft))
    pictures.shown(db, home, actor.id, record.id, draft)
    return replace(record, num=num)


def _tell(
    db: Db, home: Home, actor: LocalActor, signed: Document, last: Record | None, visibility: str, manner: Manner
) -> str:
    to, cc = addressed(signed)
    build = activities.update if last is not None and _left(db, actor.id, last.id) else activities.create
    activity = build(home.new_activity_id(), actor.id, signed, to, cc, str(signed["updated"]))
    id = str(signed["id"])
    speaking_only = manner.quiet or signed.get("kind") == "Listing"
    networks = audience.networks_in((*to, *cc))
    inboxes = outgoing.inboxes_for(db, visibility, actor.id, networks, speaking_only=speaking_only)
    _narrow(db, home, actor, last, row_audience(visibility), set(inboxes))
    if visibility == "statistics":
        inboxes = [inbox for network in to for inbox in outgoing.own_inbox(db, network)]
    act = Act(actor.id, activity, id, "live", "direct" if visibility == "statistics" else visibility)
    position, sent = outgoing.send(db, home, act, inboxes, moment=manner.moment)
    if visibility == "public":
        _pass_on(db, home, actor.id, sent, id, position, quiet=speaking_only)
    return str(sent["id"])


def _narrow(db: Db, home: Home, actor: LocalActor, last: Record | None, now: str, kept: set[str]) -> None:
    """Send a Delete to those who could see the earlier version and may not see this one."""
    earlier = log.last_of(db, actor.id, last.id) if last is not None else None
    if last is None or earlier is None or now in (last.audience, "public"):
        return
    lost = [inbox for inbox in _reached(db, home, actor.id, last) if inbox not in kept]
    relaying.point_no_more(db, home, last.id)
    # Addressed as the version it takes back: those who only read our log are told too, if they lost sight of it.
    delete = activities.delete(home.new_activity_id(), actor.id, last.id, earlier.recipients, (), home.now_iso())
    outgoing.send(db, home, Act(actor.id, delete, last.id, "lost", "direct"), lost)
    if last.audience == "public":
        for network in memberships.local_networks_of(db, actor.id):
            outgoing.retract(db, home, network, last.id)


def _left(db: Db, actor: str, id: str) -> bool:
    return log.last_of(db, actor, id) is not None


def _reached(db: Db, home: Home, actor: str, record: Record) -> list[str]:
    """Every inbox the record went to, and every inbox a new version would go to."""
    sent = deliveries.inboxes_of_subject(db, actor, record.id) + relaying.pointed_at(db, home, record.id)
    networks = memberships.networks_of(db, actor)
    now = outgoing.inboxes_for(db, record.audience, actor, networks, speaking_only=record.kind == "Listing")
    return list(dict.fromkeys([*sent, *now]))


def _pass_on(
    db: Db,
    home: Home,
    actor: str,
    activity: Document,
    id: str,
    position: int,
    *,
    gone: bool = False,
    quiet: bool = False,
) -> None:
    """Networks that live on this node announce their members who live here too, and relays are told."""
    if not quiet:
        relaying.pass_on(db, home, position, activity, id)
    for network in memberships.local_networks_of(db, actor):
        outgoing.announce(db, home, network, activity, id, gone=gone, quiet=quiet)


def _warnings(db: Db, actor: LocalActor, visibility: str) -> tuple[Text, ...]:
    if visibility in ("network", "statistics") and not _networks(db, actor):
        return (STAYS_HOME,)
    return (ANYONE_FOLLOWS,) if visibility == "followers" and not actor.approves_followers else ()

"""Reminding: what waits at the desk, told by e-mail to those who chose it, in one letter a day at most.

Nothing is written down when something happens: what is new since somebody was last told is asked of the tables. A
letter gives counts and links, no word and no name of those who wrote; a record that nobody confirmed for a year has a
link of its own, on which a button says that it is still true.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import orjson

from node.accounts.permits import may
from node.accounts.sessions import hash_of
from node.clock import iso, seconds_of
from node.desk import records
from node.desk.form import in_own
from node.desk.records import ASK_AGAIN_DAYS, DAY_S, Mine
from node.errors import Missing, NotAllowed
from node.home import Home
from node.mail.letters import Letter
from node.mail.posting import post
from node.outboxes import secret as node_secret
from node.store import (
    accounts,
    actors,
    follows,
    goals,
    knocks,
    listing_claims,
    memberships,
    messages,
    reminders,
    reports,
)
from node.store.accounts import Account
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.reminders import ConfirmLink, Person
from vocab.language import Language, Text

Kind = Literal["message", "follow", "claim", "due"]
KINDS: Final[tuple[Kind, ...]] = ("message", "follow", "claim", "due")
EVERY_S: Final = 86_400.0
LOOK_S: Final = 3_600.0
LINK_S: Final = 60 * 86_400.0
MOST_PEOPLE: Final = 50
MOST_DUE: Final = 10
# How long before a report on practices ends its people are told.
ENDING_DAYS: Final = 60
# And before the day of a goal.
GOAL_DAYS: Final = 14

NO_LONGER: Final = Text(
    "Ce lien a déjà servi, ou sa date est passée : confirmez depuis l'espace de travail.",
    "This link was used already, or its date has passed: confirm from the desk.",
)
NOBODY: Final = Text("Plus aucun courriel ne part à ce titre.", "No e-mail leaves on this account any more.")
SUBJECT: Final = Text("{site} : ce qui vous attend", "{site}: what waits for you")
BUTTON: Final = Text("Ouvrir l'espace de travail", "Open the desk")
WHY: Final = Text(
    "Vous avez demandé ces courriels à la page « Votre accès » ; un par jour au plus.",
    "You asked for these e-mails on the page “Your access”; one a day at most.",
)
MESSAGE: Final = Text("{name} : messages reçus, {n}", "{name}: messages received, {n}")
FOLLOW: Final = Text("{name} : demandes pour suivre, {n}", "{name}: requests to follow, {n}")
JOIN: Final = Text("{name} : demandes d'adhésion, {n}", "{name}: requests to join, {n}")
KNOCKS: Final = Text("Demandes au sujet de fiches proposées, {n}", "Requests about listings, {n}")
CLAIMS: Final = Text(
    "{name} : organisations qui se reconnaissent dans une de vos fiches, {n}",
    "{name}: organisations that say a listing of yours is theirs, {n}",
)
DUE: Final = Text("Est-ce toujours vrai ? {name}", "Is this still true? {name}")
ENDING: Final = Text(
    "{name} : votre bilan de pratiques ne comptera plus après le {day}",
    "{name}: your report on practices no longer counts after {day}",
)
GOALS: Final = Text("{name} : objectifs dont la date approche, {n}", "{name}: goals whose day is near, {n}")
MORE: Final = Text("{name} : autres fiches à confirmer, {n}", "{name}: other records to confirm, {n}")


@dataclass(frozen=True, slots=True)
class Span:
    """From one look to the next: what falls on the border belongs to the later, so that each thing is told once."""

    start: str
    end: str

    def holds(self, moment: str) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end


def choose(db: Db, home: Home, email: str, kinds: Sequence[str], language: Language) -> None:
    """What somebody wants to be told of. Of what happened before they know; what is due already is told once."""
    now = home.now()
    wanted: dict[str, float] = {kind: 0.0 if kind == "due" else now for kind in KINDS if kind in kinds}
    reminders.choose(db, email, language, hash_of(_stop(db, email)), wanted)


def due(db: Db, home: Home) -> list[Person]:
    """For whom it is time to look."""
    now = home.now()
    return reminders.due(db, now - EVERY_S, now - LOOK_S, MOST_PEOPLE)


def remind(db: Db, home: Home, person: Person) -> bool:
    """Write to one person what is new for them since they were told last; whether there was anything."""
    account, now = accounts.find(db, person.email), home.now()
    if account is None:
        reminders.drop(db, person.email)
        return False
    language: Language = "fr" if person.language == "fr" else "en"
    news = {kind: Span(iso(known), iso(now)) for kind, known in reminders.chosen(db, person.email).items()}
    items = tuple(_items(db, home, account, news, language))
    if items:
        site = home.settings.title
        letter = Letter(
            "reminder",
            person.email,
            language,
            SUBJECT.in_(language).format(site=site),
            (),
            (BUTTON.in_(language), f"{home.origin}/desk"),
            why=WHY.in_(language),
            stop=stop_link(db, home, person.email),
            items=items,
        )
        post(db, home, letter, EVERY_S)
    reminders.looked(db, person.email, now, told=bool(items))
    return bool(items)


def stop_link(db: Db, home: Home, email: str) -> str:
    """The address that ends somebody's letters: the same in each of them."""
    return f"{home.origin}/mail/stop/{_stop(db, email)}"


def find_stop(db: Db, secret: str) -> str:
    """Whose letters a link ends. Raises `Missing`."""
    email = reminders.stopped_by(db, hash_of(secret))
    if email is None:
        raise Missing(NOBODY)
    return email


def stop(db: Db, secret: str) -> None:
    """No letter of this kind any more; the same when there was none."""
    email = reminders.stopped_by(db, hash_of(secret))
    if email is not None:
        reminders.forget(db, email)


def find_link(db: Db, home: Home, secret: str) -> tuple[ConfirmLink, Mine]:
    """What a link would confirm. Raises `Missing`, `NotAllowed` for somebody who may no longer."""
    found = reminders.link(db, hash_of(secret), home.now())
    actor = actors.find(db, found.actor) if found else None
    account = accounts.find(db, found.email) if found else None
    if found is None or actor is None or account is None:
        raise Missing(NO_LONGER)
    if not may(account, "publish", actor.id):
        raise NotAllowed(NO_LONGER)
    return found, records.find(db, home, actor, found.record)


def confirm(db: Db, home: Home, secret: str) -> None:
    """Say that a record is still true. Raises `Missing`, `NotAllowed`."""
    found, _ = find_link(db, home, secret)
    actor = actors.find(db, found.actor)
    assert actor is not None
    records.confirm(db, home, found.email, actor, found.record)
    reminders.use_link(db, found.hash)


def _items(
    db: Db, home: Home, account: Account, news: Mapping[str, Span], language: Language
) -> Iterator[tuple[str, str]]:
    """(what, address) of each thing that is new."""
    ours = [actor for actor in actors.every(db) if may(account, "publish", actor.id)]
    if "claim" in news and may(account, "moderate"):
        count = sum(news["claim"].holds(each.at) for each in knocks.every(db, 1_000))
        yield from _line(KNOCKS, "", count, f"{home.origin}/desk/moderation", language)
    for actor in ours:
        name, desk = _name(actor), f"{home.origin}/desk/of/{actor.name}"
        if "message" in news:
            heard = messages.count_heard_unseen(db, actor.id, news["message"].start, news["message"].end)
            yield from _line(MESSAGE, name, heard, f"{desk}/messages", language)
        if "follow" in news:
            asking = follows.each_follower(db, actor.id)
            yield from _line(FOLLOW, name, _new(asking, news["follow"]), f"{desk}/around", language)
            joining = memberships.each(db, actor.id)
            yield from _line(JOIN, name, _new(joining, news["follow"]), f"{desk}/around", language)
        if "claim" in news:
            said = [
                (each.claimant, each.state, each.since) for each in listing_claims.every(db) if each.lister == actor.id
            ]
            yield from _line(CLAIMS, name, _new(said, news["claim"]), desk, language)
        if "due" in news:
            yield from _due(db, home, account, actor, news["due"], language)
            yield from _ending(db, home, actor, news["due"], language)
            yield from _goals(db, home, actor, news["due"], language)


def _due(
    db: Db, home: Home, account: Account, actor: LocalActor, news: Span, language: Language
) -> Iterator[tuple[str, str]]:
    """Each record that became due since, with a link on which it is confirmed."""
    mine = [records.find(db, home, actor, actor.id), *records.every(db, home, actor.id)]
    found = [each for each in mine if each.due and news.holds(_since_when(each))]
    for each in found[:MOST_DUE]:
        secret, now = home.secret(), home.now()
        reminders.keep_link(db, ConfirmLink(hash_of(secret), account.email, actor.id, each.id, now + LINK_S))
        name = in_own(each.draft.get("name"), str(each.draft.get("language") or language)) or _name(actor)
        yield DUE.in_(language).format(name=name), f"{home.origin}/still-true/{secret}"
    rest = len(found) - MOST_DUE
    yield from _line(MORE, _name(actor), rest, f"{home.origin}/desk/of/{actor.name}", language)


def _ending(db: Db, home: Home, actor: LocalActor, news: Span, language: Language) -> Iterator[tuple[str, str]]:
    """The report on practices that stands, of each charter, some weeks before it stops counting."""
    days = [reports.ends(db, num) for num in reports.standing(db, actor.id).values()]
    due = [day for day in days if news.holds(iso((seconds_of(f"{day}T00:00:00Z") or 0.0) - ENDING_DAYS * DAY_S))]
    for day in dict.fromkeys(due):
        yield ENDING.in_(language).format(name=_name(actor), day=day), f"{home.origin}/desk/of/{actor.name}/practices"


def _goals(db: Db, home: Home, actor: LocalActor, news: Span, language: Language) -> Iterator[tuple[str, str]]:
    """Open goals, some days before their own; which ones is said at the desk alone."""
    days = (seconds_of(f"{each.due}T00:00:00Z") or 0.0 for each in goals.each(db, actor.id) if each.state == "open")
    near = sum(news.holds(iso(day - GOAL_DAYS * DAY_S)) for day in days)
    yield from _line(GOALS, _name(actor), near, f"{home.origin}/desk/of/{actor.name}/progress", language)


def _line(text: Text, name: str, count: int, address: str, language: Language) -> Iterator[tuple[str, str]]:
    if count > 0:
        yield text.in_(language).format(name=name, n=count), address


def _new(rows: Sequence[tuple[str, str, str]], news: Span) -> int:
    return sum(state == "asked" and news.holds(since) for _, state, since in rows)


def _since_when(mine: Mine) -> str:
    """When a record began to want confirmation."""
    said = max(str(mine.draft.get("confirmed") or ""), mine.updated)
    return iso((seconds_of(said) or 0.0) + ASK_AGAIN_DAYS * DAY_S)


def _name(actor: LocalActor) -> str:
    return str(orjson.loads(actor.document).get("name") or actor.name)


def _stop(db: Db, email: str) -> str:
    return hmac.new(node_secret(db), f"stop {email}".encode(), hashlib.sha256).hexdigest()[:40]

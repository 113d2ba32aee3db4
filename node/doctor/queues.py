"""Queues: what waits, since when, who does not answer; and the age of our keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.checks import FAIL, FOLDER, OK, WARN, Check
from node.clock import seconds_of
from node.home import Home
from node.settings import CONFIG
from node.spans import span
from node.store import backlog, deliveries, errands, inbox, moderation
from node.store.connection import Db
from vocab.language import Text

MANY: Final = 1_000
DAY_S: Final = 86_400.0
OLD_DELIVERY_S: Final = 2 * DAY_S
OLD_INBOX_S: Final = 3_600.0
DEAD_AFTER_S: Final = 7 * DAY_S
OLD_KEY_DAYS: Final = 730


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits. Ages in seconds; None when nothing waits. `holding`: a dead server for which something waits."""

    due: int = 0
    oldest_due_s: float | None = None
    received: int = 0
    oldest_received_s: float | None = None
    bugs: int = 0
    errands: int = 0
    waiting: int = 0
    failing: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    holding: str = ""
    key_days: int = 0


def look(db: Db, home: Home) -> Queues:
    """What the database says now."""
    now = home.now()
    sending, received = deliveries.counts(db), inbox.counts(db)
    failing = backlog.failing(db)
    oldest = seconds_of(backlog.oldest_received(db))
    queued = backlog.oldest_due(db)
    dead = tuple(name for name, last in failing if now - last > DEAD_AFTER_S)
    waited_for = {lag.origin for lag in backlog.by_origin(db, MANY)}
    return Queues(
        due=sending.get("due", 0) + sending.get("apart", 0),
        oldest_due_s=None if queued is None else max(0.0, now - queued),
        received=received.get("new", 0) + received.get("later", 0),
        oldest_received_s=None if oldest is None else max(0.0, now - oldest),
        bugs=received.get("bug", 0),
        errands=errands.count(db),
        waiting=moderation.count(db),
        failing=tuple(name for name, _ in failing),
        dead=dead,
        holding=next((name for name in dead if name in waited_for), ""),
        key_days=int(max((now - made for made in backlog.key_dates(db)), default=0.0) // DAY_S),
    )


def checks(seen: Queues) -> list[Check]:
    """What that means."""
    return [sending(seen), receiving(seen), asking(seen), deciding(seen), peers(seen), keys(seen)]


def sending(seen: Queues) -> Check:
    """What we say leaves."""
    if not seen.due:
        return Check("deliveries", OK, Text("Aucun envoi n'attend.", "No delivery waits."))
    age = span(seen.oldest_due_s or 0.0)
    said = Text(
        f"Envois en attente : {seen.due}, le plus ancien depuis {age.fr}.",
        f"Deliveries that wait: {seen.due}, the oldest for {age.en}.",
    )
    if seen.due <= MANY and (seen.oldest_due_s or 0) <= OLD_DELIVERY_S:
        return Check("deliveries", OK, said)
    return Check("deliveries", WARN, said, _command("bocage queue list"))


def receiving(seen: Queues) -> Check:
    """What others say takes effect."""
    if seen.bugs:
        said = Text(
            f"Activités reçues qu'une erreur du logiciel a empêché d'appliquer : {seen.bugs}.",
            f"Activities received that an error of the software kept from being applied: {seen.bugs}.",
        )
        return Check("inbox", WARN, said, _command("bocage queue list --json"))
    if not seen.received:
        return Check("inbox", OK, Text("Tout ce qui est arrivé est appliqué.", "All that came in is applied."))
    age = span(seen.oldest_received_s or 0.0)
    said = Text(
        f"Activités reçues en attente : {seen.received}, la plus ancienne depuis {age.fr}.",
        f"Activities received that wait: {seen.received}, the oldest for {age.en}.",
    )
    late = seen.received > MANY or (seen.oldest_received_s or 0) > OLD_INBOX_S
    return Check("inbox", WARN, said, _command("bocage queue list")) if late else Check("inbox", OK, said)


def asking(seen: Queues) -> Check:
    """What we ask others is asked."""
    said = Text(f"Rattrapages en attente : {seen.errands}.", f"Errands that wait: {seen.errands}.")
    if seen.errands <= MANY:
        return Check("errands", OK, said)
    return Check("errands", WARN, said, _command("bocage peers"))


def deciding(seen: Queues) -> Check:
    """What waits for a person."""
    if not seen.waiting:
        return Check("moderation", OK, Text("Rien n'attend de décision.", "Nothing waits for a decision."))
    said = Text(f"Fiches à décider : {seen.waiting}.", f"Records to decide: {seen.waiting}.")
    many = seen.waiting >= MANY
    return Check("moderation", WARN if many else OK, said, _command("bocage queue list"))


def peers(seen: Queues) -> Check:
    """The other servers answer."""
    if not seen.failing:
        return Check("peers", OK, Text("Aucun serveur connu n'est en défaut.", "No known server fails."))
    names = ", ".join((seen.dead or seen.failing)[:5])
    if not seen.dead:
        said = Text(
            f"Serveurs qui ne répondent pas pour le moment : {len(seen.failing)} ({names}).",
            f"Servers that do not answer at the moment: {len(seen.failing)} ({names}).",
        )
        return Check("peers", OK, said, _command("bocage peers"))
    said = Text(
        f"Serveurs muets depuis une semaine : {len(seen.dead)} ({names}).",
        f"Servers silent for a week: {len(seen.dead)} ({names}).",
    )
    # What waits for a server that is gone is kept for eight days; it may be given up before.
    fix = f"bocage queue drop --origin {seen.holding}" if seen.holding else "bocage peers"
    return Check("peers", WARN, said, _command(fix))


def keys(seen: Queues) -> Check:
    """Our keys are not too old."""
    age = span(seen.key_days * DAY_S)
    said = Text(f"La plus ancienne clé a {age.fr}.", f"The oldest key is {age.en} old.")
    if seen.key_days <= OLD_KEY_DAYS:
        return Check("keys", OK, said)
    return Check("keys", WARN, said, _command("bocage keys rotate"))


def settings(home: Home) -> Check:
    """A node that others can reach permits nothing that is for development only."""
    if not home.settings.allow_private_networks:
        return Check("settings", OK, Text("Les réglages sont sûrs.", "The settings are safe."))
    host = home.host.partition(":")[0]
    if host == "localhost" or host.startswith("127."):
        return Check("settings", OK, Text("Nœud de développement, sur cette machine.", "A development node, local."))
    said = Text(
        "allow_private_networks est permis sur un nœud que d'autres peuvent joindre.",
        "allow_private_networks is on, on a node that others can reach.",
    )
    fix = f"sed -i 's/^allow_private_networks = .*/allow_private_networks = false/' {FOLDER}/{CONFIG}"
    return Check("settings", FAIL, said, _command(fix))


def _command(line: str) -> Text:
    return Text(line, line)

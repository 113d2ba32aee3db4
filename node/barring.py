"""Barring: the operator decides which servers this node deals with, and the directory follows at once.

A refused server reaches nothing here and is reached by nothing: its requests, its deliveries, what others pass on of
it, what is asked of it. What it had sent stays on disk, out of sight, and comes back when the verdict is lifted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from federation.domains import ALLOWED, REFUSED, UNREADABLE, Domains, domain_of, names_of
from federation.hosts import host_of
from node.errors import Missing, NodeError
from node.home import Home
from node.settings import Settings
from node.shelving import shelve_again
from node.store import domains as table
from node.store import errands, follows, meta
from node.store.connection import Db
from node.store.domains import Verdict
from vocab.language import Text

MAX_LINES: Final = 50_000
MODE: Final = "federation"
FIELDS: Final = ("domain", "verdict", "why", "since")
# The names that Mastodon gives its columns, and the only severity that means what ours does.
_ELSEWHERE: Final = {"#domain": "domain", "#severity": "verdict", "#public_comment": "why"}
_VERDICTS: Final = {"refused": REFUSED, "suspend": REFUSED, "allowed": ALLOWED, "": REFUSED}


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of a list that was not taken."""

    line: int
    why: Text


@dataclass(frozen=True, slots=True)
class Effect:
    """What verdicts change: records that leave the directory or come back, ties that sleep, deliveries that stay.

    A tie is a follow or a membership of somebody there with somebody here.
    """

    leaving: int = 0
    returning: int = 0
    ties: int = 0
    deliveries: int = 0


def domains(db: Db, settings: Settings) -> Domains:
    """Whom this node deals with."""
    verdicts = {each.domain: each.verdict for each in table.every(db)}
    return Domains(verdicts, settings.federation == "closed", settings.host)


def decide(db: Db, home: Home, verdicts: Iterable[Verdict]) -> Domains:
    """Keep verdicts and put them into effect; return what holds now. Raises `NodeError` for one on this very node."""
    for verdict in verdicts:
        why = _on_ourselves(home, verdict)
        if why is not None:
            raise NodeError(why)
        table.put(db, verdict)
    return _take_effect(db, home)


def effect(db: Db, home: Home, verdicts: Iterable[Verdict]) -> Effect:
    """What these verdicts would change, without deciding anything."""
    known = {each.domain: each.verdict for each in table.every(db)} | {each.domain: each.verdict for each in verdicts}
    before, after = home.domains, replace(home.domains, verdicts=known)
    gone = _newly(before.refuses, after.refuses)
    return Effect(
        leaving=table.in_directory(db, table.records_touched(db, gone)),
        returning=table.could_return(db, table.records_touched(db, _newly(after.refuses, before.refuses))),
        ties=table.ties(db, gone),
        deliveries=table.waiting_for(db, gone),
    )


def of_others(home: Home, verdicts: Iterable[tuple[int, Verdict]]) -> tuple[list[Verdict], list[Unread]]:
    """The verdicts of a list that may be taken, and the lines that refuse this very node: others may refuse us."""
    taken, left = [], []
    for line, verdict in verdicts:
        why = _on_ourselves(home, verdict)
        if why is None:
            taken.append(verdict)
        else:
            left.append(Unread(line, why))
    return taken, left


def is_new_mode(db: Db, home: Home) -> bool:
    """Whether the directory follows another word of the setting `federation` than today's."""
    return (meta.get(db, MODE) or "open") != home.settings.federation


def enter_mode(db: Db, home: Home) -> Domains:
    """Put the setting `federation` into effect on what is held; return what holds now."""
    before = replace(domains(db, home.settings), closed=meta.get(db, MODE) == "closed")
    meta.put(db, MODE, home.settings.federation)
    return _take_effect(db, replace(home, domains=before))


def forget(db: Db, home: Home, domain: str) -> Domains:
    """Lift a verdict; return what holds now. Raises `Missing`."""
    if not table.drop(db, domain):
        raise Missing(Text(f"Rien n'est décidé sur {domain}.", f"Nothing is decided about {domain}."))
    return _take_effect(db, home)


def host_named(written: str) -> str:
    """The host[:port] that somebody wrote, in any spelling. Raises `NodeError` when it is none."""
    try:
        return domain_of(written)
    except ValueError as error:
        raise NodeError(Text(f"{written[:80]} : {UNREADABLE.fr}", f"{written[:80]}: {UNREADABLE.en}")) from error


def verdict_on(written: str, verdict: str, why: str, since: str) -> Verdict:
    """A verdict on a domain as somebody wrote it. Raises `NodeError` when it is no domain."""
    return Verdict(host_named(written), verdict, why.strip(), since)


def read_list(text: str, since: str) -> tuple[list[tuple[int, Verdict]], list[Unread]]:
    """The verdicts of a list in CSV (ours, Mastodon's, or one domain a line) by line, and the lines that say none."""
    lines = text.removeprefix("\ufeff").splitlines()[:MAX_LINES]
    header = [_ELSEWHERE.get(name.strip().lower(), name.strip().lower()) for name in next(csv.reader(lines), [])]
    named = "domain" in header
    found, unread = [], []
    for number, row in enumerate(csv.reader(lines), 1):
        if not any(row) or (named and number == 1) or (not named and row[0].startswith("#")):
            continue
        values = dict(zip(header if named else FIELDS, row, strict=False))
        said = values.get("verdict", "").strip().lower()
        verdict = _VERDICTS.get(said)
        if verdict is None:
            unread.append(
                Unread(
                    number,
                    Text(
                        f"« {said[:40]} » n'a pas de sens ici : verdict est refused ou allowed",
                        f'"{said[:40]}" means nothing here: verdict is refused or allowed',
                    ),
                )
            )
            continue
        try:
            dated = values.get("since", "").strip() or since
            found.append((number, verdict_on(values["domain"], verdict, values.get("why", ""), dated)))
        except NodeError as error:
            unread.append(Unread(number, error.public))
    return found, unread


def write_list(verdicts: Iterable[Verdict]) -> str:
    """The list in CSV, as `read_list` reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows((each.domain, each.verdict, each.why, each.since) for each in verdicts)
    return out.getvalue()


def _on_ourselves(home: Home, verdict: Verdict) -> Text | None:
    if verdict.verdict == REFUSED and verdict.domain in set(names_of(home.host)):
        return Text(f"{verdict.domain} : c'est ce nœud.", f"{verdict.domain}: that is this node.")
    return None


def _newly(before: Callable[[str], bool], after: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda host: after(host) and not before(host)


def _take_effect(db: Db, home: Home) -> Domains:
    before, now = home.domains, domains(db, home.settings)
    changed = replace(home, domains=now)
    for num in table.records_touched(db, lambda host: before.refuses(host) != now.refuses(host)):
        shelve_again(db, changed, num)
    table.clear_refused(db, now.refuses, home.now())
    back = _newly(now.refuses, before.refuses)
    for actor, subject in follows.followed_from_here(db):
        if back(host_of(subject)):
            # What they said meanwhile was refused at the door: it is there to be read.
            errands.add(db, "catchup", actor, subject, home.now())
    return now

"""Barring: the operator decides which servers this node deals with, and the directory follows at once.

A refused server reaches nothing here and is reached by nothing: its requests, its deliveries, what others pass on of
it, what is asked of it. What it had sent stays on disk, out of sight, and comes back when the verdict is lifted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from federation.domains import ALLOWED, REFUSED, UNREADABLE, Domains, domain_of, names_of
from node.errors import Missing, NodeError
from node.home import Home
from node.settings import Settings
from node.shelving import shelve_again
from node.store import domains as table
from node.store.connection import Db
from node.store.domains import Verdict
from vocab.language import Text

MAX_LINES: Final = 50_000
FIELDS: Final = ("domain", "verdict", "why", "since")
# The names that Mastodon gives its columns, and the only severity that means what ours does.
_ELSEWHERE: Final = {"#domain": "domain", "#severity": "verdict", "#public_comment": "why"}
_VERDICTS: Final = {"refused": REFUSED, "suspend": REFUSED, "allowed": ALLOWED, "": REFUSED}


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of a list that was not taken."""

    line: int
    why: Text


def domains(db: Db, settings: Settings) -> Domains:
    """Whom this node deals with."""
    verdicts = {each.domain: each.verdict for each in table.every(db)}
    return Domains(verdicts, settings.federation == "closed", settings.host)


def decide(db: Db, home: Home, verdicts: Iterable[Verdict]) -> Domains:
    """Keep verdicts and put them into effect; return what holds now. Raises `NodeError` for one on this very node."""
    own = set(names_of(home.host))
    for verdict in verdicts:
        if verdict.verdict == REFUSED and verdict.domain in own:
            raise NodeError(
                Text(f"{verdict.domain} : c'est ce nœud.", f"{verdict.domain}: that is this node."),
            )
        table.put(db, verdict)
    return _take_effect(db, home)


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


def read_list(text: str, since: str) -> tuple[list[Verdict], list[Unread]]:
    """The verdicts of a list in CSV (ours, Mastodon's, or one domain a line), and the lines that say none."""
    lines = text.removeprefix("\ufeff").splitlines()[:MAX_LINES]
    header = [_ELSEWHERE.get(name.strip().lower(), name.strip().lower()) for name in next(csv.reader(lines), [])]
    named = "domain" in header
    found, unread = [], []
    for number, row in enumerate(csv.reader(lines), 1):
        if not any(row) or (named and number == 1) or (not named and row[0].startswith("#")):
            continue
        values = dict(zip(header if named else FIELDS, row, strict=False))
        verdict = _VERDICTS.get(values.get("verdict", "").strip().lower())
        if verdict is None:
            unread.append(Unread(number, Text("verdict : refused ou allowed", "verdict: refused or allowed")))
            continue
        try:
            found.append(
                verdict_on(values["domain"], verdict, values.get("why", ""), values.get("since", "").strip() or since)
            )
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


def _take_effect(db: Db, home: Home) -> Domains:
    before, now = home.domains, domains(db, home.settings)
    changed = replace(home, domains=now)
    for num in table.records_touched(db, lambda host: before.refuses(host) != now.refuses(host)):
        shelve_again(db, changed, num)
    table.clear_refused(db, now.refuses, home.now())
    return now

"""Reporting: what the node adds to a practice report: its version, its end, what it replaces, its answers in words."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from typing import Final

from node.clock import iso
from node.errors import Invalid
from node.home import Home
from node.store import assessments, memberships, records, reports
from node.store.actors import LocalActor
from node.store.assessments import Saved
from node.store.connection import Db
from node.store.records import Record
from vocab.charter import Charter
from vocab.codec import charter_version
from vocab.language import Text
from vocab.looseness import audience_of
from vocab.reports import charter_of
from vocab.shapes import Finding
from vocab.telling import told

Values = Mapping[str, object]
REPLACED: Final = Text(
    "Le bilan précédent, que d'autres pouvaient lire, est retiré : celui-ci est pour moins de monde.",
    "The report before, which others could read, is withdrawn: this one is for fewer people.",
)


def completed(
    db: Db, home: Home, actor: LocalActor, values: Values, last: Record | None, moment: float
) -> dict[str, object]:
    """The checked values of a report with all that its document says. Raises `Invalid`.

    `last`: the version it follows; `moment`: when it is published.
    """
    if values.get("companion_of"):
        return dict(values)
    before: Values = records.document(db, last.num) if last is not None else {}
    charter = home.vocabulary.charter
    since = str(before.get("published") or _day(moment))[:10]
    latest = months_after(since, charter.report_valid_months)
    version = values.get("charter") or charter.version
    replaced = None if last else _before(db, actor, iso(moment), charter_of(version))
    found = {
        **values,
        "charter": version,
        "valid_until": values.get("valid_until") or before.get("validUntil") or latest,
        "supersedes": values.get("supersedes") or before.get("supersedes") or replaced,
    }
    faults = [*_version(found, charter, before), *_end(found, latest), *_succession(db, actor, values, last)]
    faults += [] if faults else _strangers(found, charter)
    faults += _networks(db, actor, values)
    if faults:
        raise Invalid(tuple(faults))
    return {name: value for name, value in found.items() if value is not None}


def in_words(home: Home, values: Values) -> dict[str, object]:
    """The values of a report with a text that says its answers; one that came as HTML says what its author wants."""
    if values.get("content_html") or values.get("statistics_only"):
        return dict(values)
    return {**values, "content": told(values, home.vocabulary.charter)}


def to_be_withdrawn(db: Db, values: Values, visibility: str) -> str | None:
    """The report that this one replaces, when some who could read it may not read this one."""
    named = values.get("supersedes")
    last = records.find(db, str(named)) if named else None
    if last is None or last.deleted or last.audience == "private":
        return None
    return last.id if visibility not in ("public", last.audience) else None


def carry(db: Db, home: Home, actor: LocalActor, values: Values, record: Record) -> None:
    """Whatever way a report came, its answers are what the desk shows, and where the next one begins."""
    if reports.newest(db, actor.id, charter_of(values["charter"])) != record.num:
        return
    answers, now = values.get("answers"), home.now_iso()
    version = home.vocabulary.charter.version_named(str(values["charter"])) or str(values["charter"])
    rows = [dict(row) for row in answers] if isinstance(answers, list) else []
    asked = [home.vocabulary.charter.get(str(row.pop("practice"))) for row in rows]
    saved = [
        Saved(practice.notation, version, row, "", now, record.id)
        for practice, row in zip(asked, rows, strict=True)
        if practice is not None
    ]
    assessments.carry(db, actor.id, version, saved)


def counts_no_more(db: Db, companion: str, networks: Sequence[str]) -> bool:
    """Whether answers for statistics alone went to a network that is no longer among those they are for."""
    record = records.find(db, companion)
    if record is None or record.audience != "private":
        return False
    return not audience_of(records.document(db, record.num)) <= set(networks)


def months_after(day: str, months: int) -> str:
    """The same day of the month, some months later; the month's last day where it has no such day.

    >>> months_after("2026-08-31", 18)
    '2028-02-29'
    """
    date = datetime.date.fromisoformat(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return date.replace(
        year=year, month=month + 1, day=min(date.day, calendar.monthrange(year, month + 1)[1])
    ).isoformat()


def _day(moment: float) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()


def _before(db: Db, actor: LocalActor, moment: str, charter: str) -> str | None:
    """The last report of this charter before a moment: one dated in the past replaces none that is newer."""
    held = reports.issues(db, actor.id).values()
    whole = (each for each in held if each.companion_of is None and each.charter == charter)
    return next((each.id for each in whole if each.published < moment), None)


def _version(found: Values, charter: Charter, before: Values) -> list[Finding]:
    """A new report answers a version in force; a correction of an earlier one stays what it was."""
    said = charter.version_named(str(found["charter"])) or str(found["charter"])
    fork = charter.forks.named(said.partition("/")[0])
    current = fork.reference if fork else charter.version
    if said == current or charter_version(found["charter"]) == charter_version(before.get("charterVersion")):
        return []
    sentence = Text(
        f"un nouveau bilan répond à la version {current} de la charte, pas à la {said}",
        f"a new report answers version {current} of the charter, not {said}",
    )
    fix = Text(
        f"répondez à la version {current}, ou passez ce bilan d'une version à l'autre : bocage charter move",
        f"answer version {current}, or move this report from one version to the other: bocage charter move",
    )
    return [Finding("charter", sentence, fix)]


def _strangers(found: Values, charter: Charter) -> list[Finding]:
    """Answers about practices that the charter of the report does not ask."""
    version = charter.version_named(str(found["charter"])) or charter.version
    asked = {practice.notation for practice in charter.answered_by(version)}
    answers, findings = found.get("answers"), []
    for number, row in enumerate(answers if isinstance(answers, list) else []):
        practice = charter.get(str(row.get("practice")))
        if practice is not None and practice.notation not in asked:
            code = practice.notation
            sentence = Text(f"{code} n'est pas une pratique de {version}", f"{code} is no practice of {version}")
            fix = Text("retirez-la, ou répondez à sa charte : `charter`", "drop it, or answer its charter: `charter`")
            findings.append(Finding(f"answers[{number}].practice", sentence, fix))
    return findings


def _end(found: Values, latest: str) -> list[Finding]:
    if str(found["valid_until"]) <= latest:
        return []
    sentence = Text("un bilan ne vaut pas si longtemps", "a report does not hold that long")
    return [Finding("valid_until", sentence, Text(f"au plus tard {latest}", f"{latest} at the latest"))]


def _succession(db: Db, actor: LocalActor, values: Values, last: Record | None) -> list[Finding]:
    """A report replaces an earlier one of the same organisation, never itself."""
    named = values.get("supersedes")
    if not named:
        return []
    other = records.find(db, str(named))
    if other is not None and other.owner == actor.id and other.kind == "PracticeReport":
        if last is None or last.id != other.id:
            return []
    sentence = Text("ce n'est pas un bilan précédent de votre organisation", "this is no earlier report of yours")
    fix = Text("retirez cette ligne : le dernier bilan est remplacé", "drop this line: the last report is replaced")
    return [Finding("supersedes", sentence, fix)]


def _networks(db: Db, actor: LocalActor, values: Values) -> list[Finding]:
    chosen = values.get("statistics_to")
    mine = {actor.id, *memberships.networks_of(db, actor.id)}
    findings = []
    for number, network in enumerate(chosen if isinstance(chosen, list) else []):
        if network not in mine:
            sentence = Text("votre organisation n'est pas membre de ce réseau", "you are no member of this network")
            fix = Text("un réseau dont elle est membre", "a network that you are a member of")
            findings.append(Finding(f"statistics_to[{number}]", sentence, fix))
    return findings

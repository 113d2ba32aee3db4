"""Assessing: a report on practices as it grows at the desk: what is asked, what is answered, what is still lacking.

Every answer is kept as it was typed, even one that lacks something: nothing is lost, and only what is complete is
published. The answers of the last report are where the next begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node import checking, publishing
from node.accounts import journal
from node.desk import beginning, choosing, sharing
from node.desk.moved import in_force
from node.errors import Missing
from node.home import Home
from node.outgoing import Published
from node.reporting import months_after
from node.store import assessments, memberships, records, reports
from node.store.actors import LocalActor
from node.store.assessments import Saved
from node.store.connection import Db
from node.store.records import Record
from vocab.charter import Charter, Practice
from vocab.edition import Edition, same_words
from vocab.grounds import showing
from vocab.language import Language, Text
from vocab.looseness import audience_of, first_text
from vocab.reports import VISIBILITIES
from vocab.shapes import Finding

Answer = dict[str, object]
FIRST: Final = "first"

NO_PRACTICE: Final = Text(
    "Aucune pratique du catalogue ne porte ce code : choisissez-la dans la liste de vos pratiques.",
    "No practice of the catalogue has this code: choose it from the list of your practices.",
)
NOTHING_YET: Final = Text(
    "Aucune réponse complète encore : répondez à une question au moins.",
    "No complete answer yet: answer one question at least.",
)
NOT_SENT: Final = Text("Aucune réponse n'est partie pour les statistiques.", "No answer has left for statistics.")
CHANGED: Final = Text(
    "le catalogue a changé depuis que cette page est ouverte", "the catalogue changed since this page was opened"
)
LOOK_AGAIN: Final = Text(
    "relisez les phrases ci-dessous, puis enregistrez", "read the sentences below again, then save"
)
NO_LEVEL: Final = Text("aucun niveau n'est choisi", "no level is chosen")
A_LEVEL: Final = Text(
    "la phrase qui vous ressemble le plus, ou « cela ne nous concerne pas »",
    'the sentence most like you, or "this does not concern us"',
)
_MONTHS: Final = (
    Text("janvier", "January"),
    Text("février", "February"),
    Text("mars", "March"),
    Text("avril", "April"),
    Text("mai", "May"),
    Text("juin", "June"),
    Text("juillet", "July"),
    Text("août", "August"),
    Text("septembre", "September"),
    Text("octobre", "October"),
    Text("novembre", "November"),
    Text("décembre", "December"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer. `lacks`: what keeps it from being published, by field of the answer."""

    practice: Practice
    saved: Saved | None
    lacks: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it can be published."""
        return self.saved is not None and not self.lacks

    @property
    def visibility(self) -> str:
        """For whom the answer is; what nobody said is for everybody, as the form has it."""
        said = str(self.saved.answer.get("visibility") or VISIBILITIES[0]) if self.saved else VISIBILITIES[0]
        return said if said in VISIBILITIES else VISIBILITIES[-1]

    @property
    def evidenced(self) -> bool:
        """Whether something shows it."""
        return self.complete and self.saved is not None and bool(showing(self.saved.answer))


@dataclass(frozen=True, slots=True)
class Standing:
    """The report that stands: its record and its day of expiry; `sent_to`: networks that count answers of it."""

    record: Record
    document: dict[str, object]
    sent_to: tuple[str, ...]

    @property
    def until(self) -> str:
        """The last day on which it counts."""
        return str(first_text(self.document.get("validUntil")) or "")


@dataclass(frozen=True, slots=True)
class Assessment:
    """All questions of an edition with their answers, the report of its charter that stands, those of other charters,
    and the networks the organisation belongs to."""

    edition: Edition
    asked: Mapping[str, Asked]
    standing: Standing | None
    earlier: tuple[Record, ...]
    beside: tuple[Standing, ...]
    networks: tuple[str, ...]

    def of(self, practices: Sequence[Practice]) -> list[Asked]:
        """The questions about these practices."""
        return [self.asked[each.notation] for each in practices]

    @property
    def complete(self) -> list[Asked]:
        """The answers that can be published, in the order of the catalogue."""
        return [each for each in self.asked.values() if each.complete]

    @property
    def waiting(self) -> list[Asked]:
        """Of those, the ones that the report which stands does not carry as they are."""
        carrying = self.standing.record.id if self.standing else ""
        return [each for each in self.complete if each.saved and each.saved.report != carrying]


def set_of(asked: Edition, name: str) -> tuple[Practice, ...]:
    """The questions of the first report, or of a theme; empty for what is neither."""
    return asked.first if name == FIRST else asked.of_theme(name)


def practice_of(charter: Charter, notation: str) -> Practice:
    """The practice that an address names. Raises `Missing`."""
    found = charter.get(notation)
    if found is None or found.notation != notation:
        raise Missing(NO_PRACTICE)
    return found


def look(db: Db, home: Home, actor: LocalActor) -> Assessment:
    """How the assessment of an organisation stands."""
    charter, now = home.vocabulary.charter, choosing.chosen(db, home, actor.id)
    saved = in_force(beginning.answers(db, charter, actor.id), charter, now.version)
    asked = {each.notation: _asked(home, now, each, saved.get(each.notation)) for each in now.practices}
    issues = reports.issues(db, actor.id).items()
    held = [num for num, each in issues if each.companion_of is None and each.charter == now.address]
    found = [record for num in held if (record := records.numbered(db, num)) is not None]
    others = [num for address, num in reports.standing(db, actor.id).items() if address != now.address]
    beside = [_standing(db, actor, record) for num in others if (record := records.numbered(db, num)) is not None]
    networks = memberships.networks_of(db, actor.id)
    own = [actor.id] if actor.kind == "network" else []
    standing = _standing(db, actor, found[0]) if found else None
    return Assessment(now, asked, standing, tuple(found[1:]), tuple(beside), (*own, *networks))


def erase(db: Db, home: Home, actor: str, practice: Practice) -> None:
    """Forget the answer about a practice, and those of earlier versions that it came from; a report that is published
    already does not change."""
    charter, version = home.vocabulary.charter, choosing.chosen(db, home, actor).version
    beginning.begin(db, charter, actor)
    assessments.drop(db, actor, practice.notation)
    held = assessments.each(db, actor)
    for each in dict(held) if practice.notation in in_force(held, charter, version) else ():
        rest = {notation: saved for notation, saved in held.items() if notation != each}
        if practice.notation not in in_force(rest, charter, version):
            assessments.drop(db, actor, each)


def save(db: Db, home: Home, by: str, actor: str, practice: Practice, answer: Answer) -> Asked:
    """Keep an answer as it was typed; what it lacks comes back with it."""
    now = choosing.chosen(db, home, actor)
    beginning.begin(db, home.vocabulary.charter, actor)
    kept = Saved(practice.notation, now.version, answer, by, home.now_iso())
    assessments.keep(db, actor, kept)
    return _asked(home, now, practice, kept)


def publish(
    db: Db, home: Home, by: str, actor: LocalActor, introduction: str, language: Language, networks: Sequence[str]
) -> Published:
    """Publish the complete answers as a new report. Raises `Missing`, `Invalid`."""
    found = look(db, home, actor)
    if not found.complete:
        raise Missing(NOTHING_YET)
    draft = drafted(home, found.edition, found.complete, introduction, language, networks)
    published = publishing.publish(db, home, actor.id, draft)
    journal.note(db, home, by, "published", published.id, actor.id)
    return published


def drafted(
    home: Home,
    asked: Edition,
    complete: Sequence[Asked],
    introduction: str,
    language: Language,
    networks: Sequence[str],
) -> Answer:
    """The draft of a report of these answers; it is for as many people as the widest of them."""
    answers = [each.saved.answer | {"practice": each.practice.notation} for each in complete if each.saved]
    seen = {each.visibility for each in complete}
    who = "open" if "public" in seen else "network" if "network" in seen else "private"
    day = home.now_iso()[:10]
    draft: Answer = {"kind": "report", "language": language, "name": _name(day, asked, language), "period": day[:4]}
    draft |= {"charter": asked.version, "answers": answers}
    if introduction:
        draft["content"] = introduction
    if "statistics" in seen:
        draft["statistics_to"] = list(networks)
    return sharing.applied(draft, "report", who)


def take_statistics_back(db: Db, home: Home, by: str, actor: LocalActor) -> None:
    """The networks that count answers of the report that stands are told to forget them. Raises `Missing`."""
    num = reports.newest(db, actor.id, choosing.chosen(db, home, actor.id).address)
    standing = records.numbered(db, num) if num is not None else None
    sent = _counted(db, actor, standing) if standing is not None else None
    if sent is None:
        raise Missing(NOT_SENT)
    publishing.withdraw(db, home, actor.id, sent.id)
    journal.note(db, home, by, "withdrew", sent.id, actor.id)


def ends(home: Home) -> str:
    """The day on which a report of today stops counting."""
    return months_after(home.now_iso()[:10], home.vocabulary.charter.report_valid_months)


def _asked(home: Home, edition: Edition, practice: Practice, saved: Saved | None) -> Asked:
    return Asked(practice, saved, () if saved is None else _lacks(home, edition, practice, saved))


def _lacks(home: Home, edition: Edition, practice: Practice, saved: Saved) -> tuple[Finding, ...]:
    if not same_words(home.vocabulary.charter, practice.notation, saved.charter, edition.version):
        return (Finding("level", CHANGED, LOOK_AGAIN),)
    if "level" not in saved.answer:
        return (Finding("level", NO_LEVEL, A_LEVEL),)
    draft = {"kind": "report", "name": "…", "answers": [saved.answer | {"practice": practice.notation}]}
    found = checking.check(draft, home).findings
    return tuple(Finding(each.field.removeprefix("answers[0]."), each.sentence, each.fix) for each in found)


def _standing(db: Db, actor: LocalActor, record: Record) -> Standing:
    sent = _counted(db, actor, record)
    to = audience_of(records.document(db, sent.num)) if sent is not None else ()
    return Standing(record, records.document(db, record.num), tuple(sorted(to)))


def _counted(db: Db, actor: LocalActor, report: Record) -> Record | None:
    """The companion that carries answers for statistics alone."""
    return next((each for each in records.companions(db, actor.id, report.id) if each.audience == "private"), None)


def _name(day: str, asked: Edition, language: Language) -> dict[str, str]:
    month, year = _MONTHS[int(day[5:7]) - 1], day[:4]
    of = Text(f" ({asked.label.fr})", f" ({asked.label.en})") if asked.fork else Text("", "")
    names = {"fr": f"Nos pratiques{of.fr}, {month.fr} {year}", "en": f"Our practices{of.en}, {month.en} {year}"}
    return {language: names[language], **names}

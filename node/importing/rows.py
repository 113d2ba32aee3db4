"""Judging a line: refused with its reason, held for a moderator, or accepted with the draft of its listing.

Each step looks at one thing and notes what it corrected or left out; a line is only refused when nothing honest can be
made of it (no name, a written territory that nobody knows, a second line with the same id, a removed organisation).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from node.importing.errors import ImportRefused
from node.importing.listing import Draft, Drafter, people_in
from node.importing.mapping import ImportMapping, require_columns, understand
from node.importing.person import looks_like_one_person
from node.importing.place import Locator, UnknownPlace
from node.importing.row import Line, Note, Outcome, Row
from node.importing.suppression import marks
from node.importing.tags import TagReader
from node.importing.terms import Terms
from node.importing.vocabulary import ImportVocabulary
from vocab.language import Text
from vocab.words import fold

Suppressed = Callable[[frozenset[str]], bool]


@dataclass(slots=True)
class Sieve:
    """Lets each id through once, and nothing that was removed: for the rows of one import, in the order of the file.

    `suppressed` tells whether one of a draft's marks is on the suppression list.
    """

    suppressed: Suppressed
    seen: dict[bytes, int] = field(default_factory=dict)

    def row(self, row: Row) -> Row:
        """The row as it is, or refused."""
        if row.name and (first := self._first_with(row.key, row.number)) is not None:
            reason = Text(f"même identifiant que la ligne {first}", f"same id as line {first}")
            notes = tuple(note for note in row.notes if note.field == "name")
            return Row(row.number, row.key, row.name, "refused", None, "", reason, notes)
        if row.draft is not None and self.suppressed(row.marks):
            reason = Text(
                "retirée ou refusée auparavant, elle ne revient pas", "removed or refused before: it does not return"
            )
            return Row(row.number, row.key, row.name, "refused", None, "", reason, row.notes)
        return row

    def saw(self, key: str) -> bool:
        """Whether a line with this id came by."""
        return hashlib.blake2b(key.encode(), digest_size=12).digest() in self.seen

    def _first_with(self, key: str, number: int) -> int | None:
        """The number of the earlier line with this key, None when this is the first."""
        short = hashlib.blake2b(key.encode(), digest_size=12).digest()
        first = self.seen.setdefault(short, number)
        return first if first != number else None


@dataclass(slots=True)
class Judge:
    """Judges the lines of one import, each by itself: several judges may share the work."""

    drafter: Drafter

    def row(self, line: Line) -> Row:
        """One line, judged; whether it is one too many is for a `Sieve` to say."""
        cells = self.drafter.headings.cells(line.cells, self.drafter.mapping.defaults)
        notes: list[Note] = []
        if line.problem is not None:
            return refused(line, "", "", line.problem, notes)
        name = self.drafter.name(cells, notes)
        key = _key(cells, name)
        if not name:
            return refused(line, key, "", Text("aucun nom", "no name"), notes)
        try:
            draft = self.drafter.draft(line, cells, name, notes)
        except UnknownPlace as unknown:
            return refused(line, key, name, unknown.reason, notes)
        reason_to_hold = looks_like_one_person(
            name,
            legal_form=cells.get("legal_form", ""),
            website=_website_in(draft),
            description=_text_in(draft),
            people=people_in(cells),
            markers=self.drafter.vocabulary.markers,
        )
        outcome: Outcome = "accepted" if reason_to_hold is None else "held"
        return Row(line.number, key, name, outcome, draft, digest(draft), reason_to_hold, tuple(notes), marks(draft))

    @property
    def unmapped(self) -> dict[str, int]:
        """The tags that no sector or need answered so far, with how often they stood."""
        return self.drafter.tags.unmapped


def judge(
    columns: tuple[str, ...], *, vocabulary: ImportVocabulary, terms: Terms, mapping: ImportMapping | None = None
) -> Judge:
    """What judges the lines of a file with these columns.

    Raises ImportRefused when no column can be a name, and names the columns there are.
    """
    mapping = mapping or ImportMapping()
    require_columns(columns, mapping)
    headings = understand(columns, mapping)
    if "name" not in headings.fields.values() and "name" not in mapping.defaults:
        named = ", ".join(columns[:12])
        raise ImportRefused(
            Text(
                f"aucune colonne « name » (ou « nom ») ; colonnes : {named}. Un fichier de correspondance la dit",
                f'no column "name"; columns: {named}. A mapping file can tell which one it is',
            )
        )
    tags = TagReader(vocabulary.tags.with_tags(mapping.tags))
    return Judge(Drafter(headings, mapping, vocabulary, terms, tags, Locator(vocabulary.places)))


def digest(draft: Draft) -> str:
    """The same for the same draft, whatever the order of its keys (hexadecimal SHA-256)."""
    return hashlib.sha256(orjson.dumps(draft, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _key(cells: dict[str, str], name: str) -> str:
    """The line's own id, else a digest of what names it."""
    if own := cells.get("key", "").strip()[:500]:
        return own
    place = cells.get("commune") or cells.get("city") or cells.get("postcode") or cells.get("territory") or ""
    said = "\n".join((fold(name), cells.get("website", "").strip().lower(), fold(place)))
    return "sha256:" + hashlib.sha256(said.encode()).hexdigest()


def _website_in(draft: Draft) -> str | None:
    organization = draft.get("organization")
    website = organization.get("website") if isinstance(organization, dict) else None
    return website if isinstance(website, str) else None


def _text_in(draft: Draft) -> str:
    content = draft.get("content", "")
    return (
        content
        if isinstance(content, str)
        else " ".join(map(str, content.values()))
        if isinstance(content, dict)
        else ""
    )


def refused(line: Line, key: str, name: str, reason: Text, notes: list[Note]) -> Row:
    """A line of which nothing honest can be made."""
    return Row(line.number, key, name, "refused", None, "", reason, tuple(notes))

"""The maker: lines of a file become the rows of an import, the new ones with all that is to be written of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from node import publishing
from node.bulk.ready import Ready, basis_of, ready
from node.home import Home
from node.importing.mapping import ImportMapping
from node.importing.row import Line, Row
from node.importing.rows import Judge, judge
from node.importing.terms import Terms
from node.importing.vocabulary import ImportVocabulary
from node.store import imported
from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Brief:
    """What a maker has to know of an import, said once."""

    actor: str
    columns: tuple[str, ...]
    terms: Terms
    mapping: ImportMapping | None
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A line judged; with `ready` when it is a new one, for everybody, and the import is none to see what would be."""

    row: Row
    ready: Ready | None


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of some lines, in their order, and the tags in them that nothing answered."""

    made: list[Made]
    unmapped: dict[str, int]


class Maker:
    """Works on the lines of one import, those that it is given."""

    def __init__(self, home: Home, brief: Brief) -> None:
        self._home, self._brief = home, brief
        vocabulary = ImportVocabulary.load(home.vocabulary.territories, home.vocabulary.schemes)
        # Raises ImportRefused where no column can be a name.
        self._judge: Judge = judge(brief.columns, vocabulary=vocabulary, terms=brief.terms, mapping=brief.mapping)

    def make(self, db: Db, lines: Sequence[Line]) -> Piece:
        """Judge these lines and make the new ones ready. Nothing is written."""
        rows = [self._judge.row(line) for line in lines]
        unmapped = dict(self._judge.unmapped)
        self._judge.unmapped.clear()
        if self._brief.dry_run:
            return Piece([Made(row, None) for row in rows], unmapped)
        accepted = [row.key for row in rows if row.outcome == "accepted"]
        known = imported.among(db, self._brief.actor, self._brief.terms.source, accepted)
        actor = publishing.organisation(db, self._brief.actor)
        basis = basis_of(db, self._home, actor.id)
        made: list[Made] = []
        for row in rows:
            new = row.outcome == "accepted" and row.draft is not None and row.key not in known
            made.append(Made(row, ready(db, self._home, actor, basis, row.draft or {}) if new else None))
        return Piece(made, unmapped)

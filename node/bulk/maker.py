"""The maker: lines of a file become the rows of an import, the new ones with all that is to be written of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from node import duplicates, publishing
from node.bulk.ready import Ready, basis_of, ready, traits_of_draft
from node.home import Home
from node.importing.mapping import ImportMapping
from node.importing.own import OwnJudge, judge_own
from node.importing.row import Line, Note, Row
from node.importing.rows import Judge, judge
from node.importing.terms import Terms
from node.importing.vocabulary import ImportVocabulary
from node.store import imported
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.organizations import Organization, Traits
from vocab import shapes
from vocab.shapes import Finding


@dataclass(frozen=True, slots=True)
class Brief:
    """What a maker has to know of an import, said once."""

    actor: str
    columns: tuple[str, ...]
    terms: Terms
    mapping: ImportMapping | None
    dry_run: bool
    kind: str = "listing"
    # Whether new organisations are looked for among those known here.
    looks: bool = False

    @property
    def source(self) -> str:
        """By what the lines of this import are known again; what one list becomes in two kinds is known apart."""
        return self.terms.source if self.kind == "listing" else f"{self.kind}:{self.terms.source}"


@dataclass(frozen=True, slots=True)
class Made:
    """A line judged; with `ready` when it is a new one, for everybody, and the import is none to see what would be.

    `known`: an entry of this directory that it looks like.
    """

    row: Row
    ready: Ready | None
    known: str | None = None


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
        self._judge: Judge | OwnJudge = (
            judge(brief.columns, vocabulary=vocabulary, terms=brief.terms, mapping=brief.mapping)
            if brief.kind == "listing"
            else judge_own(
                brief.kind,
                brief.columns,
                vocabulary=vocabulary,
                license=brief.terms.license,
                mapping=brief.mapping,
            )
        )

    def make(self, db: Db, lines: Sequence[Line]) -> Piece:
        """Judge these lines and make the new ones ready. Nothing is written."""
        rows = [self._judge.row(line) for line in lines]
        unmapped = dict(self._judge.unmapped)
        self._judge.unmapped.clear()
        if self._brief.dry_run:
            rows = [self._checked(row) for row in rows]
        if self._brief.dry_run and not self._brief.looks:
            return Piece([Made(row, None) for row in rows], unmapped)
        accepted = [row.key for row in rows if row.outcome == "accepted"]
        known = imported.among(db, self._brief.actor, self._brief.source, accepted)
        actor = publishing.organisation(db, self._brief.actor)
        if self._brief.dry_run:
            made = [self._tried(db, actor, row) if _is_new(row, known) else Made(row, None) for row in rows]
        else:
            made = self._made(db, actor, rows, known)
        return Piece(made, unmapped)

    def _tried(self, db: Db, actor: LocalActor, row: Row) -> Made:
        return Made(row, None, self._alike(db, traits_of_draft(db, self._home, actor, row.draft or {})))

    def _made(self, db: Db, actor: LocalActor, rows: Sequence[Row], known: Container[str]) -> list[Made]:
        wanted = {row.number: row.draft for row in rows if row.draft is not None and _is_new(row, known)}
        basis = basis_of(db, self._home, actor.id)
        found = dict(zip(wanted, ready(db, self._home, actor, basis, wanted.values()), strict=True))
        return [
            Made(row, made, self._alike(db, made.traits if made else None))
            for row, made in ((row, found.get(row.number)) for row in rows)
        ]

    def _checked(self, row: Row) -> Row:
        """A draft that the shapes would refuse is refused beforehand, with the field and what to write instead."""
        if row.draft is None or row.outcome != "accepted":
            return row
        findings = shapes.check(row.draft, self._home.vocabulary).findings
        return refused_by(row, findings) if findings else row

    def _alike(self, db: Db, traits: Traits | None) -> str | None:
        """The entry that a new one looks like; a profile before a listing, and none that this same list became."""
        if traits is None or not self._brief.looks:
            return None
        found = duplicates.alike_to(db, Organization(0, traits))
        mine = imported.records_among(db, self._brief.actor, self._brief.source, [each.id for each in found])
        others = [each.id for each in found if each.id not in mine]
        profiles = [id for id in others if "/objects/" not in id]
        return next(iter((*profiles, *others)), None)


def _is_new(row: Row, known: Container[str]) -> bool:
    return row.outcome == "accepted" and row.draft is not None and row.key not in known


def refused_by(row: Row, findings: Iterable[Finding]) -> Row:
    """A row that the shapes refuse: what is wrong, and what would be right."""
    first, *rest = findings
    notes = [Note(each.field, each.sentence) for each in rest]
    fix = Note(first.field, first.fix)
    return replace(
        row, outcome="refused", draft=None, digest="", reason=first.sentence, notes=(fix, *notes, *row.notes)
    )

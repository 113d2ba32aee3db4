"""Differences: what changes of records mean for the stores, line by line.

A line of a record leaves a store when the record says it no more, unless another record of the same server does. A
territory's names are there while some record mentions it or something in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from node.sparql.statements import Said, Statements
from node.store import mirrored
from node.store.changes import Change
from node.store.connection import Db
from node.store.mirrored import Mirrored
from vocab import skos

# For one store: line -> whether it is in, in the order in which it was decided.
Lines = dict[str, bool]


@dataclass(slots=True)
class Differences:
    """Changes taken in, and what they come to for the store of each level; `counts` follow the number of records."""

    state: Db
    statements: Statements
    stores: dict[int, Lines]
    counts: Counter[int]
    mentions: Counter[tuple[str, int]] = field(default_factory=Counter)

    def take(self, change: Change) -> None:
        """One change: what the record said and says no more, what it says now."""
        before = mirrored.find(self.state, change.num)
        said = self.statements.of(change.now) if change.now is not None else Said(())
        if before is not None:
            self.counts[before.level] -= 1
            self.mentions.subtract({(iri, before.level): 1 for iri in self.statements.places(before.lines)})
            mirrored.drop(self.state, change.num)
        if change.now is not None:
            row = Mirrored(change.num, change.now.record.id, change.now.level, said.lines)
            mirrored.put(self.state, row, said.foreign)
            self.counts[row.level] += 1
            self.mentions.update({(iri, row.level): 1 for iri in said.places})
        for level in self.stores:
            old = before.lines if before is not None and before.level <= level else ()
            new = said.lines if change.now is not None and change.now.level <= level else ()
            self._compare(change.num, level, set(old), set(new))

    def settle(self) -> None:
        """Territories that begin or cease to be mentioned."""
        touched = {iri for (iri, _), more in self.mentions.items() if more}
        before = {level: self._mentioned(touched, level) for level in self.stores}
        mirrored.mention(self.state, self.mentions)
        for level, lines in self.stores.items():
            now = self._mentioned(touched, level)
            for iri in sorted(before[level] ^ now):
                _decide(lines, skos.territory_lines(iri, self.statements.vocabulary), iri in now)

    def _compare(self, num: int, level: int, then: set[str], now: set[str]) -> None:
        lines = self.stores[level]
        gone = [line for line in then - now if not self._stands_elsewhere(line, num, level)]
        _decide(lines, gone, False)
        # A store may keep one value for two ways of writing it: what stays beside what goes is put again.
        beside = {_said_of(line) for line in gone if "^^<" in line}
        _decide(lines, (line for line in now if line not in then or _said_of(line) in beside), True)

    def _stands_elsewhere(self, line: str, num: int, level: int) -> bool:
        subject = line[1 : line.index(">")].partition("#")[0]
        return mirrored.stands_elsewhere(self.state, line, subject, num, level)

    def _mentioned(self, iris: set[str], level: int) -> set[str]:
        return {iri for iri in iris if mirrored.mentioned(self.state, level, iri)}


def _decide(lines: Lines, those: Iterable[str], stay: bool) -> None:
    for line in those:
        # What is decided later is decided last.
        lines.pop(line, None)
        lines[line] = stay


def _said_of(line: str) -> str:
    """Subject and property."""
    return line[: line.index("> ", line.index("> ") + 2)]

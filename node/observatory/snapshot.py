"""A snapshot: all that the observatory shows of one month; nothing else of it leaves. Its hash makes it citable."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from node.observatory.counting import CELLS, DOES_NOT_APPLY, SCOPES, WHOLE, Member, Pair, Row, groups_of
from node.observatory.suppressing import LEAST, apart, exactly, in_fives
from node.observatory.wanting import Wanted
from vocab.canonical import jcs

LICENSE: Final = "https://spdx.org/licenses/etalab-2.0"
Document = dict[str, object]


def snapshot(
    origin: str,
    month: str,
    made: str,
    charter: str,
    members: Sequence[Member],
    rows: Sequence[Row],
    pairs: Sequence[Pair],
    help: Sequence[Wanted] = (),
) -> Document:
    """The document of a month: counts that may be shown, null for those that may not."""
    groups = {scope: _names(members, scope) for scope in SCOPES if scope != WHOLE}
    by_practice: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_practice[row.practice].append(row)
    lines = [line for practice in sorted(by_practice) for line in _lines(by_practice[practice], groups)]
    return {
        "id": f"{origin}/observatory/{month}.json",
        "month": month,
        "made": made,
        "license": LICENSE,
        "charter": charter,
        "least": LEAST,
        "organizations": len(members) if len(members) >= LEAST else None,
        "rows": lines,
        "together": [
            {"practices": [pair.first, pair.second], "both": pair.both, "alone": [pair.first_alone, pair.second_alone]}
            for pair in pairs
        ],
        "wanted": [asdict(each) for each in help],
    }


def hash_of(document: Mapping[str, object]) -> str:
    """The SHA-256 of a snapshot as canonical JSON (RFC 8785), in hexadecimal."""
    return hashlib.sha256(jcs(dict(document))).hexdigest()


def _lines(rows: Sequence[Row], groups: Mapping[str, Iterable[str]]) -> list[Document]:
    """The lines of one practice: the whole network first, told exactly, then its groups, told in fives."""
    whole = next((row for row in rows if row.scope == WHOLE and not row.gone), None)
    told = exactly(whole.cells) if whole else None
    if whole is None or told is None:
        return []
    lines = [_line(whole, len(whole.answers), told)]
    for scope, names in groups.items():
        # Of another day than the whole, a group would tell what changed between the two.
        inside = {row.group: row for row in rows if row.scope == scope and row.month == whole.month and not row.gone}
        # What is hidden of the whole is hidden of each group: a group of nearly everybody would tell it.
        clear = apart(whole.answers, {group: row.answers for group, row in inside.items()}) if None not in told else []
        for group in names:
            if group in clear:
                row = inside[group]
                lines.append(_line(row, in_fives(len(row.answers)), [in_fives(count) for count in row.cells]))
            else:
                # As of a group in which nobody has answered: that there is a row would be a hint.
                hidden = Row(scope, group, whole.practice, whole.month, {})
                lines.append(_line(hidden, None, [None] * len(CELLS)))
    return lines


def _line(row: Row, answered: int | None, cells: Sequence[int | None]) -> Document:
    return {
        "scope": row.scope,
        "group": row.group,
        "practice": row.practice,
        "month": row.month,
        "answered": answered,
        "levels": list(cells[:DOES_NOT_APPLY]),
        "does_not_apply": cells[DOES_NOT_APPLY],
    }


def _names(members: Iterable[Member], scope: str) -> list[str]:
    """The groups that there are, whoever has answered: who is in which is no secret."""
    return sorted({group for member in members for group in groups_of(member, scope)})

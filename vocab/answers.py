"""Answers: what a document answers of each practice and what it shows for it, read as it comes.

The index, the pages and the commitments of networks all read it here, so that none of them says otherwise than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vocab.charter import LEVELS, Charter
from vocab.looseness import id_of, one_or_many, web_address

MAX_ANSWERS: Final = 500
MAX_EVIDENCE: Final = 20

Part = Mapping[str, object]


def answers_of(document: Part, charter: Charter) -> dict[str, Part]:
    """The answers of a report by the notation of their practice, in its order; of one that is answered twice, the last.

    What names no practice of the catalogue, nor of the networks that this node knows, is left out.
    """
    found: dict[str, Part] = {}
    for each in one_or_many(document.get("answers"))[:MAX_ANSWERS]:
        practice = charter.get(id_of(each.get("practice")) or "") if isinstance(each, Mapping) else None
        if practice is not None and isinstance(each, Mapping):
            found[practice.notation] = each
    return found


def saying(document: Part, practice: str, charter: Charter) -> Part:
    """What of a record speaks of a practice: of a report its answer, empty where it has none; else the whole record."""
    if not one_or_many(document.get("answers")):
        return document
    return answers_of(document, charter).get(practice, {})


def level_of(part: Part) -> int | None:
    """The level that an answer or a record states; None where it states none, or none that there is.

    >>> level_of({"level": 3}), level_of({"level": True}), level_of({"level": 5})
    (3, None, None)
    """
    level = part.get("level")
    return level if isinstance(level, int) and not isinstance(level, bool) and level in LEVELS else None


def evidence_of(part: Part) -> list[Part]:
    """The pieces of evidence that an answer or a record brings."""
    return [each for each in one_or_many(part.get("evidence"))[:MAX_EVIDENCE] if isinstance(each, Mapping)]


def links_of(report: Part) -> Iterator[str]:
    """The addresses of the web that the answers of a report give as evidence, in its order.

    >>> list(links_of({"answers": [{"evidence": [{"url": "https://a.example/1"}, {"url": "javascript:1"}]}, "?"]}))
    ['https://a.example/1']
    """
    for answer in one_or_many(report.get("answers"))[:MAX_ANSWERS]:
        for each in evidence_of(answer) if isinstance(answer, Mapping) else ():
            url = web_address(each.get("url"))
            if url is not None:
                yield url

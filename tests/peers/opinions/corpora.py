"""Writes every message of the two corpora as one JSON document, for an actor: `corpora.py ACTOR RECEIVER`.

`[[corpus, case, activity], ...]`.
"""

from __future__ import annotations

import json
import sys

import funfedi_parsing_test_cases as funfedi
from fediverse_pasture_inputs import available

AS = "https://www.w3.org/ns/activitystreams"
PUBLIC = AS + "#Public"


def pasture(actor: str) -> list[list[object]]:
    """Each example is what a Note has beyond the usual."""
    cases = []
    for name, data in available.items():
        for number, example in enumerate(data.examples):
            id = f"{actor}/{name}/{number}"
            usual = {
                "id": id,
                "type": "Note",
                "attributedTo": actor,
                "published": "2026-11-24T10:00:00Z",
                "to": [PUBLIC],
            }
            create = {"id": f"{id}/create", "type": "Create", "actor": actor, "object": {**usual, **example}}
            cases.append([f"pasture {name}", str(number), {"@context": AS, **create, "to": [PUBLIC]}])
    return cases


def parsing(actor: str, receiver: str) -> list[list[object]]:
    """Each case is a whole activity, made for a sender and a receiver."""
    world = funfedi.Environment({"id": actor}, receiver)
    suites = (funfedi.activity_suite, funfedi.event_suite, funfedi.notes_suite, funfedi.poll_suite)
    return [
        [f"funfedi {suite.name}", case.name, case.maker.activity_and_object(world)[0]]
        for suite in suites
        for part in suite.sub_suites
        for case in part.tests
    ]


if __name__ == "__main__":
    print(json.dumps([*pasture(sys.argv[1]), *parsing(sys.argv[1], sys.argv[2])], default=str))

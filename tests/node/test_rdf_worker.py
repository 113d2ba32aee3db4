"""The worker answers each line, whatever the line holds, and ends with its input."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import orjson
import pytest

from node.rdf_worker import MAX_LINE, serve
from tests.vocab.own_documents import every_shape, offer
from vocab.context import AS
from vocab.expand import expand
from vocab.loader import Loader
from vocab.quads import to_quads
from vocab.tables import Tables

GRAPH = "https://a.example/actors/a"
A = "https://a.example/1"


def ask(*lines: bytes) -> list[dict[str, Any]]:
    answers = io.BytesIO()
    serve(io.BytesIO(b"\n".join(lines) + b"\n"), answers)
    return [orjson.loads(line) for line in answers.getvalue().splitlines()]


def question(document: object, number: object = 1, graph: object = GRAPH) -> bytes:
    return orjson.dumps({"id": number, "document": document, "graph": graph})


@pytest.mark.parametrize("document", every_shape(), ids=lambda document: str(document["type"]))
def test_serve__same_quads_as_the_serving_process_makes(document: dict[str, Any]) -> None:
    quads = to_quads(expand(document, Tables(Loader())), GRAPH)

    assert ask(question(document)) == [{"id": 1, "nquads": "".join(line + "\n" for line in quads)}]


def test_serve__what_the_tables_leave_to_it() -> None:
    document = {"@context": AS, "id": A, "type": "Note", "to": "followers", "name": {"@value": "é", "@language": "fr"}}

    (answer,) = ask(question(document, "a", None))

    assert answer == {
        "id": "a",
        "nquads": f"<{A}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{AS}#Note> .\n"
        f'<{A}> <{AS}#name> "é"@fr .\n'
        f"<{A}> <{AS}#to> <https://a.example/followers> .\n",
    }


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "not JSON"),
        (b"[]", "JSON object"),
        (b'{"id":1,"id":2}', "repeated"),
        (b"{}", "has a document"),
        (question([]), "has a document"),
        (question({"id": A}, graph=3), "has a document"),
        (question(offer(), graph="not an iri"), "absolute IRI"),
        (question({"@context": "https://elsewhere.example/", "id": A, "type": "Note"}), "never fetched"),
        (question({"@context": [AS, {"actor": "urn:x"}], "id": A, "type": "Create", "actor": A}), "different things"),
        (question({"@context": [AS, {"@version": 2}], "id": A}), "JSON-LD"),
        (question({"@context": AS, "id": 3}), "JSON-LD"),
        (question({"@context": AS, "@graph": []}), "keyword"),
        (b'{"id":1,"document":"' + b"x" * MAX_LINE + b'"}', "over"),
    ],
)
def test_serve__refusals_then_the_next_line(line: bytes, error: str) -> None:
    refused, answered = ask(line, question({"@context": AS, "id": A, "type": "Note"}, 2))

    assert error in refused["error"]
    assert "nquads" not in refused
    assert answered["id"] == 2
    assert "nquads" in answered


def test_main__a_process_that_ends_with_its_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "node.rdf_worker"], input=question(offer(), 7) + b"\n\n", capture_output=True, timeout=60
    )

    assert done.returncode == 0
    assert done.stderr == b""
    assert orjson.loads(done.stdout)["id"] == 7

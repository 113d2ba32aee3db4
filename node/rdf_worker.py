"""The worker process that reads what the tables cannot: `python -m node.rdf_worker`.

One JSON object a line on standard input, `{"id": ..., "document": {...}, "graph": IRI or null}`, and one line back on
standard output, `{"id": ..., "nquads": "..."}` or `{"id": ..., "error": "..."}`. It ends when its input ends. It uses
the full JSON-LD processor with the bundled contexts only, opens no connection and no file, and holds no state: whoever
started it may kill it at any time and start it again.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from typing import BinaryIO, Final

import orjson

from node.tether import tether
from vocab.decode import decode
from vocab.errors import Malformed, TooLarge, VocabError
from vocab.graph import expanded
from vocab.loader import Loader
from vocab.quads import to_quads
from vocab.two_views import views_agree

MAX_LINE: Final = 2_000_000
MAX_QUADS: Final = 10_000


def main() -> None:
    """Answer line by line until the input ends."""
    warnings.simplefilter("ignore")  # pyld warns of odd terms; the answer says what matters
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Read questions, write answers, one line each, flushed at once."""
    loader = Loader()
    for line in _lines(questions):
        answers.write(orjson.dumps(answer(line, loader)) + b"\n")
        answers.flush()


def answer(line: bytes | None, loader: Loader) -> dict[str, object]:
    """The answer to one line; None stands for a line that was too long."""
    number: object = None
    try:
        if line is None:
            raise TooLarge(f"a line over {MAX_LINE} bytes")
        question = decode(line, max_bytes=MAX_LINE, depth=34)
        number = question.get("id")
        return {"id": number, "nquads": _nquads(question, loader)}
    except (VocabError, RecursionError) as error:
        return {"id": number, "error": str(error)}
    except Exception as error:  # the processor fails in many ways on odd input, and the next line must be answered
        return {"id": number, "error": f"{type(error).__name__}: {str(error)[:200]}"}


def _nquads(question: dict[str, object], loader: Loader) -> str:
    document, graph = question.get("document"), question.get("graph")
    if not isinstance(document, dict) or not (graph is None or isinstance(graph, str)):
        raise Malformed("a question has a document and may name a graph")
    base = document.get("id")
    found = expanded(document, loader, base if isinstance(base, str) else None)
    if not views_agree(document, found):
        raise Malformed("its JSON and its JSON-LD say different things")
    lines = to_quads(found, graph)
    if len(lines) > MAX_QUADS:
        raise TooLarge(f"{len(lines)} statements, limit {MAX_QUADS}")
    return "".join(line + "\n" for line in lines)


def _lines(questions: BinaryIO) -> Iterable[bytes | None]:
    """The lines of the input; None for each that is too long, which is skipped to its end."""
    while line := questions.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            if line.strip():
                yield line
            continue
        while line and not line.endswith(b"\n"):
            line = questions.readline(MAX_LINE)
        yield None


if __name__ == "__main__":
    tether()
    main()

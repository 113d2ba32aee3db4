"""The parts of FEDERATION.md and SECURITY.md that the code writes, and the examples in docs/examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from federation import authority, rfc9421, signatures
from federation.knocking import MAX_KNOCKS
from node.receiving import ACTS
from node.settings import Settings
from tests.examples import Document, examples
from tests.threats.table import THREATS
from vocab.context import ACTOR, RECORD
from vocab.credential import CONTEXT as VC

REPOSITORY: Final = Path(__file__).parents[1]
EXAMPLES: Final = REPOSITORY / "docs" / "examples"
WIDTH: Final = 100
SHORT_VC: Final = ["https://www.w3.org/ns/credentials/v2", {"…": "…"}]
SHORT: Final = ["https://www.w3.org/ns/activitystreams", "…", {"…": "…"}]


def signature_schemes() -> str:
    """How requests are signed."""
    limits = Settings(origin="https://node.example")
    return "\n".join(
        [
            "| scheme | announced by | read | sent |",
            "|---|---|---|---|",
            *(f"| `{each.name}` | `{each.header.title()}` | yes | yes |" for each in signatures.SCHEMES),
            "",
            f"A request is good from {limits.signature_window_past_s} s before to {limits.signature_window_future_s} s "
            f"after its date; a body has at most {limits.max_body_bytes} bytes.",
            f"With RFC 9421 we cover `{' '.join(rfc9421.POST)}` (without a body `{' '.join(rfc9421.GET)}`).",
            "Actors and keys are asked for without a signature, and with one where the answer is 401, 403 or 404;",
            "that is remembered for a week. For whoever says that it reads Ed25519 (FEP-844e) we sign with that.",
            f"A server that answers 400 or 401 is knocked at another way, {MAX_KNOCKS} times at most, and its",
            "`Accept-Signature` is obeyed as far as our key can; what worked is remembered for a week.",
            "Our own 401 says its wish in the same header, with a nonce that is good once.",
        ]
    )


def activities() -> str:
    """Who may do what to what."""
    lines = ["| activity | of what | from whom | by a proof alone |", "|---|---|---|---|"]
    for verb in sorted(ACTS):
        cells = authority.TABLE.get(verb, {})
        proof = "public records" if verb in authority.CARRIED_BY_PROOF else "no"
        lines += [f"| `{verb}` | {sort} | {tie.value} | {proof} |" for sort, tie in cells.items()]
    return "\n".join([*lines, "", "What has no line here is read, logged and left without effect, or refused."])


def shown() -> str:
    """Each example, its context shortened; whole in docs/examples."""
    parts = []
    for name, document in examples().items():
        parts += [
            f"#### `{name}`",
            "",
            f"[whole](docs/examples/{name}.json)",
            "",
            "```json",
            _text(_short(document)),
            "```",
            "",
        ]
    return "\n".join(parts).rstrip()


def threats() -> str:
    """Each class of bug, our rule and the tests that hold it."""
    lines = ["| what happened to others | our rule | held by |", "|---|---|---|"]
    lines += [f"| {each.bug} | {each.rule} | {'<br>'.join(f'`{test}`' for test in each.tests)} |" for each in THREATS]
    return "\n".join(lines)


BLOCKS: Final = {
    "FEDERATION.md": {"signatures": signature_schemes, "activities": activities, "examples": shown},
    "SECURITY.md": {"threats": threats},
}


def replace(page: str, name: str, text: str) -> str:
    """The page with its block `name` as the code says it now; ValueError when it has no place for it."""
    begin, end = f"<!-- {name}: written by `make tree` -->", f"<!-- end of {name} -->"
    before, begun, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"no {begin} … {end}")
    return f"{before}{begin}\n{text}\n{end}{after}"


def written(page: str) -> str:
    """A page with all its blocks as they should be."""
    text = (REPOSITORY / page).read_text("utf-8")
    for name, render in BLOCKS[page].items():
        text = replace(text, name, render())
    return text


def files() -> dict[Path, str]:
    """Every example's file and what it should hold."""
    return {EXAMPLES / f"{name}.json": _text(document) + "\n" for name, document in examples().items()}


def _short(document: Document, depth: int = 0) -> Document:
    """A document for the page: contexts shortened, a record inside an activity named and not repeated."""
    if depth and "content" in document:
        return {"id": document["id"], "…": "the record, whole"}
    short = {
        name: SHORT if value in (RECORD, ACTOR) else SHORT_VC if value == VC else value
        for name, value in document.items()
    }
    return {name: _short(value, depth + 1) if isinstance(value, dict) else value for name, value in short.items()}


def _text(value: object, indent: str = "") -> str:
    """JSON for people: what fits on a line stays on it."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(name)}: {_text(each, inner)}" for name, each in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _text(each, inner) for each in value) + f"\n{indent}]"


def main() -> None:
    """Write them all."""
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    for path in EXAMPLES.glob("*.json"):
        path.unlink()
    for path, text in files().items():
        path.write_text(text, "utf-8")
    for page in BLOCKS:
        text = written(page)
        (REPOSITORY / page).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

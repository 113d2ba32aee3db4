"""JSON, JSON-LD and RDF of one record: how many a second, beside the reference packages in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson
import rfc8785
from pyld import jsonld

from tests.vocab.own_documents import activity, offer
from vocab.canonical import digest, jcs
from vocab.decode import decode
from vocab.expand import expand
from vocab.graph import nquads
from vocab.loader import Loader
from vocab.quads import to_quads
from vocab.tables import Tables
from vocab.two_views import views_agree

Row = dict[str, Any]


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}; a floor of None is a comparison, not a promise."""
    loader = Loader()
    tables = Tables(loader)
    options = {"documentLoader": loader}
    create = activity("Create", offer())
    body = orjson.dumps(create)
    loose = orjson.dumps(create, option=orjson.OPT_INDENT_2)
    record, copied = offer(), orjson.loads(orjson.dumps(offer()))
    expanded = expand(record, tables)

    flat = {key: value for key, value in record.items() if not isinstance(value, dict) or key.endswith("Map")}

    ours = rate(lambda: expand(record, tables))
    theirs = rate(lambda: jsonld.expand(record, options))
    canonical = rate(lambda: jcs(record))
    reference = rate(lambda: rfc8785.dumps(record))
    size = f"{len(body) / 1000:.0f} kB"
    return [
        row("decode a Create with four contexts of ours", rate(lambda: decode(body)), 12_500, f"{size}, compact"),
        row("decode the same, indented", rate(lambda: decode(loose)), None, "contexts not recognised by their bytes"),
        row("JCS of a record", canonical, 20_000, f"x{canonical / reference:.0f} the rfc8785 package"),
        row("JCS of a record, context copied", rate(lambda: jcs(copied)), None, ""),
        row("JCS by rfc8785", reference, None, ""),
        row("digest of a record", rate(lambda: digest(record)), None, "SHA-256 of its JCS"),
        row("expand a flat record by table", rate(lambda: expand(flat, tables)), 20_000, f"{len(flat)} properties"),
        row("expand a record by table", ours, None, f"8 nodes, 70 properties, proof; x{ours / theirs:.0f} pyld"),
        row("expand a record, context copied", rate(lambda: expand(copied, tables)), None, "known by its bytes"),
        row("expand a Create by table", rate(lambda: expand(create, tables)), None, ""),
        row("expand a record by pyld", theirs, None, "contexts marked static"),
        row("two views of a record", rate(lambda: views_agree(record, expanded)), None, ""),
        row("quads of an expanded record", rate(lambda: to_quads(expanded, "https://a.example/")), None, ""),
        row("N-Quads of a record by pyld", rate(lambda: nquads(record, loader)), None, ""),
        row(
            "compile the context of a record",
            rate(lambda: Tables(loader).read(copied["@context"])),
            None,
            "once a context",
        ),
    ]


def row(what: str, figure: float, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure), "unit": "/s", "floor": floor, "note": note}


def rate(work: Callable[[], object], seconds: float = 0.25) -> float:
    """Calls a second: the best of five rounds, each long enough to be measured."""
    work()
    calls = 1
    while (spent := timed(work, calls)) < seconds / 20:
        calls = max(calls * 2, int(calls * seconds / 5 / max(spent, 1e-6)))
    return max(calls / timed(work, calls) for _ in range(5))


def timed(work: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for found in run():
        print(f"{found['what']:45} {found['figure']:>9,} {found['unit']}  {found['note']}")

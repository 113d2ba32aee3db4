"""The directory's entries in PostgreSQL, and its questions in PostgreSQL's words: arrays and GIN, tsvector, GiST.

A server of its own in a folder that goes, on a socket of its own, tuned as one would: enough memory, no JIT, one
process a question. What we compute beforehand is computed for it too: stems, what lies around places, statements.
"""

from __future__ import annotations

import math
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from node import freshness
from node.query import Query
from node.reader import Reader
from node.store import records
from node.store.clauses import place_tags
from node.store.connection import Db
from node.store.entries import said, tag
from node.store.globe import around
from node.store.stated import LEVELS, newest_statements, record_kinds
from tests.bench.rig import cpu_ms
from vocab.forms import sought
from vocab.vocabulary import Vocabulary

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
NOBODY = 65534
EARTH_KM = 6371.0088
_SCHEMA = """
CREATE TABLE entries (num int PRIMARY KEY, id text, kind text, facets text[], places text[], name text, updated text,
  at point, words tsvector, document text);
"""
_COPY = "COPY entries (num, id, kind, facets, places, name, updated, at, words, document) FROM STDIN;"
_INDEXES = """
CREATE INDEX ON entries USING gin (facets);
CREATE INDEX ON entries USING gin (places);
CREATE INDEX ON entries USING gin (words);
CREATE INDEX ON entries USING gist (at);
CREATE INDEX ON entries (updated DESC, id);
CREATE INDEX ON entries (name, id);
VACUUM ANALYZE entries;
"""
_TUNED = (
    "listen_addresses=", "shared_buffers=256MB", "work_mem=32MB", "maintenance_work_mem=256MB", "fsync=off", "jit=off",
    "max_parallel_workers_per_gather=0", "max_wal_size=4GB", "autovacuum=off", "random_page_cost=1.1",
)  # fmt: skip


@dataclass(slots=True)
class Postgres:
    """One connection, through `psql`."""

    psql: subprocess.Popen[str]
    pid: int = 0

    def run(self, sql: str) -> list[str]:
        """The rows of some statements."""
        assert self.psql.stdin is not None and self.psql.stdout is not None
        self.psql.stdin.write(f"{sql}\n\\echo ~end~\n")
        self.psql.stdin.flush()
        lines: list[str] = []
        for line in self.psql.stdout:
            if line == "~end~\n":
                return lines
            lines.append(line)
        raise RuntimeError("psql ended: " + "".join(lines[-3:]))

    def cost_ms(self, statements: list[str]) -> float:
        """Milliseconds of CPU that the server takes for some statements."""
        before = cpu_ms(self.pid)
        for each in statements:
            self.run(each)
        return cpu_ms(self.pid) - before


def missing() -> str | None:
    """Why PostgreSQL cannot be asked here."""
    if not (PROGRAMS / "postgres").exists():
        return "PostgreSQL 15 is not installed (on Debian: apt-get install postgresql-15)"
    return None


@contextmanager
def filled(db: Db, now: str) -> Iterator[Postgres]:
    """A server with all that is open in the directory."""
    with tempfile.TemporaryDirectory(prefix="bocage-postgres-", ignore_cleanup_errors=True) as folder:
        # It refuses to run as root.
        apart: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if os.geteuid() == 0:
            apart |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chown(folder, NOBODY, NOBODY)
        made = ["initdb", "-D", f"{folder}/data", "-U", "bench", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([str(PROGRAMS / made[0]), *made[1:]], check=True, **apart)
        options = [word for each in (*_TUNED, f"unix_socket_directories={folder}") for word in ("-c", each)]
        server = subprocess.Popen([str(PROGRAMS / "postgres"), "-D", f"{folder}/data", *options], **apart)
        try:
            ready = [str(PROGRAMS / "pg_isready"), "-h", folder, "-q"]
            while subprocess.run(ready).returncode and server.poll() is None:
                time.sleep(0.1)
            options = ["-U", "bench", "-d", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1"]
            command = [str(PROGRAMS / "psql"), "-h", folder, *options]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as psql:
                postgres = Postgres(psql)
                postgres.pid = int(postgres.run("SELECT pg_backend_pid();")[0])
                _fill(postgres, db, now)
                yield postgres
                assert psql.stdin is not None
                psql.stdin.close()
        finally:
            server.terminate()
            server.wait()


def statements(query: Query, vocabulary: Vocabulary, now: str) -> list[str]:
    """A question as SQL: the page, how many there are, and the counts of the facets."""
    parts = dict(_parts(query, vocabulary, now))
    where = " AND ".join(parts.values()) or "true"
    order = {"name": "name, id", "updated": "updated DESC, id"}.get(query.sort, "")
    if query.sort == "relevance":
        order = f"ts_rank(words, {_words(query)}) DESC, id" if "q" in parts else "updated DESC, id"
    elif query.sort == "distance" and query.near:
        order = f"{_kilometres(*query.near)}, id"
    found = [
        f"SELECT id, document FROM entries WHERE {where} ORDER BY {order} LIMIT {query.limit + 1};",
        f"SELECT count(*) FROM entries WHERE {where};",
    ]
    if query.facets:
        counted = "SELECT value, count(*) FROM entries, unnest(facets) AS value WHERE {} GROUP BY value;"
        found.append(counted.format(where))
        for own in parts:
            if own in query.facets:
                others = " AND ".join(part for name, part in parts.items() if name != own) or "true"
                found.append(counted.format(f"{others} AND value LIKE '{own}=%'"))
    return found


def _parts(query: Query, vocabulary: Vocabulary, now: str) -> Iterator[tuple[str, str]]:
    for facet, choice in query.choices.items():
        if not choice or facet == "practice":
            continue
        if facet == "freshness":
            spans = [freshness.span(value, now) for value in choice.wanted]
            yield facet, "(" + " OR ".join(f"updated >= '{a}' AND updated < '{b}'" for a, b in spans) + ")"
            continue
        tests = []
        if choice.wanted:
            tests.append(f"facets && {_array(tag(facet, value) for value in choice.wanted)}")
        if choice.refused:
            tests.append(f"NOT facets && {_array(tag(facet, value) for value in choice.refused)}")
        yield facet, " AND ".join(tests)
    practices = query.choices["practice"].wanted if query.choices.get("practice") else ()
    if practices:
        pairs = [said(each, level) for each in practices for level in LEVELS if level >= (query.min_level or 0)]
        ways = [*(["said"] if record_kinds(query) else []), *(["stands"] if "organization" in query.kinds else [])]
        yield "practice", f"facets && {_array(tag(way, pair) for way in ways for pair in pairs)}"
    if query.territory.wanted:
        yield "territory", f"places && {_array(place_tags(query.territory.wanted, query.relations, vocabulary))}"
    if query.updated_since:
        yield "since", f"updated >= '{query.updated_since}'"
    if query.bbox:
        yield "area", _in_box(query.bbox)
    if query.near:
        box = _in_box(around(*query.near, query.radius_km / EARTH_KM))
        yield "area", f"{box} AND {_kilometres(*query.near)} <= {query.radius_km}"
    if query.words.wanted:
        yield "q", f"words @@ {_words(query)}"


def _words(query: Query) -> str:
    groups = []
    for typed in query.words.wanted:
        words = sought(typed)
        groups.append(
            " & ".join("(" + " | ".join(f"{each}:*" for each in (word.stem, *word.also)) + ")" for word in words)
        )
    return f"to_tsquery('simple', {_text(' | '.join(f'({group})' for group in groups))})"


def _in_box(box: tuple[float, float, float, float]) -> str:
    west, south, east, north = box
    return f"at <@ box(point({west},{south}), point({east},{north}))"


def _kilometres(latitude: float, longitude: float) -> str:
    north, east = math.radians(latitude), math.radians(longitude)
    return (
        f"{EARTH_KM} * acos(least(1, sin({north}) * sin(radians(at[1])) + cos({north}) * cos(radians(at[1]))"
        f" * cos(radians(at[0]) - {east})))"
    )


def _fill(postgres: Postgres, db: Db, now: str) -> None:
    newest, values = newest_statements(Reader(), now, ())
    stands: dict[str, list[str]] = {}
    for organization, practice, level in db.execute(newest, values):
        stands.setdefault(organization, []).append(tag("stands", said(practice, level)))
    postgres.run(_SCHEMA)
    assert postgres.psql.stdin is not None
    postgres.psql.stdin.write(_COPY + "\n")
    sql = (
        "SELECT e.num, e.id, e.kind, e.facets, e.places, e.name, e.updated, e.longitude, e.latitude, w.name, w.labels,"
        " w.content FROM entries e JOIN entry_words w ON w.rowid = e.num WHERE e.open = 1"
    )
    for num, id, kind, facets, places, name, updated, east, north, *words in db.execute(sql):
        row = [
            str(num),
            id,
            kind,
            _braces((*facets.split(), *stands.get(id, ()))),
            _braces(places.split()),
            name,
            updated,
            f"({east},{north})" if east is not None else "\\N",
            _vector(words),
            records.body(db, num).decode().replace("\0", ""),
        ]
        escaped = (value if value == "\\N" else _escaped(value) for value in row)
        postgres.psql.stdin.write("\t".join(escaped) + "\n")
    postgres.run("\\.\n" + _INDEXES)


def _vector(columns: Iterable[str]) -> str:
    """Folded words with their places and weights, as `tsvector` is written."""
    found: dict[str, list[str]] = {}
    place = 0
    for text, weight in zip(columns, ("A", "B", "D"), strict=True):
        for word in text.split():
            place += 1
            if place < 16_000:
                found.setdefault(word, []).append(f"{place}{weight if weight != 'D' else ''}")
    return " ".join(_quoted(word) + ":" + ",".join(places[:200]) for word, places in found.items())


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _braces(values: Iterable[str]) -> str:
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"


def _array(values: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(map(_text, values))}]::text[]"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

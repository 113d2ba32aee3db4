"""Entries: writing what the directory is searched by, and taking it out again.

Everything here is derived from a record and may be written anew at any time; nothing in an answer depends on the
order in which records came.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from node.store import endorsements, organizations
from node.store.connection import Db
from vocab.entry import Entry, worded
from vocab.forms import stored
from vocab.territory_table import type_of
from vocab.vocabulary import Vocabulary, token
from vocab.words import fold

# What is written here, and how words are folded, has this number; an index of another number is made anew.
RULES: Final = "10"

# How an entry has to do with a territory: it stands there, it serves something in it, it serves exactly that.
PLACED: Final = "placed"
SERVING_PART: Final = "serving"
SERVING: Final = "serves"

# Policies under which everybody may read a public record on a page; without any it may be read too (DESIGN 6).
CLOSED_POLICIES: Final = frozenset({"network-only", "private"})
# Lists of these are no shortcut: half of all entries have such a value, or no question asks for it alone.
BROAD: Final = ("claimed=", "policy=", "territory=", "day=", "said=", "level=", "verified_by=")
# What is packed to be counted by nobody, or by way of another value: `said` knows the practices too.
_UNCOUNTED: Final = frozenset(
    {"identifier", "practice", "platform_kind", "replicable", "exchange", "audience", "evidence"}
)
# Where the territory facet begins when no territory is asked.
_TOP_PLACES: Final = ("region", "departement", "province")
_DAY: Final = "day="
_MAX_INDEXED_NAME: Final = 500

_ENTRY = (
    "INSERT INTO entries (num, open, kind, claimed, facets, places, latitude, longitude, x, y, z, updated, expires,"
    " policy, audience, name, id, owner) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_TAG = "INSERT INTO entry_tags (tag, num) VALUES (?,?)"
_TAG_NUMBERS = "SELECT tags.tag, tags.num FROM json_each(?) CROSS JOIN tags ON tags.tag = json_each.value"
_NEW_TAG = "INSERT OR IGNORE INTO tags (tag) SELECT value FROM json_each(?)"
_NO_TAG = (
    "DELETE FROM entry_tags WHERE num = ?2 AND tag IN (SELECT tags.num FROM json_each(?1) CROSS JOIN tags"
    " ON tags.tag = json_each.value)"
)
_READER = "INSERT INTO entry_readers (num, collection) VALUES (?,?)"
_STATEMENT = "INSERT INTO statements (num, kind, organization, practice, level, stated, expires) VALUES (?,?,?,?,?,?,?)"
_POINT = "INSERT INTO entry_points (num, south, north, west, east) VALUES (?,?,?,?,?)"
_WORDS = "INSERT INTO entry_words (rowid, name, labels, content) VALUES (?,?,?,?)"
_COUNT = (
    "INSERT INTO entry_counts (facet, kind, value, n) VALUES (?,?,?,?)"
    " ON CONFLICT (facet, kind, value) DO UPDATE SET n = n + excluded.n"
)
_UNCOUNT = "UPDATE entry_counts SET n = n - 1 WHERE facet = ? AND kind = ? AND value = ?"
_NO_COUNT = "DELETE FROM entry_counts WHERE facet = ? AND kind = ? AND value = ? AND n = 0"


@dataclass(frozen=True, slots=True)
class Indexed:
    """Everything that an entry is found by: rows that lack only the record's number."""

    kind: str
    open: bool
    row: tuple[object, ...]
    facets: list[str]
    places: list[str]
    readers: list[str]
    statements: list[tuple[object, ...]]
    point: tuple[float, float] | None
    words: tuple[str, str, str]


def is_open(audience: str, policy: str) -> bool:
    """Whether everybody may see a record (DESIGN 6, first column)."""
    return audience == "public" and policy not in CLOSED_POLICIES


def index(
    db: Db,
    num: int,
    entry: Entry,
    vocabulary: Vocabulary,
    *,
    audience: str,
    policy: str,
    origin: str,
    version: str,
    verified_by: Iterable[str] = (),
    fresh: bool = False,
) -> None:
    """Write, or write anew, what record `num` is found by; an entry that refuses to be indexed is taken out.

    `audience`, `policy`, `origin` and `version` are those of the record's row; `fresh`: nothing of it is there yet.
    """
    if not fresh:
        hide(db, num)
    if entry.indexable is False:
        return
    made = indexed(
        entry,
        vocabulary,
        audience=audience,
        policy=policy,
        origin=origin,
        version=version,
        verified_by=verified_by,
    )
    write(db, [(num, made)])


def indexed(
    entry: Entry,
    vocabulary: Vocabulary,
    *,
    audience: str,
    policy: str,
    origin: str,
    version: str,
    verified_by: Iterable[str] = (),
) -> Indexed:
    """What an entry is found by, found out without the database."""
    open = is_open(audience, policy)
    places = _places(entry, vocabulary)
    verified = (tag("verified_by", way) for way in verified_by)
    facets = sorted({*_facets(entry, policy, origin, version), *_top_places(places, vocabulary), *verified})
    row = (
        int(open),
        entry.kind,
        None if entry.claimed is None else int(entry.claimed),
        _packed(facets),
        _packed(places),
        entry.latitude,
        entry.longitude,
        *_point(entry),
        version,
        entry.expires,
        policy,
        audience,
        fold(entry.name[:_MAX_INDEXED_NAME]),
        entry.id,
        entry.owner,
    )
    return Indexed(
        entry.kind,
        open,
        row,
        facets,
        places,
        sorted(entry.addressed) if audience != "public" else [],
        [(entry.kind, entry.owner, each.practice, each.level, version, each.expires) for each in entry.statements],
        None if entry.latitude is None or entry.longitude is None else (entry.latitude, entry.longitude),
        _words(entry, places, vocabulary),
    )


def write(db: Db, made: Sequence[tuple[int, Indexed]]) -> None:
    """Write what records are found by, each with its number, where nothing of them is yet."""
    db.executemany(_ENTRY, [(num, *each.row) for num, each in made])
    _list(db, [(num, _listed(each.facets, each.places)) for num, each in made])
    db.executemany(_COUNT, _counts(each for _, each in made if each.open))
    db.executemany(_READER, [(num, reader) for num, each in made for reader in each.readers])
    db.executemany(_STATEMENT, [(num, *said) for num, each in made for said in each.statements])
    points = [(num, each.point) for num, each in made if each.point is not None]
    db.executemany(_POINT, [(num, north, north, east, east) for num, (north, east) in points])
    db.executemany(_WORDS, [(num, *each.words) for num, each in made])


def words(entry: Entry, vocabulary: Vocabulary) -> tuple[str, str, str]:
    """The words an entry is found by, folded: of its name, of its values, of its texts."""
    return _words(entry, _places(entry, vocabulary), vocabulary)


def holds(db: Db, num: int) -> bool:
    """Whether a record is in the directory."""
    return db.execute("SELECT 1 FROM entries WHERE num = ?", (num,)).fetchone() is not None


def remove(db: Db, num: int) -> None:
    """Take record `num` out of everything it is found by, and out of what organisations are compared by."""
    hide(db, num)
    organizations.remove(db, num)
    endorsements.remove(db, num)


def hide(db: Db, num: int) -> None:
    """Take record `num` out of everything it is found by; one that is not there changes nothing."""
    row = db.execute("SELECT kind, open, latitude, facets, places FROM entries WHERE num = ?", (num,)).fetchone()
    if row is None:
        return
    kind, open, latitude, facets, places = row[0], row[1], row[2], row[3].split(), row[4].split()
    db.execute(_NO_TAG, (_json(_listed(facets, places)), num))
    if open:
        counters = counted(kind, facets)
        db.executemany(_UNCOUNT, counters)
        db.executemany(_NO_COUNT, counters)
    for table in ("entry_readers", "statements", "entries"):
        db.execute(f"DELETE FROM {table} WHERE num = ?", (num,))
    if latitude is not None:
        db.execute("DELETE FROM entry_points WHERE num = ?", (num,))
    db.execute("DELETE FROM entry_words WHERE rowid = ?", (num,))


def hide_revoked(db: Db, credential: str, issuer: str) -> None:
    """What an issuer revoked is found and taken away no more, whoever still shows it."""
    for num in endorsements.showing(db, credential, issuer):
        hide(db, num)


def clear(db: Db) -> None:
    """Empty the whole index, before it is written anew."""
    organizations.clear(db)
    for table in (
        "entries",
        "entry_tags",
        "tags",
        "entry_counts",
        "entry_readers",
        "statements",
        "entry_points",
        "entry_words",
    ):
        db.execute(f"DELETE FROM {table}")


def _list(db: Db, made: Sequence[tuple[int, list[str]]]) -> None:
    having: dict[str, list[int]] = {}
    for num, tags in made:
        for each in set(tags):
            having.setdefault(each, []).append(num)
    numbers = _numbers(db, having)
    if len(numbers) < len(having):
        db.execute(_NEW_TAG, (_json(sorted(having)),))
        numbers = _numbers(db, having)
    # In the order of the table: rows that lie together are written together.
    ordered = sorted((number, tag) for tag, number in numbers.items())
    db.executemany(_TAG, [(number, num) for number, tag in ordered for num in having[tag]])


def _counts(made: Iterable[Indexed]) -> Iterator[tuple[str, str, str, int]]:
    """What is added to the counters: those of one kind that have the same value are one row."""
    having: dict[str, Counter[str]] = {}
    for entry in made:
        having.setdefault(entry.kind, Counter()).update(entry.facets)
    for kind, facets in having.items():
        for each, number in facets.items():
            facet, _, value = each.partition("=")
            if facet not in _UNCOUNTED:
                yield facet, kind, value, number


def _numbers(db: Db, tags: Iterable[str]) -> dict[str, int]:
    return {str(tag): int(num) for tag, num in db.execute(_TAG_NUMBERS, (_json(list(tags)),))}


def _json(tags: list[str]) -> str:
    return orjson.dumps(tags).decode()


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point of the unit sphere at these degrees."""
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _point(entry: Entry) -> tuple[float | None, float | None, float | None]:
    if entry.latitude is None or entry.longitude is None:
        return None, None, None
    return unit_vector(entry.latitude, entry.longitude)


def _facets(entry: Entry, policy: str, origin: str, version: str) -> Iterator[str]:
    singles = (
        ("kind", entry.kind),
        ("origin", origin),
        ("policy", policy),
        ("license", entry.license),
        ("legal_form", entry.legal_form),
        ("coop_status", entry.coop_status),
        ("stage", entry.stage),
        ("charter", entry.charter),
        ("claimed", None if entry.claimed is None else str(entry.claimed).lower()),
        ("day", version[:10]),
        ("platform_kind", entry.platform_kind),
        ("replicable", "true" if entry.replicable else None),
    )
    for facet, value in singles:
        if value:
            yield tag(facet, value)
    for value in entry.sectors:
        yield tag("sector", value)
    for value in entry.needs:
        yield tag("need", value)
    for value in entry.exchange:
        yield tag("exchange", value)
    for value in entry.audience_kinds:
        yield tag("audience", value)
    for value in entry.evidence:
        yield tag("evidence", value)
    for statement in entry.statements:
        yield tag("practice", statement.practice)
        yield tag("said", said(statement.practice, statement.level))
    levels = [statement.level for statement in entry.statements if statement.level is not None]
    if levels:
        yield tag("level", str(max(levels)))
    for scheme, identifier in entry.identifiers:
        yield tag("identifier", identifier.lower())
        yield tag("identifier", f"{scheme}:{identifier}".lower())


def said(practice: str, level: int | None) -> str:
    """A practice and its level as one value; without a level it does not apply."""
    return f"{practice}/{'-' if level is None else level}"


def tag(facet: str, value: str) -> str:
    """A value as it stands in `entries.facets` and `entries.places`: one word."""
    if value.isprintable() and " " not in value:  # no white space at all
        return f"{facet}={value}"
    return f"{facet}={'_'.join(value.split())}"


def _places(entry: Entry, vocabulary: Vocabulary) -> list[str]:
    within = vocabulary.territories.within
    placed = {slug for place in entry.placed for slug in (place, *within(place))}
    around = {slug for place in entry.served for slug in within(place)}.difference(entry.served)
    return sorted(
        [
            *(tag(PLACED, slug) for slug in placed),
            *(tag(SERVING_PART, slug) for slug in around),
            *(tag(SERVING, slug) for slug in entry.served),
        ]
    )


def _packed(tags: list[str]) -> str:
    return f" {' '.join(tags)} " if tags else ""


def _slugs(places: list[str]) -> set[str]:
    return {place.partition("=")[2] for place in places}


def _top_places(places: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The widest territories as values of a facet: those a question about them would find the entry under."""
    for place in places:
        how, _, slug = place.partition("=")
        if type_of(slug) in _TOP_PLACES:
            yield tag("territory", slug)
        if how == SERVING and type_of(slug) == "region":  # serves more than each of its départements
            for inside in vocabulary.territories.below(slug):
                if type_of(inside) in _TOP_PLACES:
                    yield tag("territory", inside)


def _listed(facets: list[str], places: list[str]) -> list[str]:
    """What `entry_tags` lists: everything but dates, which are compared."""
    return [each for each in facets if not each.startswith(_DAY)] + places


def counted(kind: str, facets: list[str]) -> list[tuple[str, str, str]]:
    """What counts an entry: (facet, kind, value) of each counter."""
    found = (each.partition("=") for each in facets)
    return [(facet, kind, value) for facet, _, value in found if facet not in _UNCOUNTED]


def _words(entry: Entry, places: list[str], vocabulary: Vocabulary) -> tuple[str, str, str]:
    tokens = [token(facet, value) for facet, values in worded(entry) for value in values if value]
    tokens += [vocabulary.place_words(slug) for slug in sorted(_slugs(places))]
    tokens += [vocabulary.stems(stored(_site(entry.website)))] if entry.website else []
    tokens += [number.lower() for _, number in entry.identifiers]
    return (
        vocabulary.stems(stored(" ".join(entry.names.values()))),
        " ".join(tokens),
        vocabulary.stems(stored(" ".join(entry.texts.values()))),
    )


def _site(website: str) -> str:
    """The name of a website, without what all of them have: pedales of www.pedales.example."""
    host = website.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")
    return host.rpartition(".")[0]

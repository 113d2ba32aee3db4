"""Organizations: what profiles and listings are compared by, and which listing gave way to which profile.

All of it is derived from the records, as the entries are, and written anew by `reindex`. A change of one organisation
may change how others stand: those are put down as unsettled, and whoever has the time settles them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from node.store import verifications
from node.store.connection import Db

# So many of one key are looked at; a website or a name that more have in common tells nothing of one of them.
MAX_ALIKE: Final = 50


@dataclass(frozen=True, slots=True)
class Traits:
    """What an organisation is compared by. Addresses, names and numbers are as they are compared, not as written.

    `host`: the actor's, where it speaks for itself; `site_host`: None where many share it.
    """

    id: str
    claimed: bool
    host: str | None
    addresses: tuple[str, ...]
    website: str | None
    site: str | None
    site_host: str | None
    names: tuple[str, ...]
    place: str | None
    numbers: tuple[str, ...]
    replaces: tuple[str, ...]
    replaced_by: str | None
    name_keys: tuple[str, ...]

    @property
    def is_whole_host(self) -> bool:
        """Whether its website is all that its host serves."""
        return self.site is not None and self.site == self.site_host

    def keys(self) -> set[str]:
        """By what it is found."""
        found = {f"number={number}" for number in self.numbers}
        found |= {f"name={self.place}/{key}" for key in self.name_keys} if self.place else set()
        found |= {f"replaces={listing}" for listing in self.replaces}
        if self.site is not None:
            found.add(f"site={self.site}")
        if self.claimed and self.host is not None:
            found.add(f"host={self.host}")
        if not self.claimed and self.site_host is not None:
            found.add(f"at={self.site_host}")
        if self.replaced_by is not None:
            found.add(f"by={self.replaced_by}")
        return found


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation here: its record's number, its traits, and whom it gave way to."""

    num: int
    traits: Traits
    gives_way: int | None = None
    how: str | None = None


_COLUMNS: Final = "num, traits, gives_way, how"
_PUT: Final = (
    "INSERT INTO organizations (num, id, claimed, site, website, traits, gives_way, how) VALUES (?,?,?,?,?,?,?,?)"
)
_KEY: Final = "INSERT INTO organization_keys (key, num) VALUES (?,?)"


def put(db: Db, num: int, traits: Traits, *, fresh: bool = False) -> None:
    """Write what an organisation is compared by; whom that may concern is unsettled. `fresh`: nothing is there yet."""
    before = None if fresh else find(db, num)
    if before is not None and before.traits == traits:
        return
    if before is not None:
        _erase(db, before)
    kept = (None, None) if before is None else (before.gives_way, before.how)
    db.execute(_PUT, (num, traits.id, int(traits.claimed), traits.site, traits.website, _written(traits), *kept))
    db.executemany(_KEY, [(key, num) for key in traits.keys()])
    _unsettle_concerned(db, num, traits, None if before is None else before.traits)


def add(db: Db, made: Sequence[tuple[int, Traits]]) -> None:
    """Write what new organisations are compared by, of whom none concerns another (see `met`)."""
    rows = [
        (num, each.id, int(each.claimed), each.site, each.website, _written(each), None, None) for num, each in made
    ]
    db.executemany(_PUT, rows)
    db.executemany(_KEY, sorted((key, num) for num, each in made for key in each.keys()))


def met(db: Db, keys: Iterable[str]) -> set[str]:
    """Those of these keys that some organisation has."""
    sql = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM organization_keys WHERE key = json_each.value)"
    return {str(row[0]) for row in db.execute(sql, (orjson.dumps(list(keys)).decode(),))}


def remove(db: Db, num: int) -> None:
    """The organisation is here no longer; whom that concerns is unsettled."""
    before = find(db, num)
    if before is None:
        return
    _erase(db, before)
    if verifications.put(db, num, {}):
        unsettle_said_by(db, before.traits.id)
    db.execute("DELETE FROM unsettled WHERE num = ?", (num,))
    _unsettle_concerned(db, num, None, before.traits)


def clear(db: Db) -> None:
    """Empty all of it, before it is written anew."""
    for table in ("organizations", "organization_keys", "verifications", "unsettled"):
        db.execute(f"DELETE FROM {table}")


def find(db: Db, num: int) -> Organization | None:
    """The organisation whose record has this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM organizations WHERE num = ?", (num,)).fetchone()
    return _organization(row) if row else None


def named(db: Db, id: str) -> Organization | None:
    """The organisation whose profile or listing has this id."""
    row = db.execute("SELECT num FROM records WHERE id = ?", (id,)).fetchone()
    return find(db, int(row[0])) if row else None


def with_key(db: Db, key: str, *, claimed: bool | None = None) -> list[Organization]:
    """Those that have a key in common, by id, at most MAX_ALIKE: profiles, listings, or both."""
    kind, values = ("", ()) if claimed is None else (" AND claimed = ?", (int(claimed),))
    sql = (
        f"SELECT {_COLUMNS} FROM organizations WHERE num IN (SELECT num FROM organization_keys WHERE key = ?)"
        f"{kind} ORDER BY id LIMIT {MAX_ALIKE}"
    )
    return [_organization(row) for row in db.execute(sql, (key, *values))]


def count_with_key(db: Db, key: str, *, claimed: bool) -> int:
    """How many profiles, or listings, have a key, counted no further than MAX_ALIKE."""
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM organization_keys k JOIN organizations o ON o.num = k.num"
        f" WHERE k.key = ? AND o.claimed = ? LIMIT {MAX_ALIKE})"
    )
    return int(db.execute(sql, (key, int(claimed))).fetchone()[0])


def with_shared_keys(db: Db, prefixes: Iterable[str]) -> list[int]:
    """The numbers of those that have a key in common with another, of the keys that begin so."""
    sql = (
        "SELECT k.num FROM organization_keys k JOIN (SELECT key FROM organization_keys WHERE key >= ? AND key < ?"
        f" GROUP BY key HAVING count(*) BETWEEN 2 AND {MAX_ALIKE - 1}) USING (key)"
    )
    found: set[int] = set()
    for prefix in prefixes:
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        found.update(int(row[0]) for row in db.execute(sql, (prefix, end)))
    return sorted(found)


def stand(db: Db, num: int, profile: int | None, how: str | None, *, asks: bool) -> None:
    """Write to which profile a listing gives way, if any; `asks`: more would be known if its website were read."""
    db.execute(
        "UPDATE organizations SET gives_way = ?, how = ?, asks = ? WHERE num = ?"
        " AND (gives_way IS NOT ? OR how IS NOT ? OR asks <> ?)",
        (profile, how, int(asks), num, profile, how, int(asks)),
    )


def gave_way_to(db: Db, profile: int) -> list[Organization]:
    """The listings that gave way to a profile, by id."""
    sql = f"SELECT {_COLUMNS} FROM organizations WHERE gives_way = ? ORDER BY id LIMIT {MAX_ALIKE}"
    return [_organization(row) for row in db.execute(sql, (profile,))]


def all_that_gave_way(db: Db, limit: int = 1_000) -> list[tuple[str, str, str]]:
    """(listing, profile, how it is proved) of what gave way and is from here, or to one from here; by id."""
    sql = (
        "SELECT l.id, p.id, o.how FROM organizations o JOIN records l ON l.num = o.num JOIN records p"
        " ON p.num = o.gives_way WHERE l.local = 1 OR p.local = 1 ORDER BY l.id LIMIT ?"
    )
    return [(str(listing), str(profile), str(how)) for listing, profile, how in db.execute(sql, (limit,))]


def count_verified(db: Db, way: str) -> int:
    """How many are verified in this way."""
    return int(db.execute("SELECT count(*) FROM verifications WHERE way = ?", (way,)).fetchone()[0])


def unsettle(db: Db, nums: Iterable[int]) -> None:
    """Put down that how these organisations stand may have changed."""
    db.executemany("INSERT OR IGNORE INTO unsettled (num) VALUES (?)", [(num,) for num in nums])


def unsettle_with_key(db: Db, key: str) -> None:
    """The same for all that have a key."""
    db.execute("INSERT OR IGNORE INTO unsettled SELECT num FROM organization_keys WHERE key = ?", (key,))


def unsettle_said_by(db: Db, owner: str) -> None:
    """The same for what an organisation says of other things: how it is verified is shown there too."""
    sql = "INSERT OR IGNORE INTO unsettled SELECT num FROM entries WHERE owner = ? AND kind <> 'organization'"
    db.execute(sql, (owner,))


def unsettle_verified(db: Db) -> None:
    """The same for all that is shown with how whoever says it is verified."""
    sql = "INSERT OR IGNORE INTO unsettled SELECT num FROM entries WHERE kind <> 'organization' AND facets LIKE ?"
    db.execute(sql, ("% verified_by=%",))


def next_unsettled(db: Db, limit: int) -> list[int]:
    """Some of those put down, which are so no longer."""
    rows = db.execute("SELECT num FROM unsettled ORDER BY num LIMIT ?", (limit,)).fetchall()
    db.executemany("DELETE FROM unsettled WHERE num = ?", rows)
    return [int(row[0]) for row in rows]


def any_unsettled(db: Db) -> bool:
    """Whether any is put down."""
    return db.execute("SELECT 1 FROM unsettled LIMIT 1").fetchone() is not None


def records_after(db: Db, num: int, limit: int) -> list[int]:
    """Live records that may be organisations, by number after this one."""
    sql = "SELECT num FROM records WHERE num > ? AND deleted = 0 AND kind IN ('Profile', 'Listing') ORDER BY num"
    return [int(row[0]) for row in db.execute(f"{sql} LIMIT ?", (num, limit))]


def _erase(db: Db, before: Organization) -> None:
    keys = [(key, before.num) for key in before.traits.keys()]
    db.executemany("DELETE FROM organization_keys WHERE key = ? AND num = ?", keys)
    db.execute("DELETE FROM organizations WHERE num = ?", (before.num,))


def _unsettle_concerned(db: Db, num: int, now: Traits | None, before: Traits | None) -> None:
    either = [traits for traits in (now, before) if traits is not None]
    if either[0].claimed:
        db.execute("INSERT OR IGNORE INTO unsettled SELECT num FROM organizations WHERE gives_way = ?", (num,))
        for traits in either:
            _unsettle_listings_of(db, traits)
        return
    # Whether a listing is the only one of its website counts: it matters to another only while there are two.
    for traits in either:
        key = f"site={traits.site}"
        if traits.site is not None and count_with_key(db, key, claimed=False) <= 2:
            others = (other.num for other in with_key(db, key, claimed=False))
            unsettle(db, (other for other in others if other != num))


def _unsettle_listings_of(db: Db, profile: Traits) -> None:
    """The listings that may give way to a profile, or may have."""
    keys = [f"by={profile.id}"]
    keys += [f"site={profile.site}"] if profile.site is not None else []
    keys += [f"at={profile.host}"] if profile.host is not None else []
    sql = (
        "INSERT OR IGNORE INTO unsettled SELECT k.num FROM organization_keys k JOIN organizations o ON o.num = k.num"
        " WHERE k.key = ? AND o.claimed = 0"
    )
    db.executemany(sql, [(key,) for key in keys])
    sql = (
        "INSERT OR IGNORE INTO unsettled SELECT o.num FROM records r JOIN organizations o ON o.num = r.num"
        " WHERE r.id = ? AND o.claimed = 0"
    )
    db.executemany(sql, [(listing,) for listing in profile.replaces])


def _written(traits: Traits) -> str:
    return orjson.dumps(traits).decode()


def _organization(row: tuple[int, str, int | None, str | None]) -> Organization:
    num, written, gives_way, how = row
    said: dict[str, Any] = orjson.loads(written)
    traits: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Organization(num, Traits(**traits), gives_way, how)

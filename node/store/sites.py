"""Sites: what websites said when this node read them, and when each is read again."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Page:
    """What its page was seen to do: when, which servers of others it loads from, where it speaks of accessibility."""

    on: str
    hosts: tuple[str, ...]
    statement: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A website as it was last read. `links`: the addresses of actors it names, each with the way; `checked`: when;
    `tried`: when it was last asked, even where it did not answer.
    """

    site: str
    website: str
    links: tuple[tuple[str, str], ...] = ()
    checked: str | None = None
    next_check: float = 0.0
    failures: int = 0
    answer: str | None = None
    page: Page | None = None
    tried: str | None = None

    def names(self, addresses: tuple[str, ...]) -> str | None:
        """The way in which it names one of these addresses, None when it names none."""
        return next((way for address, way in self.links if address in addresses), None)


_COLUMNS = "site, website, links, checked, next_check, failures, answer, page, tried"


def find(db: Db, site: str) -> Site | None:
    """What a website said."""
    row = db.execute(f"SELECT {_COLUMNS} FROM sites WHERE site = ?", (site,)).fetchone()
    return _site(row) if row else None


def keep(db: Db, site: Site) -> None:
    """Write down what a website said."""
    links = orjson.dumps(site.links).decode()
    page = orjson.dumps([site.page.on, site.page.hosts, site.page.statement]).decode() if site.page else None
    values = (
        site.site,
        site.website,
        links,
        site.checked,
        site.next_check,
        site.failures,
        site.answer,
        page,
        site.tried,
    )
    db.execute(f"INSERT OR REPLACE INTO sites ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", values)


def hurry(db: Db, site: str, now: float) -> None:
    """Somebody waits for what it says: read it at once."""
    db.execute("UPDATE sites SET next_check = ?, failures = 0 WHERE site = ? AND next_check > ?", (now, site, now))


def want(db: Db, site: Site, now: float) -> None:
    """Somebody waits for a website that perhaps was never read: read it at once."""
    if find(db, site.site) is None:
        keep(db, site)
    hurry(db, site.site, now)


def drop(db: Db, site: str) -> None:
    """Nobody wants to know any more."""
    db.execute("DELETE FROM sites WHERE site = ?", (site,))


def is_wanted(db: Db, site: str) -> bool:
    """Whether more would be known of an organisation here if this website were read, or one of ours asked for it."""
    sql = (
        "SELECT 1 FROM organizations WHERE site = ? AND (asks = 1"
        " OR (claimed = 1 AND id IN (SELECT actor FROM looks_asked))) LIMIT 1"
    )
    return db.execute(sql, (site,)).fetchone() is not None


def never_read(db: Db, limit: int) -> list[Site]:
    """Websites that have to be read and never were, by name."""
    sql = (
        "SELECT site, min(website) FROM organizations WHERE asks = 1 AND site NOT IN (SELECT site FROM sites)"
        " GROUP BY site ORDER BY site LIMIT ?"
    )
    return [Site(str(site), str(website)) for site, website in db.execute(sql, (limit,))]


def due(db: Db, now: float, limit: int) -> list[Site]:
    """Websites whose time to be read again has come, the longest due first."""
    sql = f"SELECT {_COLUMNS} FROM sites WHERE next_check <= ? ORDER BY next_check, site LIMIT ?"
    return [_site(row) for row in db.execute(sql, (now, limit))]


def next_time(db: Db) -> float | None:
    """When the next website is read again, if any is."""
    row = db.execute("SELECT min(next_check) FROM sites").fetchone()
    return float(row[0]) if row[0] is not None else None


def _site(row: tuple[str, str, str, str | None, float, int, str | None, str | None, str | None]) -> Site:
    site, website, written, checked, next_check, failures, answer, seen, tried = row
    links = tuple((str(address), str(way)) for address, way in orjson.loads(written))
    return Site(site, website, links, checked, next_check, failures, answer, _page(seen) if seen else None, tried)


def _page(written: str) -> Page:
    on, hosts, statement = orjson.loads(written)
    return Page(str(on), tuple(hosts), statement)

"""A crawl of everything a node serves by GET, as one reader: every route, every form, every page it points to."""

from __future__ import annotations

import gzip
import io
import re
import sqlite3
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urljoin

import orjson
from aiohttp import ClientSession, ClientTimeout
from yarl import URL

from federation import cavage
from federation.keys import Signer
from node.catalog.datasets import TABLES
from node.catalog.writing import WRITERS
from node.dumps.shelf import dumps
from node.feeds.feeds import FORMS as FEEDS
from node.node import Node
from node.ogc.collections import COLLECTIONS
from node.ogc.features import id_of
from node.sparql.request import FORM, QUERY
from node.store.connection import Db
from node.web.directory import MEDIA_TYPES
from node.web.routes import ROUTES

MAX_REQUESTS: Final = 4_000
CANARY: Final = re.compile(rb"canari[a-z]+")
XLSX: Final = MEDIA_TYPES["xlsx"]
ACTIVITY: Final = "application/activity+json"
ACCEPTS: Final = (ACTIVITY, "application/json", "text/html", "text/turtle", "application/n-quads")
# What is the same whoever accepts what.
OF_ONE_FORM: Final = (
    "/directory.",
    "/directory/pins.",
    "/catalog.",
    "/catalog/",
    "/dumps/2",
    "/dumps/latest/",
    "/feeds/",
    "/embed/",
)
OGC_ACCEPTS: Final = ("application/json", "text/html")
# At one address, by Accept: what the directory and its OGC API are, besides.
MORE_ACCEPTS: Final = ("text/csv", "application/ld+json", "application/geo+json", XLSX)
BULK: Final = frozenset(type for name, type in MEDIA_TYPES.items() if name != "json")
# What each route is to somebody who wants a record: the table of DESIGN 6 has a column for each.
SORTS: Final[dict[str, str]] = {
    "/": "page",
    "/api": "none",
    "/api/": "none",
    "/api/openapi.json": "none",
    "/directory": "page",
    "/directory.{ext}": "bulk",
    "/directory/csv-schema.json": "none",
    "/feeds/directory.{ext}": "feed",
    "/embed": "none",
    "/embed/bocage.js": "none",
    "/embed/pins.json": "embed",
    "/embed/story": "embed",
    "/embed/{show}": "embed",
    "/feeds/practice-{notation}.{ext}": "feed",
    "/feeds/theme-{theme}.{ext}": "feed",
    "/feeds/{slug}.{ext}": "feed",
    "/directory/pins.json": "page",
    "/objects/{ulid}": "page",
    "/activities/{ulid}": "stream",
    "/activities/{ulid}/deliveries": "none",
    "/actor/outbox": "stream",
    "/actors/{name}/outbox": "stream",
    "/actors/{name}/featured": "stream",
    "/actors/{name}/practices": "stream",
    "/actors/{name}/reports": "stream",
    "/actors/{name}/endorsements": "stream",
    "/actors/{name}/endorsements/status": "none",
    "/actors/{name}/offers": "stream",
    "/actors/{name}/requests": "stream",
    "/actor": "none",
    "/actor/followers": "none",
    "/actor/following": "none",
    "/actors/{name}": "page",
    "/actors/{name}/qr.svg": "none",
    "/objects/{ulid}/qr.svg": "none",
    "/pictures/{hash}.{ext}": "none",
    "/contours/{slug}.json": "none",
    "/actors/{name}/followers": "none",
    "/actors/{name}/followers_synchronization": "none",
    "/actors/{name}/following": "none",
    "/actors/{name}/members": "none",
    "/ogc": "none",
    "/ogc/": "none",
    "/ogc/conformance": "none",
    "/ogc/api": "none",
    "/ogc/collections": "none",
    "/ogc/collections/{collection}": "none",
    "/ogc/collections/{collection}/items": "bulk",
    "/ogc/collections/{collection}/items/{item}": "bulk",
    "/sparql": "sparql",
    "/dumps/": "none",
    "/dumps/{stamp}/{file}": "dump",
    "/catalog": "none",
    "/catalog.{ext}": "none",
    "/catalog/{table}.{ext}": "none",
    "/catalog/{table}-schema.json": "none",
    "/static/{name}": "none",
    "/.well-known/webfinger": "none",
    "/.well-known/host-meta": "none",
    "/.well-known/nodeinfo": "none",
    "/.well-known/bocage-claim": "none",
    "/.well-known/oauth-authorization-server": "none",
    "/nodeinfo/{version}": "none",
    "/oauth/authorize": "none",
    "/territories/{slug}": "page",
    "/territories/{slug}.json": "page",
    "/territories/{slug}.csv": "page",
    "/record": "page",
    "/ns/": "none",
    "/ns/territory/{country}/{type}/{code}": "none",
    "/ns/charter": "none",
    "/ns/charter.{ext}": "none",
    "/ns/charter/{slug}": "none",
    "/ns/charter/{slug}.{ext}": "none",
    "/observatory": "none",
    "/observatory.{ext}": "none",
    "/observatory/{month}.{ext}": "none",
    "/practices": "none",
    "/practices/{notation}": "page",
    "/practices/{notation}.json": "page",
    "/about": "none",
    "/accessibilite": "none",
    "/mentions-legales": "none",
    "/donnees-personnelles": "none",
    "/livez": "none",
    "/readyz": "none",
    "/metrics": "none",
}
# What somebody would ask to be told everything: whole rows, whole graphs, and by the words themselves.
_OF_OWNERS: Final = "?s <https://www.w3.org/ns/activitystreams#attributedTo> ?by . ?s ?p ?o"
QUERIES: Final = (
    f"SELECT * {{ {_OF_OWNERS} }}",
    f"SELECT * {{ GRAPH ?g {{ {_OF_OWNERS} }} }}",
    f"SELECT (GROUP_CONCAT(STR(?o)) AS ?all) {{ {_OF_OWNERS} }} GROUP BY ?s ?p",
    "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'canari')) }",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_OF_OWNERS} }}",
    "DESCRIBE ?s { ?s <https://www.w3.org/ns/activitystreams#attributedTo> ?by }",
)
SPARQL_ACCEPTS: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/tab-separated-values",
    "application/n-triples",
    "application/rdf+xml",
)
# Where the records of the test stand, what lies around it, and what they say they do.
TERRITORIES: Final = ("fr-commune-59350", "fr-epci-200093201", "fr-region-32")
PRACTICES: Final = ("D03", "G05")
WINDOWS: Final = (("-180,-85,180,85", 1), ("2.8,50.4,3.4,50.9", 10), ("3.02,50.60,3.08,50.66", 18))
Seen = dict[str, set[str]]


def pattern(path: str) -> str:
    """A route's path without the expressions that its variables obey."""
    return re.sub(r"\{(\w+):[^}]*\}*\}", r"{\1}", path)


@dataclass(slots=True)
class Crawl:
    """One reader's walk through one node, known by a signature, by a token, or by nothing.

    A `whole` one takes every form and asks for each canary by its word; another leaves out what is no record's exit,
    asks for all at once, and takes two forms of what comes in several.
    """

    node: Node
    signer: Signer | None
    words: tuple[str, ...]
    token: str | None = None
    whole: bool = True
    asked: set[tuple[str, str]] = field(default_factory=set)
    bodies: list[bytes] = field(default_factory=list)

    async def walk(self) -> Seen:
        """The canaries met, by sort of exit."""
        seen: Seen = defaultdict(set)
        ids = await self.node.store.reading(_ids)
        async with ClientSession(timeout=ClientTimeout(total=20)) as session:
            for method, route, *_ in ROUTES:
                if method != "GET" or (not self.whole and SORTS[pattern(route)] == "none"):
                    continue
                for path in self._paths(pattern(route), ids):
                    for sort, found in await self._read(session, path, SORTS[pattern(route)]):
                        seen[sort] |= found
            for type, query in _posted(ids):
                seen["sparql"] |= await self._post(session, type, query)
        return dict(seen)

    def _paths(self, route: str, ids: list[str]) -> Iterator[str]:
        if "{ulid}" in route:
            kind = route.split("/")[1]
            rest = route.partition("{ulid}")[2]
            yield from (id.removeprefix(self.node.home.origin) + rest for id in ids if f"/{kind}/" in id)
        elif "{item}" in route:
            # Every record in the collection it is in, and one where it is not.
            records = [id for id in ids if "/objects/" in id]
            yield from (_item(route, "offers", id) for id in records)
            yield from (_item(route, "events", id) for id in records[:1])
        elif route.endswith("/items"):
            yield from (route.replace("{collection}", collection.id) for collection in COLLECTIONS)
            asked = ["limit=1", "bbox=-180,-90,180,90", "datetime=2000-01-01T00:00:00Z/.."]
            asked += self._asked()
            yield from (route.replace("{collection}", "offers") + f"?{more}" for more in asked)
        elif "{collection}" in route:
            yield from (route.replace("{collection}", collection.id) for collection in COLLECTIONS)
        elif route == "/feeds/directory.{ext}":
            yield from (f"/feeds/directory.{form}" for form in FEEDS)
            yield from (f"/feeds/directory.json?{more}" for more in (*self._asked(), "limit=1"))
        elif route == "/embed/story":
            yield from (f"/embed/story?{urlencode({'id': id})}" for id in ids if "/objects/" in id)
        elif route == "/embed/{show}":
            shown = ("list?limit=50", "map", "figures", *(f"list?{more}" for more in self._asked()))
            yield from (f"/embed/{show}" for show in shown)
        elif route == "/feeds/practice-{notation}.{ext}":
            yield from (f"/feeds/practice-D03.{form}" for form in FEEDS)
        elif route == "/feeds/theme-{theme}.{ext}":
            yield from (f"/feeds/theme-D.{form}" for form in FEEDS)
        elif route == "/feeds/{slug}.{ext}":
            yield from (f"/feeds/{slug}.{form}" for form in FEEDS for slug in TERRITORIES[:2])
        elif "{table}" in route:
            yield from (
                route.replace("{table}", name).replace("{ext}", ext) for name in TABLES for ext in ("csv", "json")
            )
        elif route == "/catalog.{ext}":
            yield from (f"/catalog.{ext}?page_size={size}" for ext in WRITERS for size in (2, 20)[not self.whole :])
            yield from (f"/catalog.ttl?territory={slug}" for slug in self._territories())
        elif route.startswith("/ns/territory"):
            yield "/ns/territory/fr/commune/59350"
        elif route.startswith("/ns/charter"):
            filled = route.replace("{slug}", "reseau-nord")
            yield from dict.fromkeys(filled.replace("{ext}", ext) for ext in ("ttl", "jsonld"))
        elif route.startswith("/observatory"):
            forms = [route.replace("{ext}", ext) for ext in ("json", "csv")] if "{ext}" in route else [route]
            yield from (form.replace("{month}", "2026-11") for form in forms)
        elif "{ext}" in route:
            # A workbook takes a process each: whole, and a page.
            every = {form: ("", *self._questions()) for form in MEDIA_TYPES} | {
                "xlsx": ("", "limit=500") if self.whole else ("",)
            }
            yield from (f"/directory.{form}?{more}" for form, questions in every.items() for more in questions)
        elif route == "/directory":
            yield from (f"/directory?{more}" for more in ("", *self._questions()))
        elif route in ("/directory/pins.json", "/embed/pins.json"):
            # As far as one sees, and as close as one comes: there records are named.
            yield from (f"{route}?window={window}&zoom={zoom}" for window, zoom in WINDOWS)
            yield from (f"{route}?window={WINDOWS[-1][0]}&zoom=18&{more}" for more in self._asked())
        elif "{stamp}" in route:
            # Their names are no secret.
            assert self.node.nightly is not None
            for dump in dumps(self.node.nightly.data):
                yield from (f"/dumps/{name}/{file}" for name in (dump.stamp, "latest") for file in dump.files)
        elif route == "/sparql":
            yield from (route, *(str(URL(route).with_query(query=query)) for query in QUERIES))
        elif "{name}" in route:
            for id in ids:
                if "/actors/" in id and id.startswith(self.node.home.origin):
                    yield from (route.replace("{name}", id.rpartition("/")[2]) + more for more in _parts(route))
        elif route == "/record":
            yield from (str(URL(route).with_query(id=id)) for id in ids)
        elif "{slug}" in route:
            yield from (route.replace("{slug}", slug) for slug in self._territories())
        elif "{notation}" in route:
            yield from (route.replace("{notation}", each) for each in PRACTICES)
        elif "{version}" in route:
            yield from (route.replace("{version}", version) for version in ("2.0", "2.1"))
        elif route.endswith("/webfinger"):
            yield from (f"{route}?resource={id}" for id in ids if "/actor" in id)
        else:
            yield from (route + more for more in _parts(route))

    async def _post(self, session: ClientSession, type: str, body: str) -> set[str]:
        """What a question is told that comes as a body (SPARQL 1.1 Protocol, 2.1.2 and 2.1.3)."""
        url = urljoin(self.node.home.origin, "/sparql")
        headers = {"Content-Type": type, "Accept": "*/*"}
        if self.signer:
            headers |= cavage.sign(self.signer, "POST", url, body.encode(), time.time(), type)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        async with session.post(url, headers=headers, data=body.encode()) as answer:
            told = await answer.read()
            # A graph that this reader is told nothing from is not there (400).
            assert answer.status in (200, 400), (body, answer.status, told[:200])
            self.bodies.append(told)
            return {word.decode() for word in CANARY.findall(told)}

    def _asked(self) -> list[str]:
        return [f"q=merle{word}" for word in self.words] if self.whole else ["q=merle"]

    def _territories(self) -> tuple[str, ...]:
        return TERRITORIES if self.whole else TERRITORIES[:1]

    def _questions(self) -> list[str]:
        return [*self._asked(), "facets=kind,territory,need,sector", "limit=1"]

    async def _read(self, session: ClientSession, path: str, sort: str) -> list[tuple[str, set[str]]]:
        """What a path and the pages after it show."""
        found = []
        accepts = (
            ACCEPTS[:1]
            if path.startswith(OF_ONE_FORM) or path.endswith(".svg")
            else OGC_ACCEPTS
            if "/ogc" in path
            else ACCEPTS
        )
        more = MORE_ACCEPTS if path == "/directory?" else ()
        if path.startswith("/sparql?"):
            more = (*MORE_ACCEPTS[:2], *SPARQL_ACCEPTS)
        if not self.whole:
            accepts, more = accepts[: 3 if accepts is ACCEPTS else 1 : 2], ()
        for accept in (*accepts, *more):
            url: str | None = urljoin(self.node.home.origin, path)
            while url and (url, accept) not in self.asked:
                self.asked.add((url, accept))
                assert len(self.asked) < MAX_REQUESTS, "a crawl without end"
                headers = {"Accept": accept}
                if self.signer:
                    headers |= cavage.sign(self.signer, "GET", url, None, time.time())
                if self.token:
                    headers["Authorization"] = f"Bearer {self.token}"
                async with session.get(url, headers=headers, allow_redirects=False) as answer:
                    body = _read_through(answer.content_type, await answer.read())
                    assert answer.status < 500, (url, accept, answer.status, body[:200])
                    self.bodies.append(body)
                    shown = _sort(sort, url, answer.content_type)
                    found.append((shown, {word.decode() for word in CANARY.findall(body)}))
                    following = answer.links.get("next", {}).get("url")
                url = str(following) if following else _next(url, body)
        return found


def _parts(route: str) -> tuple[str, ...]:
    """Collections are read whole, by pages, and since a moment."""
    return ("", "?page=1", "?since=0") if route.startswith("/actor") and not route.endswith(".svg") else ("",)


def _posted(ids: list[str]) -> Iterator[tuple[str, str]]:
    """Questions that come as a body, alone and in a form, and of the graphs of each organisation by their names."""
    for query in QUERIES[-3:]:
        yield QUERY, query
        yield FORM, urlencode({"query": query})
    for id in ids:
        if "/actors/" in id:
            yield QUERY, f"SELECT * FROM <{id}> {{ {_OF_OWNERS} }}"
            yield QUERY, f"SELECT * FROM NAMED <{id}#commons-share-alike> {{ GRAPH ?g {{ {_OF_OWNERS} }} }}"


def _item(route: str, collection: str, id: str) -> str:
    return route.replace("{collection}", collection).replace("{item}", id_of(id))


def _sort(sort: str, url: str, content_type: str) -> str:
    """The directory answers pages and things to take away at one address."""
    if "/directory" not in url or "/feeds/" in url:
        return sort
    return "bulk" if content_type in BULK else "page"


def _read_through(content_type: str, body: bytes) -> bytes:
    """A body as somebody reads it: a workbook is a folder of compressed sheets, a dump is compressed too."""
    if content_type == "application/gzip":
        return _told(gzip.decompress(body))
    if content_type != XLSX:
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())


def _told(body: bytes) -> bytes:
    """Tables as text: in their file one value begins where another ends."""
    if not body.startswith(b"SQLite format 3"):
        return body
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(body)
        return "\n".join(db.iterdump()).encode()


def _next(url: str, body: bytes) -> str | None:
    """The page after this one: a collection names its address, the directory its cursor."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict):
        return None
    following = document.get("next") or document.get("first") or document.get("next_url")
    if not isinstance(following, str):
        return None
    return following if following.startswith("http") else str(URL(url).update_query(cursor=following))


def _ids(db: Db) -> list[str]:
    """Every address that there is something under."""
    sql = "SELECT id FROM records UNION SELECT id FROM log UNION SELECT id FROM actors"
    return [str(id) for (id,) in db.execute(sql)]

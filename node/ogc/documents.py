"""Documents of the API: the landing page, what it conforms to, its collections, a page of items, an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from node.ogc.collections import COLLECTIONS, Collection
from node.ogc.features import Feature, Page
from node.ogc.parameters import CRS84, Asked
from node.store.features import Extent
from vocab.language import Text

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
HTML: Final = "text/html"
CONFORMS_TO: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "html", "geojson")
)
GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_AS_JSON: Final = Text("en JSON", "as JSON")
_AS_HTML: Final = Text("en page web", "as a web page")

Document = dict[str, object]
Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the documents of one node in one language; `form` is that of the answer being made."""

    origin: str
    title: str
    language: str
    form: str

    @property
    def base(self) -> str:
        """Where the API is."""
        return f"{self.origin}/ogc"

    def landing(self) -> Document:
        """What this is, and where the rest is."""
        base = self.base
        return {
            "title": self._say(f"Annuaire : {self.title}", f"Directory: {self.title}"),
            "description": self._say(
                "Les fiches que leurs auteurs laissent emporter ; chacune dit sa source et sa licence.",
                "The records that their authors let be taken away; each says its source and its licence.",
            ),
            "attribution": f"{self.title}, {self.origin}",
            "links": [
                *self._both(f"{base}/", self._say("Cette page", "This page"), JSON),
                self._link("service-desc", f"{base}/api?f=json", OPENAPI, self._say("Le contrat", "The contract")),
                self._link("service-doc", f"{base}/api?f=html", HTML, self._say("Le contrat", "The contract")),
                self._link("conformance", f"{base}/conformance", JSON, self._say("Conformité", "Conformance")),
                self._link("data", f"{base}/collections", JSON, self._say("Les collections", "The collections")),
            ],
        }

    def conformance(self) -> Document:
        """Which classes of the standard hold."""
        return {"conformsTo": list(CONFORMS_TO), "links": self._both(f"{self.base}/conformance", "", JSON)}

    def collections(self, extents: Mapping[str, Extent]) -> Document:
        """All the collections."""
        return {
            "links": self._both(f"{self.base}/collections", self._say("Les collections", "The collections"), JSON),
            "collections": [self._collection(each, extents[each.kind]) for each in COLLECTIONS],
        }

    def collection(self, collection: Collection, extent: Extent) -> Document:
        """One of them, as the list has it, with links to itself."""
        here = f"{self.base}/collections/{collection.id}"
        made = self._collection(collection, extent)
        links = made["links"]
        assert isinstance(links, list)
        return {**made, "links": [*self._both(here, collection.title.in_(self.language), JSON), *links]}

    def items(self, collection: Collection, asked: Asked, page: Page) -> Document:
        """A page of items, as a FeatureCollection."""
        here = f"{self.base}/collections/{collection.id}/items"
        now = [*asked.pairs, *([("cursor", asked.cursor)] if asked.cursor else [])]
        links = self._both(f"{here}?{urlencode(now)}" if now else here, collection.title.in_(self.language), GEOJSON)
        if page.next is not None:
            following = urlencode([*asked.pairs, ("cursor", page.next), ("f", self.form)])
            type = GEOJSON if self.form == "json" else HTML
            links.append(self._link("next", f"{here}?{following}", type, self._say("Page suivante", "Next page")))
        links.append(self._up(collection))
        return {
            "type": "FeatureCollection",
            "timeStamp": page.made,
            "numberMatched": page.total,
            "numberReturned": len(page.features),
            "attribution": f"{self.title}, {self.origin}, {page.made[:10]}",
            "links": links,
            "features": page.features,
        }

    def item(self, collection: Collection, made: Feature) -> Document:
        """One item, with links to itself, to its collection and to where people read it."""
        here = f"{self.base}/collections/{collection.id}/items/{made['id']}"
        properties = made["properties"]
        assert isinstance(properties, dict)
        links = [*self._both(here, str(properties["name"]), GEOJSON), self._up(collection)]
        # An address of another's: nothing but the web is a link.
        if str(properties["url"]).startswith(("https://", "http://")):
            links.append(self._link("canonical", str(properties["url"]), HTML, str(properties["name"])))
        return {**made, "links": links}

    def _collection(self, collection: Collection, extent: Extent) -> Document:
        title = collection.title.in_(self.language)
        items = f"{self.base}/collections/{collection.id}/items"
        return {
            "id": collection.id,
            "title": title,
            "description": f"{collection.says.in_(self.language)} {collection.time.in_(self.language)}",
            "attribution": f"{self.title}, {self.origin}",
            "itemType": "feature",
            "crs": [CRS84],
            "extent": _extent(extent),
            "links": [
                self._link("items", f"{items}?f=json", GEOJSON, title),
                self._link("items", f"{items}?f=html", HTML, title),
                self._link("alternate", f"{self.origin}/directory?kind={collection.kind}", HTML, title),
            ],
        }

    def _up(self, collection: Collection) -> Link:
        here = f"{self.base}/collections/{collection.id}"
        return self._link("collection", here, JSON, collection.title.in_(self.language))

    def _both(self, address: str, title: str, type: str) -> list[Link]:
        """Links to this very answer, and to the same in the other form."""
        mark = "&" if "?" in address else "?"
        json = f"{title} {_AS_JSON.in_(self.language)}".strip()
        html = f"{title} {_AS_HTML.in_(self.language)}".strip()
        rels = ("self", "alternate") if self.form == "json" else ("alternate", "self")
        return [
            self._link(rels[0], f"{address}{mark}f=json", type, json),
            self._link(rels[1], f"{address}{mark}f=html", HTML, html),
        ]

    def _link(self, rel: str, href: str, type: str, title: str) -> Link:
        return {"href": href, "rel": rel, "type": type, "title": title, "hreflang": self.language}

    def _say(self, fr: str, en: str) -> str:
        return Text(fr, en).in_(self.language)


def _extent(extent: Extent) -> Document:
    found: Document = {}
    if extent.box is not None:
        found["spatial"] = {"bbox": [list(extent.box)], "crs": CRS84}
    if extent.start is not None or extent.end is not None:
        found["temporal"] = {"interval": [[extent.start, extent.end]], "trs": GREGORIAN}
    return found


def links_of(document: Mapping[str, object]) -> Iterable[Link]:
    """The links of a document."""
    links = document.get("links")
    return links if isinstance(links, list) else []

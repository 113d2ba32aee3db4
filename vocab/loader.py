"""The only source of JSON-LD contexts: the files beside this module, each pinned by its SHA-256. Nothing is fetched.

A context that changes under us would change what signed documents mean, and a context server that is down would stop
our inbox: so what peers use ships with us (`contexts/LICENCES.md` says from where) and the rest is unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

import orjson

from vocab.errors import UnknownContext, VocabError


class Loader:
    """The bundled contexts by URL; `documents` replaces them in tests."""

    def __init__(self, documents: Mapping[str, dict[str, object]] | None = None) -> None:
        self._documents = dict(bundled() if documents is None else documents)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(self._documents)

    def get(self, url: str) -> dict[str, object] | None:
        """The context document at `url`, None when it is not bundled. Never change what it returns."""
        return self._documents.get(url)

    def load(self, url: str) -> dict[str, object]:
        """The context document at `url`; raises UnknownContext."""
        document = self._documents.get(url)
        if document is None:
            raise UnknownContext(url)
        return document

    def __call__(self, url: str, options: Mapping[str, object]) -> dict[str, object]:
        """The answer pyld expects of a document loader; `static` lets it keep the processed context."""
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self.load(url),
            "tag": "static",
        }


def bundled() -> dict[str, dict[str, object]]:
    """Every context that ships, read and checked against `pins.json`."""
    folder = files("vocab") / "contexts"
    pins: dict[str, dict[str, str]] = orjson.loads((folder / "pins.json").read_bytes())
    return {url: _pinned(folder / pin["file"], pin["sha256"]) for url, pin in pins.items()}


def _pinned(path: Traversable, sha256: str) -> dict[str, object]:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise VocabError(f"bundled context {path.name} was altered: install Bocage again")
    document: dict[str, object] = orjson.loads(content)
    return document

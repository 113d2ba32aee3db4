"""Stock: what pages are made of and what ships with the program: templates, sentences, files. Read once.

Nodes of one process may share it: a template that was compiled for the pages of one is ready for those of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import CodeType
from typing import Final

from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined
from jinja2.bccache import Bucket

from node.web.catalogue import Catalogue
from vocab.language import LANGUAGES

TYPES: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}


class _Compiled(BytecodeCache):
    """Templates compiled already, by their name and the checksum of their source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


@dataclass(frozen=True, slots=True, repr=False)
class Stock:
    """What ships with the program for its pages."""

    templates: Mapping[str, str]
    catalogues: Mapping[str, Catalogue]
    files: Mapping[str, bytes]
    _compiled: BytecodeCache = field(default_factory=_Compiled)

    @classmethod
    def read(cls) -> Stock:
        """Read it all."""
        folder = files("node.web")
        templates = {
            entry.name: entry.read_text(encoding="utf-8")
            for entry in folder.joinpath("templates").iterdir()
            if entry.name.endswith(".html")
        }
        static = {
            entry.name: entry.read_bytes()
            for entry in folder.joinpath("static").iterdir()
            if entry.name.endswith(tuple(TYPES))
        }
        return cls(templates, {each: Catalogue.read(folder.joinpath("locale"), each) for each in LANGUAGES}, static)

    def environment(self) -> Environment:
        """The templates for the pages of one node, which has globals of its own."""
        return Environment(
            loader=DictLoader(self.templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self._compiled,
        )

"""Compiled contexts, kept: the same few contexts come with every document, so each is compiled once.

A context is recognised by its bytes (written again by orjson: order of keys counts, which only costs a second entry)
and by the table it is read on top of, since a nested object may carry a context of its own. Our own two constants are
recognised by identity. Refusals are kept as well, and both caches forget what was used longest ago.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import takewhile
from typing import Final

import orjson

from vocab.context import ACTOR, RECORD
from vocab.context_table import compile_context, scope_table
from vocab.errors import UnknownContext, Unproven
from vocab.loader import Loader
from vocab.table import INITIAL, Table

MAX_CONTEXT_BYTES: Final = 64 * 1024


class Tables:
    """Contexts compiled with one loader; at most `size` documents' contexts and four times as many scoped ones."""

    def __init__(self, loader: Loader, size: int = 64) -> None:
        self._loader = loader
        # The entry holds the table it was read on: while it lives, its id is not given to another.
        self._contexts: _Recent = _Recent(size)
        self._scopes: _Recent = _Recent(4 * size)

    def read(self, context: object, active: Table = INITIAL) -> Table:
        """The table of a `@context` value on top of `active`; raises Unproven."""
        if context is RECORD or context is ACTOR:
            key: tuple[int, object] = (id(active), id(context))
        else:
            written = orjson.dumps(context)
            if len(written) > MAX_CONTEXT_BYTES:
                raise Unproven(f"context of {len(written)} bytes")
            key = (id(active), written)
        kept = self._contexts.find(key)
        if kept is None:
            kept = self._contexts.keep(key, active, self._compiled(context, active))
        return _or_raise(kept)

    def scope(self, active: Table, name: str, *, of_type: bool) -> Table:
        """The table inside the scoped context of term `name`; raises Unproven."""
        key = (id(active), (name, of_type))
        kept = self._scopes.find(key)
        if kept is None:
            scope = active.terms[name].scope or {}
            try:
                made: Table | Unproven = scope_table(active, scope, propagate=not of_type)
            except Unproven as error:
                made = error
            kept = self._scopes.keep(key, active, made)
        return _or_raise(kept)

    def scope_from(self, table: Table, active: Table, name: str) -> Table:
        """The property-scoped context of `name` in `table`, read on top of `active`."""
        if table is active:
            return self.scope(active, name, of_type=False)
        key = (id(active), (name, id(table)))
        kept = self._scopes.find(key)
        if kept is None:
            try:
                made: Table | Unproven = scope_table(active, table.terms[name].scope or {}, propagate=True)
            except Unproven as error:
                made = error
            kept = self._scopes.keep(key, (active, table), made)
        return _or_raise(kept)

    def _compiled(self, context: object, active: Table) -> Table | Unproven:
        try:
            if isinstance(context, list):
                urls = list(takewhile(lambda single: isinstance(single, str), context))
                if 0 < len(urls) < len(context):
                    # Contexts differ by what is inline at their end; the bundled ones before it are read once.
                    return compile_context(context[len(urls) :], self._loader, self.read(urls, active))
            return compile_context(context, self._loader, active)
        except Unproven as error:
            return error


class _Recent:
    """The `size` entries used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[tuple[int, object], tuple[object, Table | Unproven]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: tuple[int, object]) -> Table | Unproven | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[1]

    def keep(self, key: tuple[int, object], held: object, made: Table | Unproven) -> Table | Unproven:
        self._entries[key] = (held, made)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)
        return made


def _or_raise(kept: Table | Unproven) -> Table:
    # Raised anew: the kept one would gather a traceback at each use.
    if isinstance(kept, UnknownContext):
        raise UnknownContext(kept.url)
    if isinstance(kept, Unproven):
        raise Unproven(str(kept))
    return kept

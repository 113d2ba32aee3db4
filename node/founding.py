"""Founding: a new node's folder, settings, database, keys and first organisation."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from federation.ports import Clock
from node.clock import SystemClock
from node.errors import NodeError
from node.folder import DATABASE
from node.home import Home
from node.profiles import KeyPair, NewActor, add_actor, add_application
from node.settings import CONFIG, Settings, to_toml
from node.store import meta
from node.store.connection import Db
from node.store.store import Store
from vocab.language import Text, choose_language
from vocab.vocabulary import Vocabulary

WRITTEN = ("origin", "title", "language", "email", "listen", "membership", "allow_private_networks")


def prepare_folder(data: Path, settings: Settings) -> None:
    """Create the data folder (0700) and its config file (0600). Raises `NodeError` when a node is there already."""
    if (data / DATABASE).exists():
        raise NodeError(Text(f"Un nœud est déjà installé dans {data}.", f"A node is already set up in {data}."))
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    descriptor = os.open(data / CONFIG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as config:
        values = {name: getattr(settings, name) for name in WRITTEN}
        config.write(to_toml(values, choose_language(settings.language)))


async def found(
    data: Path,
    settings: Settings,
    first: NewActor,
    keys: tuple[KeyPair, KeyPair],
    vocabulary: Vocabulary,
    *,
    clock: Clock | None = None,
    moment: float | None = None,
) -> str:
    """Create a node; return its first organisation's id. `keys`: the node's own, then the organisation's."""
    prepare_folder(data, settings)
    store = await Store.open(str(data / DATABASE))
    try:
        (data / DATABASE).chmod(0o600)
        home = Home(settings, vocabulary, clock or SystemClock())
        return await store.writing("found", _found, home, first, keys, moment)
    except BaseException:
        # Half a node is worse than none: the next try begins anew.
        for suffix in ("", "-wal", "-shm"):
            (data / f"{DATABASE}{suffix}").unlink(missing_ok=True)
        raise
    finally:
        await store.close()


def _found(db: Db, home: Home, first: NewActor, keys: tuple[KeyPair, KeyPair], moment: float | None) -> str:
    meta.put(db, "epoch", secrets.token_hex(8))
    meta.put(db, "secret", secrets.token_hex(32))
    add_application(db, home, keys[0])
    return add_actor(db, home, first, keys[1], moment=moment)

"""A small database as SQL text, one for each schema that was ever released: what an upgrade starts from.

`python -m tests.node.store.dump` writes `schemas/NUMBER.sql` for the schema of this release. Run it before a new
migration is added; a dump is never written anew.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from node.store.connection import Db
from node.store.migrate import migrate
from tests.node.ground import Ground, Peer
from vocab.vocabulary import Vocabulary

FOLDER: Final = Path(__file__).parent / "schemas"
VIRTUAL: Final = "CREATE VIRTUAL TABLE"


async def life() -> Db:
    """A node that published, withdrew, is followed, and holds what a network announced."""
    ground = await Ground.lay(Vocabulary.load())
    network = Peer("https://reseau.example/actors/reseau", "network", seed=2)
    panier = Peer("https://panier.example/actors/panier", seed=3)
    ground.follow(network)
    ground.followed_by(panier)
    ground.say(name="Livraison", content="Six jours sur sept.", need=["livrer"])
    ground.withdraw(ground.say(kind="request", name="Un local", content="Cinquante mètres carrés.").id)
    for slug in ("a", "b"):
        create = panier.says("Create", panier.record(slug), f"create-{slug}")
        await ground.hear(network.says("Announce", create, f"announce-{slug}"))
    delete = panier.says("Delete", panier.record("b")["id"], "delete-b")
    await ground.hear(network.says("Announce", delete, "announce-gone"))
    await ground.hear(network.says("Create", network.record("n", kind=None, name=None), "news"))
    return ground.db


def dumped(db: Db) -> Iterator[str]:
    """The database as SQL; what a virtual table keeps in tables of its own is left to it."""
    named = list(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
    virtual = {name for name, sql in named if sql.startswith(VIRTUAL)}
    for name, sql in named:
        if any(name.startswith(f"{each}_") for each in virtual):
            continue
        yield f"{sql};"
        if "fts5vocab" in sql:  # reads another table's words
            continue
        columns = [str(row[1]) for row in db.execute(f"PRAGMA table_info({name})")]
        if name in virtual and "fts5" in sql:
            columns.insert(0, "rowid")
        quoted = " || ',' || ".join(f"quote({column})" for column in columns)
        for (values,) in db.execute(f"SELECT {quoted} FROM {name}"):
            yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values});"
    for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"):
        yield f"{sql};"
    yield f"PRAGMA user_version = {db.execute('PRAGMA user_version').fetchone()[0]};"


def raised(dump: Path, target: Path) -> None:
    """A database file made of a dump."""
    db = sqlite3.connect(target, isolation_level=None)
    db.executescript(dump.read_text("utf-8"))
    db.close()


async def main() -> int:
    """Write the dump of the present schema, unless there is one."""
    db = await life()
    target = FOLDER / f"{migrate(db):04d}.sql"
    if target.exists():
        print(f"{target} is there already", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    target.write_text("\n".join(dumped(db)) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))

"""The keeper of the stores: it follows the list of changes, and makes anew what is missing or damaged.

What happened is taken in by steps; a snapshot ends a step or several, and the transaction of `state.db` with them. So
after a crash `state.db` and the last snapshot agree, and the stores go on from that snapshot. Whatever does not fit
(another release, another database, a missing file, a count that differs) is begun again from the records.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import orjson

from node.sparql.differences import Differences
from node.sparql.loading import Loading, clear
from node.sparql.names import STATE, store_folder
from node.sparql.quadstore import Broken, QuadStore, branch
from node.sparql.snapshots import Snapshots
from node.sparql.statements import Statements
from node.store import changes, meta, mirrored
from node.store.connection import Db
from node.store.mirrored import DAMAGE, Mirrored
from node.store.visible import ALL, MEMBERS, OPEN
from vocab import skos

# Changed whenever the statements of a record come out otherwise: the stores are then made anew.
FORMAT: Final = 3
STEP: Final = 500
# So few records go into a store at once, most probably, which is half the room of files put together.
FEW: Final = 8_000
LEVELS: Final = (OPEN, MEMBERS, ALL)

Progress = Callable[[int], None]
T = TypeVar("T")


@dataclass(slots=True)
class Keeper:
    """The derived stores of one node. `main` is its database, only read; `fixed` the lines that are always there."""

    main: Db
    folder: Path
    statements: Statements
    fixed: list[str]
    stores: dict[int, QuadStore] = field(default_factory=dict)
    position: int = 0
    counts: Counter[int] = field(default_factory=Counter)
    # Made just now, of many files: put together it takes little more than half the room, and is read faster.
    untidy: bool = False
    # Stores of which something changed since they were loaded or put together.
    _touched: set[int] = field(default_factory=set)
    _state: Db | None = None
    _dirty: bool = False
    _snapshots: Snapshots = field(init=False)

    def __post_init__(self) -> None:
        self._snapshots = Snapshots(self.folder)

    def open(self, progress: Progress) -> None:
        """Go on from the last snapshot, or begin anew; nothing is served before what was missed is in."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        clear(self.folder)
        self._snapshots.withdraw()
        try:
            fits = self._resume()
        except (Broken, ValueError, *DAMAGE):
            fits = False
        if not fits:
            self.rebuild(progress)

    def rebuild(self, progress: Progress) -> None:
        """Make everything anew from the records."""
        wanted = [level for level in self.stores if level != OPEN]
        self.close()
        self._snapshots.withdraw()
        self._snapshots.newest.clear()
        for entry in list(self.folder.iterdir()):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self._state = mirrored.open_state(self.folder / STATE)
        self._state.execute("BEGIN")
        mirrored.set_(self._state, "fingerprint", self._fingerprint())
        self.position, self.counts = changes.newest(self.main), Counter()
        self.stores[OPEN] = QuadStore(store_folder(self.folder, OPEN))
        self._touched.clear()
        self._fill(progress)
        for level in wanted:
            self.reach(level)
        self._dirty, self.untidy = True, bool(self._touched)
        # What changed meanwhile is not served before it is in.
        self.catch_up()
        self.snapshot()
        mirrored.settle(self._state)

    def close(self) -> None:
        """Let go of everything; what came after the last snapshot is taken in again next time."""
        for store in self.stores.values():
            store.close()
        self.stores.clear()
        if self._state is not None:
            self._state.close()
            self._state = None

    def catch_up(self) -> None:
        """Take in all changes there are."""
        while self.step():
            pass

    def step(self) -> bool:
        """Take in some changes; whether there may be more. Raises `Broken` and sqlite's errors."""
        found = self._at_once(lambda: changes.after(self.main, self.position, STEP))
        if not found:
            return False
        differences = Differences(self._open_state(), self.statements, {each: {} for each in self.stores}, self.counts)
        for change in found:
            differences.take(change)
        differences.settle()
        for level, lines in differences.stores.items():
            if lines:
                removed = [line for line, stays in lines.items() if not stays]
                self.stores[level].change(removed, [line for line, stays in lines.items() if stays])
                self._dirty = True
                self._touched.add(level)
                if removed:
                    mirrored.set_(self._open_state(), _lost(level), "yes")
        self.position = found[-1].position
        return True

    def snapshot(self) -> None:
        """Make what was taken in so far visible to questions, and final."""
        state = self._open_state()
        if self._dirty:
            names = {str(level): self._snapshots.make(level, store) for level, store in self.stores.items()}
            mirrored.set_(state, "snapshots", orjson.dumps(names).decode())
            self._dirty = False
        mirrored.set_(state, "position", str(self.position))
        self._commit()
        found = {level: self._serves(level) for level in LEVELS}
        serving = {level: self._snapshots.newest[by] for level, by in found.items() if by is not None}
        self._snapshots.publish(serving, self.position)

    def reach(self, level: int) -> None:
        """See that those of `level` can be answered: build their store if some record makes a difference to them."""
        if self._serves(level) is not None:
            return
        self._load(level)

    def sound(self) -> bool:
        """Whether as many records are in as the directory holds, once all changes are."""
        return sum(self.counts.values()) == changes.count_shelved(self.main)

    def share(self) -> None:
        """Where a store has put its files together since, let go of the former ones: they would take room twice."""
        if not all(self._snapshots.shares(level, store_folder(self.folder, level)) for level in self.stores):
            self._dirty = True
            self.snapshot()

    def put_together(self) -> None:
        """See that stores that were made of several files have few."""
        for level in sorted(self._touched):
            self.stores[level].optimize()
            self._dirty = True
        self._touched.clear()
        self.untidy = False
        self.snapshot()

    def tidy(self) -> None:
        """Let go of what was taken out: Oxigraph keeps its words for ever, so a store that lost any is loaded anew."""
        state = self._open_state()
        for level in sorted(self.stores):
            few = sum(self.counts[below] for below in range(OPEN, level + 1)) <= FEW
            if mirrored.get(state, _lost(level)) or (few and level in self._touched):
                self._touched.discard(level)
                self._load(level)
        self.put_together()

    def _resume(self) -> bool:
        path = self.folder / STATE
        if not path.exists():
            return False
        state = self._state = mirrored.open_state(path)
        self.position = int(mirrored.get(state, "position") or -1)
        names: dict[str, str] = orjson.loads(mirrored.get(state, "snapshots") or "{}")
        fits = mirrored.get(state, "fingerprint") == self._fingerprint()
        if not fits or str(OPEN) not in names or not 0 <= self.position <= changes.newest(self.main):
            return False
        for level, name in names.items():
            folder = store_folder(self.folder, int(level))
            branch(self._snapshots.path(name), folder)
            self.stores[int(level)] = QuadStore(folder)
            self._snapshots.newest[int(level)] = name
            self._touched.add(int(level))
        self.counts = Counter(mirrored.counts(state))
        state.execute("BEGIN")
        self.catch_up()
        if not self.sound():
            return False
        self.snapshot()
        return True

    def _fill(self, progress: Progress) -> None:
        """Every record that the directory holds, into `state.db` and the store that everybody reads."""
        state = self._open_state()
        mentions: Counter[tuple[str, int]] = Counter()
        done = last = 0
        with Loading(self.stores[OPEN], self.folder) as loading:
            loading.put(self.fixed)
            while found := changes.shelved(self.main, after=last, limit=STEP):
                rows = []
                for shelved in found:
                    said = self.statements.of(shelved)
                    row = Mirrored(shelved.record.num, shelved.record.id, shelved.level, said.lines)
                    rows.append((row, said.foreign))
                    self.counts[row.level] += 1
                    mentions.update({(iri, row.level): 1 for iri in said.places})
                    if row.level == OPEN:
                        loading.put(said.lines)
                mirrored.put_new(state, rows)
                last, done = found[-1].record.num, done + len(found)
                # A bounded transaction; after a crash here there is no snapshot, and all is begun again.
                self._commit()
                progress(done)
            mirrored.mention(state, mentions)
            self._load_places(loading, OPEN)
        if loading.loads > 1:
            self._touched.add(OPEN)

    def _load(self, level: int) -> None:
        """The store of a level anew, from what is kept of each record."""
        folder = store_folder(self.folder, level)
        if level in self.stores:
            self.stores.pop(level).close()
        shutil.rmtree(folder, ignore_errors=True)
        store = QuadStore(folder)
        with Loading(store, self.folder) as loading:
            loading.put(self.fixed)
            self._load_places(loading, level)
            for row in mirrored.each(self._open_state(), level):
                loading.put(row.lines)
        self.stores[level] = store
        self._dirty = True
        mirrored.set_(self._open_state(), _lost(level), "")
        if loading.loads > 1:
            self._touched.add(level)

    def _load_places(self, loading: Loading, level: int) -> None:
        for iri in sorted(mirrored.mentioned(self._open_state(), level)):
            loading.put(skos.territory_lines(iri, self.statements.vocabulary))

    def _serves(self, level: int) -> int | None:
        """The level whose store answers those of `level`: a lower one, while no record makes a difference."""
        for below in range(level, OPEN - 1, -1):
            if below in self.stores:
                return below
            if self.counts[below]:
                return None
        return None

    def _fingerprint(self) -> str:
        """What the stores were made by and from."""
        digest = hashlib.sha256("\n".join(self.fixed).encode()).hexdigest()[:16]
        return f"{FORMAT} {self.statements.origin} {meta.get(self.main, 'epoch')} {digest}"

    def _at_once(self, read: Callable[[], T]) -> T:
        """What is read inside is of one moment."""
        if self.main.in_transaction:
            return read()
        self.main.execute("BEGIN")
        try:
            return read()
        finally:
            self.main.execute("ROLLBACK")

    def _commit(self) -> None:
        state = self._open_state()
        state.execute("COMMIT")
        state.execute("BEGIN")

    def _open_state(self) -> Db:
        if self._state is None:
            raise Broken("closed")
        return self._state


def _lost(level: int) -> str:
    """The fact that something was taken out of a store since it was loaded."""
    return f"lost {level}"

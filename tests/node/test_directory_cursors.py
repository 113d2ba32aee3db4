"""Cursors: while records come, change and go, whatever stays as it is is shown once, and nothing is shown twice."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from node import cursor
from node.cursor import After, seal, unseal
from node.reader import Reader
from node.store import entries, paging
from node.store.memory import order
from tests.node.directory_world import World
from tests.vocabulary import VOCABULARY
from vocab.context import PUBLIC, RECORD

NAMES = ("Vélo", "Vélo cargo", "Atelier vélo", "vélo")
DAYS = ("2026-01-01", "2026-01-02", "2026-06-30")
LATER = "2026-12-31"


@dataclass(frozen=True)
class State:
    """A record as it is now."""

    name: str
    day: str
    latitude: float
    audience: str = "public"


states = st.builds(
    State, name=st.sampled_from(NAMES), day=st.sampled_from(DAYS), latitude=st.sampled_from((50.0, 50.1, 50.2))
)
# What happens between two pages: to the record of that number, or to a new one.
happenings = st.lists(
    st.tuples(st.sampled_from(("new", "text", "key", "away", "hidden")), st.integers(0, 11), states), max_size=4
)


class Shelf:
    """Records that come, change and go."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.held: dict[str, State] = {}
        self.moved: set[str] = set()
        self.gone: set[str] = set()

    def put(self, number: int, state: State, text: str = "") -> str:
        document: dict[str, object] = {
            "@context": RECORD,
            "id": f"https://a.example/objects/{number:03}",
            "type": "Note",
            "kind": "Proposal",
            "purpose": "offer",
            "attributedTo": "https://a.example/actors/a",
            "name": state.name,
            "content": f"<p>{text or state.name}</p>",
            "to": [PUBLIC] if state.audience == "public" else [],
            "updated": f"{state.day}T10:00:00.000Z",
            "location": {"type": "Place", "latitude": state.latitude, "longitude": 3.0},
        }
        id = self.world.keep(document, state.audience)
        self.held[id] = state
        return id

    def happen(self, what: str, number: int, state: State) -> None:
        id = f"https://a.example/objects/{number:03}"
        if what == "new":
            self.put(100 + len(self.held), state)
        elif id not in self.held or id in self.gone:
            return
        elif what == "text":
            self.put(number, self.held[id], "vélo et autre chose")
        elif what == "key":
            self.put(number, replace(state, day=LATER))  # a version's date only grows
            self.moved.add(id)
        else:
            self.gone.add(id)
            if what == "hidden":
                self.put(number, replace(self.held[id], audience="private"))
            else:
                (num,) = self.world.db.execute("SELECT num FROM records WHERE id = ?", (id,)).fetchone()
                entries.remove(self.world.db, num)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
@given(
    sort=st.sampled_from(("updated", "name", "distance", "relevance")),
    first=st.lists(states, min_size=3, max_size=12),
    between=st.lists(happenings, min_size=1, max_size=12),
    limit=st.integers(1, 4),
    ranked=st.sampled_from((0, 3, 1000)),
    walked=st.booleans(),
)
async def test_pages__show_what_stays_once(
    sort: str, first: list[State], between: list[list[tuple[str, int, State]]], limit: int, ranked: int, walked: bool
) -> None:
    world = await World.open(VOCABULARY)
    shelf = Shelf(world)
    for number, state in enumerate(first):
        shelf.put(number, state)
    there = set(shelf.held)
    asked = f"q=velo&sort={sort}&limit={limit}&near=50,3&radius_km=100"
    shown: list[str] = []
    after = ""
    with pytest.MonkeyPatch.context() as patch:
        if ranked:
            patch.setattr(paging, "RANKED", ranked)
        if walked:  # through indexes, as where many answer
            patch.setattr(order, "MAX_SHARING", 0)
            patch.setattr(order, "_PASSED", 1_000_000)
        for turn in range(200):
            answer = await world.ask(f"{asked}&cursor={after}" if after else asked, Reader())
            ids = [row.id for row in answer.found.rows]
            assert not set(ids) & shelf.gone, "withdrawn or hidden, and shown all the same"
            shown += ids
            if answer.next is None:
                break
            after = answer.next
            for each in between[turn] if turn < len(between) else []:
                shelf.happen(*each)
        else:
            raise AssertionError("the pages do not end")

    twice = {id for id in shown if shown.count(id) > 1}
    # What is given another name or place while somebody turns the pages may come again further on.
    assert twice <= (shelf.moved if sort in ("name", "distance") else set())
    # By relevance what was ranked stays where it was; what was not is met by its date.
    assert there - shelf.moved - shelf.gone <= set(shown)


async def test_relevance__shows_the_best_in_their_order_then_the_others_newest_first() -> None:
    world = await World.open(VOCABULARY)
    for number in range(30):
        count = 1 + number % 7
        world.put(
            f"Fiche {number:02}", content=f"<p>{'vélo ' * count}</p>", updated=f"2026-01-{1 + number:02}T10:00:00.000Z"
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "RANKED", 10)
        whole = await world.names("q=velo&limit=30")
        found: list[str] = []
        answer = await world.ask("q=velo&limit=4")
        while answer.next is not None:
            found += [str(world.documents[row.id]["name"]) for row in answer.found.rows]
            answer = await world.ask(f"q=velo&limit=4&cursor={answer.next}")
        found += [str(world.documents[row.id]["name"]) for row in answer.found.rows]

    assert found == whole
    assert len(set(found)) == 30
    assert found[10:] == sorted(found[10:], reverse=True)


def test_cursor__of_a_thousand_is_short_and_says_nothing() -> None:
    ranked = tuple(range(400_000, 399_000, -1))

    after = After(("2026-01-01T10:00:00.000Z", "https://a.example/1"), ranked, 1000)

    sealed = seal(b"secret", b"question", after)

    assert len(ranked) == cursor.RANKED
    assert len(sealed) < 4000
    assert b"a.example" not in base64.urlsafe_b64decode(sealed + "==")
    assert unseal(b"secret", b"question", sealed) == After(
        ("2026-01-01T10:00:00.000Z", "https://a.example/1"), ranked, 1000
    )
    assert unseal(b"secret", b"another", sealed) is None
    assert unseal(b"other", b"question", sealed) is None
    for bad in ("", "A", sealed[:-4], "é" * 40, "A" * 7000, sealed.swapcase()):
        assert unseal(b"secret", b"question", bad) is None


def test_cursor__of_the_longest_name_and_id_is_read_back() -> None:
    after = After(("語" * 500, "https://a.example/" + "x" * 1900))

    assert unseal(b"s", b"q", seal(b"s", b"q", after)) == after


async def test_relevance__the_cursor_of_many_is_read_again_as_a_parameter() -> None:
    # A thousand records by relevance: longer than any other value that is taken.
    world = await World.open(VOCABULARY)
    for number in range(500):
        world.put(f"Vélo {number}")

    answer = await world.ask("q=velo&limit=100&facets=none")
    assert answer.next is not None and len(answer.next) > 500
    shown = [row.id for row in answer.found.rows]
    while answer.next is not None:
        answer = await world.ask(f"q=velo&limit=100&facets=none&cursor={answer.next}")
        shown += [row.id for row in answer.found.rows]

    assert len(shown) == len(set(shown)) == 500

"""The stores follow the records, and are made anew when something is missing or damaged."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.errors import Refused
from node import barring, following
from node.sparql.keeper import Keeper
from node.sparql.names import provenance_graph, store_folder
from node.sparql.snapshots import hold, serving
from node.store import meta
from node.store.visible import ALL, MEMBERS, OPEN
from tests.deep import examples
from tests.node.ground import ORIGIN, Document, Ground, Peer
from tests.node.sparql.conftest import Stores, everything
from vocab import skos
from vocab.charter_skos import SKOS
from vocab.context import TERRITORY

CLEF = Peer("https://clef.example/actors/clef", seed=2)
LYS = Peer("https://lys.example/actors/lys", seed=3)
GRAPH = f"<{ORIGIN}/actors/pedales>"


def subjects(keeper: Keeper, level: int = OPEN) -> set[str]:
    """Records that this node says something of, to those of a level."""
    graph = f"<{provenance_graph(ORIGIN)}> ."
    return {line[1 : line.index(">")] for line in keeper.stores[level].lines() if line.endswith(graph)}


def follow(keeper: Keeper) -> None:
    keeper.catch_up()
    keeper.snapshot()


async def test_keeper__a_record_in_the_graph_of_its_owner_and_what_the_node_says_of_it(
    ground: Ground, stores: Stores
) -> None:
    keeper = stores.keeper(ground.db)
    id = ground.say(need=["livrer"], territory=["fr-epci-200093201"]).id

    follow(keeper)

    lines = keeper.stores[OPEN].lines()
    coop, vf, provenance = (
        "https://w3id.org/plateformcoop/ns#",
        "https://w3id.org/valueflows/ont/vf#",
        "/sparql#provenance",
    )
    rdf, said = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", f"<{ORIGIN}{provenance}> ."
    assert {
        f"<{id}> <{rdf}type> <{coop}Proposal> {GRAPH} .",
        f"<{id}> <{rdf}type> <{vf}Proposal> {GRAPH} .",
        f"<{id}> <{coop}need> <{coop}need-livrer> {GRAPH} .",
    } <= lines
    assert {line for line in lines if line.startswith(f"<{id}>") and line.endswith(said)} == {
        f"<{id}> <http://www.w3.org/ns/prov#wasAttributedTo> {GRAPH} {said}",
        f'<{id}> <{coop}origin> "pedales.example" {said}',
        f'<{id}> <{coop}received> "2026-11-23T10:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> {said}',
        f"<{id}> <{coop}verified> <{coop}verified-own> {said}",
        f"<{id}> <{coop}underLicense> <https://spdx.org/licenses/etalab-2.0> {said}",
        f"<{id}> <{coop}underPolicy> <{coop}policy-commons-open> {said}",
    }
    assert f'<{TERRITORY}fr/region/32> <{SKOS}prefLabel> "Hauts-de-France"@fr <{skos.GRAPH}> .' in {
        line.replace("Hauts-de-France (région)", "Hauts-de-France") for line in lines
    }


async def test_keeper__each_level_has_what_is_for_it(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    open_, alike, reciprocal, closed, followers, private = (
        ground.say(**more).id
        for more in (
            {},
            {"policy": "commons-share-alike", "license": "CC-BY-SA-4.0"},
            {"policy": "reciprocal-ess"},
            {"policy": "network-only"},
            {"visibility": "followers"},
            {"visibility": "private"},
        )
    )
    follow(keeper)
    for level in (MEMBERS, ALL):
        keeper.reach(level)
    follow(keeper)

    everybody = {ground.me, open_, alike}
    assert subjects(keeper, OPEN) == everybody
    assert subjects(keeper, MEMBERS) == everybody | {reciprocal}
    assert subjects(keeper, ALL) == everybody | {reciprocal, closed, followers, private}
    lines = keeper.stores[OPEN].lines()
    apart = f"<{ORIGIN}/actors/pedales#commons-share-alike> ."
    said = [line for line in lines if line.startswith(f"<{alike}>") and "#provenance> ." not in line]
    assert said and all(line.endswith(apart) for line in said)


async def test_keeper__a_level_without_difference_needs_no_store(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    ground.say()
    follow(keeper)
    folder = keeper.folder

    assert serving(folder, OPEN) == serving(folder, MEMBERS) == serving(folder, ALL) is not None
    ground.say(policy="reciprocal-ess")
    follow(keeper)
    assert serving(folder, MEMBERS) is serving(folder, ALL) is None
    keeper.reach(MEMBERS)
    keeper.snapshot()
    assert serving(folder, OPEN) != serving(folder, MEMBERS) == serving(folder, ALL)


async def test_keeper__what_an_owner_says_of_others_stays_a_link(ground: Ground, stores: Stores) -> None:
    ground.follow(CLEF)
    keeper = stores.keeper(ground.db)
    place = {"id": f"{CLEF.origin}/places/1", "type": "Place", "name": "Chez nous"}
    slander = {"id": f"{LYS.origin}/actors/lys", "type": "Organization", "name": "Escrocs"}
    record = CLEF.record("a", location=[place, slander], verified="own")
    assert await ground.hear(CLEF.says("Create", record, "c1")) == "kept"

    follow(keeper)

    lines = keeper.stores[OPEN].lines()
    assert any("Chez nous" in line for line in lines)
    assert not any("Escrocs" in line for line in lines)
    assert any(
        line.startswith(f"<{CLEF.origin}/objects/a> ") and f"<{LYS.origin}/actors/lys>" in line for line in lines
    )


async def test_keeper__nobody_says_by_which_way_its_own_record_came(ground: Ground, stores: Stores) -> None:
    ground.follow(CLEF)
    keeper = stores.keeper(ground.db)
    record = CLEF.record("a")
    context = record["@context"]
    assert isinstance(context, list)
    lie = {"verified": "https://w3id.org/plateformcoop/ns#verified"}
    record = CLEF.sign(
        {k: v for k, v in record.items() if k != "proof"} | {"@context": [*context, lie], "verified": "own"}
    )
    await ground.hear(CLEF.says("Create", record, "c1"))

    follow(keeper)

    found = [line for line in keeper.stores[OPEN].lines() if "/ns#verified> " in line and f"<{CLEF.origin}/" in line]
    assert [line.endswith(f"<{provenance_graph(ORIGIN)}> .") for line in found] == [True]


async def test_keeper__a_document_whose_views_disagree_has_no_statements_of_its_own(
    ground: Ground, stores: Stores
) -> None:
    ground.follow(CLEF)
    keeper = stores.keeper(ground.db)
    record = CLEF.record("a")
    context = record["@context"]
    assert isinstance(context, list)
    other = {k: v for k, v in record.items() if k != "proof"} | {
        "@context": [*context, {"who": {"@id": "as:attributedTo", "@type": "@id"}}],
        "who": f"{LYS.origin}/actors/lys",
    }
    await ground.hear(CLEF.says("Create", CLEF.sign(other), "c1"))
    assert ground.shelved() >= {f"{CLEF.origin}/objects/a"}

    follow(keeper)

    assert not [
        line for line in keeper.stores[OPEN].lines() if line.endswith(f"<{CLEF.id}> .") and "/objects/a" in line[:60]
    ]


async def test_keeper__a_document_for_the_slow_reader(ground: Ground, stores: Stores) -> None:
    ground.follow(CLEF)
    keeper = stores.keeper(ground.db)
    record = CLEF.record("a", summary={"@value": "à part", "@language": "fr"})
    await ground.hear(CLEF.says("Create", record, "c1"))

    follow(keeper)

    assert any('"à part"@fr' in line for line in keeper.stores[OPEN].lines())


async def test_keeper__what_two_records_say_leaves_with_the_second(ground: Ground, stores: Stores) -> None:
    ground.follow(CLEF)
    keeper = stores.keeper(ground.db)
    place = {"id": f"{CLEF.origin}/places/1", "type": "Place", "name": "Chez nous"}
    for slug in "ab":
        await ground.hear(CLEF.says("Create", CLEF.record(slug, location=place), f"c{slug}"))
    follow(keeper)

    def named() -> bool:
        return any("Chez nous" in line for line in keeper.stores[OPEN].lines())

    await ground.hear(CLEF.says("Delete", f"{CLEF.origin}/objects/a", "d1"))
    follow(keeper)
    assert named()
    await ground.hear(CLEF.says("Delete", f"{CLEF.origin}/objects/b", "d2"))
    follow(keeper)
    assert not named()


ACTIONS = (
    "publish",
    "update",
    "narrow",
    "open",
    "withdraw",
    "hear",
    "hear again",
    "deleted",
    "unfollow",
    "refuse",
    "admit",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.sampled_from(("", "follow", "reopen", "reach"))),
    max_size=12,
)
POLICIES = ("commons-open", "commons-share-alike", "reciprocal-ess", "network-only")
PLACES = ("fr-commune-59350", "fr-epci-200093201", "fr-commune-62041")


@given(STEPS)
@settings(max_examples=examples(5), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_keeper__following_gives_what_beginning_anew_gives(
    stores: Stores, steps: list[tuple[str, int, str]]
) -> None:
    stores.clear()
    ground = await Ground.lay(stores.words)
    keeper = stores.keeper(ground.db)
    said: list[str] = []
    for number, (action, choice, then) in enumerate(steps):
        ground.clock.at += 60
        await act(ground, said, action, choice, number)
        if then in ("follow", "reach"):
            if then == "reach":
                keeper.reach(choice % 3)
            follow(keeper)
        elif then == "reopen":
            keeper.close()
            keeper = stores.keeper(ground.db)
    follow(keeper)
    anew = stores.keeper(ground.db, "anew")
    for level in (MEMBERS, ALL):
        keeper.reach(level)
        anew.reach(level)

    # A level that no record makes a difference to may have a store from before, or none.
    both = set(keeper.stores) & set(anew.stores)
    assert everything(keeper, both) == everything(anew, both)


async def act(ground: Ground, said: list[str], action: str, choice: int, number: int) -> None:
    one = said[choice % len(said)] if said else None
    place = [PLACES[choice % 3]]
    match action:
        case "publish":
            said.append(ground.say(name=f"Offre {number}", territory=place, policy=POLICIES[choice]).id)
        case "update" if one:
            ground.say(id=one, name=f"Autre {number}", territory=place)
        case "narrow" if one:
            ground.say(id=one, name="Offre", visibility=("private", "followers")[choice % 2])
        case "open" if one:
            said[said.index(one)] = ground.say(id=one, name="Offre", policy=POLICIES[choice]).id
        case "withdraw" if one:
            said.remove(one)
            ground.withdraw(one)
        case "hear" | "hear again":
            ground.follow(CLEF)
            somewhere = {"id": f"{CLEF.origin}/places/{choice % 2}", "type": "Place", "name": f"Lieu {choice % 2}"}
            more = {"location": somewhere} if choice else {"location": [somewhere, {"type": "Place", "name": "Ici"}]}
            record = CLEF.record("abcd"[choice], version=60.0 * number, **more)
            await hear(ground, CLEF.says("Update" if "again" in action else "Create", record, f"h{number}"))
        case "deleted":
            await hear(ground, CLEF.says("Delete", f"{CLEF.origin}/objects/{'abcd'[choice]}", f"d{number}"))
        case "refuse":
            verdict = barring.verdict_on("clef.example", "refused", "", "2026-11-23")
            ground.home.domains = barring.decide(ground.db, ground.home, [verdict])
        case "admit" if ground.home.domains.refuses("clef.example"):
            ground.home.domains = barring.forget(ground.db, ground.home, "clef.example")
        case "unfollow":
            ground.follow(CLEF)
            following.unfollow(ground.db, ground.home, ground.me, CLEF.id)


async def hear(ground: Ground, activity: Document) -> None:
    with suppress(Refused):  # its server may be refused just now
        await ground.hear(activity)


async def test_keeper__tidied__it_holds_the_same_and_nothing_of_what_was_taken_out(
    ground: Ground, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.sparql.keeper.FEW", 0)
    monkeypatch.setattr("node.sparql.loading.AT_ONCE", 500)
    keeper = stores.keeper(ground.db)
    assert keeper.untidy
    ground.say(policy="reciprocal-ess")
    gone = ground.say(name="Parti sans laisser").id
    keeper.reach(MEMBERS)
    follow(keeper)
    ground.withdraw(gone)
    follow(keeper)
    before = everything(keeper, (OPEN, MEMBERS))
    keeper.close()
    assert written(keeper, b"Parti sans laisser")
    again = stores.keeper(ground.db)

    again.tidy()

    assert everything(again, (OPEN, MEMBERS)) == before
    again.close()
    assert not written(again, b"Parti sans laisser")


def written(keeper: Keeper, text: bytes) -> bool:
    """Whether a text stands in a file of the stores or of their snapshots, once closed: an open one removes files."""
    return any(text in path.read_bytes() for path in keeper.folder.rglob("*.sst"))


def garble(path: Path) -> None:
    path.write_bytes(b"\x00not what was here\x00" * 100)


@pytest.mark.parametrize("damage", ("state", "state gone", "snapshot gone", "file gone", "file garbled", "all gone"))
async def test_keeper__what_is_missing_or_damaged_is_made_anew(ground: Ground, stores: Stores, damage: str) -> None:
    keeper = stores.keeper(ground.db)
    ground.say(policy="reciprocal-ess")
    keeper.reach(MEMBERS)
    follow(keeper)
    before = everything(keeper, [OPEN])
    snapshot = serving(keeper.folder, OPEN)
    assert snapshot is not None
    keeper.close()

    state, files = keeper.folder / "state.db", sorted(snapshot.glob("*.sst"))
    match damage:
        case "state":
            garble(state)
        case "state gone":
            state.unlink()
        case "snapshot gone":
            shutil.rmtree(snapshot)
        case "file gone":
            files[0].unlink()
        case "file garbled":
            garble(files[0])
        case "all gone":
            shutil.rmtree(keeper.folder)
    again = stores.keeper(ground.db)

    assert everything(again, [OPEN]) == before
    assert serving(again.folder, OPEN) is not None


async def test_keeper__a_store_of_one_load__is_left_as_it_is(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    loaded = files(keeper)

    keeper.tidy()

    assert not keeper.untidy and files(keeper) == loaded
    ground.say()
    follow(keeper)
    assert files(keeper) > loaded
    keeper.tidy()
    assert len(files(keeper)) == len(loaded)


def files(keeper: Keeper) -> set[str]:
    """The files of the store that everybody reads."""
    return {path.name for path in store_folder(keeper.folder, OPEN).glob("*.sst")}


async def test_keeper__another_database_or_an_older_one_is_not_gone_on_with(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    ground.say()
    follow(keeper)
    keeper.close()

    meta.put(ground.db, "epoch", "another")
    ground.db.execute("DELETE FROM entries WHERE kind = 'offer'")
    ground.db.execute("DELETE FROM changes")
    again = stores.keeper(ground.db)

    assert subjects(again) == {ground.me}


async def test_keeper__an_entry_that_came_by_no_change_is_noticed_at_the_start(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    keeper.close()
    id = ground.say().id
    ground.db.execute("DELETE FROM changes")

    assert id in subjects(stores.keeper(ground.db))


async def test_keeper__nothing_is_served_while_it_begins(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    id = ground.say().id
    follow(keeper)
    keeper.close()
    assert serving(keeper.folder, OPEN) is not None
    ground.withdraw(id)

    class Watching(Keeper):
        def catch_up(self) -> None:
            seen.append(serving(self.folder, OPEN))
            super().catch_up()

    seen: list[Path | None] = []
    again = Watching(ground.db, keeper.folder, keeper.statements, keeper.fixed)
    stores.made.append(again)
    again.open(lambda done: None)

    assert seen == [None]
    assert id not in subjects(again)


async def test_keeper__a_snapshot_stays_while_it_is_held(ground: Ground, stores: Stores) -> None:
    keeper = stores.keeper(ground.db)
    first = serving(keeper.folder, OPEN)
    assert first is not None
    held = hold(first)
    assert held is not None
    ground.say()
    follow(keeper)
    assert serving(keeper.folder, OPEN) != first and first.exists()

    os.close(held)
    ground.say()
    follow(keeper)

    assert not first.exists()
    assert hold(first) is None

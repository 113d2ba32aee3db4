"""The looking worker: the links of answers that everybody may read are looked at, now and again, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from federation.client import Client, Look, Page
from federation.errors import FederationError, NotFound, Unreachable
from federation.guard import Guard
from federation.suffixes import Suffixes
from node.clock import iso
from node.looking_worker import DAY_S, MOST_LINKS, LookingWorker, after_looking, wanted_on
from node.pace import HOUR_S, Pace
from node.sighting import Sighting, sightings
from node.store import looked, records
from node.store.looked import LINK, Looked
from tests.federation.doubles import Peer as Server
from tests.federation.doubles import client, says
from tests.node.ground import NOW, Ground, Peer
from vocab.vocabulary import Vocabulary

PAGE = "https://pedales.example/statuts"
PANIER = Peer("https://panier.example/actors/panier", seed=3)


@dataclass
class Addresses:
    """What answers, by address; all else with 404."""

    found: dict[str, int | FederationError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def look(self, url: str, accept: str, method: str = "GET") -> Look:
        if method == "HEAD":
            self.asked.append(url)
        said = self.found.get(url, 404)
        if isinstance(said, FederationError):
            raise said
        return Look(said, "text/html")

    async def get_text(self, url: str, max_bytes: int, accept: str = "") -> Page:
        self.asked.append(url)
        raise NotFound(f"nothing at {url}")


@pytest.fixture
def web() -> Addresses:
    return Addresses()


@pytest.fixture
def worker(ground: Ground, web: Addresses) -> Iterator[LookingWorker]:
    yield worker_of(ground, web)


def worker_of(ground: Ground, web: object) -> LookingWorker:
    return LookingWorker(ground.home, ground.store, cast("Client", web), Suffixes(), Pace(ground.home.settings))


async def look_all(worker: LookingWorker) -> None:
    await worker.decide()
    while await worker.look_round():
        pass


def answer(practice: str, *urls: str, visibility: str = "public") -> dict[str, object]:
    evidence = [{"kind": "STAT", "url": url} for url in urls]
    return {"practice": practice, "level": 2, "visibility": visibility, "evidence": evidence}


def report(ground: Ground, *answers: dict[str, object], **more: object) -> str:
    ground.clock.at += 60
    return ground.say(kind="report", name="Bilan", period="2026", answers=list(answers), **more).id


def known(ground: Ground, url: str = PAGE) -> Looked:
    found = looked.find(ground.db, LINK, url)
    assert found is not None
    return found


async def test_looks__at_the_links_that_everybody_may_read_and_at_no_other(
    ground: Ground, worker: LookingWorker, web: Addresses
) -> None:
    report(
        ground,
        answer("G01", PAGE, PAGE, "https://a.example/1"),
        answer("G02", "https://a.example/private", visibility="private"),
        answer("G03", "https://a.example/network", visibility="network"),
        answer("G04", "https://a.example/counted", visibility="statistics"),
    )
    ground.follow(PANIER)
    theirs = PANIER.record("r", kind="PracticeReport", name="Bilan", published=iso(NOW))
    theirs.pop("proof", None)
    theirs["answers"] = [
        {"type": "Answer", "practice": "charter:G01", "level": 1, "evidence": [{"url": "https://b.example/"}]}
    ]
    await ground.hear(PANIER.says("Create", PANIER.sign(theirs)))

    await look_all(worker)

    assert sorted(web.asked) == ["https://a.example/1", PAGE]
    assert all(
        "/private" not in str(row) and "/network" not in str(row) for row in ground.db.execute("SELECT * FROM looked")
    )


async def test_looks__a_report_for_some_alone__is_asked_of_nobody(
    ground: Ground, worker: LookingWorker, web: Addresses
) -> None:
    report(ground, answer("G01", PAGE), visibility="network")

    await look_all(worker)

    assert web.asked == []


async def test_found__kept_with_its_day_and_changes_no_answer(
    ground: Ground, worker: LookingWorker, web: Addresses
) -> None:
    web.found[PAGE] = 200
    id = report(ground, answer("G01", PAGE, "https://a.example/gone"))
    record = records.find(ground.db, id)
    assert record is not None
    before = records.body(ground.db, record.num)

    await look_all(worker)
    await look_all(worker)

    now = ground.clock.at
    assert known(ground) == Looked(LINK, PAGE, iso(now), iso(now), "answered", "200", now + 30 * DAY_S)
    gone = known(ground, "https://a.example/gone")
    assert (gone.outcome, gone.said, gone.next_check, gone.failures) == ("dead", "404", now + DAY_S, 1)
    assert records.body(ground.db, record.num) == before
    assert len(web.asked) == 2


async def test_found__dead_for_some_time_and_back(ground: Ground, worker: LookingWorker, web: Addresses) -> None:
    report(ground, answer("G01", PAGE))
    web.found[PAGE] = Unreachable("no name")
    await look_all(worker)
    began = known(ground).since
    for _ in range(2):
        ground.clock.at += DAY_S
        await look_all(worker)
    dead = known(ground)
    assert (dead.outcome, dead.said, dead.since) == ("dead", "", began)
    assert dead.tried == iso(ground.clock.at) != began

    web.found[PAGE] = 200
    ground.clock.at = dead.next_check
    await look_all(worker)

    assert (known(ground).outcome, known(ground).since) == ("answered", iso(ground.clock.at))


def test_after_looking__what_does_not_answer_is_asked_again_on_the_next_days() -> None:
    each, waits = Looked(LINK, PAGE), []
    for _ in range(5):
        each = after_looking(each, "dead", "500", NOW, 30)
        waits.append((each.next_check - NOW) / DAY_S)

    assert waits == [1, 1, 1, 30, 30]
    assert after_looking(each, "shut", "403", NOW, 30).next_check == NOW + 30 * DAY_S


async def test_forgotten__once_the_report_no_longer_says_it_counts_or_is_there(
    ground: Ground, worker: LookingWorker
) -> None:
    report(ground, answer("G01", PAGE))
    await look_all(worker)
    second = report(ground, answer("G01", "https://a.example/new"))
    await look_all(worker)
    assert looked.find(ground.db, LINK, PAGE) is None
    assert known(ground, "https://a.example/new").tried

    ground.withdraw(second)
    await look_all(worker)
    # The first counts again.
    assert looked.find(ground.db, LINK, "https://a.example/new") is None and known(ground).tried

    ground.clock.at += 700 * DAY_S
    await look_all(worker)
    assert ground.db.execute("SELECT count(*) FROM looked").fetchone()[0] == 0


async def test_pace__so_many_in_an_hour_and_below_one_domain(words: Vocabulary, web: Addresses) -> None:
    ground = await Ground.lay(words, website_reads_per_hour=5, website_reads_per_domain=2)
    worker = worker_of(ground, web)
    report(
        ground,
        answer("G01", *(f"https://w{n}.a.example/" for n in range(4)), *(f"https://x{n}.example/" for n in range(4))),
    )

    await look_all(worker)

    assert len(web.asked) == 5 and sum("a.example" in each for each in web.asked) == 2
    ground.clock.at += HOUR_S
    await look_all(worker)
    assert len(set(web.asked)) == 8 == len(web.asked)


async def test_pace__none_when_none_may_be(words: Vocabulary, web: Addresses) -> None:
    ground = await Ground.lay(words, website_reads_per_hour=0)
    report(ground, answer("G01", PAGE))

    await look_all(worker_of(ground, web))

    assert web.asked == []


async def test_looks__of_a_real_server__through_the_guard(words: Vocabulary) -> None:
    ground = await Ground.lay(words, allow_private_networks=True)
    async with Server() as server, client() as door, client(guard=Guard()) as strict:
        server.answers["/statuts"] = says(b"")
        report(ground, answer("G01", f"{server.origin}/statuts", f"{server.origin}/gone"))

        await look_all(worker_of(ground, strict))
        assert server.seen == [] and {outcomes(ground)[path] for path in ("/statuts", "/gone")} == {"barred"}

        ground.clock.at += 30 * DAY_S
        await look_all(worker_of(ground, door))

    assert outcomes(ground) == {"/statuts": "answered", "/gone": "dead"}
    assert [(each.method, each.target) for each in server.seen if each.target == "/statuts"] == [("HEAD", "/statuts")]


def outcomes(ground: Ground) -> dict[str, Any]:
    rows = ground.db.execute("SELECT url, outcome FROM looked")
    return {"/" + url.rpartition("/")[2]: outcome for url, outcome in rows}


def test_links__hundreds_in_one_report__are_bounded(ground: Ground) -> None:
    practices = [each.notation for each in ground.home.vocabulary.charter.practices[:12]]
    report(ground, *(answer(name, *(f"https://a.example/{name}{m}" for m in range(20))) for name in practices))

    wanted = wanted_on(ground.db, "2026-11-24")

    assert len(wanted) == len(set(wanted)) == MOST_LINKS


# -- the code


def declare(ground: Ground, repository: str, **more: object) -> None:
    ground.clock.at += 60
    ground.say(kind="profile", name="Les Pédales", repository=repository, **more)


def seen_of_code(ground: Ground) -> Sighting | None:
    found = sightings(ground.db, ground.me, iso(ground.clock.at))
    return next((each for each in found if each.practice == "C01"), None)


async def test_code__where_the_profile_says_that_it_is__with_its_licence_and_day(words: Vocabulary) -> None:
    ground = await Ground.lay(words, allow_private_networks=True)
    assert seen_of_code(ground) is None
    async with Server() as forge, client() as door:
        worker = worker_of(ground, door)
        forge.answers["/velo"] = says(b'<a href="/velo/blob/main/LICENSE">', kind="text/html")
        forge.answers["/velo/raw/main/LICENSE"] = says(b"Mozilla Public License Version 2.0", kind="text/plain")
        declare(ground, f"{forge.origin}/velo")
        await look_all(worker)
        licence = f"{forge.origin}/velo/raw/main/LICENSE"
        day = iso(ground.clock.at)
        assert seen_of_code(ground) == Sighting("C01", "yes", day, 2, names=("MPL-2.0", licence))

        forge.answers["/velo/raw/main/LICENSE"] = says(b"Notre licence", kind="text/plain")
        ground.clock.at += 30 * DAY_S
        await look_all(worker)
        assert (seen := seen_of_code(ground)) and (seen.seen, seen.names) == ("unnamed", (licence,))

        forge.answers.clear()
        ground.clock.at += 30 * DAY_S
        await look_all(worker)
        assert (seen := seen_of_code(ground)) and (seen.seen, seen.names) == ("no", ())

        # It declares none any more.
        ground.clock.at += 60
        ground.say(kind="profile", name="Les Pédales")
        await look_all(worker)
    assert seen_of_code(ground) is None
    assert ground.db.execute("SELECT count(*) FROM looked").fetchone()[0] == 0


async def test_code__of_another_node__is_looked_at_there(ground: Ground, worker: LookingWorker) -> None:
    declare(ground, "https://forge.example/velo")
    await look_all(worker)
    ground.follow(PANIER)
    theirs = {**PANIER.document, "sourceRepository": "https://forge.example/velo", "updated": iso(ground.clock.at)}
    await ground.hear(PANIER.says("Update", PANIER.sign(theirs)))

    assert seen_of_code(ground) is not None
    found = {each.practice for each in sightings(ground.db, PANIER.id, iso(ground.clock.at))}
    assert "K01" in found and "C01" not in found


async def test_asked__forgotten_with_the_organisation(ground: Ground, worker: LookingWorker) -> None:
    for actor in (ground.me, PANIER.id):
        looked.ask(ground.db, actor, iso(NOW))

    await worker.decide()

    assert looked.asked(ground.db, ground.me) == iso(NOW) and looked.asked(ground.db, PANIER.id) is None

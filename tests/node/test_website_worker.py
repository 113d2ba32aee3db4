"""The website worker: what a website says counts until it no longer says so; few are read, and none too often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from federation.client import Client, Page
from federation.errors import BlockedAddress, FederationError, NotFound, Refused, Unreachable
from federation.suffixes import Suffixes
from federation.websites import CLAIM_PATH, Seen
from node.clock import iso
from node.introducing import Introducer
from node.pace import HOUR_S, Pace
from node.sighting import sightings
from node.store import looked, meta, sites
from node.store.sites import Site
from node.website_worker import DAY_S, MAX_SILENT, WebsiteWorker, after_reading
from tests.node.ground import NOW, Ground
from tests.node.test_recognizing import CLEF, asks, clef, drain, listing, profile, tags
from vocab.vocabulary import Vocabulary

LINKED = f'<a rel="me" href="{CLEF}">'
SITE = Site("laclef.example", "https://laclef.example/")


@dataclass
class Pages:
    """Websites by address."""

    found: dict[str, str | FederationError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def get_text(self, url: str, max_bytes: int, accept: str = "") -> Page:
        if not url.endswith(CLAIM_PATH):
            self.asked.append(url)
        said = self.found.get(url, NotFound(f"nothing at {url}"))
        if isinstance(said, FederationError):
            raise said
        return Page(url, said)


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def worker(ground: Ground, pages: Pages) -> Iterator[WebsiteWorker]:
    yield worker_of(ground, pages)


def worker_of(ground: Ground, pages: Pages) -> WebsiteWorker:
    introducer = Introducer(ground.home, ground.store, ground.preparer, asyncio.Event())
    return WebsiteWorker(
        ground.home, ground.store, cast("Client", pages), Suffixes(), introducer, Pace(ground.home.settings)
    )


async def read_all(worker: WebsiteWorker) -> None:
    await worker.settle()
    for _ in range(20):
        if not await worker._read_due():
            break
    await worker.settle()


async def test_read__a_website_that_a_profile_names(ground: Ground, worker: WebsiteWorker, pages: Pages) -> None:
    pages.found["https://laclef.example/"] = LINKED
    id = await listing(ground, about={"website": "https://laclef.example/"})
    await profile(ground, clef(website="https://laclef.example/"))

    await read_all(worker)

    assert tags(ground, CLEF) == {"claimed", "domain-proved"}
    assert id not in ground.shelved()
    assert pages.asked == ["https://laclef.example/"]  # once, however many ask
    kept = sites.find(ground.db, "laclef.example")
    assert kept is not None
    assert (kept.checked, kept.next_check) == (iso(NOW), NOW + 30 * DAY_S)


async def test_read_again__after_thirty_days__what_it_no_longer_says_is_lost(
    ground: Ground, worker: WebsiteWorker, pages: Pages
) -> None:
    pages.found["https://laclef.example/"] = LINKED
    await profile(ground, clef(website="https://laclef.example/"))
    await read_all(worker)
    pages.found["https://laclef.example/"] = "<p>Domaine à vendre</p>"

    ground.clock.at = NOW + 29 * DAY_S
    await read_all(worker)
    assert tags(ground, CLEF) == {"claimed", "domain-proved"}

    ground.clock.at = NOW + 30 * DAY_S
    await read_all(worker)
    assert tags(ground, CLEF) == {"claimed"}
    assert len(pages.asked) == 2


async def test_read_again__a_website_that_nobody_names_any_more__is_forgotten(
    ground: Ground, worker: WebsiteWorker, pages: Pages
) -> None:
    await profile(ground, clef(website="https://laclef.example/"))
    await read_all(worker)
    await profile(ground, clef(website="https://clef.example/", updated=iso(NOW)), "q")

    ground.clock.at = NOW + 90 * DAY_S
    await read_all(worker)

    assert sites.find(ground.db, "laclef.example") is None
    assert len(pages.asked) == 1


async def test_read__nothing_without_a_reason(ground: Ground, worker: WebsiteWorker, pages: Pages) -> None:
    # Thousands of listings name websites: none is read unless somebody says it is theirs.
    await listing(ground, about={"website": "https://laclef.example/"})
    await profile(ground, clef(website="https://clef.example/"))

    await read_all(worker)

    assert pages.asked == []
    assert asks(ground) == []


async def test_read__of_one_domain__so_many_in_an_hour(words: Vocabulary, pages: Pages) -> None:
    ground = await Ground.lay(words, website_reads_per_domain=2)
    worker = worker_of(ground, pages)
    for number in range(5):
        peer = clef(website=f"https://w{number}.laclef.example/")
        document = peer.sign({**peer.document, "id": f"{CLEF}{number}", "updated": iso(NOW)})
        await shelve(ground, f"{CLEF}{number}", document)

    await read_all(worker)
    assert len(pages.asked) == 2

    ground.clock.at = NOW + HOUR_S
    await read_all(worker)
    assert len(pages.asked) == 4
    ground.clock.at = NOW + 2 * HOUR_S
    await read_all(worker)
    assert len(set(pages.asked)) == 5


async def test_read__so_many_in_an_hour(words: Vocabulary, pages: Pages) -> None:
    ground = await Ground.lay(words, website_reads_per_hour=3)
    worker = worker_of(ground, pages)
    for number in range(5):
        peer = clef(website=f"https://laclef{number}.example/")
        await shelve(ground, f"{CLEF}{number}", peer.sign({**peer.document, "id": f"{CLEF}{number}"}))

    await read_all(worker)
    assert len(pages.asked) == 3
    ground.clock.at = NOW + HOUR_S
    await read_all(worker)
    assert len(pages.asked) == 5


async def test_read__none_when_none_may_be(words: Vocabulary, pages: Pages) -> None:
    ground = await Ground.lay(words, website_reads_per_hour=0)
    await profile(ground, clef(website="https://laclef.example/"))

    await read_all(worker_of(ground, pages))

    assert pages.asked == []


async def test_decide_anew__with_other_settings(words: Vocabulary, ground: Ground, pages: Pages) -> None:
    worker = worker_of(ground, pages)
    await worker.decide_anew()
    await profile(ground, clef(website="https://clef.example/"))
    assert tags(ground, CLEF) == {"claimed", "domain-proved"}

    other = await Ground.lay(words, shared_hosts="clef.example")
    worker.home = other.home
    await worker.decide_anew()
    assert tags(ground, CLEF) == {"claimed"}

    # Nothing is done twice.
    version = ground.store.units
    await worker.decide_anew()
    assert ground.store.units == version


async def test_decide_anew__a_database_of_before(ground: Ground, worker: WebsiteWorker) -> None:
    await profile(ground, clef(website="https://clef.example/"))
    for table in ("organizations", "organization_keys", "verifications"):
        ground.db.execute(f"DELETE FROM {table}")
    ground.db.execute("DELETE FROM meta WHERE name = 'recognised by'")

    await worker.decide_anew()

    assert tags(ground, CLEF) == {"claimed", "domain-proved"}
    assert meta.get(ground.db, "recognised by") is not None


def test_after_reading__names_nobody_yet__is_looked_at_again_on_the_next_days() -> None:
    site, waits = SITE, []
    for _ in range(5):
        site = after_reading(site, Seen((), True, ""), NOW, 30)
        waits.append((site.next_check - NOW) / DAY_S)

    assert waits == [1, 1, 1, 30, 30]


def test_after_reading__does_not_answer__is_believed_for_some_days() -> None:
    known = after_reading(SITE, Seen(((CLEF, "rel-me"),), True, ""), NOW, 30)
    silent, waits = known, []
    for _ in range(MAX_SILENT):
        silent = after_reading(silent, Seen((), False, "no answer"), NOW, 30)
        waits.append((silent.next_check - NOW) / HOUR_S)
        assert (silent.links, silent.checked) == (known.links, known.checked)

    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert after_reading(silent, Seen((), False, "no answer"), NOW, 30).links == ()
    back = after_reading(silent, Seen(((CLEF, "rel-me"),), True, ""), NOW, 30)
    assert (back.failures, back.links) == (0, known.links)


async def test_read__that_does_not_answer__is_not_read_in_a_loop(
    ground: Ground, worker: WebsiteWorker, pages: Pages
) -> None:
    pages.found["https://laclef.example/"] = Unreachable("no name")
    await profile(ground, clef(website="https://laclef.example/"))

    await read_all(worker)

    assert len(pages.asked) == 1


async def shelve(ground: Ground, id: str, document: dict[str, object]) -> None:
    """An actor's document as if it had come by a follow."""
    peer = clef()
    ground.follow(peer)
    ground.web.serve(document)
    await ground.hear({**peer.says("Announce", document, id[-5:])})
    drain(ground)


CALLING = (
    '<script src="https://stats.example/s.js"></script><img src="https://img.laclef.example/l.png">'
    '<a href="/acces">Accessibilité : partiellement conforme</a>'
)


async def test_page__what_it_loads_of_others_is_kept_with_its_day(
    ground: Ground, worker: WebsiteWorker, pages: Pages
) -> None:
    pages.found["https://laclef.example/"] = CALLING
    await profile(ground, clef(website="https://laclef.example/"))

    await read_all(worker)

    known = sites.find(ground.db, "laclef.example")
    assert known is not None
    assert known.page == sites.Page(iso(NOW), ("stats.example",), "https://laclef.example/acces")
    found = {each.practice: each for each in sightings(ground.db, CLEF, iso(NOW))}
    assert (found["D05"].seen, found["D05"].names, found["D05"].newest) == ("no", ("stats.example",), iso(NOW))
    assert (found["T02"].seen, found["T02"].names) == ("yes", ("https://laclef.example/acces",))


@pytest.mark.parametrize(
    "answer", [Unreachable("slow"), Refused("more than 1000000 bytes"), BlockedAddress("10.0.0.1 is private")]
)
async def test_page__that_cannot_be_read_says_nothing_new(
    ground: Ground, worker: WebsiteWorker, pages: Pages, answer: FederationError
) -> None:
    pages.found["https://laclef.example/"] = answer
    await profile(ground, clef(website="https://laclef.example/"))
    await read_all(worker)
    assert {each.practice for each in sightings(ground.db, CLEF, iso(NOW))} == {"K01", "K03", "K05", "D07"}

    # Nor does it undo what was seen before.
    before = sites.Page(iso(NOW - DAY_S), (), None)
    known = sites.find(ground.db, "laclef.example")
    assert known is not None
    sites.keep(ground.db, replace(known, page=before, next_check=0))
    await read_all(worker)

    after = sites.find(ground.db, "laclef.example")
    assert after is not None and after.page == before
    assert next(each for each in sightings(ground.db, CLEF, iso(NOW)) if each.practice == "D05").newest == before.on


async def test_read__what_one_of_ours_asked_for__and_again_when_its_time_comes(
    ground: Ground, worker: WebsiteWorker, pages: Pages
) -> None:
    # Its own host proves the website already: it is read for nothing else.
    ground.say(kind="profile", name="Les Pédales", website="https://pedales.example/")
    pages.found["https://pedales.example/"] = CALLING
    await read_all(worker)
    assert pages.asked == []

    looked.ask(ground.db, ground.me, iso(NOW))
    sites.want(ground.db, Site("pedales.example", "https://pedales.example/"), NOW)
    await read_all(worker)
    known = sites.find(ground.db, "pedales.example")
    assert known is not None and known.page is not None and known.page.on == known.tried == iso(NOW)
    assert "D05" in {each.practice for each in sightings(ground.db, ground.me, iso(NOW))}

    pages.found["https://pedales.example/"] = Unreachable("slow")
    ground.clock.at = NOW + 30 * DAY_S
    await read_all(worker)
    known = sites.find(ground.db, "pedales.example")
    assert known is not None and known.page is not None
    assert (known.page.on, known.tried) == (iso(NOW), iso(ground.clock.at))

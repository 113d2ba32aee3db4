"""Strangers are counted by the domain somebody registered (R14)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from federation.discovery import EVERYBODY, Discovery, Full, Limits
from federation.errors import TooManyStrangers
from federation.ports import Standing
from federation.suffixes import Suffixes
from tests.federation.doubles import NOW, FixedClock

# Read once for all of this file.
SUFFIXES = Suffixes()
FEW = Limits(actors=3, hosts=2, everybody=6)


@dataclass
class Known:
    """Neighbours: the standing of addresses that have one."""

    standings: dict[str, Standing] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def standing(self, url: str) -> Standing:
        self.asked.append(url)
        return self.standings.get(url, "stranger")


def discovery(known: Known | None = None, limits: Limits = FEW, clock: FixedClock | None = None) -> Discovery:
    return Discovery(
        clock or FixedClock(), known or Known(), limits, suffixes=SUFFIXES, free=lambda host: host == "here"
    )


async def meet(discovery: Discovery, *ids: str) -> None:
    for id in ids:
        async with discovery.meeting(id):
            discovery.met(id)


@contextmanager
def kept_out(what: str) -> Iterator[None]:
    with pytest.raises(TooManyStrangers, match=f"brought all the {what}"):
        yield


async def test_meeting__actors_of_one_domain() -> None:
    one = discovery()

    await meet(one, *(f"https://a.example/{number}" for number in range(3)))

    with kept_out("actors"):
        await meet(one, "https://a.example/4")
    await meet(one, "https://b.example/1")


async def test_meeting__hosts_ports_and_subdomains_of_one_domain() -> None:
    one = discovery()

    await meet(one, "https://x.a.example/1", "https://x.a.example:8443/1")

    with kept_out("hosts"):
        await meet(one, "https://y.a.example/1")
    with kept_out("hosts"):
        await meet(one, "https://a.example/1")
    await meet(one, "https://x.a.example/2")


async def test_meeting__the_same_actor_again_is_no_other() -> None:
    one = discovery()

    await meet(one, *["https://a.example/1"] * 9)

    assert one.count() == 1


async def test_meeting__says_when_to_come_back_and_forgets_after_an_hour() -> None:
    clock = FixedClock()
    one = discovery(clock=clock)
    await meet(one, *(f"https://a.example/{number}" for number in range(3)))
    clock.moment += 600

    with pytest.raises(TooManyStrangers) as refused:
        await meet(one, "https://a.example/4")
    assert refused.value.retry_after_s == 3_000
    assert one.full() == [Full("a.example", "actors", NOW + 3_600)]
    clock.moment += 3_000

    await meet(one, "https://a.example/4")
    assert (one.full(), one.count()) == ([], 1)


async def test_meeting__everybody_together() -> None:
    one = discovery()
    await meet(one, *(f"https://{name}.example/1" for name in "abcdef"))

    with kept_out("actors"):
        await meet(one, "https://g.example/1")
    assert [full.domain for full in one.full()] == [EVERYBODY]


async def test_meeting__names_given_to_anybody_share_a_larger_room() -> None:
    one = discovery(limits=Limits(actors=3, hosts=2, everybody=0))

    await meet(one, *(f"https://coop{number}.noho.st/1" for number in range(20)))

    with kept_out("hosts"):
        await meet(one, "https://coop20.noho.st/1")
    assert [full.domain for full in one.full()] == ["*.noho.st"]


@pytest.mark.parametrize(
    ("standing", "url"),
    [
        ("chosen", "https://new.a.example/9"),
        ("known", "https://new.a.example/9"),
        ("neighbour", "https://new.a.example/9"),
    ],
)
async def test_meeting__whom_we_know_comes_in_though_its_domain_brought_enough(standing: Standing, url: str) -> None:
    known = Known({url: standing})
    one = discovery(known)
    await meet(one, "https://x.a.example/1", "https://y.a.example/1")
    assert known.asked == []  # the store is asked only where somebody would be kept out

    await meet(one, url)

    assert known.asked == [url]


async def test_meeting__a_neighbour_brings_no_more_actors_than_its_domain_may() -> None:
    url = "https://a.example/9"
    one = discovery(Known({url: "neighbour"}))
    await meet(one, *(f"https://a.example/{number}" for number in range(3)))

    with kept_out("actors"):
        await meet(one, url)


async def test_meeting__a_network_vouches_for_its_members() -> None:
    one = discovery()
    await meet(one, *(f"https://a.example/{number}" for number in range(3)))

    one.vouch("a.example")

    await meet(one, *(f"https://a.example/{number}" for number in range(3, 6)))


async def test_meeting__this_machine_is_never_counted() -> None:
    one = discovery()

    await meet(one, *(f"http://here/{number}" for number in range(50)))

    assert one.count() == 0


async def test_meeting__limits_of_nothing_are_none() -> None:
    one = discovery(limits=Limits(0, 0, 0, 0, 0))

    await meet(one, *(f"https://x{number}.a.example/1" for number in range(50)))

    assert one.full() == []


async def test_give_back__who_was_named_by_somebody_else_does_not_count() -> None:
    one = discovery()
    for number in range(50):
        await meet(one, f"https://x{number}.a.example/1")
        one.give_back(f"https://x{number}.a.example/1")

    assert one.count() == 0
    assert not one.was_only_named("https://x1.a.example/1")


async def test_spoke__who_speaks_for_itself_is_not_given_back_on_anothers_word() -> None:
    one = discovery()
    await meet(one, "https://a.example/1")
    assert one.was_only_named("https://a.example/1")

    one.spoke("https://a.example/1")
    one.spoke("https://b.example/1")

    assert not one.was_only_named("https://a.example/1")
    assert not one.was_only_named("https://b.example/1")


async def test_meeting__only_so_many_at_once_and_others_go_on() -> None:
    one = discovery(limits=Limits(at_once=2))
    under_way, most, go = 0, 0, asyncio.Event()

    async def slow(number: int) -> None:
        nonlocal under_way, most
        async with one.meeting(f"https://x{number}.a.example/1"):
            under_way += 1
            most = max(most, under_way)
            await go.wait()
            under_way -= 1

    waiting = [asyncio.ensure_future(slow(number)) for number in range(10)]
    await asyncio.sleep(0)
    await meet(one, "https://b.example/1")  # while those of the other domain keep us waiting
    go.set()
    await asyncio.gather(*waiting)

    assert most == 2
    assert one._queues == {}


async def test_meeting__what_is_made_up_and_never_answers_leaves_nothing() -> None:
    one = discovery()
    for number in range(1_000):
        with pytest.raises(LookupError):
            async with one.meeting(f"https://x{number}.{number}.example/1"):
                raise LookupError

    assert (one._queues, len(one._rooms), one.count()) == ({}, 0, 0)


async def test_require_room__counts_for_the_domain_a_redirect_leads_to() -> None:
    one = discovery()
    await meet(one, *(f"https://a.example/{number}" for number in range(3)))

    with kept_out("actors"):
        async with one.meeting("https://b.example/1"):
            await one.require_room("https://a.example/9")


@pytest.mark.parametrize(
    ("host", "domains"),
    [
        ("a.b.c.unknown-ending", ("c.unknown-ending",)),
        ("localhost", ("localhost",)),
        ("co.uk", ("co.uk",)),
        ("xn--p1ai", ("xn--p1ai",)),
        ("noho.st", ("noho.st",)),
        ("127.0.0.1:8401", ("127.0.0.1",)),
        ("[2001:db8:1:2:3:4:5:6]", ("2001:db8:1:2::/64",)),
        ("", ("",)),
    ],
)
def test_domains_of__odd_hosts(host: str, domains: tuple[str, ...]) -> None:
    assert SUFFIXES.domains_of(host) == domains

"""The keys in memory, and every way of making us fetch bounded."""

from __future__ import annotations

import asyncio
import gc
import weakref
from dataclasses import replace

import pytest

from federation.errors import FederationError, Gone, NotFound, Unreachable
from federation.keyring import KeyLimits, KeyRing
from federation.keys import PublicKey
from federation.ports import KnownKey
from tests.federation.doubles import ED_PUBLIC, NOW, RSA_PUBLIC, FixedClock, MemoryKeys

KEY = RSA_PUBLIC.id


class Origin:
    """Counts how often it is asked; answers with the key, or with an error."""

    def __init__(self, error: FederationError | None = None) -> None:
        self.asked: list[str] = []
        self.error = error

    async def __call__(self, key_id: str) -> tuple[PublicKey, ...]:
        self.asked.append(key_id)
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        return (RSA_PUBLIC, ED_PUBLIC)


async def test_resolve__then_cached_for_a_day() -> None:
    origin, clock = Origin(), FixedClock()
    ring = KeyRing(origin, MemoryKeys(), clock)

    assert ring.cached(KEY) is None
    assert await ring.resolve(KEY) is RSA_PUBLIC
    assert ring.cached(KEY) is RSA_PUBLIC
    clock.moment += 86_401

    assert ring.cached(KEY) is None
    assert origin.asked == [KEY]


async def test_resolve__the_owners_other_keys_come_with_it() -> None:
    origin = Origin()
    ring = KeyRing(origin, MemoryKeys(), FixedClock())

    await ring.resolve(KEY)

    assert ring.cached(ED_PUBLIC.id) is ED_PUBLIC
    assert await ring.resolve(ED_PUBLIC.id) is ED_PUBLIC
    assert origin.asked == [KEY]


async def test_resolve__a_key_asked_for_in_vain_and_listed_since_counts() -> None:
    origin = Origin(NotFound("not there yet"))
    ring = KeyRing(origin, MemoryKeys(), FixedClock())
    with pytest.raises(NotFound):
        await ring.resolve(ED_PUBLIC.id)
    origin.error = None

    await ring.resolve(KEY)

    assert await ring.resolve(ED_PUBLIC.id) is ED_PUBLIC


async def test_ring__one_owner_with_many_keys_takes_few_places() -> None:
    # R14: how many keys an actor lists is its choice.
    many = tuple(replace(RSA_PUBLIC, id=f"{KEY}{number}") for number in range(20))

    async def of_one_owner(key_id: str) -> tuple[PublicKey, ...]:
        return many

    ring = KeyRing(of_one_owner, MemoryKeys(), FixedClock(), KeyLimits(max_of_one=3))

    await ring.resolve(f"{KEY}0")

    assert [ring.cached(key.id) is not None for key in many] == [True] * 3 + [False] * 17


async def test_resolve__from_the_store_without_a_fetch() -> None:
    origin = Origin()
    ring = KeyRing(origin, MemoryKeys({KEY: KnownKey(RSA_PUBLIC, NOW - 60, "x")}), FixedClock())

    await ring.resolve(KEY)

    assert origin.asked == []


async def test_resolve__many_at_once_are_one_fetch() -> None:
    # R7: one flight a key.
    origin = Origin()
    ring = KeyRing(origin, MemoryKeys(), FixedClock())

    await asyncio.gather(*(ring.resolve(KEY) for _ in range(50)))

    assert origin.asked == [KEY]


async def test_resolve__a_dead_key_is_one_fetch_for_ten_minutes() -> None:
    # R7: asked for in vain, not asked for again.
    origin, clock = Origin(Gone("gone")), FixedClock()
    ring = KeyRing(origin, MemoryKeys(), clock)

    for _ in range(1000):
        with pytest.raises(Gone):
            await ring.resolve(KEY)
    assert len(origin.asked) == 1

    clock.moment += 600
    with pytest.raises(Gone):
        await ring.resolve(KEY)
    assert len(origin.asked) == 2


async def test_resolve__an_origin_that_is_down_is_asked_again_sooner() -> None:
    origin, clock = Origin(Unreachable("down")), FixedClock()
    ring = KeyRing(origin, MemoryKeys(), clock)

    for _ in range(2):
        with pytest.raises(Unreachable):
            await ring.resolve(KEY)
    clock.moment += 60
    origin.error = None

    assert await ring.resolve(KEY) is RSA_PUBLIC
    assert len(origin.asked) == 2


async def test_resolve__an_old_key_serves_while_its_origin_is_down() -> None:
    ring = KeyRing(Origin(Unreachable("down")), MemoryKeys({KEY: KnownKey(RSA_PUBLIC, 0.0, "x")}), FixedClock())

    assert await ring.resolve(KEY) is RSA_PUBLIC


async def test_resolve__refresh_is_at_most_once_a_minute() -> None:
    origin, clock = Origin(), FixedClock()
    ring = KeyRing(origin, MemoryKeys(), clock)
    await ring.resolve(KEY)

    await ring.resolve(KEY, refresh=True)
    clock.moment += 61
    await ring.resolve(KEY, refresh=True)
    await ring.resolve(KEY, refresh=True)

    assert len(origin.asked) == 2


async def test_ring__memory_is_bounded() -> None:
    # R14: names of keys are chosen by others.
    async def each_its_own(key_id: str) -> tuple[PublicKey, ...]:
        return (replace(RSA_PUBLIC, id=key_id, owner=key_id),)

    ring = KeyRing(each_its_own, MemoryKeys(), FixedClock(), KeyLimits(max_keys=3))

    for number in range(10):
        await ring.resolve(f"{KEY}{number}")

    assert [ring.cached(f"{KEY}{number}") is not None for number in range(10)] == [False] * 7 + [True] * 3


async def test_fetch__of_a_new_key__sends_the_owners_others_back_to_the_store() -> None:
    # The owner's document was read for it, and may list the others no longer.
    async def of_one_owner(key_id: str) -> tuple[PublicKey, ...]:
        return (replace(RSA_PUBLIC, id=key_id),)

    ring = KeyRing(of_one_owner, MemoryKeys(), FixedClock())
    await ring.resolve(f"{KEY}-old")

    await ring.resolve(f"{KEY}-new")

    assert (ring.cached(f"{KEY}-old"), ring.cached(f"{KEY}-new") is not None) == (None, True)
    ring.forget_owner(RSA_PUBLIC.owner)
    assert ring.cached(f"{KEY}-new") is None


async def test_forget() -> None:
    ring = KeyRing(Origin(), MemoryKeys(), FixedClock())
    await ring.resolve(KEY)

    ring.forget(KEY)

    assert ring.cached(KEY) is None


async def test_failures__hold_nothing_of_the_request_that_met_them() -> None:
    # R14: a traceback keeps alive what its frames had in hand; ten thousand of them are remembered.
    body = Body()
    gone = weakref.ref(body)

    async def nothing(key_id: str) -> tuple[PublicKey, ...]:
        raise NotFound("no such key")

    ring = KeyRing(nothing, MemoryKeys(), FixedClock())

    async def ask(body: Body) -> None:
        with pytest.raises(NotFound):
            await ring.resolve(KEY)

    await ask(body)
    del body
    gc.collect()

    assert gone() is None
    with pytest.raises(NotFound, match="no such key \\(remembered\\)"):
        await ring.resolve(KEY)


class Body:
    """Something large."""


async def test_tried__whoever_met_its_owner_is_told_and_one_that_did_not_sign_is_forgotten() -> None:
    told: list[tuple[str, bool]] = []

    async def tell(owner: str, holds: bool) -> bool:
        told.append((owner, holds))
        return False

    ring = KeyRing(Origin(), MemoryKeys(), FixedClock(), tried=tell)
    key = await ring.resolve(KEY)

    await ring.tried(key, holds=True)
    assert ring.cached(KEY) is key
    await ring.tried(key, holds=False)

    assert ring.cached(KEY) is None
    assert ring.cached(ED_PUBLIC.id) is ED_PUBLIC
    assert told == [(RSA_PUBLIC.owner, True), (RSA_PUBLIC.owner, False)]


async def test_tried__with_an_owner_that_is_forgotten_go_all_its_keys() -> None:
    # R14: else a bad signature under one key would open the door, uncounted, to a good one under another.
    async def forgets(owner: str, holds: bool) -> bool:
        return not holds

    ring = KeyRing(Origin(), MemoryKeys(), FixedClock(), tried=forgets)

    await ring.tried(await ring.resolve(KEY), holds=False)

    assert (ring.cached(KEY), ring.cached(ED_PUBLIC.id)) == (None, None)

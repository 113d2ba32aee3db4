"""Stories of a working network: publish, edit, withdraw, follow, join, leave."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from node.store import follows, memberships
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "content": "Six jours sur sept.", "need": ["livrer"]}


async def _market(stack: AsyncExitStack, folder: Path, vocabulary: Vocabulary, *names: str) -> list[House]:
    kinds = {"reseau": "network"}
    return [
        await stack.enter_async_context(house(folder / name, name, vocabulary, kind=kinds.get(name, "platform")))
        for name in names
    ]


async def test_follow__what_was_published_before_and_after_arrives(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given a platform that has already published
        pedales, clef = await _market(stack, tmp_path, vocabulary, "pedales", "clef")
        before = await pedales.publish(**OFFER)

        # When another follows it, and it publishes again
        await clef.follow(pedales)
        after = await pedales.publish(**{**OFFER, "name": "Remorque à prêter"})

        # Then both records are in the follower's directory, their proofs verified
        await until(lambda: clef.holds(before), "the earlier offer")
        await until(lambda: clef.holds(after), "the later offer")
        record = await clef.record(before)
        assert record is not None
        assert record.verified == "proof"
        assert await clef.document(after) == await pedales.document(after)


async def test_edit__twice_within_a_second__the_last_one_stays(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        pedales, clef = await _market(stack, tmp_path, vocabulary, "pedales", "clef")
        await clef.follow(pedales)
        id = await pedales.publish(**OFFER)

        await pedales.publish(**{**OFFER, "id": id, "name": "Deuxième"})
        await pedales.publish(**{**OFFER, "id": id, "name": "Troisième"})

        async def third() -> bool:
            return (await clef.document(id)).get("name") == "Troisième"

        await until(third, "the third version")
        assert await clef.document(id) == await pedales.document(id)


async def test_join__fills_a_newcomers_directory_from_one_actor(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given a network with one member that has an offer
        reseau, pedales, clef = await _market(stack, tmp_path, vocabulary, "reseau", "pedales", "clef")
        await pedales.join(reseau.actor)
        offer = await pedales.publish(**OFFER)
        await until(lambda: reseau.holds(offer), "the network holds the offer")
        inside = await pedales.publish(**{**OFFER, "visibility": "network"})

        # When a newcomer joins the network and follows nobody else
        await clef.join(reseau.actor)

        # Then it holds what the members published, and the members hold what it publishes
        await until(lambda: clef.holds(offer), "the newcomer holds the offer")
        await until(lambda: clef.holds(inside), "the newcomer holds what members say among themselves")
        await until(lambda: clef.holds(pedales.actor), "the newcomer holds the member's profile")
        answer = await clef.publish(kind="request", name="Cherche un local", need=["reparer"])
        await until(lambda: pedales.holds(answer), "the member holds the newcomer's request")
        record = await clef.record(offer)
        assert record is not None
        assert (record.verified, record.via) == ("proof", reseau.actor)


async def test_withdraw__gone_everywhere_and_for_ever(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        reseau, pedales, clef = await _market(stack, tmp_path, vocabulary, "reseau", "pedales", "clef")
        await pedales.join(reseau.actor)
        await clef.join(reseau.actor)
        offer = await pedales.publish(**OFFER)
        await until(lambda: clef.holds(offer), "the offer arrives")

        await pedales.withdraw(offer)

        async def gone() -> bool:
            found = await clef.record(offer)
            return found is not None and found.deleted

        await until(gone, "the withdrawal arrives")
        for place in (reseau, pedales, clef):
            assert not await place.holds(offer)
            delete = await place.document(offer)
            assert (delete["type"], delete["actor"], delete["object"]) == ("Delete", pedales.actor, offer)
            assert "proof" in delete


async def test_leave__the_network_takes_back_what_it_announced(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        reseau, pedales, clef = await _market(stack, tmp_path, vocabulary, "reseau", "pedales", "clef")
        await pedales.join(reseau.actor)
        await clef.join(reseau.actor)
        offer = await pedales.publish(**OFFER)
        await until(lambda: clef.holds(offer), "the offer arrives")

        await pedales.leave(reseau.actor)

        async def forgotten() -> bool:
            return not await clef.holds(offer) and not await reseau.holds(offer)

        await until(forgotten, "nobody has a reason to keep the offer")
        assert await pedales.holds(offer)
        assert await reseau.node.store.reading(memberships.count, reseau.actor) == 1
        assert await reseau.node.store.reading(follows.state, reseau.actor, pedales.actor) is None


async def test_join_again__what_was_forgotten_at_leaving_comes_back(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given a member whose offer was changed, another that was withdrawn, and that left: nobody holds anything of it
        reseau, pedales, clef = await _market(stack, tmp_path, vocabulary, "reseau", "pedales", "clef")
        await pedales.join(reseau.actor)
        await clef.join(reseau.actor)
        offer = await pedales.publish(**OFFER)
        over = await pedales.publish(**{**OFFER, "name": "Bientôt retirée"})
        await until(lambda: clef.holds(over), "the offers arrive")
        await pedales.publish(**{**OFFER, "id": offer, "name": "Deuxième"})
        await pedales.withdraw(over)

        async def second() -> bool:
            return (await clef.document(offer)).get("name") == "Deuxième" and not await clef.holds(over)

        await until(second, "the change and the withdrawal arrive")
        await pedales.leave(reseau.actor)

        async def forgotten() -> bool:
            return not await clef.holds(offer) and not await reseau.holds(offer)

        await until(forgotten, "nobody has a reason to keep the offer")

        # When it joins again
        await pedales.join(reseau.actor)

        # Then what stands is there again, as it is now, at the network and at its members
        await until(lambda: reseau.holds(offer), "the network holds the offer again")
        await until(lambda: clef.holds(offer), "the member holds it again")
        assert await reseau.document(offer) == await pedales.document(offer)
        assert await clef.document(offer) == await pedales.document(offer)
        assert not await reseau.holds(over)


async def test_network_record__reaches_members_and_nobody_else(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given two members of a network, and somebody who only follows one of them
        names = ("reseau", "pedales", "clef", "passant")
        reseau, pedales, clef, passant = await _market(stack, tmp_path, vocabulary, *names)
        await pedales.join(reseau.actor)
        await clef.join(reseau.actor)
        await passant.follow(pedales)

        async def acquainted() -> bool:
            members = await pedales.node.store.reading(memberships.members, reseau.actor)
            fellows = await clef.node.store.reading(memberships.members, reseau.actor)
            followers = await pedales.node.store.reading(follows.followers, pedales.actor)
            return clef.actor in members and pedales.actor in fellows and passant.actor in followers

        await until(acquainted, "the members know each other")

        # When one publishes for the network, then for everybody
        inside = await pedales.publish(**{**OFFER, "visibility": "network"})
        outside = await pedales.publish(**{**OFFER, "name": "Pour tout le monde"})

        # Then the passer-by has the second alone
        await until(lambda: clef.holds(inside), "the member holds the network record")
        await until(lambda: passant.holds(outside), "the follower holds the public record")
        assert await passant.record(inside) is None

"""A fortnight of news by a clock that the test moves: exactly what is new, changed and ended, once each."""

from __future__ import annotations

from node.store.connection import Db
from tests.node.digest.conftest import ADA, LILLE, News

LILLE_PLACE = ["fr-commune-59350"]


def told(text: str) -> list[str]:
    """The lines of a letter that tell something."""
    starts = ("* Nouveau", "* Changé", "* Terminé", "Fiches retirées")
    return [line.removeprefix("* ") for line in text.splitlines() if line.startswith(starts)]


async def test_fortnight__each_thing_once_and_nothing_else(news: News) -> None:
    node = news.node
    await node.say(name="Avant", territory=LILLE_PLACE)
    await news.sign_up()
    await news.sign_up("bob@commune.example", LILLE, "weekly")  # next: Monday 30 November

    # Tuesday: what stood already is no news.
    assert await news.pass_days() == {}
    # Wednesday: one in Lille, one in a part of it, one for a wider area, one elsewhere, two for few eyes.
    first = await node.say(name="Réparer son vélo", territory=LILLE_PLACE)
    await node.say(name="Livrer à Lomme", territory=["fr-commune-associee-59355"])
    await node.say(name="Livrer la métropole", territory=["fr-epci-200093201"])
    await node.say(name="À Arras", territory=["fr-commune-62041"])
    await node.say(name="Entre nous", territory=LILLE_PLACE, visibility="private")
    await node.say(name="Entre membres", territory=LILLE_PLACE, policy="network-only")
    got = await news.pass_days()
    assert set(got) == {ADA}
    assert sorted(told(got[ADA])) == [
        "Nouveau : Proposition, Livrer à Lomme (Les Pédales)",
        "Nouveau : Proposition, Réparer son vélo (Les Pédales)",
    ]
    # Thursday: nothing happened.
    assert await news.pass_days() == {}
    # Friday: it is written anew, twice; one tells so once.
    await node.say(id=first.id, name="Réparer son vélo soi-même", territory=LILLE_PLACE)
    await node.say(id=first.id, name="Réparer son vélo à deux", territory=LILLE_PLACE)
    assert told((await news.pass_days())[ADA]) == ["Changé : Proposition, Réparer son vélo à deux (Les Pédales)"]
    # Saturday: it is withdrawn. Its name is nowhere any more.
    await node.withdraw(first.id)
    text = (await news.pass_days())[ADA]
    assert told(text) == ["Fiches retirées depuis : 1."] and "vélo" not in text
    # Sunday: a call with a last day, and one that comes and goes between two letters.
    await node.say(kind="request", name="Un local", territory=LILLE_PLACE, deadline="2026-12-01")
    gone = await node.say(name="Un instant", territory=LILLE_PLACE)
    await node.withdraw(gone.id)
    assert told((await news.pass_days())[ADA]) == ["Nouveau : Demande, Un local (Les Pédales)"]
    # Monday: the week of the other, who never hears of what came and went.
    got = await news.pass_days()
    assert set(got) == {"bob@commune.example"}
    assert sorted(told(got["bob@commune.example"])) == [
        "Nouveau : Demande, Un local (Les Pédales)",
        "Nouveau : Proposition, Livrer à Lomme (Les Pédales)",
    ]
    # The last day of the call passes.
    assert await news.pass_days() == {}
    assert told((await news.pass_days())[ADA]) == ["Terminé : Demande, Un local (Les Pédales)"]
    assert await news.pass_days() == {}
    got = await news.pass_days(4)
    assert {to: told(text) for to, text in got.items()} == {
        "bob@commune.example": ["Terminé : Demande, Un local (Les Pédales)"]
    }


async def test_many_listings_of_one_speaker__are_one_line(news: News) -> None:
    await news.sign_up()
    for number in range(12):
        organization = {"name": f"Atelier {number}", "website": f"https://a{number}.example"}
        await news.node.say(
            kind="listing",
            name=f"Atelier {number}",
            organization=organization,
            source="L'annuaire",
            legal_basis="Données ouvertes",
            objections="retrait@pedales.example",
            territory=LILLE_PLACE,
        )

    got = await news.pass_days()
    assert told(got[ADA]) == ["Nouveau : 12 fiches proposées par Les Pédales"]


async def test_states__are_shared_and_let_go(news: News) -> None:
    for number in range(3):
        await news.sign_up(f"a{number}@commune.example")
    await news.node.say(name="Nouvelle", territory=LILLE_PLACE)
    assert len(await news.pass_days()) == 3

    def states(db: Db) -> int:
        return int(db.execute("SELECT count(*) FROM digest_states").fetchone()[0])

    assert await news.node.ground.store.reading(states) == 1


async def test_a_full_queue__keeps_what_nobody_was_told(news: News) -> None:
    await news.sign_up()
    await news.node.say(name="Nouvelle", territory=LILLE_PLACE)
    fill = (
        "INSERT INTO letters (mark, kind, sealed, made, expires, next_attempt) VALUES ('m', 'k', x'00', 0, 9e12, 9e12)"
    )

    def crowd(db: Db) -> None:
        for _ in range(5_000):
            db.execute(fill)

    await news.node.write(crowd)
    assert await news.pass_days() == {}
    await news.node.write(lambda db: db.execute("DELETE FROM letters"))

    assert told((await news.pass_days(0.1))[ADA]) == ["Nouveau : Proposition, Nouvelle (Les Pédales)"]
    assert await news.pass_days() == {}


async def test_a_question_our_lists_no_longer_know__keeps_nobody_else_waiting(news: News) -> None:
    await news.sign_up("ancien@commune.example", f"{LILLE}&need=livrer")
    await news.sign_up()
    await news.node.say(name="Nouvelle", territory=LILLE_PLACE)
    gone = "UPDATE digests SET question = 'need=rever', due = due - 1 WHERE question LIKE '%need=livrer%'"
    await news.node.write(lambda db: db.execute(gone))

    got = await news.pass_days()
    assert set(got) == {ADA} and told(got[ADA]) == ["Nouveau : Proposition, Nouvelle (Les Pédales)"]
    assert await news.pass_days() == {}

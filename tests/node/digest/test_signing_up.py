"""Signing up for news: two steps, one answer for everybody, nothing readable in the database, and a way out."""

from __future__ import annotations

import pytest

from node import retention
from node.store.connection import Db
from tests.node.digest.conftest import ADA, DAY, FORM, LILLE, News
from tests.node.web.served import BROWSER


def everything(db: Db) -> str:
    return "\n".join(db.iterdump())


async def test_opening_the_letters_links__does_nothing(news: News) -> None:
    await news.ask()
    address = news.link(0, "confirm")
    assert "Lille" in news.text(0)
    page = await news.node.get(address, BROWSER)
    assert page.status == 200 and "Oui, envoyez-les-moi" in page.text
    await news.node.say(name="Nouvelle", territory=["fr-commune-59350"])
    assert await news.pass_days() == {}

    assert (await news.node.post(address, b"", FORM)).status == 200
    assert (await news.node.post(address, b"", FORM)).status == 404  # it serves once
    await news.node.say(name="Encore", territory=["fr-commune-59350"])
    assert "Encore" in (await news.pass_days())[ADA]
    out = news.link(-1, "stop")
    assert (await news.node.get(out, BROWSER)).status == 200
    # RFC 8058: what a mail program posts by itself, from no page at all.
    one_click = {"Content-Type": "application/x-www-form-urlencoded"}
    assert news.server.letters[-1]["List-Unsubscribe"] == f"<https://pedales.example{out}>"
    assert (await news.node.post(out, b"List-Unsubscribe=One-Click", one_click)).status == 200
    await news.node.say(name="Trop tard", territory=["fr-commune-59350"])
    assert await news.pass_days() == {}
    assert (await news.node.get(out, BROWSER)).status == 404


async def test_answer__is_the_same_for_everybody(news: News) -> None:
    new = await news.ask("neuve@commune.example")
    await news.sign_up(ADA)
    again = await news.ask(ADA)
    news.node.ground.clock.at += DAY
    known = await news.ask(ADA)

    assert new.body == again.body == known.body
    # One confirmation an address a day, and only where somebody asked.
    assert [to for to, _ in news.server.taken] == ["neuve@commune.example", ADA, ADA]


async def test_node__sends_so_many_confirmations_a_day(news: News) -> None:
    for number in range(news.node.ground.home.settings.digest_asks_per_day):
        await news.node.write(
            lambda db, number=number: db.execute(
                "INSERT INTO digest_asked (mark, at) VALUES (?, ?)", (f"m{number}", news.node.ground.clock.at)
            )
        )
    assert (await news.ask()).status == 200
    assert news.server.taken == []
    news.node.ground.clock.at += DAY
    await news.ask()
    assert len(news.server.taken) == 1


async def test_an_address_that_does_not_confirm__is_forgotten_after_two_days(news: News) -> None:
    await news.ask()
    address = news.link(0, "confirm")
    news.node.ground.clock.at += 2 * DAY
    assert (await news.node.get(address, BROWSER)).status == 404
    await news.node.write(retention.forget, news.node.ground.home)

    def kept(db: Db) -> int:
        return sum(
            int(db.execute(f"SELECT count(*) FROM {each}").fetchone()[0])
            for each in ("digest_requests", "digest_asked")
        )

    assert await news.node.ground.store.reading(kept) == 0


async def test_addresses__are_readable_nowhere(
    news: News, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    await news.sign_up()
    await news.ask("bob@commune.example")
    await news.node.say(name="Nouvelle", territory=["fr-commune-59350"])
    assert ADA in await news.pass_days()

    kept = await news.node.ground.store.reading(everything)
    # The mail server of the test writes down its conversations, as `mail.log`.
    logged = " ".join(each.getMessage() for each in caplog.records if each.name != "mail.log") + capsys.readouterr().out
    assert "digests" in kept
    for address in (ADA, "bob@commune.example", "commune.example"):
        assert address not in kept and address not in logged


async def test_three_refusals__stop_an_address(news: News) -> None:
    await news.sign_up()
    news.server.refuses[ADA] = "550 5.1.1 no such user"
    for number in range(3):
        await news.node.say(name=f"Nouvelle {number}", territory=["fr-commune-59350"])
        assert await news.pass_days() == {}
    del news.server.refuses[ADA]
    await news.node.say(name="La quatrième", territory=["fr-commune-59350"])

    assert await news.pass_days() == {}
    await news.ask(ADA)
    assert len(news.server.taken) == 1  # the confirmation, at the beginning


@pytest.mark.parametrize(
    ("query", "field"),
    [("q=mes+mots", "q"), ("near=50,3", "near"), ("territory=nulle-part", "territory"), ("need=rever", "need")],
)
async def test_what_is_in_no_list_of_ours__is_refused_by_name(news: News, query: str, field: str) -> None:
    answer = await news.ask(query=query)

    assert answer.status == 400 and field in answer.text
    assert news.server.taken == []


@pytest.mark.parametrize(
    ("address", "rhythm"),
    [("ada", "daily"), ("", "daily"), (ADA, "hourly"), ("a@b.example%0ABcc: x@y.example", "daily")],
)
async def test_what_is_no_address_or_rhythm__is_told(news: News, address: str, rhythm: str) -> None:
    answer = await news.ask(address, rhythm=rhythm)

    assert answer.status == 422 and 'role="alert"' in answer.text
    assert news.server.taken == []


async def test_without_smtp__the_page_says_so_and_shows_the_feed(news: News) -> None:
    news.node.ground.home.office = None
    page = await news.node.get(f"/digest?{LILLE}", BROWSER)

    assert page.status == 200 and "n'envoie pas de courriel".replace("'", "&#39;") in page.text
    assert (
        "/feeds/directory.atom?territory=fr-commune-59350" in page.text
        and "<form" not in page.text.partition("<main")[2]
    )
    assert (await news.ask()).status == 503


async def test_a_form_of_another_site__is_refused(news: News) -> None:
    answer = await news.node.post(
        f"/digest?{LILLE}", b"address=a%40b.example&rhythm=daily", FORM | {"Origin": "https://autre.example"}
    )

    assert answer.status == 403
    assert news.server.taken == []


async def test_directory_and_territory__lead_to_it(news: News) -> None:
    await news.node.say(name="Nouvelle", territory=["fr-commune-59350"], need=["livrer"])

    assert f'href="/digest?{LILLE}"' in (await news.node.get("/territories/fr-commune-59350", BROWSER)).text
    page = (await news.node.get(f"/directory?{LILLE}&need=livrer", BROWSER)).text
    assert f'href="/digest?need=livrer&amp;{LILLE}"' in page or f'href="/digest?{LILLE}&amp;need=livrer"' in page
    assert "/digest?" not in (await news.node.get("/directory?q=velo", BROWSER)).text

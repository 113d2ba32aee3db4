"""A letter a day at most: what is new for whom, once; by its links a record is confirmed, and the letters end."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from node import knocking, reminding
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.mail.smtp import Smtp
from node.mail.worker import MailWorker
from node.store import accounts, follows, goals, listing_claims, messages, reminders
from node.store.goals import Goal
from node.store.listing_claims import ListingClaim
from node.store.messages import Message
from tests.node.mail.postmaster import Postmaster, listening
from tests.node.web.desk.browser import Browser, person, signed_in
from tests.node.web.desk.test_knocking import LISTING
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary

ADA = "ada@pedales.example"
DAY = 86_400.0
PANIER = "https://panier.example/actors/panier"


class Post:
    """A node, its mail server, and the worker that a test lets work."""

    def __init__(self, node: Served, server: Postmaster, worker: MailWorker) -> None:
        self.node, self.server, self.worker = node, server, worker

    async def day(self, days: float = 1.0) -> list[str]:
        """Time passes; the texts that arrive meanwhile."""
        self.node.ground.clock.at += days * DAY
        before = len(self.server.taken)
        await self.worker.remind()
        while await self.worker.send_round():
            pass
        return [self.text(each) for each in range(before, len(self.server.taken))]

    def text(self, number: int) -> str:
        body = self.server.letters[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    async def choose(self, *kinds: str, email: str = ADA) -> None:
        await self.node.write(reminding.choose, self.node.ground.home, email, kinds, "fr")

    async def asks_to_follow(self, who: str = PANIER) -> None:
        since = self.node.ground.home.now_iso()
        await self.node.write(follows.put, who, self.node.me, f"{who}#follow", "asked", since)


@pytest.fixture
async def post(words: Vocabulary, tmp_path: Path) -> AsyncIterator[Post]:
    async with served(words) as node, listening(Postmaster()) as server:
        home = node.ground.home
        said = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_tls": "none",
            "smtp_from": "b@pedales.example",
        }
        home.settings = replace(home.settings, **said)
        home.office = Office(Sealer(bytes(32)), Stationery())
        await person(node, ADA, roles={node.me: "editor"})
        yield Post(node, server, MailWorker(home, node.ground.store, Smtp(home.settings, tmp_path), home.office))


async def test_remind__nobody_who_did_not_choose(post: Post):
    await post.asks_to_follow()

    assert await post.day() == []


async def test_remind__what_is_new_once(post: Post):
    await post.asks_to_follow("https://avant.example/actors/avant")
    post.node.ground.clock.at += 1
    await post.choose("follow")
    assert await post.day() == []
    await post.asks_to_follow()
    await post.asks_to_follow("https://clef.example/actors/clef")

    (text,) = await post.day()
    assert "Les Pédales : demandes pour suivre, 2\n  https://pedales.example/desk/of/pedales/around" in text
    assert "panier" not in text
    assert await post.day() == []
    message = post.server.letters[0]
    assert message["Subject"] == "Les Pédales : ce qui vous attend"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_remind__one_letter_a_day_however_much_happens(post: Post):
    await post.choose("follow", "claim")
    await post.asks_to_follow()
    assert len(await post.day()) == 1
    letters = 0
    for number in range(23):
        await post.asks_to_follow(f"https://a{number}.example/actors/a")
        # Choosing again does not bring another letter either.
        await post.choose("follow", "claim")
        letters += len(await post.day(1 / 24))
    assert letters == 0
    (text,) = await post.day(1 / 24)
    assert "demandes pour suivre, 23" in text


async def test_remind__of_what_concerns_each(post: Post):
    listing = (await post.node.say(**LISTING)).id
    await person(post.node, "mod@pedales.example", role="moderator", roles={})
    await person(post.node, "reader@pedales.example", roles={post.node.me: "reader"})
    for email in (ADA, "mod@pedales.example", "reader@pedales.example"):
        await post.choose("follow", "claim", "due", email=email)
    post.node.ground.clock.at += 1
    home = post.node.ground.home
    await post.node.write(knocking.knock, home, listing, "correct", "Un secret", "eve@panier.example")
    claim = ListingClaim(listing, PANIER, post.node.me, f"{PANIER}#offer", "asked", home.now_iso())
    await post.node.write(listing_claims.put, claim)
    await post.asks_to_follow()
    await post.day()

    texts = {to: post.text(number) for number, (to, _) in enumerate(post.server.taken)}
    assert texts.keys() == {ADA, "mod@pedales.example"}
    assert "se reconnaissent dans une de vos fiches, 1" in texts[ADA] and "demandes pour suivre, 1" in texts[ADA]
    assert "/desk/moderation" not in texts[ADA]
    assert "Demandes au sujet de fiches proposées, 1" in texts["mod@pedales.example"]
    assert "demandes pour suivre" not in texts["mod@pedales.example"]
    assert not any("secret" in text.lower() or "eve@" in text for text in texts.values())


async def test_due__once_a_year_and_confirmed_by_a_button(post: Post):
    offer = (await post.node.say(name="Livraison à vélo")).id
    await post.choose("due")
    assert await post.day(364) == []
    (text,) = await post.day(2)
    found = re.findall(r"Est-ce toujours vrai \? Livraison à vélo\n  https://pedales\.example(/still-true/\S+)", text)
    assert len(found) == 1
    assert await post.day() == []

    before = (await post.node.get(offer)).json
    assert (await post.node.get(found[0], BROWSER)).status == 200
    assert (await post.node.get(offer)).json == before
    ada = Browser(post.node)
    page = await ada.open(found[0])
    assert page.headers["Referrer-Policy"] == "same-origin" and "Livraison à vélo" in ada.text
    await ada.submit()
    assert "toujours vrai. Merci" in ada.text
    after = (await post.node.get(offer)).json
    assert after["lastConfirmed"] > before["updated"]
    assert (await ada.open(found[0])).status == 404
    # The profile too was asked about, and the offer is next year.
    assert await post.day(300) == []
    assert "Livraison à vélo" in "".join(await post.day(70))


async def test_due__a_goal_before_its_day__once_and_unnamed(post: Post):
    goal = Goal(0, "G01", 1, 3, "2026-12-31", "Zoé", "Une juriste", None, "open", "", "2026-11-23", None)
    await post.node.write(goals.keep, post.node.me, goal)
    await post.node.write(goals.keep, post.node.me, replace(goal, practice="G03", state="done"))
    await post.choose("due")

    assert await post.day(20) == []
    (text,) = await post.day(5)
    assert "objectifs dont la date approche, 1\n  https://pedales.example/desk/of/pedales/progress" in text
    assert "Zoé" not in text and "Statut" not in text and await post.day(30) == []


async def test_due__a_report_before_it_ends__once(post: Post):
    await post.node.say(kind="report", name="Bilan", answers=[{"practice": "G01", "level": 1}])
    await post.choose("due")
    assert "bilan de pratiques" not in "".join(await post.day(486))
    (text,) = await post.day(2)
    assert "ne comptera plus après le 2028-05-23" in text and "/desk/of/pedales/practices" in text
    assert "still-true" not in text and await post.day(30) == []


async def test_due__by_somebody_who_left_confirms_nothing(post: Post):
    await post.node.say(name="Livraison à vélo")
    await post.choose("due")
    (text,) = await post.day(400)
    link = re.search(r"(/still-true/\S+)", text)
    assert link
    await post.node.write(accounts.dismiss, ADA, post.node.me)
    assert (await Browser(post.node).send(link[1], {})).status == 403
    await post.node.write(accounts.disable, ADA, "2026-11-23T10:00:00.000Z")
    assert (await Browser(post.node).send(link[1], {})).status == 404
    await post.asks_to_follow()
    assert await post.day() == []
    assert post.node.ground.db.execute("SELECT count(*) FROM reminder_people").fetchone()[0] == 0


async def test_remind__of_messages_that_nobody_read_and_not_of_what_they_say(post: Post):
    await post.choose("message")
    post.node.ground.clock.at += 1
    for number, (sent, seen) in enumerate([(False, False), (False, True), (True, True)]):
        at = post.node.ground.home.now_iso()
        each = Message(0, f"{PANIER}#{number}", post.node.me, PANIER, "panier.example", sent, "Un secret", at, seen)
        await post.node.write(messages.keep, each)

    (text,) = await post.day()
    assert "Les Pédales : messages reçus, 1\n  https://pedales.example/desk/of/pedales/messages" in text
    assert "secret" not in text and "panier" not in text
    assert await post.day() == []


async def test_stop__by_a_button_or_by_the_mail_program(post: Post):
    for one_click in (False, True):
        await post.choose("follow")
        post.node.ground.clock.at += DAY
        await post.asks_to_follow(f"https://a{one_click}.example/actors/a")
        (text,) = await post.day()
        link = re.search(r"https://pedales\.example(/mail/stop/[0-9a-f]+)", text)
        assert link and post.server.letters[-1]["List-Unsubscribe"].strip() == f"<https://pedales.example{link[1]}>"
        assert (await post.node.get(link[1], BROWSER)).status == 200
        assert await post.node.ground.store.reading(reminders.chosen, ADA)
        if one_click:
            answer = await post.node.client.post(
                link[1],
                data=b"List-Unsubscribe=One-Click",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            assert answer.status == 200
        else:
            browser = Browser(post.node)
            await browser.open(link[1])
            await browser.submit()
            assert "plus aucun courriel" in browser.text
        assert not await post.node.ground.store.reading(reminders.chosen, ADA)
        assert (await post.node.get(link[1], BROWSER)).status == 404
    post.node.ground.clock.at += DAY
    await post.asks_to_follow("https://apres.example/actors/a")
    assert await post.day() == []


async def test_stop__a_made_up_link_stops_nobody(post: Post):
    await post.choose("follow")
    assert (await Browser(post.node).send(f"/mail/stop/{'0' * 40}", {})).status == 200
    assert await post.node.ground.store.reading(reminders.chosen, ADA)


async def test_choose__on_ones_page(post: Post):
    ada = await signed_in(post.node, ADA, roles={post.node.me: "editor"})
    await ada.open("/desk/me")
    await ada.submit("/desk/me", do="mails", kind=["follow", "due", "rubbish"])
    assert (await post.node.ground.store.reading(reminders.chosen, ADA)).keys() == {"follow", "due"}
    assert 'value="due" checked' in (await ada.open("/desk/me")).text
    await ada.submit("/desk/me", do="mails", kind=[])
    assert not await post.node.ground.store.reading(reminders.chosen, ADA)
    post.node.ground.home.office = None
    await ada.open("/desk/me")
    assert "Ce nœud n'envoie pas de courriel" in ada.text

"""Messages: written and heard, for one organisation's people; blocked, limited, withdrawn, reported; nowhere else."""

from __future__ import annotations

import pytest

from federation.errors import Refused
from node import messaging, publishing
from node.errors import NodeError, NotAllowed
from node.profiles import NewActor, add_actor
from node.store import actors, follows, messages, moderation
from node.store.actors import LocalActor
from tests.node.ground import NOW, ORIGIN, PAIR, Document, Ground, Peer
from vocab.context import PUBLIC
from vocab.message import MAX_TEXT
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
# Somebody on a server that speaks plain ActivityPub.
JEANNE = Peer("https://social.example/users/jeanne", type="Person", speaks=False, seed=3)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)
# What other servers and rude people send; nothing of it may come through as markup.
ATTACKS = (
    "<script>alert(1)</script>",
    "<p>Bonjour<img src=x onerror=alert(1)></p>",
    '<a href="javascript:alert(1)">ici</a>',
    "<svg/onload=alert(1)>",
    "<style>body{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "<p>a\u202egnp.exe</p>",
    "<math><mtext></p><script>alert(1)</script></math>",
    "<p" * 5_000,
    "\x00\x08<b>x",
)


def note(by: Peer, to: object, content: str = "<p>Bonjour</p>", name: str = "m1", **more: object) -> Document:
    """A note as Mastodon sends it, to actors alone."""
    id = f"{by.origin}/notes/{name}"
    document: Document = {
        "id": id,
        "type": "Note",
        "attributedTo": by.id,
        "content": content,
        "to": [to] if isinstance(to, str) else to,
        "cc": [],
        "published": "2026-11-23T10:00:00Z",
    }
    return document | more


def create(by: Peer, document: Document, verb: str = "Create", name: str = "") -> Document:
    suffix = str(document["id"]).rpartition("/")[2]
    return by.says(verb, document, name or f"{verb.lower()}-{suffix}", to=document["to"], cc=[])


def me(ground: Ground) -> LocalActor:
    found = actors.find(ground.db, ground.me)
    assert found is not None
    return found


def heard(ground: Ground, by: Peer) -> list[str]:
    return [each.content for each in messages.between(ground.db, ground.me, by.id, before=None, limit=100)]


# -- what comes


async def test_hear__a_note_for_us_alone_is_a_message_and_nothing_else(ground: Ground) -> None:
    ground.meet(JEANNE)

    assert await ground.hear(create(JEANNE, note(JEANNE, ground.me, "<p>Bonjour <b>vous</b></p>"))) == "message"

    assert heard(ground, JEANNE) == ["Bonjour vous"]
    assert ground.shelved() == {ground.me}
    assert ground.waiting() == []
    assert ground.db.execute("SELECT count(*) FROM news").fetchone()[0] == 0
    assert ground.record(f"{JEANNE.origin}/notes/m1") is None


@pytest.mark.parametrize("more", [{"to": [PUBLIC]}, {"cc": [f"{CLEF.id}/followers"]}, {"cc": ["as:Public"]}])
async def test_hear__what_others_may_read_too_is_no_message(ground: Ground, more: Document) -> None:
    ground.follow(CLEF)

    await ground.hear(create(CLEF, note(CLEF, ground.me) | more))

    assert heard(ground, CLEF) == []


async def test_hear__a_record_for_us_alone_is_no_message(ground: Ground) -> None:
    ground.meet(CLEF)

    await ground.hear(create(CLEF, CLEF.record("a", to=[ground.me], cc=None)))

    assert heard(ground, CLEF) == []


@pytest.mark.parametrize("attack", ATTACKS)
async def test_hear__markup_is_made_plain(ground: Ground, attack: str) -> None:
    ground.meet(RAFLE)

    await ground.hear(create(RAFLE, note(RAFLE, ground.me, f"<p>Lisez</p>{attack}")))

    (said,) = heard(ground, RAFLE)
    assert said.startswith("Lisez")
    assert len(said) <= MAX_TEXT
    assert not set(said) & set("\x00\x08\u202e\u2066")


@pytest.mark.parametrize("mention", ["@pedales@pedales.example ", "@pedales "])
async def test_hear__who_is_written_to_is_not_told_so(ground: Ground, mention: str) -> None:
    ground.meet(JEANNE)

    await ground.hear(create(JEANNE, note(JEANNE, ground.me, f"<p><span>{mention}</span>@autre bonjour</p>")))

    assert heard(ground, JEANNE) == ["@autre bonjour"]


async def test_hear__in_the_name_of_another__is_refused(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)
    theirs = note(CLEF, ground.me)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Create", theirs, to=[ground.me]))

    assert heard(ground, CLEF) == heard(ground, RAFLE) == []


async def test_hear__twice_is_once_and_an_edit_takes_its_place(ground: Ground) -> None:
    ground.meet(CLEF)
    await ground.hear(create(CLEF, note(CLEF, ground.me)))
    await ground.hear(create(CLEF, note(CLEF, ground.me), name="again"))
    await ground.hear(create(CLEF, note(CLEF, ground.me, "<p>Bonsoir</p>"), "Update"))

    assert heard(ground, CLEF) == ["Bonsoir"]


async def test_hear__its_author_takes_it_back_and_nobody_else(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)
    await ground.hear(create(CLEF, note(CLEF, ground.me)))
    await ground.hear(create(RAFLE, note(RAFLE, ground.me)))
    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", f"{CLEF.origin}/notes/m1", "theft"))
    assert heard(ground, CLEF) == ["Bonjour"]

    assert await ground.hear(CLEF.says("Delete", f"{CLEF.origin}/notes/m1")) == "message withdrawn"
    await ground.hear(RAFLE.says("Delete", RAFLE.id, "gone"))

    assert heard(ground, CLEF) == heard(ground, RAFLE) == []


async def test_hear__no_more_than_so_many_in_an_hour_from_a_server(ground: Ground) -> None:
    ground.meet(RAFLE)
    most = ground.home.settings.messages_heard_per_hour
    became = [await ground.hear(create(RAFLE, note(RAFLE, ground.me, name=f"n{n}"))) for n in range(most + 2)]

    assert became.count("message") == most
    assert became[-1] == "too many messages"
    ground.clock.at += 3_601
    assert await ground.hear(create(RAFLE, note(RAFLE, ground.me, name="later"))) == "message"


async def test_hear__of_somebody_barred__nothing_either_way(ground: Ground) -> None:
    ground.follow(RAFLE)
    ground.followed_by(RAFLE)
    messaging.bar(ground.db, ground.home, ground.me, RAFLE.id)

    assert await ground.hear(create(RAFLE, note(RAFLE, ground.me))) == "not wanted"
    assert await ground.hear(RAFLE.says("Follow", ground.me)) == "not wanted"

    assert follows.followers(ground.db, ground.me) == follows.following(ground.db, ground.me) == []
    assert [type for type, _, _ in ground.sent()] == ["Reject", "Undo", "Reject"]
    with pytest.raises(NotAllowed):
        messaging.write(ground.db, ground.home, me(ground), RAFLE.id, "Bonjour")
    messaging.unbar(ground.db, ground.home, ground.me, RAFLE.id)
    assert await ground.hear(create(RAFLE, note(RAFLE, ground.me, name="m2"))) == "message"


# -- what leaves


async def test_write__is_what_mastodon_shows_as_a_private_mention(ground: Ground) -> None:
    ground.meet(JEANNE)
    await ground.hear(create(JEANNE, note(JEANNE, ground.me)))

    id = messaging.write(ground.db, ground.home, me(ground), JEANNE.id, "Bonjour <Jeanne>\nà demain\n\nLes Pédales")

    sent = ground.activity(ground.entries()[-1].id)
    document = dict(sent["object"])  # type: ignore[call-overload]
    assert (sent["type"], sent["to"], "cc" in sent) == ("Create", [JEANNE.id], False)
    assert document.pop("@context")
    assert document == {
        "id": id,
        "type": "Note",
        "attributedTo": ground.me,
        "content": '<p><span class="h-card"><a href="https://social.example/users/jeanne" class="u-url mention">'
        "@<span>jeanne</span></a></span> Bonjour &lt;Jeanne&gt;<br>à demain</p><p>Les Pédales</p>",
        "inReplyTo": f"{JEANNE.origin}/notes/m1",
        "tag": [{"type": "Mention", "href": JEANNE.id, "name": "@jeanne@social.example"}],
        "to": [JEANNE.id],
        "published": document["published"],
    }
    assert ground.sent() == [("Create", id, f"{JEANNE.id}/inbox")]
    assert heard(ground, JEANNE) == ["Bonjour", "Bonjour <Jeanne>\nà demain\n\nLes Pédales"]


async def test_write__to_somebody_of_this_node(ground: Ground) -> None:
    panier = add_actor(ground.db, ground.home, NewActor("panier", "Panier", "platform"), PAIR)

    messaging.write(ground.db, ground.home, me(ground), panier, "Bonjour")

    (received,) = messages.between(ground.db, panier, ground.me, before=None, limit=9)
    assert (received.content, received.sent, received.seen) == ("Bonjour", False, False)
    assert ground.sent() == []


@pytest.mark.parametrize("text", ["", " \n ", "a" * (MAX_TEXT + 1)])
async def test_write__nothing_and_too_much_are_refused(ground: Ground, text: str) -> None:
    ground.meet(CLEF)

    with pytest.raises(NodeError):
        messaging.write(ground.db, ground.home, me(ground), CLEF.id, text)


async def test_write__no_more_than_so_many_in_an_hour(ground: Ground) -> None:
    ground.meet(CLEF)
    for number in range(ground.home.settings.messages_per_hour):
        messaging.write(ground.db, ground.home, me(ground), CLEF.id, f"{number}")

    with pytest.raises(NodeError):
        messaging.write(ground.db, ground.home, me(ground), CLEF.id, "une de trop")

    ground.clock.at = NOW + 3_601
    assert messaging.write(ground.db, ground.home, me(ground), CLEF.id, "plus tard")


async def test_write__to_whom_blocked_us__and_to_nobody_known(ground: Ground) -> None:
    ground.meet(CLEF)
    moderation.block_by(ground.db, CLEF.id, ground.me, "", "2026-11-23T10:00:00.000Z")

    for other in (CLEF.id, JEANNE.id, ground.me, ground.home.application):
        with pytest.raises(NodeError):
            messaging.write(ground.db, ground.home, me(ground), other, "Bonjour")


async def test_kept__the_newest(words: Vocabulary) -> None:
    ground = await Ground.lay(words, messages_kept=3)
    ground.meet(CLEF)
    for number in range(5):
        await ground.hear(create(CLEF, note(CLEF, ground.me, f"<p>{number}</p>", f"n{number}")))

    assert heard(ground, CLEF) == ["2", "3", "4"]


# -- reports


async def test_report__names_the_messages_and_not_who_reports(ground: Ground) -> None:
    ground.meet(RAFLE)
    await ground.hear(create(RAFLE, note(RAFLE, ground.me, "<p>Un secret</p>")))

    messaging.report(ground.db, ground.home, ground.me, RAFLE.id, "Réclame", tell_them=True)

    (kept,) = moderation.reports(ground.db)
    assert (kept["content"], kept["about"]) == ("Réclame", [RAFLE.id, f"{RAFLE.origin}/notes/m1"])
    flag = ground.activity(ground.entries()[-1].id)
    assert (flag["type"], flag["actor"]) == ("Flag", ground.home.application)
    assert (flag["object"], flag["content"]) == ([RAFLE.id, f"{RAFLE.origin}/notes/m1"], "Réclame")
    assert ground.me not in str(flag)
    assert "Un secret" not in str(flag)
    assert "Un secret" not in str(kept)


async def test_report__here_alone_sends_nothing(ground: Ground) -> None:
    ground.meet(RAFLE)

    messaging.report(ground.db, ground.home, ground.me, RAFLE.id, "Réclame", tell_them=False)

    assert len(moderation.reports(ground.db)) == 1
    assert ground.sent() == []


async def test_message__is_none_of_what_can_be_withdrawn_as_a_record(ground: Ground) -> None:
    ground.meet(CLEF)
    id = messaging.write(ground.db, ground.home, me(ground), CLEF.id, "Bonjour")

    with pytest.raises(NodeError):
        publishing.withdraw(ground.db, ground.home, ground.me, id)
    assert id.startswith(f"{ORIGIN}/objects/")

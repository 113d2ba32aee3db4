"""No flood (DESIGN 5): of an import, those who do not speak our namespace get one note, the others the records."""

from __future__ import annotations

from federation import proofs
from node import notes, publishing
from node.publishing import Manner
from tests.node.ground import Ground, Peer
from tests.node.test_publishing import public_key
from vocab.language import Text

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PLAIN = Peer("https://plain.example/users/plain", seed=3, speaks=False)
NEWS = Text("Trois organisations de plus.", "Three more organisations.")


def imported(ground: Ground) -> list[str]:
    drafts = [{"kind": "listing", "name": f"Organisation {number}"} for number in range(3)]
    made = [publishing.publish(ground.db, ground.home, ground.me, draft, Manner(quiet=True)).id for draft in drafts]
    notes.sum_up(ground.db, ground.home, ground.me, NEWS)
    return made


def test_import__records_to_those_who_read_them_one_note_to_the_others(ground: Ground) -> None:
    ground.followed_by(CLEF, PLAIN)

    made = imported(ground)

    told = ground.sent()
    assert [about for _, about, inbox in told if inbox == CLEF.inbox] == made
    ((type, note, _),) = [each for each in told if each[2] == PLAIN.inbox]
    assert type == "Create" and note not in made


def test_note__says_in_both_languages_what_came_and_is_proved(ground: Ground) -> None:
    ground.followed_by(PLAIN)

    imported(ground)

    (entry,) = [entry for entry in ground.entries() if entry.audience == "public" and entry.state == "act"]
    document = ground.activity(entry.id)
    note = document["object"]
    assert isinstance(note, dict) and "kind" not in note
    assert note["contentMap"] == {"fr": f"<p>{NEWS.fr}</p>", "en": f"<p>{NEWS.en}</p>"}
    assert proofs.verify(note, public_key(ground.me)) and proofs.verify(document, public_key(ground.me))


def test_note__where_all_speak_our_namespace__is_not_written(ground: Ground) -> None:
    ground.followed_by(CLEF)

    imported(ground)

    assert [type for type, _, inbox in ground.sent() if inbox == CLEF.inbox] == ["Create"] * 3
    assert not [entry for entry in ground.entries() if entry.state == "act" and entry.audience == "public"]

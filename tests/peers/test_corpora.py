"""Two corpora of what servers of the fediverse really write: all of it goes through the door, and nothing breaks."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from aiohttp import ClientSession

from federation import cavage
from node.store import follows, inbox, news
from node.store.connection import Db
from tests.bench.bench_inbox import sender
from tests.federation.doubles import Peer, says
from tests.network.village import house, until
from tests.peers.conversation import ROOT, peers_python
from vocab.vocabulary import Vocabulary

CORPORA = Path(__file__).parent / "opinions" / "corpora.py"


async def test_corpora__each_message_is_kept_or_refused__and_none_breaks_anything(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, Peer() as origin:
        # Given an author that we follow
        author = sender(origin.origin, 1)
        origin.answers[author.id.removeprefix(origin.origin)] = says(json.dumps(author.document).encode())

        def followed(db: Db) -> None:
            follows.put(db, pedales.actor, author.id, f"{pedales.actor}#follow", "accepted", "2026-11-24T10:00:00.000Z")

        await pedales.node.store.writing("follow", followed)
        command = [peers_python(), str(CORPORA), author.id, pedales.actor]
        made = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
        cases = json.loads(made.stdout)
        assert len(cases) > 300

        # When it sends us every message of the corpora
        answers: dict[str, int] = {}
        async with ClientSession() as session:
            for corpus, case, activity in cases:
                body = json.dumps(activity).encode()
                headers = cavage.sign(author.rsa, "POST", f"{pedales.origin}/inbox", body, time.time())
                async with session.post(f"{pedales.origin}/inbox", data=body, headers=headers) as answer:
                    answers[f"{corpus}: {case}"] = answer.status

        # Then each is accepted or refused with a reason, and each accepted one is applied or refused
        assert set(answers.values()) <= {202, 400, 403, 422}, {
            case: status for case, status in answers.items() if status not in (202, 400, 403, 422)
        }
        assert sum(status == 202 for status in answers.values()) > 300

        async def through() -> bool:
            states = await pedales.node.store.reading(inbox.counts)
            return not states.get("new") and not states.get("later")

        await until(through, "every message was looked at")
        states = await pedales.node.store.reading(inbox.counts)
        assert set(states) <= {"done", "refused"}, states

        # And what a person reads of them is text that does nothing
        seen = await pedales.node.store.reading(news.newest)
        assert len(seen) == 50
        for note in await pedales.node.store.reading(_every_note):
            assert isinstance(note, str)
            assert "<script" not in note and " onclick" not in note and "<style" not in note


def _every_note(db: Db) -> list[str]:
    return [str(note["content"]) for note in news.newest(db, 1000)]

"""A position that is none of ours is refused: who went on from it would read from the beginning, and not know."""

from __future__ import annotations

import pytest

from tests.node.web.served import Served


@pytest.mark.parametrize("path", ["outbox", "offers"])
@pytest.mark.parametrize("wrong", ["x", "-1", "1e3", "%C2%B2", "9" * 18])
async def test_before__is_none_of_ours(node: Served, path: str, wrong: str) -> None:
    answer = await node.get(f"{node.me}/{path}?before={wrong}&lang=en")

    assert (answer.status, answer.json["parameter"]) == (400, "before")
    assert "next" in answer.json["title"]


@pytest.mark.parametrize("path", ["outbox", "offers"])
async def test_before__as_our_links_say_it(node: Served, path: str) -> None:
    for name in ("Vélo", "Atelier"):
        await node.say(name=name)
    newest = (await node.get(f"{node.me}/{path}?before=99999999999999999")).json["orderedItems"]

    assert len(newest) >= 2


async def test_before__blank_is_not_said(node: Served) -> None:
    assert (await node.get(f"{node.me}/outbox?before=")).json == (await node.get(f"{node.me}/outbox?page=true")).json

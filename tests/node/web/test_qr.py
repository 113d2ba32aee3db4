"""QR codes of our pages."""

from __future__ import annotations

import re

import pytest

from node.web.qr import drawn
from tests.node.web.served import Served


async def test_qr__of_an_organisation_and_of_a_record(node: Served) -> None:
    said = await node.say(name="Une offre")

    for address in (node.me, said.id):
        answer = await node.get(f"{address}/qr.svg", {"Accept": "image/*"})
        assert (answer.status, answer.type) == (200, "image/svg+xml")
        assert answer.body == drawn(address)
        assert "public" in answer.headers["Cache-Control"]


async def test_qr__says_nothing_of_what_is_there(node: Served) -> None:
    hidden = await node.say(name="Secret", visibility="private")
    nothing = f"{node.me.rpartition('/actors')[0]}/objects/{'0' * 26}"

    answers = [await node.get(f"{address}/qr.svg") for address in (hidden.id, nothing)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].headers.keys() == answers[1].headers.keys()


@pytest.mark.parametrize("address", ["https://a.example/actors/a", "https://" + "b" * 200 + ".example/objects/x"])
def test_drawn__a_square_that_draws_and_does_nothing_else(address: str) -> None:
    picture = drawn(address).decode()

    size = re.search(r'width="([0-9]+)" height="([0-9]+)"', picture)
    assert size is not None and size[1] == size[2]
    assert not re.search(r"<script|href|style=|\bon[a-z]+=", picture)

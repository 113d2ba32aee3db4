from __future__ import annotations

from html import unescape

import pytest

from tests.node.web.served import BROWSER, Served

STORY = {
    "kind": "story",
    "name": "Comment nous avons voté",
    "content": "D'abord les chiffres.",
    "practice": ["G11", "D03"],
    "mistakes": "Voter trop tôt.",
}


async def test_story__its_page_tells_all_of_it_and_how_to_take_it_up(node: Served) -> None:
    id = (await node.say(**STORY)).id

    page = unescape((await node.get(id, BROWSER | {"Accept-Language": "fr"})).text)

    assert page.count("Voter trop tôt.") == 1
    assert 'href="/practices/G11"' in page and 'href="/practices/D03"' in page
    line = page.partition('<textarea id="attribution"')[2].partition("</textarea>")[0]
    assert "« Comment nous avons voté », " in line
    assert f"{id}, Licence Ouverte 2.0" in line
    assert "/embed?kind=story&practice=G11&practice=D03" in page


@pytest.mark.parametrize("change", [{"kind": "offer", "practice": None, "mistakes": None}, {"policy": "network-only"}])
async def test_other_record__says_no_line_to_copy(node: Served, change: dict[str, object]) -> None:
    said = {name: value for name, value in {**STORY, **change}.items() if value is not None}
    id = (await node.say(**said)).id

    assert 'id="attribution"' not in (await node.get(id, BROWSER)).text

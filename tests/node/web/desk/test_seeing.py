"""What people see of the public pages once they are signed in, and what leaves as a file all the same."""

from __future__ import annotations

import pytest

from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import BROWSER, Served


@pytest.mark.parametrize(
    ("who", "roles", "network", "private"),
    [
        ("editor", "editor", True, True),
        ("reader", "reader", True, True),
        ("stranger", None, False, False),
    ],
)
async def test_pages__what_is_for_signed_in_people(
    node: Served, who: str, roles: str | None, network: bool, private: bool
):
    shared = await node.say(name="Entre membres", policy="network-only", visibility="public")
    ours = await node.say(name="Entre nous", visibility="private")
    browser = await signed_in(node, f"{who}@b.example", roles={node.me: roles} if roles else {})

    await browser.open("/directory")
    assert ("Entre membres" in browser.text, "Entre nous" in browser.text) == (network, private)
    for record, seen in ((shared, network), (ours, private)):
        answer = await browser.open(record.id)
        assert (answer.status == 200) is seen

    visitor = Browser(node)
    await visitor.open("/directory")
    assert "Entre membres" not in visitor.text and "Entre nous" not in visitor.text
    assert (await visitor.open(shared.id)).status == 404


@pytest.mark.parametrize(
    "path", ["/directory.csv", "/directory.nq", "/directory.json", "/ogc/collections/offers/items"]
)
async def test_files__do_not_know_the_cookie(node: Served, path: str):
    await node.say(name="Entre membres", policy="network-only", visibility="public")
    await node.say(name="Solidaire", policy="reciprocal-ess")
    browser = await signed_in(node, "ada@b.example", role="administrator")
    headers = {**BROWSER, "Accept": "*/*", "Cookie": f"__Host-desk={browser.cookie}"}
    plain = await node.get(path, {"Accept": "*/*"})
    node.client.session.cookie_jar.clear()

    assert (await node.get(path, headers)).body == plain.body
    assert b"Entre membres" not in plain.body

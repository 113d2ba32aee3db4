"""Every page of every route carries the policy that keeps scripts of others out (R12), found or not."""

from __future__ import annotations

import pytest

from node.web.routes import ROUTES
from tests.node.web.served import BROWSER, Answer, Served

# What other sites may have in a frame has a policy of its own (test_embeds.py).
PAGES = [path for method, path, *_ in ROUTES if method == "GET" and "{ext}" not in path and "{show" not in path]


def is_strict(answer: Answer) -> bool:
    rules = dict(
        (name, set(sources.split()))
        for name, _, sources in (
            rule.strip().partition(" ") for rule in answer.headers["Content-Security-Policy"].split(";") if rule.strip()
        )
    )
    scripts = rules.get("script-src", rules["default-src"])
    return (
        rules["default-src"] <= {"'none'", "'self'"}
        and scripts <= {"'none'", "'self'"}
        and rules["base-uri"] == {"'none'"}
        and rules["frame-ancestors"] == {"'none'"}
        and answer.headers["X-Content-Type-Options"] == "nosniff"
    )


@pytest.mark.parametrize("path", PAGES)
async def test_page__has_the_policy(node: Served, path: str) -> None:
    found = (await node.say()).id
    own = path.replace("/objects/{ulid:[0-9a-z]{26}}", found).replace("{name:[a-z0-9_]{1,64}}", "pedales")
    for address in (own.replace("{ulid:[0-9a-z]{26}}", "0" * 26).replace("{", "").replace("}", ""), path + "x"):
        answer = await node.get(address, BROWSER)

        assert answer.status < 500
        if answer.type == "text/html":
            assert is_strict(answer), answer.headers
        else:
            assert b"<script" not in answer.body.lower()


@pytest.mark.parametrize("path", ["/", "/directory", "/actors/pedales", "/actors/nobody", "/nowhere"])
async def test_page__is_html_for_a_browser(node: Served, path: str) -> None:
    answer = await node.get(path, BROWSER)

    assert answer.type == "text/html"
    assert is_strict(answer)

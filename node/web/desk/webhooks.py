"""Webhooks at the desk: where programs of an organisation are told what is new, how that went, and the secret, once."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from federation.errors import FederationError
from node.clock import iso
from node.digest import question
from node.errors import NodeError, NotAllowed
from node.store import webhooks
from node.store.webhooks import Telling, Webhook
from node.troubles import trouble
from node.web.appkeys import RATES
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.webhooks import hooking

SHOWN: Final = 5


async def get_webhooks(visit: Visit) -> web.Response:
    """Those of this organisation, and the form for another."""
    return await _shown(visit)


async def post_webhooks(visit: Visit) -> web.Response:
    """Set one up after it answered a challenge, try one again, remove one."""
    do, store, home = visit.said("do"), visit.node.store, visit.node.home
    if do == "add":
        return await _add(visit)
    num = int(visit.said("num")) if visit.said("num").isdecimal() and len(visit.said("num")) < 16 else -1
    if do == "remove":
        await store.writing("webhook", hooking.remove, home, visit.account.email, visit.organisation.id, num)
        return visit.go(f"{visit.home()}/webhooks", "changed")
    if do == "resume":
        await store.writing("webhook", hooking.resume, home, visit.organisation.id, num)
        visit.node.wake()
        return visit.go(f"{visit.home()}/webhooks", "changed")
    raise NotAllowed(UNKNOWN)


async def _add(visit: Visit) -> web.Response:
    """Ask the program first: what did not answer is not kept."""
    node, home, email = visit.node, visit.node.home, visit.account.email
    url, typed = visit.said("url")[: hooking.MAX_URL], visit.said("question")[:2_000]
    visit.request.app[RATES].password(visit.request, email)
    try:
        asked = question.written(question.asked(_pairs(typed), home.vocabulary))
        await node.store.reading(hooking.room, email)
        node.client.guard.check_url(url)
        secret = home.secret()
        await hooking.challenge(node.client, home, url, secret)
        known = await node.digests.state(asked)
        await node.store.writing("webhook", hooking.add, home, email, visit.organisation.id, url, asked, secret, known)
    except (NodeError, FederationError) as refused:
        return await _shown(visit, url=url, typed=typed, why=refused.public.in_(visit.language))
    node.wake()
    return await _shown(visit, secret=secret)


async def _shown(visit: Visit, *, url: str = "", typed: str = "", why: str = "", secret: str = "") -> web.Response:
    found = await visit.node.store.reading(webhooks.of_actor, visit.organisation.id)
    return visit.show(
        "desk_webhooks.html",
        visit.t("webhooks.title"),
        status=422 if why else 200,
        hooks=[await _line(visit, each) for each in found],
        url=url,
        question=typed or question.written([pair for pair in visit.request.query.items() if pair[0] in question.ASKED]),
        why=why,
        secret=secret,
        said=said_of(visit),
    )


async def _line(visit: Visit, webhook: Webhook) -> dict[str, object]:
    tellings = await visit.node.store.reading(webhooks.tellings, webhook.num, SHOWN)
    return {
        "num": webhook.num,
        "url": webhook.url,
        "what": question.said(webhook.question, visit.node.home.vocabulary, visit.language),
        "by": webhook.email,
        "stopped": webhook.stopped and visit.t(f"webhooks.stopped.{webhook.stopped}"),
        "tellings": [
            {
                "at": iso(each.at)[:16].replace("T", " "),
                "said": _outcome(visit, each),
            }
            for each in tellings
        ],
    }


def _outcome(visit: Visit, telling: Telling) -> str:
    """How a try went, as a sentence; what has none stands in the node's log."""
    if telling.outcome == "told":
        return visit.t("webhooks.told", n=telling.records)
    why = trouble(telling.outcome)
    if why.en == telling.outcome:
        return visit.t("webhooks.failed.otherwise")
    return visit.t("webhooks.failed", why=why.in_(visit.language))


def _pairs(typed: str) -> list[tuple[str, str]]:
    """The conditions of an address of the directory, whole or what follows its question mark."""
    query = urlsplit(typed).query if typed.startswith(("/", "http://", "https://")) else typed.removeprefix("?")
    return parse_qsl(query, keep_blank_values=True, max_num_fields=50)

"""Learning a practice at the desk: from whom and from what, why, asking to be shown, and what is not for us."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from aiohttp import web

from federation.errors import FederationError
from node.desk import assessing
from node.desk.learning import Learning, Suggested, learning_of
from node.errors import NodeError, NotAllowed
from node.formats.item import Item
from node.store import learning
from node.web.cards import Card, card_of, labels, names_of
from node.web.desk import messages
from node.web.desk.calls import reader_of_organisation
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.directory import DIRECTORY, owners_of
from vocab.charter import Practice
from vocab.message import MAX_TEXT

MAX_ID = 2_000


async def get_learning(visit: Visit) -> web.Response:
    """One practice: who may show it, what is told of it, what is to come, what those who do it offer."""
    return await _shown(visit, _practice(visit))


async def post_learning(visit: Visit) -> web.Response:
    """Not for us, or to be shown again after all; or ask one of them to show."""
    practice, do, id = _practice(visit), visit.said("do"), visit.said("id")[:MAX_ID]
    actor, page = visit.organisation, f"{_base(visit)}/{visit.request.match_info['notation']}"
    if do == "back":
        await visit.node.store.writing("desk", learning.take_back, actor.id, practice.notation, id)
        return visit.go(page, "taken_back")
    found = await _look(visit, practice)
    # Only what was shown is put aside, and only who gladly shows is asked.
    if do == "aside" and id in found.ids:
        now = visit.node.home.now_iso()
        await visit.node.store.writing("desk", learning.put_aside, actor.id, practice.notation, id, now)
        return visit.go(page, "put_aside")
    if do != "ask" or id not in {each.item.entry.id for each in found.showing}:
        raise NotAllowed(UNKNOWN)
    try:
        other = await messages.meet(visit, id)
        home, by = visit.node.home, visit.account.email
        await visit.node.store.writing("desk", messages.sent, home, by, actor, other, visit.said("text"))
    except (FederationError, NodeError) as error:
        return await _shown(visit, practice, asked=id, wrong=error.public.in_(visit.language))
    visit.node.wake()
    return visit.go(f"{visit.home()}/messages?{urlencode({'with': other, 'said': 'sent'})}#end")


def _practice(visit: Visit) -> Practice:
    return assessing.practice_of(visit.node.home.vocabulary.charter, visit.request.match_info["notation"])


async def _look(visit: Visit, practice: Practice) -> Learning:
    reader = await reader_of_organisation(visit)
    return await learning_of(visit.request.app[DIRECTORY], reader, visit.organisation.id, practice)


async def _shown(visit: Visit, practice: Practice, asked: str = "", wrong: str = "") -> web.Response:
    language, directory = visit.language, visit.request.app[DIRECTORY]
    found = await _look(visit, practice)
    assessed = await visit.node.store.reading(assessing.look, visit.node.home, visit.organisation)
    saved = assessed.asked[practice.notation].saved if practice.notation in assessed.asked else None
    level = saved.answer.get("level") if saved else None
    items = (*(each.item for each in found.showing), *found.stories, *found.events, *found.offers, *found.aside)
    seen_by = tuple(dict.fromkeys(issuer for each in found.showing for issuer in each.seen_by))
    reader = await reader_of_organisation(visit)
    names = names_of(await directory.names((*owners_of(list(items)), *seen_by), reader), language)

    def cards(found: Sequence[Item]) -> list[Card]:
        return [card_of(visit.pages, each, language, directory.origin, names) for each in found]

    label = practice.label.in_(language)
    return visit.show(
        "desk_learning.html",
        visit.t("learning.title", practice=label),
        status=422 if wrong else 200,
        said=said_of(visit),
        wrong=wrong,
        asked=asked,
        label=label,
        notation=practice.notation,
        level=visit.pages.label(language, "level", str(level)) if isinstance(level, int) else None,
        anchor=practice.anchors[3].in_(language),
        begin=practice.begin.in_(language),
        showing=[_suggested(visit, each, cards([each.item])[0], names) for each in found.showing],
        text=visit.said("text") or visit.t("learning.ask.text", practice=label),
        most=MAX_TEXT,
        groups=[
            (name, cards(items))
            for name, items in (("stories", found.stories), ("events", found.events), ("offers", found.offers))
        ],
        aside=cards(found.aside),
        base=_base(visit),
    )


def _suggested(visit: Visit, each: Suggested, card: Card, names: dict[str, str]) -> dict[str, object]:
    id = each.item.entry.id
    return {
        "card": card,
        "how": each.item.entry.willing_to_show,
        "why": why(visit, each, names),
        "record": each.shower.record,
        "endorse": urlencode({"of": id}),
    }


def why(visit: Visit, each: Suggested, names: dict[str, str]) -> str:
    """The reasons as one sentence, each of which can be checked."""
    pages, language, likeness, shower = visit.pages, visit.language, each.likeness, each.shower
    parts = []
    if likeness.sectors:
        sectors = labels(pages, "sector", likeness.sectors, language)
        parts.append(visit.t("learning.why.sector", sectors=sectors))
    if likeness.km is not None:
        parts.append(visit.t("learning.why.about" if likeness.approximate else "learning.why.km", n=likeness.km))
    if likeness.size is not None:
        parts.append(visit.t("learning.why.size", size=visit.t(f"learning.size.{likeness.size}")))
    level, day = pages.label(language, "level", str(shower.level)) or "", pages.date(language, shower.on) or ""
    shown = visit.t("learning.why.with" if shower.evidence else "learning.why.without")
    parts.append(visit.t("learning.why.level", level=level, date=day, shown=shown))
    by = [names[issuer] for issuer in each.seen_by if issuer in names]
    if by:
        parts.append(visit.t("learning.why.seen", names=", ".join(by)))
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _base(visit: Visit) -> str:
    return f"{visit.home()}/progress"

"""Planning at the desk: what one would take further, the goals one has set, what became of them, a year on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from node.desk import assessing, planning
from node.desk.learning import Below, below
from node.errors import Invalid, NotAllowed
from node.home import Home
from node.store import goals
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.goals import Goal, Move
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from vocab.charter import LEVELS
from vocab.learning import WISHED
from vocab.shapes import Finding

FIELDS: Final = ("practice", "level", "aim", "due", "who", "help", "publish")
FOLLOW_UP: Final = ("done", "give_up", "move")
Row = dict[str, object]


async def get_progress(visit: Visit) -> web.Response:
    """The goals that are open, what may be learnt, and the form of one more (`practice` fills it in)."""
    return await _shown(visit, None)


async def post_progress(visit: Visit) -> web.Response:
    """Set a goal; say that one is reached, given up and why, or moved to another day."""
    do, home, actor, by = visit.said("do"), visit.node.home, visit.organisation.id, visit.account.email
    store, page = visit.node.store, f"{visit.home()}/progress"
    if do == "set":
        typed = {name: visit.said(name).replace("\r\n", "\n") for name in FIELDS}
        try:
            await store.writing("goal", planning.plan, home, by, actor, typed, visit.language)
        except Invalid as invalid:
            return await _shown(visit, typed, invalid.findings)
        visit.node.wake()
        return visit.go(page, "goal_set")
    number = visit.said("goal")
    if do not in FOLLOW_UP or not re.fullmatch(r"[0-9]{1,15}", number):
        raise NotAllowed(UNKNOWN)
    num, reason = int(number), visit.said("reason").replace("\r\n", "\n")
    try:
        if do == "move":
            await store.writing("goal", planning.move, home, actor, num, visit.said("due"), reason)
        else:
            state, gone = planning.DONE if do == "done" else planning.GIVEN_UP, visit.said("withdraw") == "1"
            if await store.writing(
                "goal", planning.close, home, by, visit.organisation, num, state, reason, withdrawing=gone
            ):
                visit.node.wake()
                do = f"{do}_withdrawn"
    except Invalid as invalid:
        return await _shown(visit, None, invalid.findings, at=num)
    return visit.go(page, f"goal_{do}")


async def get_review(visit: Visit) -> web.Response:
    """A year looked back on: what was aimed, what is reached, what next; made to be printed."""
    held, moves, asked = await visit.node.store.reading(_held, visit.node.home, visit.organisation)
    today = visit.node.home.now_iso()[:10]
    years = planning.years(held, today)
    year = visit.request.query.get("year", today[:4])
    found = planning.review(held, moves, year if year in years else today[:4])
    return visit.show(
        "desk_review.html",
        visit.t("review.title", year=found.year),
        year=found.year,
        years=years,
        today=visit.pages.date(visit.language, today),
        aimed=[_goal(visit, each, asked) for each in found.aimed],
        groups=[
            ("reached", [_goal(visit, each, asked) for each in found.reached]),
            ("given_up", [_goal(visit, each, asked) for each in found.given_up]),
        ],
        next=[_goal(visit, each, asked) for each in found.next],
        moved=[_goal(visit, goal, asked) | _move(visit, move) for goal, move in found.moved],
        base=f"{visit.home()}/progress",
    )


def _held(db: Db, home: Home, actor: LocalActor) -> tuple[list[Goal], list[Move], dict[int, str]]:
    held = goals.each(db, actor.id)
    return held, goals.moves(db, actor.id), planning.asked(db, home, actor, held)


async def _shown(
    visit: Visit, typed: Mapping[str, str] | None, findings: Sequence[Finding] = (), at: int | None = None
) -> web.Response:
    """`at`: the goal whose follow-up is wrong; what was typed there is shown again."""
    language, charter = visit.language, visit.node.home.vocabulary.charter
    held, moves, asked = await visit.node.store.reading(_held, visit.node.home, visit.organisation)
    found = await visit.node.store.reading(assessing.look, visit.node.home, visit.organisation)
    open = [each for each in held if each.state == planning.OPEN]
    wished = {each.practice: each.aim for each in open}
    rows = below(found, wished)
    levels = {each.practice.notation: each.level for each in rows}
    today = visit.node.home.now_iso()[:10]
    return visit.show(
        "desk_progress.html",
        visit.t("progress.title"),
        status=422 if findings else 200,
        said=said_of(visit),
        answered=any(each.saved for each in found.asked.values()),
        rows=[_below(visit, each) | {"aimed": each.practice.notation in wished} for each in rows],
        goals=[
            _goal(visit, each, asked)
            | {"over": each.due < today, "moves": [_move(visit, one) for one in moves if one.goal == each.num]}
            for each in open
        ],
        any_closed=len(open) < len(held),
        typed=typed if typed is not None else _blank(visit, levels),
        at=at,
        again={name: visit.said(name) for name in ("due", "reason", "withdraw")} if at is not None else {},
        wrong=_by_field(visit, findings),
        faults=[_sentence(visit, each) for each in findings],
        practices=[
            (theme.label.in_(language), [(each.notation, each.label.in_(language)) for each in of_theme])
            for theme in charter.themes
            if (of_theme := charter.offered(theme.notation))
        ],
        levels=[(str(each), visit.pages.label(language, "level", str(each))) for each in LEVELS],
        today=today,
        base=f"{visit.home()}/progress",
    )


def _blank(visit: Visit, levels: Mapping[str, int]) -> dict[str, str]:
    """An empty form; from a practice it is filled in with its level today and the one that is wished."""
    blank = dict.fromkeys(FIELDS, "")
    notation = visit.request.query.get("practice", "")[:60]
    level = levels.get(notation)
    if level is not None:
        blank |= {"practice": notation, "level": str(level), "aim": str(max(WISHED, level + 1))}
    return blank


def _below(visit: Visit, each: Below) -> Row:
    practice, language = each.practice, visit.language
    return {
        "notation": practice.notation,
        "label": practice.label.in_(language),
        "level": visit.pages.label(language, "level", str(each.level)),
        "next": practice.anchors[each.level + 1].in_(language),
    }


def _goal(visit: Visit, goal: Goal, asked: Mapping[int, str]) -> Row:
    pages, language = visit.pages, visit.language
    practice = visit.node.home.vocabulary.charter.get(goal.practice)
    return {
        "num": goal.num,
        "notation": goal.practice if practice else None,
        # A practice that the catalogue no longer has is called by its code: there is no other word for it.
        "label": practice.label.in_(language) if practice else goal.practice,
        "level": pages.label(language, "level", str(goal.level)),
        "aim": pages.label(language, "level", str(goal.aim)),
        "due": pages.date(language, goal.due),
        "who": goal.who,
        "help": goal.help,
        "request": goal.request,
        "asked": asked.get(goal.num),
        "state": visit.t(f"goal.state.{goal.state}"),
        "reason": goal.reason,
        "closed": pages.date(language, goal.closed),
    }


def _move(visit: Visit, move: Move) -> Row:
    pages, language = visit.pages, visit.language
    return {"was": pages.date(language, move.was), "to": pages.date(language, move.due), "why": move.reason}


def _by_field(visit: Visit, findings: Sequence[Finding]) -> dict[str, str]:
    return dict.fromkeys((*FIELDS, "reason"), "") | {each.field: _sentence(visit, each) for each in findings}


def _sentence(visit: Visit, finding: Finding) -> str:
    said = finding.sentence.in_(visit.language)
    field = visit.t(f"goal.{finding.field}")
    colon, fix = visit.t("assess.colon"), finding.fix.in_(visit.language)
    return f"{field}{colon}{said}. {visit.t('assess.fix')} {fix}."

"""Planning: the goals of an organisation for its practices, what becomes of them, and a year of them looked back on.

They are for its own people: nothing of them is published but a request for help, where one asks for that.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node import publishing
from node.accounts import journal
from node.desk import records
from node.errors import Invalid, Missing
from node.home import Home
from node.store import goals
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.goals import Goal, Move
from vocab.charter import LEVELS, Charter
from vocab.language import Language, Text
from vocab.shapes import Finding

OPEN, DONE, GIVEN_UP = "open", "done", "given_up"
STANDING, OVER, WITHDRAWN = "standing", "over", "withdrawn"
MAX_LINE: Final = 200
MAX_PROSE: Final = 2_000
MAX_GOALS: Final = 500
FURTHEST_YEARS: Final = 10

NO_GOAL: Final = Text(
    "Cet objectif n'existe pas, ou il est déjà clos.", "There is no such goal, or it is closed already."
)
NO_PRACTICE: Final = Text("aucune pratique du catalogue n'est choisie", "no practice of the catalogue is chosen")
A_PRACTICE: Final = Text("choisissez-en une dans la liste", "choose one from the list")
TWICE: Final = Text(
    "vous avez déjà un objectif ouvert pour cette pratique", "you already have an open goal for this practice"
)
FIRST_CLOSE: Final = Text("fermez l'autre d'abord, ou déplacez sa date", "close the other first, or move its date")
NO_LEVEL: Final = Text("ce n'est pas un niveau", "this is no level")
NOT_ABOVE: Final = Text("le niveau visé n'est pas au-dessus du départ", "the level aimed at is not above the start")
HIGHER: Final = Text("un niveau plus haut que celui d'aujourd'hui, 4 au plus", "a level above today's, at most 4")
NO_DAY: Final = Text("ce n'est pas une date", "this is no date")
PAST: Final = Text("cette date est passée", "this date is past")
TOO_FAR: Final = Text(
    f"cette date est dans plus de {FURTHEST_YEARS} ans", f"this date is over {FURTHEST_YEARS} years away"
)
A_DAY: Final = Text("une date à venir, comme 2027-06-30", "a date to come, such as 2027-06-30")
SAME_DAY: Final = Text("c'est déjà la date de cet objectif", "this is the day of this goal already")
TOO_LONG: Final = Text("ce texte est trop long", "this text is too long")
NO_REASON: Final = Text("il manque la raison", "the reason is missing")
A_REASON: Final = Text("une phrase, pour vous en souvenir l'an prochain", "a sentence, to remember it next year")
NO_HELP: Final = Text("rien ne dit quelle aide vous cherchez", "nothing says which help you look for")
SOME_HELP: Final = Text(
    "écrivez l'aide cherchée, ou décochez la publication", "write which help you want, or do not publish it"
)
TOO_MANY: Final = Text(f"vous avez déjà {MAX_GOALS} objectifs", f"you have {MAX_GOALS} goals already")
FEWER: Final = Text("moins d'objectifs à la fois", "fewer goals at a time")
LOOKS_FOR: Final = Text("Cherche de l'aide : {practice}", "Looking for help: {practice}")

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Review:
    """A year of goals: all that were open in it, and of those the reached, the given up, the moved and what is next."""

    year: str
    aimed: tuple[Goal, ...]
    reached: tuple[Goal, ...]
    given_up: tuple[Goal, ...]
    moved: tuple[tuple[Goal, Move], ...]
    next: tuple[Goal, ...]


def plan(db: Db, home: Home, by: str, actor: str, typed: Typed, language: Language) -> int:
    """Set a goal; publish its request for help if one wishes. Raises `Invalid`; then nothing was done."""
    charter, today = home.vocabulary.charter, home.now_iso()[:10]
    held = goals.each(db, actor)
    findings = wrong(typed, charter, today, held)
    if findings:
        raise Invalid(tuple(findings))
    request = None
    practice, level, aim = typed["practice"], int(typed["level"]), int(typed["aim"])
    if typed.get("publish"):
        draft = _request(charter, practice, typed["help"], typed["due"], language)
        request = publishing.publish(db, home, actor, draft).id
        journal.note(db, home, by, "published", request, actor)
    who, help = typed.get("who", ""), typed.get("help", "")
    goal = Goal(0, practice, level, aim, typed["due"], who, help, request, OPEN, "", home.now_iso(), None)
    return goals.keep(db, actor, goal)


def wrong(typed: Typed, charter: Charter, today: str, held: Sequence[Goal]) -> list[Finding]:
    """What is wrong with a goal as it was typed, by field."""
    found = []
    practice = charter.get(typed.get("practice", ""))
    if practice is None or practice.notation != typed.get("practice"):
        found.append(Finding("practice", NO_PRACTICE, A_PRACTICE))
    elif any(each.practice == practice.notation and each.state == OPEN for each in held):
        found.append(Finding("practice", TWICE, FIRST_CLOSE))
    elif len(held) >= MAX_GOALS:
        found.append(Finding("practice", TOO_MANY, FEWER))
    level, aim = _level(typed.get("level", "")), _level(typed.get("aim", ""))
    if level is None:
        found.append(Finding("level", NO_LEVEL, Text("un nombre de 0 à 3", "a number from 0 to 3")))
    if aim is None:
        found.append(Finding("aim", NO_LEVEL, HIGHER))
    elif level is not None and aim <= level:
        found.append(Finding("aim", NOT_ABOVE, HIGHER))
    found += _day(typed.get("due", ""), today)
    for name, most in (("who", MAX_LINE), ("help", MAX_PROSE)):
        if len(typed.get(name, "")) > most:
            found.append(Finding(name, TOO_LONG, _at_most(most)))
    if typed.get("publish") and not typed.get("help"):
        found.append(Finding("help", NO_HELP, SOME_HELP))
    return found


def close(
    db: Db, home: Home, by: str, actor: LocalActor, num: int, state: str, reason: str, *, withdrawing: bool = False
) -> bool:
    """Reached, or given up with a reason; `withdrawing` the request it published too: whether there was one to
    withdraw. Raises `Missing`, `Invalid`.
    """
    goal = _open(db, actor.id, num)
    if state == GIVEN_UP and not reason:
        raise Invalid((Finding("reason", NO_REASON, A_REASON),))
    _require_short(reason)
    goals.close(db, actor.id, num, state, reason, home.now_iso())
    if not withdrawing or goal.request is None or asked(db, home, actor, [goal])[num] == WITHDRAWN:
        return False
    records.withdraw(db, home, by, actor, goal.request)
    return True


def asked(db: Db, home: Home, actor: LocalActor, held: Sequence[Goal]) -> dict[int, str]:
    """How the requests of goals stand, by the goals' numbers: standing, over (its day is past), withdrawn."""
    found = {}
    for goal in held:
        if goal.request is not None:
            try:
                found[goal.num] = OVER if records.find(db, home, actor, goal.request).over else STANDING
            except Missing:
                found[goal.num] = WITHDRAWN
    return found


def move(db: Db, home: Home, actor: str, num: int, due: str, reason: str) -> None:
    """Another day for a goal. Raises `Missing`, `Invalid`."""
    goal, now = _open(db, actor, num), home.now_iso()
    findings = _day(due, now[:10])
    if not findings and due == goal.due:
        findings = [Finding("due", SAME_DAY, A_DAY)]
    if findings:
        raise Invalid(tuple(findings))
    _require_short(reason)
    goals.move(db, actor, Move(num, now, goal.due, due, reason))


def review(held: Sequence[Goal], moves: Sequence[Move], year: str) -> Review:
    """What was aimed at in a year, what is reached, what next: goals of that year, set or due or closed in it."""
    aimed = tuple(goal for goal in held if goal.since[:4] <= year and (goal.closed or year)[:4] >= year)
    closed = [goal for goal in aimed if (goal.closed or "")[:4] == year]
    by_num = {goal.num: goal for goal in held}
    return Review(
        year,
        aimed,
        tuple(goal for goal in closed if goal.state == DONE),
        tuple(goal for goal in closed if goal.state == GIVEN_UP),
        tuple((by_num[each.goal], each) for each in moves if each.at[:4] == year and each.goal in by_num),
        # Open at the year's end: what was closed later was still ahead then.
        tuple(goal for goal in aimed if goal not in closed),
    )


def years(held: Sequence[Goal], today: str) -> list[str]:
    """The years there is something to look back on, the newest first; this one always."""
    first = min((goal.since[:4] for goal in held), default=today[:4])
    return [str(year) for year in range(int(today[:4]), int(first) - 1, -1)]


def _open(db: Db, actor: str, num: int) -> Goal:
    goal = goals.find(db, actor, num)
    if goal is None or goal.state != OPEN:
        raise Missing(NO_GOAL)
    return goal


def _level(typed: str) -> int | None:
    return int(typed) if re.fullmatch(r"[0-9]", typed) and int(typed) in LEVELS else None


def _day(typed: str, today: str) -> list[Finding]:
    try:
        day = datetime.date.fromisoformat(typed) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed) else None
    except ValueError:
        day = None
    if day is None:
        return [Finding("due", NO_DAY, A_DAY)]
    if typed < today:
        return [Finding("due", PAST, A_DAY)]
    return [Finding("due", TOO_FAR, A_DAY)] if day.year > int(today[:4]) + FURTHEST_YEARS else []


def _require_short(reason: str) -> None:
    if len(reason) > MAX_PROSE:
        raise Invalid((Finding("reason", TOO_LONG, _at_most(MAX_PROSE)),))


def _at_most(most: int) -> Text:
    return Text(f"au plus {most} caractères", f"at most {most} characters")


def _request(charter: Charter, notation: str, help: str, due: str, language: Language) -> dict[str, object]:
    practice = charter.get(notation)
    name = LOOKS_FOR.in_(language).format(practice=practice.label.in_(language) if practice else notation)
    return {
        "kind": "request",
        "language": language,
        "name": name,
        "content": help,
        "valid_until": due,
        "practice": notation,
    }

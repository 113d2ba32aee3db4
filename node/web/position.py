"""Positions in a collection: where its next page begins, as our own links say it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.clock import moment
from node.parameters import BadQuery
from vocab.language import Text

MAX_DIGITS: Final = 17
MAX_PLACE: Final = 2_100
_WRONG: Final = Text(
    "ce repère ne convient pas : suivez le lien `next` de la page d'avant",
    "this position is none of ours: follow the link `next` of the page before",
)


def before(request: web.Request) -> int | None:
    """`before=`, None where it is not said; raises `BadQuery`, for who went on from a wrong place would begin again."""
    said = request.query.get("before", "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit()) or len(said) > MAX_DIGITS:
        raise BadQuery("before", _WRONG)
    return int(said)


def after(request: web.Request) -> tuple[str, str] | None:
    """`after=`, a moment and an address between which the page before ended; None where it is not said."""
    said = request.query.get("after", "")
    if not said:
        return None
    began, _, last = said.partition(" ")
    if moment(began) != began or not last or len(said) > MAX_PLACE:
        raise BadQuery("after", _WRONG)
    return began, last


def following(began: str, last: str) -> str:
    """The part of an address that says so."""
    return urlencode({"after": f"{began} {last}"})

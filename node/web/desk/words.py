"""What the desk calls things: kinds, audiences, names, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from node.desk.form import in_own
from node.desk.records import Mine
from node.web.desk.visit import Visit


def kind_of(visit: Visit, kind: str) -> str:
    """The word for a kind of record."""
    found = visit.node.home.vocabulary.schemes.record_kind.get(kind)
    return found.label.in_(visit.language) if found else ""


def audience_of(visit: Visit, audience: str) -> str:
    """Who sees it."""
    found = visit.node.home.vocabulary.schemes.visibility.get(audience)
    return found.label.in_(visit.language) if found else ""


def name_of(visit: Visit, mine: Mine) -> str:
    """The title of one of our records."""
    return in_own(mine.draft.get("name"), str(mine.draft.get("language") or visit.language)) or mine.id


def rows_of(found: object) -> list[dict[str, Any]]:
    """The rows of what a command gives."""
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def said_in(visit: Visit, text: object) -> str:
    """A sentence that a command gives in both languages, in that of the page."""
    return str(text.get(visit.language, "")) if isinstance(text, Mapping) else ""

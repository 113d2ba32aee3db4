"""Structured fields (RFC 9651) as signatures use them: dictionaries of labels, read strictly, refused in one sentence.

The library parses; this module bounds what it is given, refuses what the RFC lets pass but no honest signer writes
(a label or a parameter twice), and gives back values that do not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import http_sf
from http_sf import DisplayString, ItemType, Token

from federation.errors import Unauthorized
from vocab.language import Text

MAX_FIELD: Final = 8192

Bare = int | float | str | bool | Decimal | bytes | Token | datetime | DisplayString


@dataclass(frozen=True, slots=True)
class Item:
    """A bare value with its parameters, in order."""

    value: Bare
    parameters: tuple[tuple[str, Bare], ...] = ()

    @property
    def text(self) -> str:
        """As the wire writes it."""
        return http_sf.ser((self.value, dict(self.parameters)))


@dataclass(frozen=True, slots=True)
class InnerList:
    """A parenthesised list with its parameters, in order."""

    items: tuple[Item, ...]
    parameters: tuple[tuple[str, Bare], ...] = ()

    @property
    def text(self) -> str:
        """As the wire writes it."""
        items: list[ItemType] = [(item.value, dict(item.parameters)) for item in self.items]
        return http_sf.ser([(items, dict(self.parameters))])

    def parameter(self, name: str) -> Bare | None:
        """The value of a parameter; None when it is absent."""
        return next((value for key, value in self.parameters if key == name), None)


def read_dictionary(name: str, value: str) -> dict[str, Item | InnerList]:
    """The members of a dictionary field by label; raises Unauthorized naming the field.

    >>> read_dictionary("Signature-Input", 'a=("@method");created=1')["a"].text
    '("@method");created=1'
    """
    if len(value) > MAX_FIELD:
        raise _unreadable(name, f"{len(value)} characters, at most {MAX_FIELD}")
    twice: list[str] = []
    try:
        parsed = http_sf.parse(
            value.encode("ascii"), tltype="dictionary", on_duplicate_key=lambda key, _: twice.append(key)
        )
    except (ValueError, OverflowError) as error:
        raise _unreadable(name, str(error)[:200]) from error
    if twice:
        raise _unreadable(name, f"{twice[0][:40]!r} stands twice")
    assert isinstance(parsed, dict)
    return {label: _member(member) for label, member in parsed.items()}


def write_dictionary(members: Mapping[str, Item | InnerList]) -> str:
    """A dictionary field of these members.

    >>> write_dictionary({"a": Item(b"x")})
    'a=:eA==:'
    """
    return ", ".join(f"{label}={member.text}" for label, member in members.items())


def _member(member: object) -> Item | InnerList:
    value, parameters = member if isinstance(member, tuple) else (member, {})
    if isinstance(value, list):
        return InnerList(tuple(_item(item) for item in value), tuple(parameters.items()))
    return Item(value, tuple(parameters.items()))


def _item(item: object) -> Item:
    value, parameters = item if isinstance(item, tuple) else (item, {})
    return Item(value, tuple(parameters.items()))


def _unreadable(name: str, why: str) -> Unauthorized:
    return Unauthorized(
        f"{name} cannot be read: {why}",
        Text(f"L'en-tête {name} est illisible ({why}).", f"The {name} header cannot be read ({why})."),
    )

"""Later: a module that is named where imports stand, and loaded when something of it is first asked for.

No function imports anything, so that the top of a file says all it needs. Some of that most processes never need: the
node itself for a command that asks the running one, the library of passkeys before anybody signs in. It stands there
too, as `later("name")`, counts as an import for the laws of the house, and costs nothing until it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """A module to come."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            # Who looks at what kind of thing this is asks for nothing of the module.
            raise AttributeError(name)
        found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found


def later(name: str) -> Any:
    """The module of this name, once it is needed."""
    return Later(name)

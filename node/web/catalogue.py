"""The sentences of the pages in one language, as GNU gettext keeps them.

A sentence is asked for by its name, never by its English words: both languages are translations, and mending one does
not undo the other. Sources are the `.po` files of `locale/`, one a part of the site; `make words` compiles them.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Final

DOMAIN: Final = "pages"


class Catalogue:
    """What the pages say in one language."""

    def __init__(self, compiled: bytes) -> None:
        self._said = GNUTranslations(BytesIO(compiled))
        self._said.add_fallback(_Unsaid())

    @classmethod
    def read(cls, locale: Traversable, language: str) -> Catalogue:
        """The catalogue of a language below the folder `locale`; FileNotFoundError when it was never compiled."""
        return cls(locale.joinpath(language, "LC_MESSAGES", f"{DOMAIN}.mo").read_bytes())

    def sentence(self, name: str, n: object = None) -> str:
        """The sentence of that name; a whole number `n` chooses among the forms of one that counts.

        A name without a sentence is a bug: KeyError.
        """
        if isinstance(n, int):
            try:
                return self._said.ngettext(name, name, n)
            except KeyError:
                pass  # it counts nothing, and only shows the number
        try:
            return self._said.gettext(name)
        except KeyError:
            # It counts, and was asked for without a number: of many.
            return self._said.ngettext(name, name, 2)

    def says(self, name: str) -> bool:
        """Whether there is a sentence of that name."""
        try:
            self.sentence(name)
        except KeyError:
            return False
        return True


class _Unsaid(NullTranslations):
    """Where gettext would give the name itself for a sentence it lacks: a page must not show it."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)

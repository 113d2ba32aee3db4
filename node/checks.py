"""Checks: what `doctor` says. Each is a state, a sentence for people and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vocab.language import Text

OK: Final = "OK"
WARN: Final = "WARN"
FAIL: Final = "FAIL"
RANK: Final = (OK, WARN, FAIL)
# Stands for the data folder in a fix: a node does not know where its own is.
FOLDER: Final = "DATA_FOLDER"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    state: str
    said: Text
    fix: Text | None = None

    def as_json(self) -> dict[str, object]:
        """The check for programs, and for the socket."""
        fix = {"fr": self.fix.fr, "en": self.fix.en} if self.fix else None
        return {"name": self.name, "state": self.state, "said": {"fr": self.said.fr, "en": self.said.en}, "fix": fix}

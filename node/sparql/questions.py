"""Worked questions: what one can ask of the data, in both languages, each with a query that gives a result."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

from node.sparql.names import provenance_graph
from vocab.language import Language, Text
from vocab.later import later

if TYPE_CHECKING:
    import yaml
else:
    yaml = later("yaml")


@dataclass(frozen=True, slots=True)
class Worked:
    """A question as people put it, and its query, in which `{{lang}}` and `{{provenance}}` are still to be filled."""

    key: str
    title: Text
    query: str

    def text(self, language: Language, origin: str) -> str:
        """The query as it is asked of a node, with words in a language."""
        filled = self.query.replace("{{lang}}", language).replace("{{provenance}}", provenance_graph(origin))
        return filled.strip() + "\n"


@dataclass(frozen=True, slots=True)
class Questions:
    """All that ship with the program, read when somebody first looks at them."""

    _read: list[Worked] = field(default_factory=list)

    @property
    def worked(self) -> tuple[Worked, ...]:
        """They, in the order of the page; a malformed file is a bug and raises."""
        if not self._read:
            rows = yaml.safe_load(files("node.sparql").joinpath("questions.yaml").read_text(encoding="utf-8"))
            self._read.extend(Worked(row["key"], Text(row["fr"], row["en"]), row["query"]) for row in rows)
        return tuple(self._read)

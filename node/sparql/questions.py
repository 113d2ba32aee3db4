"""Worked questions: what one can ask of the data, in both languages, each with a query that gives a result."""

from __future__ import annotations

from importlib.resources import files

import yaml

from node.sparql.names import provenance_graph
from vocab.dataclass import dataclass
from vocab.language import Language, Text


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
    """All of them, in the order of the page."""

    worked: tuple[Worked, ...]

    @classmethod
    def load(cls) -> Questions:
        """Read those that ship with the program; a malformed file is a bug and raises."""
        rows = yaml.safe_load(files("node.sparql").joinpath("questions.yaml").read_text(encoding="utf-8"))
        return cls(tuple(Worked(row["key"], Text(row["fr"], row["en"]), row["query"]) for row in rows))

"""The question of a digest: what somebody wants to hear of, said with territories and lists of ours alone.

Words that somebody typed would stand in a letter to an address that is perhaps not theirs: so a digest is asked by
territory and by what comes from our own lists, and everything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from node.errors import NodeError
from node.feeds.question import fed
from node.formats.conditions import conditions
from node.formats.item import Labels
from node.query import MAX_LIMIT, BadQuery, Query
from vocab.language import Language, Text
from vocab.vocabulary import Vocabulary

# Their values are checked against lists of ours.
ASKED: Final = (
    "territory",
    "kind",
    "claimed",
    "need",
    "sector",
    "practice",
    "stage",
    "charter",
    "coop_status",
    "legal_form",
)
# How a page is cut and shown: it says nothing of what is asked.
_APART: Final = frozenset("sort limit lang cursor facets view shade excel relation".split())
MAX_CONDITIONS: Final = 20
# What counts as existing in a territory: what covers something larger is news of that.
RELATIONS: Final = ("placed", "serving")

NOT_BY_MAIL: Final = Text(
    "ne s'écoute pas par courriel : seulement un territoire et ce qui vient de nos listes (type, usage, secteur,"
    " pratique, étape, statut, forme). Pour le reste, prenez un flux",
    "cannot be followed by e-mail: only a territory and what comes from our lists (kind, need, sector, practice, stage,"
    " status, form). For the rest, take a feed",
)
TOO_MANY: Final = Text(
    f"plus de {MAX_CONDITIONS} conditions : demandez moins", f"more than {MAX_CONDITIONS} conditions: ask for less"
)
UNKNOWN: Final = Text("ce que vous aviez demandé", "what you had asked for")
ALL: Final = Text("tout l'annuaire", "the whole directory")


def asked(pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """The conditions that a digest can have, as they are kept; raises `NodeError` that names one that it cannot."""
    kept = [(name, value) for name, value in pairs if name not in _APART]
    for name, _ in kept:
        if name not in ASKED:
            raise _refused(name[:60], NOT_BY_MAIL)
    if len(kept) > MAX_CONDITIONS:
        raise _refused(kept[-1][0], TOO_MANY)
    try:
        query = Query.from_params(kept, vocabulary)
    except BadQuery as bad:
        raise _refused(bad.parameter, bad.text) from bad
    return tuple(sorted(pair for pair in query.pairs() if pair[0] in ASKED))


def written(pairs: Sequence[tuple[str, str]]) -> str:
    """The question as it is kept and as an address has it."""
    return urlencode(pairs)


def read(question: str) -> tuple[tuple[str, str], ...]:
    """The conditions of a question as kept."""
    return tuple(parse_qsl(question))


def query_of(question: str, vocabulary: Vocabulary) -> Query:
    """The question to the directory: of what may leave this way (DESIGN 6), the newest first."""
    pairs = list(read(question))
    if any(name == "territory" for name, _ in pairs):
        pairs += [("relation", relation) for relation in RELATIONS]
    return fed(Query.from_params(pairs, vocabulary), limit=MAX_LIMIT)


def said(question: str, vocabulary: Vocabulary, language: Language) -> str:
    """The question in people's words, from our lists alone; one that they no longer know is only called what it was."""
    try:
        query = Query.from_params(read(question), vocabulary)
    except BadQuery:
        return UNKNOWN.in_(language)
    found = [words for _, words in conditions(query, Labels(vocabulary, language)) if words]
    return ", ".join(found) or ALL.in_(language)


def _refused(name: str, why: Text) -> NodeError:
    return NodeError(Text(f"« {name} » : {why.fr}.", f"“{name}”: {why.en}."))

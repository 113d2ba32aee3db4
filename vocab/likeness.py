"""Likeness: when two names are most probably those of one organisation.

Words that say what sort of thing it is (association, SCIC, the article) count for nothing; a number counts whole:
"Atelier 1" is not "Atelier 2". What is too short to be misspelt must be equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from vocab.later import later
from vocab.words import STOPWORDS, folded_words

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = later("rapidfuzz.fuzz")

LEAST: Final = 90.0
MAX_NAMES: Final = 10
_SHORT: Final = 5
_PREFIX: Final = 4
_MAX_KEYS: Final = 4
_WITH_DIGIT: Final = re.compile(r"\S*\d\S*")
# What an organisation is, by law or by habit: registers write it, people do not.
_SORTS: Final = frozenset(
    "association asso assoc loi 1901 collectif cooperative coop scic scop sas sasu sarl sa snc eurl gie cae esus "
    "societe anonyme entreprise ets etablissement etablissements fondation federation union mutuelle groupement "
    "interet collective collectif production capital variable responsabilite limitee "
    "commune ville mairie communaute agglomeration communes urbaine metropole ltd limited llc inc cic company "
    "cooperatif cooperatifs cooperatives".split()
)


def bare(name: str, place: str = "") -> str:
    """A name folded, without the words that say what sort of thing bears it, nor those of `place`, where it stands.

    Whole when nothing else is left.

    >>> bare("SCIC L'Atelier de la Recyclerie"), bare("La Coopérative"), bare("Emmaüs Lille", "Lille")
    ('atelier recyclerie', 'la cooperative', 'emmaus')
    """
    words = folded_words(name)
    kept = [word for word in words if word not in STOPWORDS and word not in _SORTS]
    here = set(folded_words(place))
    return " ".join([word for word in kept if word not in here]) or " ".join(kept or words)


def alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether any of these bare names is near-same as any of those.

    >>> alike([bare("Les Pédales du Nord")], [bare("Pedales du nord (association)")])
    True
    >>> alike([bare("Atelier 1")], [bare("Atelier 2")])
    False
    """
    second = [name for name in other if name][:MAX_NAMES]
    return any(_near(a, b) for a in [name for name in one if name][:MAX_NAMES] for b in second)


def keys(name: str) -> tuple[str, ...]:
    """The beginnings of the words of a bare name: of two names that are near-same, one at least is shared.

    >>> keys("atelier recyclerie")
    ('atel', 'recy')
    """
    words = sorted(set(name.split()), key=lambda word: (-len(word), word))[:_MAX_KEYS]
    return tuple(sorted({word[:_PREFIX] for word in words}))


def _near(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORT or _numbers(one) != _numbers(other):
        return False
    if fuzz.token_sort_ratio(one, other) >= LEAST:
        return True
    return fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= LEAST


def _numbers(name: str) -> list[str]:
    return sorted(_WITH_DIGIT.findall(name))

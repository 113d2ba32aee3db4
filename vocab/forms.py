"""The forms in which a typed word may stand in a text: its stem, its family, and glued to its neighbour.

"Réparer" is found in "réparation" by what both begin with, "co voiturage" in "covoiturage" and the reverse, because
texts are stored with their compounds glued too (`stored`). What only makes a sentence of a question ("où trouver…") is
left out when other words remain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vocab.words import MAX_CHARACTERS, MAX_TERM_LENGTH, STOPWORDS, fold, stem

MAX_COMPOUNDS: Final = 200
_SHORTEST: Final = 3  # letters that begin a word; fewer must be all of it

_FILLERS: Final = frozenset(
    # French
    "je j cherche cherchons recherche recherchons chercher trouver trouve ou comment quel quelle quels quelles qui "
    "quoi veux voudrais aimerais souhaite peux peut pouvoir faire fait pres proche autour chez moi mon ma mes me "
    "y a t il avoir existe existent quelqu quelque quelques svp bonjour merci c quoi tout toute tous toutes "
    # English
    "i we am im looking look find searching search where what which who how can could would like want need to near "
    "nearby me my around some any there is does do please hello get".split()
)
# How families of words end, longest first, with the letters that must be left for what they begin with to mean much.
_ENDINGS: Final = (
    ("ateur", 5), ("ation", 5), ("ement", 5), ("euri", 5), ("iqu", 5), ("eur", 5), ("eri", 5), ("ing", 5), ("ist", 5),
    ("ism", 5), ("ier", 6), ("ien", 6), ("anc", 6), ("ant", 6), ("ment", 6), ("er", 5), ("ir", 5), ("ag", 5),
    ("ed", 5), ("i", 5),
)  # fmt: skip
_COMPOUND: Final = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)+")
_NUMBER: Final = re.compile(r"(?<!\d)(\d{3})[ .]?(\d{3})[ .]?(\d{3})(?:[ .]?(\d{5}))?(?!\d)")

_QUOTED: Final = re.compile(r'("[^"]*"|«[^»]*»|“[^”]*”)')

# A website as people paste it: only its name tells.
_SITE: Final = re.compile(
    r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*)\.(?:fr|org|com|net|coop|eu|info|be|example)(?:[/:]\S*)?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A word looked for: its stem, and other beginnings that will do. `whole`: the stem must be all of a word."""

    stem: str
    also: tuple[str, ...] = ()
    whole: bool = False

    def fits(self, found: str) -> bool:
        """Whether a stem of a text will do."""
        if found == self.stem or (not self.whole and found.startswith(self.stem)):
            return True
        return found.startswith(self.also) if self.also else False


def sought(text: str) -> tuple[Sought, ...]:
    """What to look for in texts when `text` is typed; all of it must be there.

    >>> [each.stem for each in sought("Où trouver un co-voiturage ?")]
    ['co', 'voiturag']
    >>> sought("réparer")
    (Sought(stem='reparer', also=('repar',), whole=False),)
    >>> sought('"réparer"')
    (Sought(stem='reparer', also=(), whole=True),)
    """
    words, exact = _read(_plainly(text[:MAX_CHARACTERS]))
    telling = [place for place, word in enumerate(words) if word not in STOPWORDS]
    kept = [place for place in telling if words[place] not in _FILLERS] or telling
    found: dict[str, Sought] = {}
    for place in kept:
        one = _sought(words, place, kept, exact[place])
        found.setdefault(one.stem, one)
    return tuple(found.values())


def tells(text: str) -> bool:
    """Whether anything in `text` is worth looking for: more than the small words of a sentence."""
    return any(word not in STOPWORDS and word not in _FILLERS for word in fold(text).split())


def stored(text: str) -> str:
    """`text` with its compounds added as one word, for the index: "co-voiturage" is "covoiturage" too.

    >>> stored("Atelier vélo-cargo")
    'Atelier vélo-cargo vélocargo'
    """
    text = text[:MAX_CHARACTERS]
    if "-" not in text and "‑" not in text:
        return text
    joined = (part for part in text.split() if "-" in part or "‐" in part or "‑" in part)
    compounds = [compound for part in joined for compound in _COMPOUND.findall(part)][:MAX_COMPOUNDS]
    glued = ("".join(re.split("[-‐‑]", each)) for each in dict.fromkeys(compounds))
    return " ".join([text, *glued])


def family(stem: str) -> str | None:
    """What the words of one family begin with; None when that is too short to mean much.

    >>> [family(stem) for stem in ("reparation", "boulangeri", "livraison", "partag")]
    ['repar', 'boulang', None, None]
    """
    for ending, least in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= least:
            return stem[: -len(ending)]
    return None


def _read(text: str) -> tuple[list[str], list[bool]]:
    """The folded words of a text, and which of them stand between quotation marks: such a one is all of a word."""
    words: list[str] = []
    exact: list[bool] = []
    for place, piece in enumerate(_QUOTED.split(text)):
        folded = [word[:MAX_TERM_LENGTH] for word in fold(piece).split()]
        words += folded
        exact += [place % 2 == 1] * len(folded)
    return words, exact


def _sought(words: list[str], place: int, kept: list[int], exact: bool) -> Sought:
    word = words[place]
    base = stem(word)
    if word.isdigit():
        return Sought(base, whole=True)
    also = [root] if not exact and (root := family(base)) else []
    for first in (place - 1, place):
        pair = words[first : first + 2] if first in kept and first + 1 in kept else []
        if len(pair) == 2 and not any(each.isdigit() for each in pair):
            also.append(stem("".join(pair)[:MAX_TERM_LENGTH]))
    return Sought(base, tuple(also), whole=exact or len(base) < _SHORTEST)


def _plainly(text: str) -> str:
    """Register numbers as one word, however they are spaced; websites as their names."""
    return _SITE.sub(r"\1", _NUMBER.sub(lambda found: "".join(filter(None, found.groups())), text))

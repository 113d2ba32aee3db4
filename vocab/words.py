"""How written words are compared: accents, case, punctuation, plurals and light endings are forgiven.

One way of folding serves place names, scheme labels and the directory's search index, so that what a person types
meets what a file says. The stemmer is ours and small: it need not give true words, only the same one for a word's
everyday forms in French and in English. Whoever stores `terms` must store them anew when the rules here change.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TERMS: Final = 2000
MAX_CHARACTERS: Final = 40_000
MAX_TERM_LENGTH: Final = 64

# Letters that NFKD leaves whole, as people without that key write them.
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_MARKS: Final = re.compile("[\u0300-\u036f]+")
_NOT_WORD: Final = re.compile(r"(?:[^\w\n]|_)+")
# Every ASCII character to what stands for it; str.translate has a fast path for this.
_ASCII: Final = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128) if chr(code) != "\n"}

STOPWORDS: Final = frozenset(
    # French, with what is left of an elided word
    "de du des d la le les l un une et ou a au aux en dans par pour sur avec que qui qu ce ces cet cette se s son sa "
    "ses leur leurs nos notre vos votre nous vous ils elles il elle on est sont ne n pas plus y c j m t "
    # English
    "the an of and or in to for at with by from is are it its this that as be our your".split()
)
# The last two letters after plural and mute e are gone -> what both genders share, with the shortest word for it.
_ENDINGS: Final = {"iv": ("if", 5), "us": ("ur", 5), "ic": ("eur", 6), "il": ("l", 5)}


def fold(text: str) -> str:
    """`text` in lower case without accents, each run of anything but letters and digits one space, ends trimmed.

    >>> fold("  L'Œuvre - Saint-Étienne ")
    'l oeuvre saint etienne'
    """
    return " ".join(_plain(text).split())


def folded_words(text: str) -> list[str]:
    """The words of `fold`.

    >>> folded_words("Vélo-cargo !")
    ['velo', 'cargo']
    """
    return _plain(text).split()


def fold_lines(text: str) -> str:
    """`fold` of every line of `text`, line breaks kept: a whole column in one pass.

    >>> fold_lines("Lès-Lille\\nÎle !")
    'les lille\\nile'
    """
    plain = _plain(text)
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return plain.replace("\n ", "\n").replace(" \n", "\n").strip(" ")


def _plain(text: str) -> str:
    """`text` with nothing left but small letters, digits, spaces and line breaks."""
    if not text.isascii():
        text = text.replace("œ", "oe").replace("Œ", "oe").replace("’", " ")
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    if not text.isascii():  # other scripts and signs: the slower way
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)))
        text = _NOT_WORD.sub(" ", text)
    return text.translate(_ASCII)


def terms(text: str) -> list[str]:
    """The stems of `text` in order, repeats kept, stopwords left out; at most MAX_TERMS, from MAX_CHARACTERS.

    >>> terms("Les ateliers de la Réparation, des vélos & journaux")
    ['atelier', 'reparation', 'velo', 'journal']
    """
    words = folded_words(text[:MAX_CHARACTERS])
    return [stem(word[:MAX_TERM_LENGTH]) for word in words if word not in STOPWORDS][:MAX_TERMS]


def stem(word: str) -> str:
    """The common stem of the everyday forms of one folded word; words of three letters or fewer are left alone.

    >>> [stem(word) for word in ("chevaux", "cheval", "deliveries", "delivery", "cooperatives", "cooperatif")]
    ['cheval', 'cheval', 'deliveri', 'deliveri', 'cooperatif', 'cooperatif']
    """
    if len(word) < 4:
        return word
    last = word[-1]
    if last == "x":
        word = _without_x(word)
    elif last == "s" and word[-2] != "s":
        word = word[:-1]
    if word[-1] == "e" and len(word) > 4:
        word = word.rstrip("e")
    if len(word) < 4:
        return word
    last = word[-1]
    if last == "y":
        return word[:-1] + "i"
    if last == word[-2] and last not in "0123456789":
        return word[:-1]
    ending = _ENDINGS.get(word[-2:])
    return word if ending is None else _shared_ending(word, *ending)


def _without_x(word: str) -> str:
    """The singular of a French plural in x; other words in x are left as they are."""
    if not word.endswith("ux"):
        return word
    regular = word.endswith(("eaux", "yaux", "eux", "oux")) or len(word) < 5
    return word[:-1] if regular else word[:-2] + "l"


def _shared_ending(word: str, ending: str, shortest: int) -> str:
    if len(word) < shortest:
        return word
    if ending == "ur":  # livreus(e) -> livreur, but campus stays
        return word[:-1] + "r" if word[-3] == "e" else word
    if ending == "eur":  # cooperatric(e) -> cooperateur
        return word[:-3] + ending if word[-4:-2] == "tr" else word
    if ending == "l":  # travail, as travaux gives traval
        return word[:-2] + ending if word[-3] == "a" else word
    return word[:-2] + ending

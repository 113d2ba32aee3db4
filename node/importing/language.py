"""In which language a description is written, when it says enough to be sure: small words give it away."""

from __future__ import annotations

import re
from typing import Final

_SMALL_WORDS: Final = {
    "fr": "le la les des une du est et dans pour avec sur qui nous aux par leur sont cette",
    "en": "the of and is for with that are to our this by from which their an we it at",
    "de": "der die das und ist mit für von den ein eine wir im auf zu werden nicht sich des",
    "es": "el los las del una que y para con por es su como más en se al",
    "it": "il di che della per una con gli delle è sono nel si dei alla da non",
    "pt": "o os as um uma que do da para com em não é dos das ao pela",
    "nl": "de het een van en is voor met op wij zijn die te aan door bij",
}
_WORDS: Final = {
    word: tuple(k for k, v in _SMALL_WORDS.items() if word in v.split())
    for v in _SMALL_WORDS.values()
    for word in v.split()
}
_WORD: Final = re.compile(r"[^\W\d_]+")
_LOOK_AT: Final = 600  # characters
_ENOUGH: Final = 4


def language_of(text: str) -> str | None:
    """The language of `text` by its small words, None when too few or of two minds.

    >>> language_of("Nous livrons les courses à vélo dans la ville, pour les habitants et avec les commerçants.")
    'fr'
    >>> language_of("Les Pédales") is None
    True
    """
    counts: dict[str, int] = {}
    for word in filter(_WORDS.__contains__, _WORD.findall(text[:_LOOK_AT].lower())):
        for language in _WORDS[word]:
            counts[language] = counts.get(language, 0) + 1
    if not counts:
        return None
    ranked = sorted(((count, language) for language, count in counts.items()), reverse=True)
    second = ranked[1][0] if len(ranked) > 1 else 0
    return ranked[0][1] if ranked[0][0] >= _ENOUGH and ranked[0][0] >= 1.6 * second else None

"""Writes `ordinary_names.txt`: names of places that are everyday words too, from two packages of public registries.

    npm pack an-array-of-french-words@2.0.0 an-array-of-english-words@2.0.0, then unpack both
    python -m vocab.data.make_ordinary_names PATH/OF/french/index.json PATH/OF/english/index.json

Kept are names of one word (an article left aside), folded, that a dictionary knows and no place of LARGE inhabitants
bears; the first words of larger places' names that it knows (Grande-Synthe); and names of larger places that people
type as words all the time. The same input gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from vocab.territory_table import Table
from vocab.words import fold

TARGET: Final = Path(__file__).with_name("ordinary_names.txt")
LARGE: Final = 10_000
ARTICLES: Final = ("le ", "la ", "les ", "l ")
# Larger, and yet words first: "la garde d'enfants", "une réunion", "au nord", "du bon sens", "un port", "cher".
WORDS_FIRST: Final = (
    "apt cher creuse fontaine fosses garde herbiers manche marin nord pace passage plaisir port possession reunion "
    "riche sens somme stains tampon tulle union vitre"
).split()


def main(french: Path, english: Path) -> None:
    """Write the table."""
    known = {fold(word) for path in (french, english) for word in json.loads(path.read_text("utf-8"))}
    people = populations()
    kept = {name for name, most in people.items() if name in known and most < LARGE}
    kept |= {first for first in first_words() if first in known and people.get(first, 0) < LARGE}
    TARGET.write_text("".join(f"{name}\n" for name in sorted(kept.union(WORDS_FIRST))), "utf-8")


def populations() -> dict[str, int]:
    """The most inhabitants of any place with a name of one word."""
    table = Table.load()
    found: dict[str, int] = {}
    for number in range(len(table)):
        name = table.name(number)
        for article in ARTICLES:
            name = name.removeprefix(article)
        if " " not in name:
            found[name] = max(found.get(name, 0), table.population(number))
    return found


def first_words() -> set[str]:
    """What the names of several words of large places begin with."""
    table = Table.load()
    large = (number for number in range(len(table)) if table.population(number) >= LARGE)
    return {name.split()[0] for name in map(table.name, large) if " " in name}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

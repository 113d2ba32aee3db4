"""Writes `fr/LC_MESSAGES/messages.mo`: in French, the sentences that click says of itself around a command.

Ours are said in both languages where they stand; these are asked of gettext by the library. Run it after a change:
`python -m node.cli.locale.make_messages`. The form of the file is that of GNU gettext.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).parent / "fr" / "LC_MESSAGES" / "messages.mo"
HEADER: Final = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n"

FRENCH: Final[dict[str, str]] = {
    "Usage:": "Utilisation :",
    "Options": "Options",
    "Commands": "Commandes",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "default: {default}": "par défaut : {default}",
    "Aborted!": "Interrompu.",
    "Error: {message}": "Erreur : {message}",
    "Error: invalid input": "Erreur : cela ne convient pas",
    "Error: The two entered values do not match.": "Erreur : les deux saisies diffèrent.",
    "Repeat for confirmation": "La même chose, encore une fois",
    "Try '{command} {option}' for help.": "Pour l'aide : {command} {option}",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Missing command.": "Il manque la commande.",
    "Missing argument": "Il manque",
    "Missing option": "Il manque l'option",
    "Missing parameter": "Il manque",
    "Choose from:\n\t{choices}": "Au choix :\n\t{choices}",
    "No such option {name!r}.": "L'option {name!r} n'existe pas.",
    "No such command {name!r}.": "La commande {name!r} n'existe pas.",
    "Option {name!r} does not take a value.": "L'option {name!r} ne prend pas de valeur.",
    "Could not open file {filename!r}: {message}": "{filename!r} ne s'ouvre pas : {message}",
    "{value} is not in the range {range}.": "{value} n'est pas dans l'intervalle {range}.",
    "{value!r} is not a valid {number_type}.": "{value!r} n'est pas un nombre qui convient.",
    "{name} {filename!r} does not exist.": "{filename!r} n'existe pas.",
    "{name} {filename!r} is a file.": "{filename!r} est un fichier.",
    "{name} {filename!r} is a directory.": "{filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{filename!r} ne se lit pas.",
    "{name} {filename!r} is not writable.": "{filename!r} ne s'écrit pas.",
    "unknown error": "erreur inconnue",
}
# (one, many) as the library writes them -> as French does.
PLURALS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"): (
        "Un mot de trop ({args})",
        "Des mots de trop ({args})",
    ),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"): (
        "Peut-être {possibility} ?",
        "(Peut-être : {possibilities} ?)",
    ),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."): (
        "{value!r} n'est pas {choice}.",
        "{value!r} n'est pas un de : {choices}.",
    ),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."): (
        "L'option {name!r} demande une valeur.",
        "L'option {name!r} demande {nargs} valeurs.",
    ),
}


def compiled() -> bytes:
    """The catalogue as gettext reads it: a header, two tables of (length, offset), then the texts."""
    said = {"": HEADER} | FRENCH | {"\0".join(key): "\0".join(value) for key, value in PLURALS.items()}
    pairs = sorted((key.encode(), value.encode()) for key, value in said.items())
    start = 7 * 4 + len(pairs) * 16
    tables, texts = b"", b""
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<II", len(pair[column]), start + len(texts))
            texts += pair[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + len(pairs) * 8, 0, start)
    return header + tables + texts


if __name__ == "__main__":
    TARGET.write_bytes(compiled())

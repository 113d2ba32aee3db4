"""Questions: what `setup` needs to know, asked or given, and whether an answer will do."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from federation.errors import Refused
from federation.owner import parse_url
from node.cli.speech import tell
from node.kinds import NAME

if TYPE_CHECKING:
    from vocab.territories import Territories

MAX_PASSWORD_FILE: Final = 4096


def read_origin(text: str, *, development: bool) -> str:
    """The public address in its canonical spelling. Raises `BadParameter` with the fix."""
    try:
        address = parse_url(text.strip())
    except Refused:
        raise _bad(
            f"« {text} » n'est pas une adresse : https://exemple.fr",
            f'"{text}" is not an address: https://example.org',
        ) from None
    if address.path.strip("/") or address.query or address.fragment:
        raise _bad(
            f"L'adresse du nœud est un domaine entier, sans chemin : {address.origin}",
            f"A node has a whole domain, without a path: {address.origin}",
        )
    if address.scheme != "https" and not development:
        raise _bad(
            "https:// est nécessaire ; pour essayer sur cette machine, ajoutez --development",
            "https:// is needed; to try on this machine, add --development",
        )
    return address.origin


def read_name(text: str) -> str:
    """A short name. Raises `BadParameter`."""
    if not NAME.fullmatch(text):
        raise _bad(
            f"« {text} » : des lettres a-z, des chiffres et _ seulement",
            f'"{text}": letters a-z, digits and _ only',
        )
    return text


def short_name(title: str) -> str:
    """A short name made of a title.

    >>> short_name("Panier d'Artois")
    'panier_d_artois'
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:64]


def read_territory(text: str, territories: Territories) -> str | None:
    """The slug of a territory given by slug, name, code or postcode; None for nothing. Raises `BadParameter`."""
    text = text.strip()
    if not text:
        return None
    exact = territories.get(text)
    if exact is not None:
        return exact.slug
    found = territories.find(text, 6) or territories.suggest(text)
    if len(found) == 1:
        return found[0].slug
    choices = "".join(f"\n  {one.slug}  {one.name}" for one in found)
    raise _bad(
        f"« {text} » : lequel ?{choices}" if found else f"« {text} » : territoire inconnu",
        f'"{text}": which one?{choices}' if found else f'"{text}": unknown territory',
    )


def read_password(path: Path) -> str:
    """The password in a file: its first line. Raises `BadParameter` for an empty one."""
    lines = path.read_bytes()[:MAX_PASSWORD_FILE].decode("utf-8", "replace").splitlines()
    if not lines or not lines[0]:
        raise _bad(f"{path} est vide", f"{path} is empty")
    return lines[0]


def require_folder_of(path: Path) -> None:
    """Returns when a file can be written at `path`. Raises `BadParameter` where its folder is not there."""
    if not path.parent.is_dir():
        raise _bad(f"le dossier {path.parent} n'existe pas", f"there is no folder {path.parent}")


def read_email(text: str) -> str:
    """An e-mail address, or nothing. Raises `BadParameter`."""
    text = text.strip()
    name, _, host = text.partition("@")
    if text and (not name or not host or "@" in host or len(text) > 254 or any(sign.isspace() for sign in text)):
        raise _bad(
            f"« {text} » n'est pas une adresse : nom@exemple.fr", f'"{text}" is not an address: name@example.org'
        )
    return text


def _bad(fr: str, en: str) -> click.BadParameter:
    return click.BadParameter(tell(fr, en))

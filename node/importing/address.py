"""Web addresses as people write them in tables: without a scheme, two in a cell, or no address at all."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from node.importing.row import Note
from vocab.language import Text

MAX_ADDRESS: Final = 1000

_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]{{2,59}})", re.IGNORECASE)
_SCHEME: Final = re.compile(r"(?:www\.)?(https?)(?::?//+|//*:/*)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*[;|]\s*|,\s+|\s+")
_ASIDE: Final = re.compile(r"^[(@]|\)$")  # "(e-mail removed)", "@handle" beside an address


def website(value: str, notes: list[Note]) -> str | None:
    """The address a cell means, with its scheme; None, and a note, when it means none.

    >>> website("www.exemple.fr", [])
    'https://www.exemple.fr'
    >>> website("update6", []) is None
    True
    """
    written = value.strip()
    if not written:
        return None
    parts = [part for part in _BETWEEN.split(written[: 2 * MAX_ADDRESS]) if part and not _ASIDE.search(part)]
    found = _one(parts[0]) if parts else None
    if found is None or (len(parts) > 1 and not _stands_alone(parts[1])):
        notes.append(Note("website", _no_address(written)))
        return None
    if len(parts) > 1:
        notes.append(
            Note("website", Text(f"plusieurs adresses, la première gardée : {found}", f"several, kept {found}"))
        )
    elif not written.startswith(found.split("://")[0] + "://"):
        notes.append(Note("website", Text(f"adresse complétée : {found}", f"completed to {found}")))
    return found


def _one(part: str) -> str | None:
    """The address of one word; None for e-mail addresses, ports and passwords in it, and hosts without a top level."""
    scheme = "https"
    rest = part
    if match := _SCHEME.match(part):
        scheme, rest = match[1].lower(), part[match.end() :]
    elif ":" in part.partition("/")[0]:
        return None  # mailto:, ftp:, host:port
    host, slash, path = rest.partition("/")
    if not slash:
        cut = re.search(r"[?#]", host)
        host, path = (host[: cut.start()], host[cut.start() :]) if cut else (host, "")
    host = host.rstrip(".,")
    bare = host.lower().removeprefix("www.")
    if "@" in host or len(host) > 253 or not _HOST.fullmatch(host) or "." not in bare:
        return None
    address = f"{scheme}://{host.lower()}{slash}{path.rstrip('.,') if not slash else path.rstrip(',')}"
    return address if len(address) <= MAX_ADDRESS and _parses(address) else None


def _parses(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _stands_alone(part: str) -> bool:
    """A second address, rather than the rest of a first one that a blank broke."""
    return (
        bool(_SCHEME.match(part)) or part.lower().startswith("www.") or part in ("/", "-", "ou", "or", "et", "and", "&")
    )


def _no_address(written: str) -> Text:
    if "@" in written:
        return Text("une adresse électronique n'est pas un site : laissée de côté", "an e-mail address: left out")
    short = written[:80]
    return Text(f"« {short} » n'est pas une adresse : laissé de côté", f'"{short}" is no web address: left out')

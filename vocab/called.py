"""Called: what a web page makes a browser ask of other servers, and whether it links to an accessibility statement.

Pages of strangers are read here: in one pass, as in `vocab.links`. What only a script would ask for is not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from vocab.links import MAX_ADDRESS

MAX_HOSTS: Final = 50
_MAX_TAGS: Final = 20_000
_TAG: Final = re.compile(
    r"<!--|<(a|script|img|iframe|link|source|video|audio|embed|object|input|track)(\s[^<>]{0,4000})?>([^<]{0,200})",
    re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w-])(src|href|data|poster|rel)\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'`=<>]+))""", re.IGNORECASE
)
_SCRIPT_END: Final = re.compile(r"</script\b", re.IGNORECASE)
# Links that a browser follows by itself.
_LOADED: Final = frozenset(
    "stylesheet icon preload modulepreload prefetch preconnect dns-prefetch manifest apple-touch-icon".split()
)
_ACCESSIBLE: Final = re.compile(r"accessib|toegankelijk", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Called:
    """The hosts that a page loads from, its own included, by name; where it links to for accessibility."""

    hosts: tuple[str, ...]
    statement: str | None


def called(page: str, address: str) -> Called:
    """What is in the page that was found at `address`.

    >>> called('<script src="//x.example/a.js"></script> <a href="/a11y">Accessibilité : conforme</a>', "https://a.example/")
    Called(hosts=('x.example',), statement='https://a.example/a11y')
    """
    hosts: set[str] = set()
    statement, at = None, 0
    for _ in range(_MAX_TAGS):
        tag = _TAG.search(page, at)
        if tag is None or len(hosts) >= MAX_HOSTS:
            break
        at = tag.start(3) if tag[1] else tag.end()
        if tag[1] is None:
            at = _after(page.find("-->", at), len(page))
            continue
        name, said = tag[1].lower(), _attributes(tag[2] or "")
        if name == "a":
            href = said.get("href", "")
            if statement is None and (_ACCESSIBLE.search(href) or _ACCESSIBLE.search(tag[3])):
                statement = _absolute(href, address)
            continue
        if name == "script":
            end = _SCRIPT_END.search(page, at)
            at = end.start() + 1 if end else len(page)
        if name == "link" and _LOADED.isdisjoint(said.get("rel", "").lower().split()):
            continue
        asked = [said.get("href")] if name == "link" else [said.get(each) for each in ("src", "data", "poster")]
        hosts.update(host for each in asked if each and (host := _host(each, address)))
    return Called(tuple(sorted(hosts)), statement)


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), next((value for value in values if value), "").strip())
    return found


def _host(written: str, address: str) -> str | None:
    absolute = _absolute(written, address)
    return (urlsplit(absolute).hostname or None) if absolute else None


def _absolute(written: str, address: str) -> str | None:
    try:
        found = urljoin(address, written)
        return found if found.startswith(("https://", "http://")) and len(found) <= MAX_ADDRESS else None
    except ValueError:
        return None


def _after(found: int, end: int) -> int:
    return end if found < 0 else found + 3

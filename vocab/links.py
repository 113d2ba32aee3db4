"""Links: which addresses a web page, or the file beside it, calls its own (rel=me; /.well-known/bocage-claim).

Pages of strangers are read here: in one pass, without a parser whose time grows with how the tags are nested. What is
no ordinary link is not seen, which proves less and never more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Final

MAX_LINKS: Final = 500
MAX_ADDRESS: Final = 2_000
_MAX_TAGS: Final = 20_000

_LINK: Final = re.compile(r"<(?:a|link)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w-])(rel|href)\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'`=<>]+))""", re.IGNORECASE
)
# What a browser does not show as part of the page, and where it ends.
_HIDDEN: Final = re.compile(r"<!--|<(script|style|template|textarea|noscript|xmp|iframe|title)\b", re.IGNORECASE)
_ENDS: Final = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "template", "textarea", "noscript", "xmp", "iframe", "title")
}
_COMMENT_END: Final = re.compile("-->")


def me_links(page: str) -> tuple[str, ...]:
    """The absolute addresses that a page links to with rel=me, each once, at most MAX_LINKS.

    >>> me_links('<p><a rel="nofollow ME" href="https://coop.example/@a">x</a> <a href="https://b.example">y</a>')
    ('https://coop.example/@a',)
    """
    found: dict[str, None] = {}
    for count, tag in enumerate(_LINK.finditer(_shown(page))):
        if count >= _MAX_TAGS or len(found) >= MAX_LINKS:
            break
        attributes = _attributes(tag[1])
        address = unescape(attributes.get("href", "")).strip()
        if "me" in attributes.get("rel", "").lower().split() and _is_address(address):
            found[address] = None
    return tuple(found)


def claim_file(text: str) -> tuple[str, ...]:
    """The addresses in a claim file: JSON as nodes write it, or one address a line as people do; `#` begins a remark.

    >>> claim_file('{"actors": ["https://coop.example/actors/a"]}')
    ('https://coop.example/actors/a',)
    >>> claim_file("# us\\nhttps://coop.example/actors/a\\n")
    ('https://coop.example/actors/a',)
    """
    written = text.removeprefix("\ufeff").strip()
    if written[:1] in ("{", "["):
        try:
            listed = json.loads(written)
        except (ValueError, RecursionError):
            return ()
        if isinstance(listed, dict):
            listed = listed.get("actors")
        names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    else:
        lines = [line.strip() for line in written.splitlines()]
        names = [line for line in lines if line and not line.startswith("#")]
        # Many sites answer any address with a page of theirs, in which anybody may have written anything.
        if not all(_is_address(name) for name in names):
            return ()
    return tuple(dict.fromkeys(name for name in names if _is_address(name)))[:MAX_LINKS]


def _attributes(written: str) -> dict[str, str]:
    """The first `rel` and `href` of a tag: browsers ignore those that repeat."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), next((value for value in values if value), ""))
    return found


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text) <= MAX_ADDRESS and not re.search(r"\s", text)


def _shown(page: str) -> str:
    return " ".join(_pieces(page))


def _pieces(page: str) -> Iterator[str]:
    """The page without comments, scripts and the like; one that does not end hides all that follows."""
    at = 0
    while True:
        hidden = _HIDDEN.search(page, at)
        if hidden is None:
            yield page[at:]
            return
        yield page[at : hidden.start()]
        end = (_ENDS[hidden[1].lower()] if hidden[1] else _COMMENT_END).search(page, hidden.end())
        if end is None:
            return
        at = end.end()

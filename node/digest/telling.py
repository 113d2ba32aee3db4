"""Telling: news in people's words, for one question and one language, read from what the directory holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from node.digest.question import read
from node.digest.state import News
from node.directory import Directory
from node.feeds.question import POLICIES
from node.feeds.told import Told, told
from node.formats.item import Labels, items_of
from node.formats.names import names_of
from node.reader import Reader
from vocab.language import Language, Text

# Lines of one sort in a letter; of the rest it gives the number.
MOST_LINES: Final = 30
# Listings of one speaker that came together are one line: an import is one event.
TOGETHER: Final = 2

NEW: Final = Text("Nouveau : {what}", "New: {what}")
CHANGED: Final = Text("Changé : {what}", "Changed: {what}")
ENDED: Final = Text("Terminé : {what}", "Ended: {what}")
ONE: Final = Text("{kind}, {title} ({author})", "{kind}, {title} ({author})")
ITSELF: Final = Text("{kind}, {title}", "{kind}, {title}")
LISTINGS: Final = Text("{n} fiches proposées par {author}", "{n} listings by {author}")
MORE: Final = Text("et {n} autres", "and {n} more")
GONE: Final = Text("Fiches retirées depuis : {n}.", "Records withdrawn since: {n}.")


@dataclass(frozen=True, slots=True)
class Edition:
    """What a letter tells: lines with a link each, and sentences after them."""

    lines: tuple[tuple[str, str], ...]
    after: tuple[str, ...] = ()


async def tell(directory: Directory, question: str, news: News, language: Language) -> Edition:
    """The news of a question. What was withdrawn since is counted and not named."""
    whole = f"{directory.origin}/directory?{urlencode([*read(question), ('sort', 'updated')])}"
    lines: list[tuple[str, str]] = []
    for sort, ids in ((NEW, news.new), (CHANGED, news.changed), (ENDED, news.ended)):
        standing = await _standing(directory, ids, language)
        lines += _lines(sort, standing, whole, directory.origin, language)
        if sort is ENDED and (gone := len(ids) - len(standing)):
            return Edition(tuple(lines), (GONE.in_(language).format(n=gone),))
    return Edition(tuple(lines))


async def _standing(directory: Directory, ids: Sequence[str], language: Language) -> list[Told]:
    """Those that everybody may still read, told in a language."""
    rows = await directory.some(tuple(ids), Reader())
    found = {row.id: row for row in rows}
    items = [
        item
        for item in items_of([found[id] for id in ids if id in found], directory.vocabulary)
        if item.entry.policy in POLICIES
    ]
    owners = tuple(dict.fromkeys(item.entry.owner for item in items))
    names = names_of(await directory.names(owners, Reader()), language)
    labels = Labels(directory.vocabulary, language)
    return [told(item, labels, names) for item in items]


def _lines(
    sort: Text, standing: Sequence[Told], whole: str, origin: str, language: Language
) -> Iterator[tuple[str, str]]:
    """One line a record, one for all listings of a speaker; of what is too much, the number."""
    listed = Counter(each.owner for each in standing if each.item.entry.claimed is False)
    lines: dict[str, tuple[str, str]] = {}
    for each in standing:
        if each.item.entry.claimed is False and listed[each.owner] >= TOGETHER:
            n = listed[each.owner]
            what = LISTINGS.in_(language).format(n=n, author=each.author)
            lines.setdefault(f"of {each.owner}", (sort.in_(language).format(what=what), whole))
        else:
            form = ITSELF if each.item.entry.claimed else ONE
            what = form.in_(language).format(kind=each.kind, title=each.title, author=each.author)
            lines[each.id] = (sort.in_(language).format(what=what), f"{origin}/record?{urlencode({'id': each.id})}")
    shown = list(lines.values())
    yield from shown[:MOST_LINES]
    if len(shown) > MOST_LINES:
        yield sort.in_(language).format(what=MORE.in_(language).format(n=len(shown) - MOST_LINES)), whole

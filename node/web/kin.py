"""Kin, on the page of a practice: whose it is, what it comes from, what networks made of it."""

from __future__ import annotations

from dataclasses import dataclass

from node.directory import Directory
from node.reader import Reader
from node.web.cards import names_of
from node.web.pages import Pages
from vocab.charter import Practice
from vocab.kin import keepers, kin_of
from vocab.language import Language


@dataclass(frozen=True, slots=True)
class Whose:
    """A charter that has a practice as its own: its name and address, the network, where its page is; `over`: no
    longer in the version in force."""

    charter: str
    href: str
    network: str
    network_href: str
    over: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What a charter says of a practice, and the practices it speaks of."""

    said: str
    practices: tuple[tuple[str, str], ...]


async def whose(directory: Directory, pages: Pages, practice: Practice, language: Language) -> list[Whose]:
    """The charters of networks that have a practice; none for one of the common catalogue."""
    forks = keepers(pages.vocabulary.charter, practice)
    names = names_of(await directory.names(tuple(fork.network for fork in forks), Reader()), language)
    return [
        Whose(
            fork.label.in_(language),
            f"/ns/charter/{fork.slug}",
            names.get(fork.network) or fork.network,
            fork.network,
            pages.vocabulary.charter.forks.named(fork.slug) != fork,
        )
        for fork in forks
    ]


def kin_lines(pages: Pages, practice: Practice, language: Language) -> list[Line]:
    """What became of a practice between the common catalogue and the charters of networks."""
    charter, lines = pages.vocabulary.charter, []
    own = bool(keepers(charter, practice))
    for kin in kin_of(charter, practice):
        key = f"kin.from.{kin.how}" if own else f"kin.to.{kin.how}"
        named = tuple((each.notation, each.label.in_(language)) for each in kin.practices)
        lines.append(Line(pages.t(language, key, charter=kin.fork.label.in_(language)), named))
    return lines

"""The page for a question that is not understood: why, in words, and the closest questions that are (law 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from node.query import BadQuery
from node.web.choices import Pair, address, parameter_label
from node.web.pages import Pages, Site
from vocab.language import Language


@dataclass(frozen=True, slots=True)
class Instead:
    """A question that would be understood."""

    label: str
    href: str


def render_refused(pages: Pages, bad: BadQuery, pairs: Sequence[Pair], language: Language, site: Site) -> str:
    """A page for `bad`, which was found in the question that `pairs` asked."""
    kept = [pair for pair in pairs if pair[0] != bad.parameter]
    return pages.render(
        "refused.html",
        language,
        site,
        pages.t(language, "error.400"),
        address(pairs),
        sentence=_sentence(pages, bad, language),
        instead=_instead(pages, bad, pairs, language),
        without=address(kept) if kept else None,
    )


def _sentence(pages: Pages, bad: BadQuery, language: Language) -> str:
    label = parameter_label(pages, bad.parameter, language)
    if label == bad.parameter:
        label = pages.t(language, "chips.words", words=label)
    said = bad.plain.in_(language)
    if bad.value is not None:
        said = said.replace("{value}", _words(pages, bad.parameter, bad.value, language) or bad.value.removeprefix("-"))
    return pages.t(language, "refused.sentence", label=label, said=said)


def _instead(pages: Pages, bad: BadQuery, pairs: Sequence[Pair], language: Language) -> list[Instead]:
    """What would do, those that have words."""
    found = []
    for name, value in bad.near:
        label = _words(pages, name, value, language)
        if label is not None:
            found.append(Instead(label, address(_with(bad, pairs, (name, value)))))
    return found


def _with(bad: BadQuery, pairs: Sequence[Pair], wanted: Pair) -> Iterable[Pair]:
    """The question with `wanted` where the trouble was, else beside it."""
    troubled = (bad.parameter, bad.value)
    return [wanted if pair == troubled else pair for pair in pairs] if troubled in pairs else [*pairs, wanted]


def _words(pages: Pages, name: str, value: str, language: Language) -> str | None:
    bare = value.removeprefix("-")
    if name in ("sort", "claimed"):
        key = f"{name}.{bare}"
        label = pages.t(language, key) if pages.says(language, key) else None
    else:
        label = pages.label(language, name, bare)
    return pages.t(language, "chips.without", label=label) if label and bare != value else label

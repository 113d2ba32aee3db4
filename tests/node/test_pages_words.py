"""The words and colours of the pages: chosen by number, readable in light and dark."""

from __future__ import annotations

import re

import pytest

from node.web.pages import Pages, with_language
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages.load(Vocabulary.load(), STOCK)


def test_plural__as_each_language_does(pages: Pages) -> None:
    assert [pages.t("fr", "results.count", n=n) for n in (0, 1, 2)] == ["0 résultat", "1 résultat", "2 résultats"]
    assert [pages.t("en", "results.count", n=n) for n in (0, 1, 2)] == ["0 results", "1 result", "2 results"]


def test_with_language__keeps_the_question() -> None:
    assert with_language("/directory?q=a%20b&lang=fr", "en") == "/directory?q=a%20b&lang=en"
    assert with_language("/", "fr") == "/?lang=fr"


PAIRS = [
    *((front, back) for front in ("ink", "soft", "link") for back in ("paper", "card", "field")),
    ("on-strong", "strong"),
    ("on-warn", "warn"),
    ("on-mark", "mark"),
]


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_contrast__light_and_dark(pages: Pages, front: str, back: str) -> None:
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", pages.files["site.css"].decode())
    light, dark = dict(found[: len(found) // 2]), dict(found[len(found) // 2 :])

    assert light.keys() == dark.keys()
    for colours in (light, dark):
        assert contrast(colours[front], colours[back]) >= 4.5
        assert contrast(colours["focus"], colours["paper"]) >= 3


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""The catalogues of words: whole in both languages, and compiled as their sources say."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message

from node.web.catalogue import Catalogue
from tests.catalogues import REPOSITORY, catalogues, compiled, read

PAGES = REPOSITORY / "node" / "web" / "locale"
PARTS = sorted(path.stem for path in (PAGES / "fr" / "LC_MESSAGES").glob("*.po"))


def name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def messages(catalogue: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in catalogue if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def fields(message: Message) -> set[str]:
    return {field for form in forms(message) for field in re.findall(r"\{(\w+)\}", form)}


def test_compiled__says_what_its_sources_say() -> None:
    made = catalogues()

    assert len(made) == 3
    for target, sources in made.items():
        assert target.read_bytes() == compiled(sources), f"{target.relative_to(REPOSITORY)}: make words"


def test_parts__are_there_in_both_languages() -> None:
    assert PARTS == sorted(path.stem for path in (PAGES / "en" / "LC_MESSAGES").glob("*.po"))


@pytest.mark.parametrize("part", PARTS)
def test_part__says_the_same_in_both_languages(part: str) -> None:
    french, english = (read(PAGES / language / "LC_MESSAGES" / f"{part}.po") for language in ("fr", "en"))

    assert [name(message) for message in messages(french)] == [name(message) for message in messages(english)]
    for message, other in zip(messages(french), messages(english), strict=True):
        assert not message.fuzzy and not other.fuzzy, name(message)
        assert all(forms(message)) and all(forms(other)), name(message)
        assert len(forms(message)) == len(forms(other)), name(message)
        assert fields(message) == fields(other), name(message)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_templates__ask_for_what_is_said(language: str) -> None:
    catalogue = Catalogue.read(PAGES, language)
    asked = {
        name
        for template in (PAGES.parent / "templates").glob("*.html")
        for name in re.findall(r't\("([a-z0-9._]+)"[,)]', template.read_text(encoding="utf-8"))
    }

    assert len(asked) > 100
    assert [name for name in sorted(asked) if not catalogue.sentence(name)] == []


def test_catalogue__a_name_without_words_is_a_bug() -> None:
    catalogue = Catalogue.read(PAGES, "fr")

    for asked in (None, 1, 7):
        with pytest.raises(KeyError, match="never.said"):
            catalogue.sentence("never.said", asked)


def test_catalogue__chooses_the_form_of_the_number() -> None:
    french, english = Catalogue.read(PAGES, "fr"), Catalogue.read(PAGES, "en")

    assert [french.sentence("results.count", n) for n in (0, 1, 2)] == ["{n} résultat", "{n} résultat", "{n} résultats"]
    assert [english.sentence("results.count", n) for n in (0, 1, 2)] == ["{n} results", "{n} result", "{n} results"]
    # A sentence that shows a number and does not count with it.
    assert "{n}" in french.sentence("invitation.short", 10)

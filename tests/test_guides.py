"""Every guide is there in French and in English, says the same in both, and leads to what exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from pathlib import Path
from typing import Final

import click
import pytest

from tests.test_docs import REPOSITORY, commands, documented_settings

DOCS: Final = REPOSITORY / "docs"
# Written once, for whoever looks something up; each says so in its first lines.
REFERENCE: Final = {"cli.md": "fr", "settings.md": "fr", "http.md": "en", "developers.md": "en"}
ONLY: Final = {"fr": "*In French only", "en": "*En anglais seulement"}
OTHER: Final = {"fr": "In English", "en": "En français"}
HEAD: Final = 6
FENCE: Final = re.compile(r"^ *```([a-z]*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK: Final = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
PLACES: Final = ("README.md", "CONTRIBUTING.md", "FEDERATION.md", "SECURITY.md", "CHANGELOG.md")


def guides() -> list[Path]:
    return sorted(page for page in DOCS.glob("*.md") if page.name not in REFERENCE)


def counterpart(page: Path) -> tuple[str, Path]:
    """The language of a guide and the page in the other one, by the link in its first lines."""
    head = "\n".join(page.read_text("utf-8").splitlines()[:HEAD])
    for language, words in OTHER.items():
        found = re.search(rf"^\*{words} ?: \[[^\]]+\]\(([a-z-]+\.md)\)\.\*$", head, re.MULTILINE)
        if found:
            return language, DOCS / found[1]
    raise AssertionError(f"{page.name}: its first lines lead to no page in the other language")


def pairs() -> list[tuple[Path, Path]]:
    """Each French guide with its English one."""
    return [(page, other) for page in guides() for language, other in [counterpart(page)] if language == "fr"]


def blocks(text: str, *languages: str) -> list[str]:
    """What stands between fences in one of these languages."""
    return [inside for language, inside in FENCE.findall(text) if language in languages]


def prose(text: str) -> str:
    return FENCE.sub("", text)


def headings(text: str) -> list[int]:
    """How deep each heading is, one after the other."""
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(text), re.MULTILINE)]


def typed(text: str) -> list[tuple[str, frozenset[str]]]:
    """Each `bocage` command of the blocks, by its name and its options; what stands after a pipe is another's."""
    found = []
    known = commands().keys()
    for line in "".join(blocks(text, "sh")).replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        places = [place for place, word in enumerate(words) if word.rpartition("/")[2] == "bocage"]
        if not places or words[0] in ("echo", "."):
            continue
        found += _command(words[places[-1] + 1 :], known)
    return found


def _command(words: list[str], known: Collection[str]) -> list[tuple[str, frozenset[str]]]:
    """What is asked of the program: nothing where `bocage` was the name of an account or of a service."""
    if words[:1] == ["--data"]:
        words = words[2:]
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in known:
            return [(name, frozenset(word for word in words[length:] if word.startswith("--")))]
    return []


def keys(text: str) -> list[str]:
    """The fields and settings of the blocks that are files."""
    return re.findall(r"^ *([a-z_]+)(?=: | = )", "".join(blocks(text, "yaml", "toml")), re.MULTILINE)


def named(text: str) -> set[str]:
    """Settings and commands named in the running text."""
    spans = set(re.findall(r"`([^`\n]+)`", prose(text)))
    told = spans & documented_settings().keys()
    return told | {name for name in commands() for span in spans if re.match(rf"bocage {name}(?![\w-])", span)}


def slug(heading: str) -> str:
    """The anchor of a heading, as forges make it."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def test_guides__are_in_both_languages():
    there = {page.name for page in guides()}

    assert there
    for page in guides():
        language, other = counterpart(page)
        assert other.name in there, f"{page.name} leads to {other.name}, which is no guide"
        back, first = counterpart(other)
        assert (back, first) == ("en" if language == "fr" else "fr", page), f"{other.name} does not lead back"


@pytest.mark.parametrize("name", sorted(REFERENCE))
def test_reference__says_in_which_language_it_is(name: str):
    head = (DOCS / name).read_text("utf-8").splitlines()[:HEAD]

    assert any(line.startswith(ONLY[REFERENCE[name]]) for line in head)


def test_guides__have_the_same_sections():
    for french, english in pairs():
        assert headings(french.read_text("utf-8")) == headings(english.read_text("utf-8")), french.name


def test_guides__show_the_same_commands_and_fields():
    for french, english in pairs():
        one, other = french.read_text("utf-8"), english.read_text("utf-8")
        assert typed(one) == typed(other), french.name
        assert keys(one) == keys(other), french.name
        assert named(one) == named(other), french.name
        assert [kind for kind, _ in FENCE.findall(one)] == [kind for kind, _ in FENCE.findall(other)], french.name


def test_guides__show_commands_that_are_there():
    told = {(page.name, *command) for page in guides() for command in typed(page.read_text("utf-8"))}
    wrong = [
        f"{page}: bocage {name} {option}"
        for page, name, options in told
        for option in options
        if option not in _options(commands()[name])
    ]

    assert {"publish", "setup", "claims list", "actor move"} <= {name for _, name, _ in told}
    assert not wrong


def _options(command: click.Command) -> set[str]:
    return {said for option in command.params if isinstance(option, click.Option) for said in option.opts}


def test_guides__show_the_same_pictures_each_in_its_language():
    for french, english in pairs():
        one, other = pictures(french), pictures(english)
        assert [path.removesuffix(".fr.webp") for path in one] == [path.removesuffix(".en.webp") for path in other]
        assert not [path for path in one if not path.endswith(".fr.webp")]


def pictures(page: Path) -> list[str]:
    return [path for shown, _, path in LINK.findall(page.read_text("utf-8")) if shown]


def test_pictures__are_small_and_shown_and_described():
    shown = {path for page in guides() for path in pictures(page)}
    silent = [
        f"{page.name}: {path}"
        for page in guides()
        for picture, words, path in LINK.findall(page.read_text("utf-8"))
        if picture and len(words) < 20
    ]
    made = {f"pictures/{path.name}": path.stat().st_size for path in (DOCS / "pictures").iterdir()}

    assert shown
    assert made.keys() == shown
    assert not {name: size for name, size in made.items() if size > 100_000}
    assert not silent


def test_links__lead_somewhere():
    pages = [*DOCS.glob("*.md"), *(REPOSITORY / name for name in PLACES)]
    lost = []
    for page in pages:
        for _, _, link in LINK.findall(prose(page.read_text("utf-8"))):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            there = (page.parent / path).resolve() if path else page
            if not there.exists() or (anchor and anchor not in anchors(there)):
                lost.append(f"{page.name}: {link}")

    assert len(pages) > len(PLACES)
    assert not lost


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)}


def test_guides__are_led_to():
    """Whoever reads README finds every guide in both languages."""
    readme = (REPOSITORY / "README.md").read_text("utf-8")

    assert not [page.name for page in guides() if f"](docs/{page.name})" not in readme]

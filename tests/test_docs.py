"""Every setting, command, route and word of the vocabulary has its line, and no page speaks of what is not there.

What is decided but not yet built stands under a heading that begins with one of `LATER`; it moves up when it is built.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS

from vocab.context import ACTOR, COOP, RECORD
from vocab.credential import CONTEXT as CREDENTIAL

REPOSITORY = Path(__file__).parents[1]
LATER = ("Pas encore", "Not yet")


def page(name: str) -> str:
    return (REPOSITORY / "docs" / name).read_text("utf-8")


def today(text: str) -> str:
    """The page without what is announced for later."""
    kept: list[str] = []
    later = False
    for line in text.splitlines():
        if line.startswith("## "):
            later = line[3:].startswith(LATER)
        kept += [] if later else [line]
    return "\n".join(kept)


def module(name: str) -> ModuleType:
    """The module, or a visible skip while it is not written."""
    path = REPOSITORY / (name.replace(".", "/") + ".py")
    if not path.exists():
        pytest.skip(f"{path.relative_to(REPOSITORY)} is not written yet")
    return importlib.import_module(name)


def test_today__leaves_out_what_is_for_later():
    assert today("# A\n## One\n1\n## Pas encore servi\n2\n### x\n3\n## Two\n4") == "# A\n## One\n1\n## Two\n4"


# -- settings ----------------------------------------------------------------------------------------------------------


def settings() -> list[dataclasses.Field[object]]:
    return list(dataclasses.fields(module("node.settings").Settings))


def documented_settings() -> dict[str, str]:
    """The rows of docs/settings.md: name -> default as written there."""
    rows = re.findall(r"^\| `([a-z0-9_.]+)` \|([^|]*)\|", today(page("settings.md")), re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def written(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_settings__have_a_sentence_each():
    silent = [field.name for field in settings() if not str(field.metadata.get("help", "")).strip()]
    french = module("node.setting_words").FRENCH

    assert settings()
    assert not silent
    # And one in French, in the order of the list, with nothing left of what is no setting any more.
    assert list(french) == [field.name for field in settings()]
    assert all(sentence.strip() for sentence in french.values())


def test_settings__have_a_row_each():
    names = {field.name for field in settings()}

    assert names
    assert names <= documented_settings().keys(), (
        f"no row in docs/settings.md: {sorted(names - documented_settings().keys())}"
    )


def test_settings__have_their_true_default():
    rows = documented_settings()
    wrong = {
        field.name: f"docs say {rows[field.name]!r}, it is {written(field.default)!r}"
        for field in settings()
        if field.name in rows and rows[field.name] != written(field.default)
    }

    assert settings()
    assert not wrong


def test_settings__page_invents_none():
    names = {field.name for field in settings()}

    assert documented_settings().keys() <= names, f"not a setting: {sorted(documented_settings().keys() - names)}"


# -- commands ----------------------------------------------------------------------------------------------------------


def commands() -> dict[str, click.Command]:
    """Each command that does something, by what one types: `actor add`."""
    found: dict[str, click.Command] = {}
    waiting: list[tuple[str, click.Command]] = [("", module("node.cli.main").cli)]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            inside = ((word, command.get_command(context, word)) for word in command.list_commands(context))
            waiting += [(f"{name} {word}".strip(), inner) for word, inner in inside if inner and not inner.hidden]
        else:
            found[name] = command
    return found


def documented_commands() -> dict[str, str]:
    """Each section of docs/cli.md whose heading is a command: what one types -> the text of the section."""
    parts = re.split(r"^#{2,3} `bocage ([a-z]+(?: [a-z]+)*)[^`]*`.*$", today(page("cli.md")), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_commands__have_a_section_each():
    names = commands().keys()

    assert names
    assert names <= documented_commands().keys(), (
        f"no section in docs/cli.md: {sorted(names - documented_commands().keys())}"
    )


def test_commands__have_their_options_in_their_section():
    sections = documented_commands()
    silent = [
        f"bocage {name} {option.opts[-1]}"
        for name, command in commands().items()
        for option in command.params
        if isinstance(option, click.Option)
        and not option.hidden
        and option.name != "help"
        and not any(re.search(rf"{re.escape(said)}(?![\w-])", sections.get(name, "")) for said in option.opts)
    ]

    assert commands()
    assert not silent, "\n".join(silent)


def test_commands__page_invents_none():
    invented = documented_commands().keys() - commands().keys()

    assert not invented, f"not a command: {sorted(invented)}"


# -- routes ------------------------------------------------------------------------------------------------------------


def plain(path: str) -> str:
    """A path with its holes unnamed, so that `{name}` and `{actor:[a-z]+}` are one."""
    return re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", "{}", path)


def routes() -> set[tuple[str, str]]:
    every = (*module("node.web.routes").ROUTES, *module("node.web.desk.routes").desk_routes())
    return {(str(route[0]).upper(), str(route[1])) for route in every}


def documented_routes() -> set[tuple[str, str]]:
    """(method, path) of each row of the tables of docs/http.md; HEAD goes with GET."""
    rows = re.findall(r"^\| ([A-Z, ]+) \| `(/[^`]*)` \|", today(page("http.md")), re.MULTILINE)
    return {(method.strip(), plain(path)) for methods, path in rows for method in methods.split(",")}


def test_plain__forgets_names_and_patterns():
    assert plain("/a/{name}/b/{id:[0-9]{26}}") == plain("/a/{x}/b/{y}") == "/a/{}/b/{}"


def test_routes__have_a_row_each():
    served = {(method, plain(path)) for method, path in routes() if method not in ("HEAD", "OPTIONS")}
    served = {(method, path) for method, path in served if method != "*"} | {
        ("GET", path) for m, path in served if m == "*"
    }

    assert served
    assert served <= documented_routes(), f"no row in docs/http.md: {sorted(served - documented_routes())}"


def test_routes__page_invents_none():
    served = {(method, plain(path)) for method, path in routes()}
    anyhow = {path for method, path in served if method == "*"}

    invented = {said for said in documented_routes() - served if said[1] not in anyhow}
    assert not invented, f"not a route: {sorted(invented)}"


# -- words -------------------------------------------------------------------------------------------------------------


def own_terms() -> dict[str, str]:
    """Each term of our two contexts that means something of our own namespace: term -> IRI."""
    found: dict[str, str] = {}
    for context in (RECORD, ACTOR):
        inline = context[-1]
        assert isinstance(inline, dict)
        for term, meaning in inline.items():
            iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(iri, str) and iri.startswith("coop:"):
                found[term] = COOP + iri.removeprefix("coop:")
    return found


def test_terms__are_in_the_ontology_in_both_languages():
    ontology = REPOSITORY / "vocab/ontology.ttl"
    if not ontology.exists():
        pytest.skip("vocab/ontology.ttl is not written yet")
    graph = Graph().parse(ontology, format="turtle")
    spoken = {
        term: {getattr(label, "language", None) for label in graph.objects(URIRef(iri), RDFS.label)}
        for term, iri in own_terms().items()
    }

    assert spoken
    assert not {term: languages for term, languages in spoken.items() if not {"fr", "en"} <= languages}


# -- examples ----------------------------------------------------------------------------------------------------------


def examples() -> list[dict[str, object]]:
    text = (REPOSITORY / "FEDERATION.md").read_text("utf-8")
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def keys(
    value: object, *, passing: tuple[str, ...] = ("@context", "contentMap", "nameMap", "summaryMap")
) -> Iterator[str]:
    """Every key of a document, without those inside `passing`."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item, passing=passing)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in passing:
                yield from keys(inner, passing=passing)


def known_terms() -> set[str]:
    """Every term of the contexts that our documents name, nested definitions included."""
    terms: set[str] = {"@context"}
    for context in (*RECORD, *ACTOR, *CREDENTIAL):
        terms |= set(context) if isinstance(context, dict) else set()
    for name in ("activitystreams", "credentials-v2", "data-integrity-v2", "security-v1", "multikey-v1"):
        terms |= set(keys(json.loads((REPOSITORY / f"vocab/contexts/{name}.jsonld").read_text("utf-8")), passing=()))
    return terms


def test_examples__use_only_words_of_our_contexts():
    # The page shortens what it shows elsewhere whole.
    unknown = {key for example in examples() for key in keys(example)} - known_terms() - {"…"}

    assert {"kind", "proof", "evidenceType"} <= {key for example in examples() for key in keys(example)}
    assert not unknown

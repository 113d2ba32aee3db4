"""A charter file is read whole, or everything wrong with it is named with its fix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import vocab
from node.cli.drafts import read_drafts
from tests.vocab.charter_files import HERE, NETWORK, charter_file, earlier_file, practice
from vocab.adherence import adherence_of, in_force
from vocab.charter import Charter
from vocab.charter_skos import fork_nodes, in_quads
from vocab.concepts import Schemes
from vocab.fork import Fork, Forks, Move
from vocab.fork_file import read_fork
from vocab.graph import graph_of

CATALOGUE, SCHEMES = Charter.load(), Schemes.load()


def fork_of(document: object) -> Fork:
    fork, findings = read_fork(document, CATALOGUE, SCHEMES)
    assert fork is not None, findings
    return fork


def test_read__what_a_network_made_of_the_catalogue() -> None:
    fork = fork_of(charter_file())

    assert (fork.reference, fork.version_iri, fork.network) == ("reseau-nord/2.0", f"{HERE}2.0", NETWORK)
    assert [(each.notation, each.iri, each.theme) for each in fork.added] == [
        ("G50-reseau-nord", f"{HERE}G50", "G"),
        ("G51-reseau-nord", f"{HERE}G51", "G"),
    ]
    assert [each.label.en for each in fork.added[0].matches] == ["Sustainable cities and communities"]
    assert fork.translations == {"nl": {"G01": "Democratische statuten", "G50-reseau-nord": "Aan de balie"}}
    assert fork.moves["2.0"] == (Move("split", ("G05",), ("G50-reseau-nord", "G51-reseau-nord")),)
    notations = [each.notation for each in fork.of(CATALOGUE.practices)]
    assert len(notations) == 58 and not {"G06", "T05"} & set(notations)
    assert notations[11:15] == ["G13", "G50-reseau-nord", "G51-reseau-nord", "V01"]


def test_forks__the_catalogue_of_a_node_finds_theirs_and_keeps_earlier_ones_readable() -> None:
    charter = replace(CATALOGUE, forks=Forks())
    charter.forks.put(fork_of(charter_file()))
    charter.forks.put(fork_of(earlier_file()))

    found = [charter.get(name) for name in ("G50-reseau-nord", "g50-RESEAU-nord", f"{HERE}G50", f"{HERE}G63", "G50")]

    assert [each.notation if each else None for each in found] == [*["G50-reseau-nord"] * 3, "G63-reseau-nord", None]
    assert [fork.reference for fork in charter.forks] == ["reseau-nord/2.0"]
    assert "G50-reseau-nord" in [each.notation for each in charter.offered("G")]
    assert "G50-reseau-nord" in [each.notation for each in charter.suggest("permanence au comptoir")]
    assert CATALOGUE.get("G50-reseau-nord") is None


def test_adherence__to_the_charter_of_a_network_ends_a_year_after_its_next_version() -> None:
    charter = replace(CATALOGUE, forks=Forks())
    for document in (earlier_file(), charter_file()):
        charter.forks.put(fork_of(document))
    said = {"charterVersion": f"{HERE}1.0", "decidedBy": "AG", "date": "2026-01-15"}

    found = adherence_of({"adheresTo": [said]}, charter)

    assert found is not None
    assert (found.version, found.newer, found.ends) == ("reseau-nord/1.0", "reseau-nord/2.0", "2027-11-01")
    assert in_force(charter, "2027-12-01") == ("2.0", "reseau-nord/2.0")
    assert adherence_of({"adheresTo": [said]}, CATALOGUE) is None


def with_practice(**changes: object) -> dict[str, Any]:
    return charter_file(practices=[practice("G50", "Une") | changes], translations={}, mappings=[])


def mapped(move: dict[str, object], version: str = "2.0") -> dict[str, Any]:
    return charter_file(mappings=[{"from": version, "moves": [move]}])


WRONG: tuple[tuple[object, str, str], ...] = (
    (["a"], "", "fields: slug"),
    (charter_file(slug="Réseau"), "slug", "reseau-nord"),
    (charter_file(slug="a" * 41), "slug", "reseau-nord"),
    (charter_file(version="next", mappings=[]), "version", "1.0"),
    (charter_file(issued="2026-02-30"), "issued", "2026-11-27"),
    (charter_file(issued=None), "issued", "2026-11-27"),
    (charter_file(iri="javascript:alert(1)"), "iri", "https://reseau.example"),
    (charter_file(iri="https://[x"), "iri", "https://reseau.example"),
    (charter_file(iri="https://x.example/\"><script>"), "iri", "https://reseau.example"),
    (charter_file(based_on="0.3"), "based_on", "2.0, 1.0"),
    (charter_file(name="Charte"), "name", "{fr: …, en: …}"),
    (charter_file(colour="green"), "colour", "slug, version"),
    (charter_file(retired=["G99"]), "retired", "such as G05"),
    (charter_file(retired="G06"), "retired", "[G05, G06]"),
    (charter_file(practices={}, translations={}, mappings=[]), "practices", "a list"),
    (with_practice(notation="G14"), "practices[0].notation", "from 50 on"),
    (with_practice(notation="X50"), "practices[0].notation", "G V D C K W T"),
    (with_practice(label={"fr": "Une"}), "practices[0].label", "{fr: …, en: …}"),
    (with_practice(why={"fr": "a" * 601, "en": "a"}), "practices[0].why", "600 characters"),
    (with_practice(levels=[]), "practices[0].levels", "0 to 4"),
    (with_practice(evidence=["WORD"]), "practices[0].evidence", "URL, STAT"),
    (with_practice(evidence=[]), "practices[0].evidence", "URL, STAT"),
    (with_practice(indicator={"text": {"fr": "n", "en": "n"}, "unit": "kg"}), "practices[0].indicator.unit", "percent"),
    (with_practice(matches=[{"in": "sdg", "number": "18", "how": "close"}]), "practices[0].matches[0].number", "17"),
    (with_practice(points=3), "practices[0].points", "notation, label"),
    (charter_file(practices=[practice("G50", "a"), practice("G50", "b")], mappings=[], translations={}),
     "practices[1].notation", "another"),
    (charter_file(translations={"fr": {"G01": "x"}}), "translations.fr", "{nl: {G01: …}}"),
    (charter_file(translations={"nl": {"G06": "x"}}), "translations.nl.G06", "code of a practice"),
    (mapped({"how": "improved", "before": "G05", "after": "G50"}), "mappings[0].moves[0].how", "same, renamed"),
    (mapped({"how": "split", "before": "G05", "after": "G50"}), "mappings[0].moves[0].after", "2-20"),
    (mapped({"how": "renamed", "before": "G05", "after": "G06"}), "mappings[0].moves[0].after", "of this version"),
    (mapped({"how": "dropped", "before": "G05"}, "reseau-nord/2.0"), "mappings[0].from", "reseau-nord/0.9"),
)  # fmt: skip


@pytest.mark.parametrize(("document", "field", "fix"), WRONG, ids=[f"{n}-{row[1]}" for n, row in enumerate(WRONG)])
def test_read__says_what_is_wrong(document: object, field: str, fix: str) -> None:
    fork, findings = read_fork(document, CATALOGUE, SCHEMES)

    assert fork is None
    assert [finding.field for finding in findings] == [field]
    assert fix in findings[0].fix.en
    assert findings[0].sentence.fr and findings[0].fix.fr


def test_read__what_the_guides_show() -> None:
    for name in ("charte.md", "charter.md"):
        guide = (Path(vocab.__file__).parents[1] / "docs" / name).read_text("utf-8")
        [fork] = [fork_of(document) for document in read_drafts(guide.split("```yaml")[1].split("```")[0].encode())]
        assert fork.reference == "reseau-nord/1.0"


def test_read__everything_wrong_at_once() -> None:
    fork, findings = read_fork({"practices": [{}] * 100}, CATALOGUE, SCHEMES)

    assert fork is None
    assert len(findings) == 50


def test_fork_nodes__its_own_practices_whole_and_the_others_by_their_address() -> None:
    fork = fork_of(charter_file())
    graph = graph_of(in_quads(fork_nodes(fork, CATALOGUE, SCHEMES), fork.iri))

    asked = """
      PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      PREFIX coop: <https://w3id.org/plateformcoop/ns#>
      SELECT (COUNT(DISTINCT ?in) AS ?all) (COUNT(DISTINCT ?own) AS ?ours) (COUNT(DISTINCT ?aside) AS ?left)
             (COUNT(DISTINCT ?nl) AS ?dutch) {
        ?scheme a coop:Charter .
        { ?in skos:inScheme ?scheme } UNION { ?own a coop:Practice ; coop:levelAnchor ?said }
        UNION { ?scheme coop:setsAside ?aside } UNION { ?x skos:prefLabel ?nl FILTER(lang(?nl) = "nl") } }"""
    assert [[value.toPython() for value in row] for row in graph.query(asked)] == [[58, 2, 2, 2]]

"""Statements: the quick look at all lines of a record lets through what a store takes, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from node.sparql.quadstore import allowed, sound
from node.sparql.statements import _LINES, Statements
from vocab.loader import Loader
from vocab.tables import Tables
from vocab.vocabulary import Vocabulary

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTS = st.text("ab-.:9@[]%", max_size=5)
TAILS = st.text("/?#%[]é'();:@!$&*+,=~_-.azAZ09", max_size=10)
IRIS = st.builds("<{}://{}{}>".format, st.sampled_from(("http", "https", "urn")), HOSTS, TAILS)
TEXTS = st.text('ab "\\.<>@^é', max_size=8).map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
ENDS = st.sampled_from(("", "@fr", "@fr-FR", "@french", f"^^<{XSD}date>", f"^^<{RDF}langString>", "^^<a>"))
OBJECTS = st.one_of(IRIS, st.builds("{}{}".format, TEXTS, ENDS))
LINES = st.builds("{} {} {} {} .".format, IRIS, IRIS, OBJECTS, IRIS)


@pytest.fixture(scope="module")
def statements(words: Vocabulary) -> Statements:
    """Statements of nothing yet."""
    return Statements("https://a.example", words, Tables(Loader()), lambda document, graph: [], allowed)


@given(st.lists(LINES, max_size=3))
@example(['<https://a.example/> <https://a.example/p> "é \\"." <https://a.example/#b?c/d> .'])
@example(["<https://a.example/#b#c> <https://a.example/p> <https://a.example/> <https://a.example/> ."])
@example([f'<https://a.example/> <https://a.example/p> "a"^^<{RDF}langString> <https://a.example/> .'])
def test_lines__let_through_at_once__are_those_of_plain_terms_that_a_store_takes(
    statements: Statements, lines: list[str]
) -> None:
    if _LINES.match("\n".join(lines)):
        assert sound(lines) == lines
        assert all(map(statements._taken, lines))
    else:
        assert any(_LINES.match(line) is None for line in lines)


def test_lines__ordinary_ones__are_let_through_at_once() -> None:
    graph = "<https://a.example:8443/actors/a#graph>"
    about = "<https://a.example/objects/1?x=1> <https://w3id.org/plateformcoop/ns#need>"
    objects = ('"À vélo"@fr', f'"2026-11-26"^^<{XSD}date>', '"say \\"yes\\"\\n"', "<https://b.example/~c/(d);e#f>")
    assert _LINES.match("\n".join(f"{about} {each} {graph} ." for each in objects))

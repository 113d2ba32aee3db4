"""What may be asked, and what may not (R20); reading takes time in proportion to the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.sparql.question import MAX_DEPTH, read_question
from node.sparql.refusals import Refused

GOOD = [
    ("SELECT * { ?s ?p ?o }", "SELECT", ()),
    ("ask{?s ?p ?o}", "ASK", ()),
    (
        "PREFIX ex: <http://x/#> # a note\nBASE <http://y/>\nprefix : <http://z/>\nconstruct {?s ?p 1} where {}",
        "CONSTRUCT",
        (),
    ),
    ("DESCRIBE <http://x/1>", "DESCRIBE", ()),
    ("SELECT * FROM <http://g/1> FROM NAMED <http://g/2> {?s ?p ?o}", "SELECT", ("http://g/1", "http://g/2")),
    ("PREFIX g: <http://g/> SELECT * from g:1 {}", "SELECT", ("http://g/1",)),
    ('SELECT ("FROM <http://g/>" AS ?x) { ?x ex:from <http://a/> }', "SELECT", ()),
    (
        "SELECT * { ?service <http://p/> ?o ; ex:service ?o2 ; :deliverService <x> . FILTER(?service < 3) }",
        "SELECT",
        (),
    ),
    ('SELECT * { ?s ?p "service public", \'un service à domicile\', "services d\'aide" }', "SELECT", ()),
    ("SELECT * { ?s <http://x/service> ?o . ?s <http://x/services/a> ?o }", "SELECT", ()),
    ("SELECT * { ?s ?p ?o } # \"an apostrophe's comment", "SELECT", ()),
    ("nothing at all", "SELECT", ()),
]


@pytest.mark.parametrize(("text", "form", "graphs"), GOOD)
def test_read_question(text: str, form: str, graphs: tuple[str, ...]) -> None:
    question = read_question(text)

    assert (question.form, question.graphs, question.dataset) == (form, graphs, bool(graphs))


SERVICES = [
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICE?x { ?s ?p ?o } }",
    "SELECT * { SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { SERVICE $x { ?s ?p ?o } }",
    "SELECT * { SERVICE<http://x/>{ ?s ?p ?o } }",
    "PREFIX ex: <http://x/> SELECT * { SERVICE ex:y { } }",
    "PREFIX ex: <http://x/> SELECT * { SERVICEex:y { } }",
    "PREFIX : <http://x/> SELECT * { SERVICE:y { } }",
    "SELECT * { SERVICE # a comment > ' \" \n <http://x/> { } }",
    "SELECT * { ?s ?p 10SERVICE <http://x/> { } }",
    "SELECT * { ?s ?p trueSERVICE <http://x/> { } }",
    "SELECT * { ?s ?p ex:a.SERVICE <http://x/> { } }",
    "SELECT * { ?s ?p 'x'SERVICE <http://x/> { } }",
    "SELECT * { ?s ?p 'x'@enSERVICE <http://x/> { } }",
    "SELECT * { FILTER(?a<?b)SERVICE<http://x/>{ } }",
    "SELECT * { ?s ex:it\\'s ?o SERVICE <http://x/> { } FILTER('a') }",
    "SELECT * { SERVICE" + " " * 600 + "<http://x/> { } }",
    "SELECT * { SERVICE" + "#\n" * 300 + "<http://x/> { } }",
    "SELECT * { SERVICE#" + "x" * 600 + "\n<http://x/> { } }",
    "SELECT * { GRAPH ?g { OPTIONAL { Service <http://x/> {} } } }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_read_question__service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(Refused, match="SERVICE"):
        read_question(text)


@pytest.mark.parametrize("text", ["SELECT * { \\u0053ERVICE <http://x/> {} }", "SELECT * { ?s ?p '\\U00000022' }"])
def test_read_question__ascii_by_its_number_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="write the sign itself"):
        read_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a/> <http://b/> 1 }",
        "PREFIX a: <http://a/> delete where {?s ?p ?o}",
        "LOAD <http://x/>",
        "CLEAR ALL",
        "WITH <http://g/> DELETE {?s ?p ?o} WHERE {?s ?p ?o}",
        "# a note\ndrop graph <http://g/>",
    ],
)
def test_read_question__updates_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="one reads"):
        read_question(text)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_read_question__none(text: str) -> None:
    with pytest.raises(Refused, match="no question"):
        read_question(text)


def test_read_question__brackets_inside_brackets() -> None:
    read_question("SELECT * " + "{" * MAX_DEPTH + "}" * MAX_DEPTH)
    with pytest.raises(Refused, match="brackets"):
        read_question("SELECT * " + "{" * (MAX_DEPTH + 1))
    read_question("SELECT * { ?s ?p '" + "{" * 500 + "' }")


def test_read_question__many_graphs() -> None:
    with pytest.raises(Refused, match="graphs"):
        read_question("SELECT * " + "FROM <http://g/> " * 101 + "{}")


# Texts that made such readings slow elsewhere: a run that is begun again at each of its signs.
SLOW = [
    "a-",
    "a.",
    "<",
    "<a",
    '"',
    "'''",
    '"""',
    "\\",
    ":",
    "#service\n",
    "service ",
    "service#\n",
    "?",
    "@a",
    "((",
    "a:b.",
]


@pytest.mark.parametrize("piece", SLOW)
def test_read_question__a_hundred_kilobytes_of_anything(piece: str) -> None:
    text = "SELECT * { " + piece * (100_000 // len(piece))
    try:
        read_question(text)
    except Refused:
        return


@given(st.text(alphabet="SERVICEservice {}<>?$:.#'\"\\ab1\n@", max_size=60))
def test_read_question__never_fails_otherwise(text: str) -> None:
    try:
        read_question(text)
    except Refused as refusal:
        assert refusal.fix.fr and refusal.fix.en

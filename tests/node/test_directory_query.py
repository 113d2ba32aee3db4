"""Reading parameters: what each accepts, and refusals that name it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from node.query import FACETS, BadQuery, Query
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


def read(text: str, vocabulary: Vocabulary, *, html: bool = False) -> Query:
    return Query.from_params(parse_qsl(text, keep_blank_values=True), vocabulary, html=html)


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("colour=red", "colour"),
        ("utm_source=x", "utm_source"),
        ("kind=profile", "kind"),
        ("claimed=yes", "claimed"),
        ("territory=fr-commune-99999", "territory"),
        ("territory=-nowhere", "territory"),
        ("relation=near", "relation"),
        ("sector=AM61", "sector"),
        ("need=dormir", "need"),
        ("practice=Z99", "practice"),
        ("stage=-x", "stage"),
        ("min_level=5", "min_level"),
        ("min_level=³", "min_level"),
        ("near=50.6", "near"),
        ("near=91,3", "near"),
        ("near=nan,3", "near"),
        ("radius_km=3", "radius_km"),
        ("near=50,3&radius_km=-1", "radius_km"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=3,50.9,3.1,50.1", "bbox"),
        ("updated_since=yesterday", "updated_since"),
        ("origin=a b", "origin"),
        ("verified_by=x", "verified_by"),
        ("sort=stars", "sort"),
        ("sort=distance", "sort"),
        ("facets=colour", "facets"),
        ("facets=none,sector", "facets"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=5&limit=6", "limit"),
        ("view=globe", "view"),
        ("shade=colour", "shade"),
        ("excel=en", "excel"),
        ("lang=de", "lang"),
        ("q=" + "x" * 501, "q"),
        ("q=velo+" + "x" * 65, "q"),
        ("q=" + "+".join(["velo"] * 33), "q"),
        ("&".join(["q=velo+cargo+bleu"] * 11), "q"),
        ("q=" + "-".join(["velo"] * 33), "q"),
        ("sector=AM60&sector=-AM60", "sector"),
        ("territory=fr-region-32&territory=-fr-region-32", "territory"),
        ("relation=-placed&relation=-serving&relation=-wider", "relation"),
        ("claimed=true&kind=offer", "claimed"),
        ("claimed=true&kind=-organization", "claimed"),
        ("min_level=2&kind=offer&kind=event", "min_level"),
        ("practice=D03&kind=event", "practice"),
        ("practice=D03&min_level=1&kind=request", "min_level"),
        ("practice=D03&kind=-practice", "practice"),
        ("freshness=new", "freshness"),
        ("&".join(f"q={n}" for n in range(60)), "q"),
    ],
)
def test_refusal__names_the_parameter(vocabulary: Vocabulary, text: str, parameter: str) -> None:
    with pytest.raises(BadQuery) as refused:
        read(text, vocabulary)

    assert refused.value.parameter == parameter
    assert refused.value.text.fr and refused.value.text.en


def test_refusal__suggests_the_nearest_names(vocabulary: Vocabulary) -> None:
    with pytest.raises(BadQuery) as refused:
        read("territory=Tourcoin", vocabulary)

    assert "Tourcoing (fr-commune-59599)" in refused.value.text.fr


def test_html__forgives_trackers_and_takes_names(vocabulary: Vocabulary) -> None:
    query = read("utm_source=x&fbclid=1&gclid=2&territory=Lille&q=", vocabulary, html=True)

    assert query.territory.wanted == ("fr-commune-59350",)


def test_blank__is_as_if_absent(vocabulary: Vocabulary) -> None:
    assert read("q=&sector=&territory=+&near=", vocabulary) == Query()


def test_values__in_any_spelling_become_notations(vocabulary: Vocabulary) -> None:
    text = "coop_status=scic&need=coop:need-livrer&stage=-running&policy=commons-open&license=cc-by-4.0"
    query = read(text, vocabulary)

    assert query.choices["coop_status"].wanted == ("SCIC",)
    assert query.choices["need"].wanted == ("livrer",)
    assert query.choices["stage"].refused == ("running",)
    assert query.choices["license"].wanted == ("CC-BY-4.0",)


def test_sort__follows_what_is_asked(vocabulary: Vocabulary) -> None:
    assert read("q=velo", vocabulary).sort == "relevance"
    assert read("", vocabulary).sort == "updated"
    assert read("q=velo&sort=name", vocabulary).sort == "name"


def test_facets__none_with_a_cursor(vocabulary: Vocabulary) -> None:
    assert read("", vocabulary).facets == FACETS
    assert read("cursor=x", vocabulary).facets == ()
    assert read("cursor=x&facets=all", vocabulary).facets == FACETS


def test_pairs__ask_the_same_again(vocabulary: Vocabulary) -> None:
    text = (
        "q=velo+-cargo&kind=practice&kind=-event&territory=fr-region-32&territory=-fr-commune-59350&relation=placed&sector=AM60"
        "&min_level=2&practice=D03&near=50.5,3&radius_km=12&bbox=1,2,3,4&updated_since=2026-01-01&sort=name&limit=7"
    )
    query = read(text, vocabulary)

    assert Query.from_params(query.pairs(), vocabulary) == query
    assert read(text.replace("limit=7", "limit=9&facets=none&lang=en"), vocabulary).about() == query.about()
    assert read(text.replace("placed", "wider"), vocabulary).about() != query.about()

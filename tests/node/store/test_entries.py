"""What entries are found by: the same places as those whom a record concerns."""

from __future__ import annotations

from hypothesis import given, settings

from node.store.clauses import place_tags
from node.store.entries import indexed
from tests.vocab.test_concerning import TERRITORIES, entry, slugs
from vocab.concerning import concerned
from vocab.vocabulary import Vocabulary


def test_places__a_question_about_a_territory_finds_what_concerns_it(words: Vocabulary) -> None:
    @given(slugs, slugs)
    @settings(max_examples=60)
    def agree(placed: tuple[str, ...], served: tuple[str, ...]) -> None:
        record = entry(placed=placed, served=served)

        made = indexed(record, words, audience="public", policy="commons-open", origin="a.example", version="1")

        for slug, relation in concerned(record, TERRITORIES).items():
            is_there = not set(place_tags((slug,), ("placed",), words)).isdisjoint(made.places)
            serves = not set(place_tags((slug,), ("serving",), words)).isdisjoint(made.places)
            assert (is_there, is_there or serves) == (relation == "placed", True)

    agree()

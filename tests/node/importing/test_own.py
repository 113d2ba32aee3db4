"""Offers, requests and events out of a table: days, hours and prices as people in France write them."""

from __future__ import annotations

import pytest

from node.importing.own import judge_own, moment_of
from node.importing.row import Line, Row
from node.importing.vocabulary import ImportVocabulary
from vocab import shapes
from vocab.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("written", "hour", "expected"),
    [
        ("12/03/2027", "", "2027-03-12"),
        ("12/03/2027", "18h30", "2027-03-12T18:30:00"),
        ("1.2.27 9h", "", "2027-02-01T09:00:00"),
        ("2027-03-12T18:30:00", "", "2027-03-12T18:30:00"),
        ("2027-03-12", "18:30:00", "2027-03-12T18:30:00"),
        ("bientôt", "18h", "bientôt"),
        ("12/03/2027 ou le 13", "", "12/03/2027 ou le 13"),
        ("", "18h", ""),
    ],
)
def test_moment(written: str, hour: str, expected: str) -> None:
    assert moment_of(written, hour) == expected


def row(words: Vocabulary, kind: str, **cells: str) -> Row:
    vocabulary = ImportVocabulary.load(words.territories, words.schemes)
    judge = judge_own(kind, tuple(cells), vocabulary=vocabulary, license="etalab-2.0")
    return judge.row(Line(2, cells))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12,50 €", {"amount": "12.50", "unit": "EUR"}),
        ("1 200 euros", {"amount": "1200", "unit": "EUR"}),
        ("Gratuit", "free"),
        ("à discuter", "à discuter"),
    ],
)
def test_price(words: Vocabulary, written: str, expected: object) -> None:
    draft = row(words, "offer", titre="Livraison", prix=written).draft

    assert draft is not None and draft["price"] == expected


def test_offer__whole_line_is_what_the_shapes_take(words: Vocabulary) -> None:
    made = row(
        words, "offer", titre="Livraison", details="Six jours sur sept.", ville="Lille", cp="59000", prix="3 €",
        territoire="Lille", usage="livrer", validite="30/06/2027",
    )  # fmt: skip

    assert made.draft is not None
    assert shapes.check(made.draft, words).findings == ()
    assert made.draft["location"] == {"name": "Lille", "postcode": "59000", "territory": "fr-commune-59350"}
    assert (made.draft["need"], made.draft["valid_until"]) == (["livrer"], "2027-06-30")


def test_offer__without_a_title_and_with_an_unknown_territory(words: Vocabulary) -> None:
    assert row(words, "offer", titre="", ville="Lille").outcome == "refused"
    unknown = row(words, "offer", titre="Livraison", territoire="Zzyzx")
    assert unknown.outcome == "refused" and unknown.reason is not None and "inconnu" in unknown.reason.fr


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"ville": "Tournai", "cp": "7500"}, {"name": "Tournai", "postcode": "7500", "territory": "be-commune-57081"}),
        ({"ville": "Lens"}, {"name": "Lens", "territory": "fr-commune-62498"}),
        ({"ville": "Lens", "pays": "Belgique"}, {"name": "Lens", "territory": "be-commune-53046"}),
        ({"ville": "Bourg-en-Bresse", "cp": "1000"}, {"postcode": "01000", "territory": "fr-commune-01053"}),
    ],
)
def test_offer__stands_in_any_country_and_in_france_unless_it_says(
    words: Vocabulary, cells: dict[str, str], place: dict[str, str]
) -> None:
    made = row(words, "offer", titre="Livraison", **cells)

    assert made.draft is not None
    assert made.draft["location"] == {"name": cells["ville"]} | place

"""The catalogue is whole, says everything in both languages, and never adds anything up."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import pytest

from tests.vocab.sentences import LEAST_LEFT, Sentence, near_equal, sentences_of
from vocab.charter import CURRENT, LEVELS, Charter, Practice
from vocab.concepts import Schemes
from vocab.context import CHARTER
from vocab.language import Text
from vocab.practice import HOWS
from vocab.words import fold, stem

CATALOGUE = Charter.load()
# What a level 3 may name: the cheap part of "it names the fact and the document that show it".
DOCUMENTS = {
    "fr": """accord adresse affiche annonce annuaire annexe archive article attestation audit avis bilan bulletin cahier
        calendrier carnet carte catalogue certificat charte clause code compte-rendu comptes compte conditions contrat
        convention courrier declaration decision deliberation depot devis diagnostic document dossier enquete etude
        export facture fiche fichier formulaire grille guide inventaire journal lettre licence liste manuel mention
        message mode note notice offre page paie photo plan planning politique proces-verbal procedure programme
        questionnaire rapport recu registre reglement releve reponse reponses resultat schema site statuts tableau
        tarif texte version demande publication feuille bulletins comptes rendus""",
    "en": """account accounts address agreement annex archive article attestation audit book bulletin calendar catalogue
        certificate charter clause code conditions contract declaration decision diary diagram directory document entry
        export file form grid guide handbook invoice inventory leaflet letter licence license list log manual map
        message minutes note notice offer page paper payslip plan policy poster price procedure programme publication
        questionnaire receipt record register repository report request results roster rules schedule sheet site
        statement statutes study survey table terms text timetable version website""",
}
COUNTS = {"G": 13, "V": 10, "D": 10, "C": 8, "K": 6, "W": 6, "T": 5}


def test_charter__seven_themes_and_fifty_eight_practices() -> None:
    assert [theme.notation for theme in CATALOGUE.themes] == list(COUNTS)
    assert {theme: len(CATALOGUE.of_theme(theme)) for theme in COUNTS} == COUNTS
    assert len(CATALOGUE.practices) == 58
    assert CATALOGUE.of_theme("X") == ()


def test_charter__notations_follow_one_another() -> None:
    expected = [f"{theme}{number:02}" for theme, count in COUNTS.items() for number in range(1, count + 1)]

    assert [practice.notation for practice in CATALOGUE.practices] == expected
    assert all(practice.notation[0] == practice.theme for practice in CATALOGUE.practices)


def test_charter__add_ons_are_optional() -> None:
    assert [p.notation for p in CATALOGUE.practices if p.optional] == ["G13", "W06", "T04", "T05"]


def test_charter__a_node_can_see_these_and_never_what_concerns_the_platforms_own_service() -> None:
    seen = [practice.notation for practice in CATALOGUE.practices if practice.checkable]

    assert seen == ["D05", "D07", "C01", "K01", "K03", "K05", "T02"]


def test_charter__version() -> None:
    assert CATALOGUE.version == CURRENT == "2.0"
    assert CATALOGUE.versions == ("2.0", "1.0")
    assert CATALOGUE.version_iri == CHARTER + "2.0"
    assert CATALOGUE.get(CATALOGUE.version_iri) is None


def test_charter__a_first_report_is_short() -> None:
    per_theme = Counter(practice.theme for practice in CATALOGUE.first)

    assert set(per_theme) == set(COUNTS)
    assert max(per_theme.values()) <= 2 and per_theme.total() <= 12
    assert not any(practice.optional for practice in CATALOGUE.first)


def test_charter__what_others_wrote_has_words() -> None:
    assert [(each.name, len(each.numbers), each.ours) for each in CATALOGUE.matched] == [
        ("ica", 7, True),
        ("fairwork", 5, True),
        ("sdg", 17, False),
    ]
    for practice in CATALOGUE.practices:
        assert {match.how for match in practice.matches} <= set(HOWS)
        assert len({match.iri for match in practice.matches}) == len(practice.matches)
        assert practice.unit in CATALOGUE.units


@pytest.mark.parametrize("practice", CATALOGUE.practices, ids=lambda practice: practice.notation)
def test_practice__says_everything_in_both_languages(practice: Practice) -> None:
    texts = [value for each in fields(practice) if isinstance(value := getattr(practice, each.name), Text)]

    assert len(texts) == 6
    assert len(practice.anchors) == len(LEVELS)
    assert practice.level3 is practice.anchors[3]
    for text in (*texts, *practice.anchors, *practice.sources):
        assert text.fr == text.fr.strip() != "" and text.en == text.en.strip() != ""
    for sentence in (practice.definition, practice.why, practice.begin, *practice.anchors):
        assert sentence.fr.endswith(".") and sentence.en.endswith(".")


def test_practice__accepts_known_kinds_of_evidence() -> None:
    known = {concept.notation for concept in Schemes.load().evidence}

    assert all(practice.evidence and set(practice.evidence) <= known for practice in CATALOGUE.practices)
    assert CATALOGUE.independent_evidence < known


@pytest.mark.parametrize("theme", COUNTS)
def test_sentences__are_neither_a_word_nor_a_page(theme: str) -> None:
    for sentence in _sentences(theme):
        assert 10 <= len(sentence.text.split()) <= 30, sentence
        assert len(sentence.meaning) >= LEAST_LEFT, f"says little more than the name: {sentence}"


@pytest.fixture(scope="module")
def alike() -> list[tuple[Sentence, Sentence]]:
    return list(near_equal([sentence for each in CATALOGUE.practices for sentence in sentences_of(each)]))


@pytest.mark.parametrize("theme", COUNTS)
def test_sentences__no_two_of_the_catalogue_say_nearly_the_same(
    theme: str, alike: list[tuple[Sentence, Sentence]]
) -> None:
    found = [(one, other) for one, other in alike if theme in (one.practice[0], other.practice[0])]

    assert not found, "\n".join(f"{one}\n  = {other}" for one, other in found[:20])


@pytest.mark.parametrize("theme", COUNTS)
def test_sentences__level_three_names_a_document(theme: str) -> None:
    for sentence in _sentences(theme):
        known = {stem(word) for word in fold(DOCUMENTS[sentence.language]).split()}
        said = {stem(word) for word in fold(sentence.text).split()}
        assert sentence.level != 3 or said & known, sentence


def test_near_equal__catches_a_mould() -> None:
    mould = "{} is written down, but a part of those concerned have not read it yet."
    made = [
        replace(practice, anchors=tuple(Text(said, said) for _ in LEVELS))
        for practice in CATALOGUE.of_theme("G")[:2]
        if (said := mould.format(practice.label.en))
    ]

    pairs = list(near_equal([next(sentences_of(each)) for each in made]))

    assert [(one.practice, other.practice) for one, other in pairs] == [("G01", "G02")]


def _sentences(theme: str) -> list[Sentence]:
    return [sentence for practice in CATALOGUE.of_theme(theme) for sentence in sentences_of(practice)]


def test_practice__no_two_say_the_same() -> None:
    for said in ("label", "definition"):
        texts = [getattr(practice, said) for practice in CATALOGUE.practices]
        assert len({fold(text.fr) for text in texts}) == len({fold(text.en) for text in texts}) == 58


def test_practice__cites_a_source() -> None:
    sources = CATALOGUE.get("G01")

    assert all(practice.sources for practice in CATALOGUE.practices)
    assert sources is not None
    assert sources.sources[0].fr == "Alliance coopérative internationale, principe 2"


@pytest.mark.parametrize(
    "reference",
    ["D03", "d03", " D03 ", "charter:D03", CHARTER + "D03", "Portabilité en libre-service", "self-service portability"],
)
def test_get__every_spelling(reference: str) -> None:
    practice = CATALOGUE.get(reference)

    assert practice is not None
    assert practice.notation == "D03"
    assert practice.iri == CHARTER + "D03"


@pytest.mark.parametrize("reference", ["", "D", "D99", "charter:", CHARTER, "https://example.org/D03", "x" * 10_000])
def test_get__unknown_is_none(reference: str) -> None:
    assert CATALOGUE.get(reference) is None


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("portabilité", "D03"),
        ("D3", "D03"),
        ("code libre", "C01"),
        ("conflits", "G12"),
        ("pay scale", "V04"),
        ("restore test", "D10"),
        ("RGPD", "D03"),
        ("fiche a jour dans l annuaire", "K01"),
    ],
)
def test_suggest__finds_by_words(text: str, notation: str) -> None:
    assert notation in [practice.notation for practice in CATALOGUE.suggest(text)]


def test_suggest__nothing_is_close() -> None:
    assert CATALOGUE.suggest("xyzzyqwk") == []
    assert CATALOGUE.suggest("") == []

"""The schemes are complete in both languages, and every usual spelling of a value finds it."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from vocab.concepts import SCHEMES_DIR, Concept, Scheme, Schemes
from vocab.context import COOP, LEGAL_FORM, SECTOR, SPDX
from vocab.words import fold

NAMES = [each.name for each in fields(Schemes) if not each.name.startswith("_")]
LOADED = Schemes.load()


def every_scheme() -> list[Scheme]:
    return list(LOADED)


def test_load__one_file_a_scheme_and_none_forgotten() -> None:
    files = {path.stem for path in SCHEMES_DIR.glob("*.json")} - {"charter"}

    assert files == set(NAMES) == {scheme.name for scheme in LOADED}


@pytest.mark.parametrize(
    ("name", "notations"),
    [
        ("sector", [f"AM{number}" for number in range(10, 170, 10)]),
        (
            "need",
            "manger se-deplacer echanger reparer livrer s-entraider se-loger travailler se-cultiver energie".split(),
        ),
        ("legal_form", "L1 L2 L3 L4 L5".split()),
        ("coop_status", "SCIC SCOP CAE consommation usagers CUMA union association informal ESUS public".split()),
        ("stage", "idea emerging running paused ended".split()),
        ("exchange", "sell rent lend give share volunteer grant premises contract".split()),
        ("action", "deliverService transfer work use pickup dropoff transferCustody transferAllRights".split()),
        ("policy", "commons-open commons-share-alike reciprocal-ess network-only private".split()),
        ("visibility", "public network followers private".split()),
        ("platform_kind", "platform network authority supporter".split()),
        ("audience_kind", "platform authority supporter public".split()),
        ("evidence", "URL STAT MIN REG REV MET REPO EP POL PEER SURV CONT".split()),
        ("level", "0 1 2 3 4".split()),
        ("license", "etalab-2.0 ODbL-1.0 CC-BY-4.0 CC-BY-SA-4.0 CC0-1.0".split()),
        ("record_kind", "organization profile listing practice report story endorsement offer request event".split()),
        ("verified", "own proof origin transport unconfirmed none".split()),
        ("verified_by", "claimed domain-proved register-matched attested".split()),
        ("relation", "placed serving wider".split()),
        ("freshness", "recent year older".split()),
        ("territory_type", "commune epci departement province region commune-associee commune-deleguee".split()),
    ],
)
def test_scheme__is_the_closed_list(name: str, notations: list[str]) -> None:
    scheme: Scheme = getattr(LOADED, name)

    assert [concept.notation for concept in scheme] == notations
    assert len(scheme) == len(notations)


def test_iris__are_those_that_documents_carry() -> None:
    def iri(scheme: Scheme, notation: str) -> str:
        concept = scheme.get(notation)
        assert concept is not None
        return concept.iri

    assert iri(LOADED.sector, "AM160") == SECTOR + "AM160"
    assert iri(LOADED.legal_form, "L2") == LEGAL_FORM + "L2"
    assert iri(LOADED.license, "etalab-2.0") == SPDX + "etalab-2.0"
    assert iri(LOADED.need, "livrer") == COOP + "need-livrer"
    assert iri(LOADED.coop_status, "SCIC") == COOP + "status-scic"
    assert iri(LOADED.stage, "running") == COOP + "stage-running"
    assert iri(LOADED.exchange, "lend") == COOP + "exchange-lend"
    assert iri(LOADED.policy, "commons-open") == COOP + "policy-commons-open"
    assert iri(LOADED.action, "deliverService") == "https://w3id.org/valueflows/ont/vf#deliverService"


@pytest.mark.parametrize("scheme", every_scheme(), ids=NAMES)
def test_scheme__label_and_definition_in_both_languages(scheme: Scheme) -> None:
    incomplete = [
        concept.notation
        for concept in scheme
        for text in (concept.label.fr, concept.label.en, concept.definition.fr, concept.definition.en)
        if not text.strip() or text != text.strip() or "\n" in text
    ]

    assert incomplete == []
    assert scheme.label.fr and scheme.label.en and scheme.definition.fr and scheme.definition.en


@pytest.mark.parametrize("scheme", every_scheme(), ids=NAMES)
def test_scheme__definitions_are_one_sentence(scheme: Scheme) -> None:
    for concept in scheme:
        for text in (concept.definition.fr, concept.definition.en):
            assert text.endswith(".") and ". " not in text, concept.notation


@pytest.mark.parametrize("scheme", [LOADED.sector, LOADED.need], ids=["sector", "need"])
def test_scheme__everyday_words_for_sectors_and_needs(scheme: Scheme) -> None:
    assert {c.notation for c in scheme if len(own_words(c, c.synonyms_fr)) < 5} == set()
    assert {c.notation for c in scheme if len(own_words(c, c.synonyms_en)) < 3} == set()


def own_words(concept: Concept, synonyms: tuple[str, ...]) -> set[str]:
    names = {fold(concept.notation), fold(concept.label.fr), fold(concept.label.en), ""}
    return {fold(each) for each in synonyms} - names


@pytest.mark.parametrize("scheme", every_scheme(), ids=NAMES)
def test_scheme__no_name_says_two_things(scheme: Scheme) -> None:
    owners: dict[str, str] = {}
    for concept in scheme:
        for name in {fold(each) for each in (concept.notation, concept.label.fr, concept.label.en)}:
            assert name
            assert owners.setdefault(name, concept.notation) == concept.notation


@pytest.mark.parametrize("scheme", every_scheme(), ids=NAMES)
def test_scheme__people_never_read_a_bare_code(scheme: Scheme) -> None:
    codes = [c.notation for c in scheme if c.notation.isupper() and c.notation in (c.label.fr, c.label.en)]

    assert codes == []


@pytest.mark.parametrize("scheme", every_scheme(), ids=NAMES)
def test_get__every_spelling_of_every_value(scheme: Scheme) -> None:
    for concept in scheme:
        for spelling in (
            concept.iri,
            concept.notation,
            concept.notation.swapcase(),
            concept.label.fr,
            concept.label.en,
        ):
            assert scheme.get(spelling) is concept
        assert scheme.get(f"  {concept.label.fr.upper()} ") is concept


@pytest.mark.parametrize(
    ("name", "reference", "notation"),
    [
        ("need", "coop:need-livrer", "livrer"),
        ("need", "Se deplacer", "se-deplacer"),
        ("need", "s'entraider", "s-entraider"),
        ("coop_status", "scic", "SCIC"),
        ("action", "vf:work", "work"),
        ("action", "https://w3id.org/valueflows#transfer", "transfer"),
        ("action", "http://w3id.org/valueflows/transferCustody", "transferCustody"),
        ("sector", "https://dev.lod.coop/essglobal/2.1/standard/activities-modified/AM60", "AM60"),
        ("unit", "om2:kilogram", "kg"),
        ("license", "http://spdx.org/licenses/CC0-1.0", "CC0-1.0"),
    ],
)
def test_get__as_others_write_it(name: str, reference: str, notation: str) -> None:
    concept = getattr(LOADED, name).get(reference)

    assert concept is not None
    assert concept.notation == notation


@pytest.mark.parametrize("reference", ["", " ", "AM161", "need-livrer:", "coop:need-", "x" * 5_000, "\x00", "…"])
def test_get__unknown_is_none(reference: str) -> None:
    assert [scheme.get(reference) for scheme in LOADED] == [None] * len(NAMES)


@pytest.mark.parametrize(
    ("text", "need", "sector"),
    [
        ("vélo", "se-deplacer", "AM160"),
        ("livraizon de colis", "livrer", "AM160"),
        ("je cherche un coursier pour mes colis", "livrer", "AM160"),
        ("bibliotheque d'objets", "echanger", "AM120"),
        ("veg box", "manger", "AM60"),
        ("panneaux solaires", "energie", "AM50"),
        ("colocation", "se-loger", "AM90"),
    ],
)
def test_suggest__words_people_type(text: str, need: str, sector: str) -> None:
    assert LOADED.need.suggest(text)[0].notation == need
    assert LOADED.sector.suggest(text)[0].notation == sector


@pytest.mark.parametrize("text", ["", "   ", "!!!", "xyzzyqwk", "un", "日本語"])
def test_suggest__nothing_is_close(text: str) -> None:
    assert LOADED.need.suggest(text) == []


def test_suggest__is_short_and_bounded() -> None:
    many = " ".join(word for concept in LOADED.sector for word in concept.synonyms)

    assert len(LOADED.sector.suggest(many)) <= 5
    assert len(set(LOADED.sector.suggest("eau"))) == len(LOADED.sector.suggest("eau"))


def test_label__of_anything_that_stands_in_a_document() -> None:
    assert LOADED.label(COOP + "need-livrer", "fr") == "Livrer et faire livrer"
    assert LOADED.label("coop:need-livrer", "en") == "Deliver"
    assert LOADED.label("am160", "fr") == "Transport et livraison"
    assert LOADED.label("https://w3id.org/valueflows#work", "fr") == "Travailler"


def test_label__a_word_of_several_schemes_is_left_to_its_scheme() -> None:
    assert LOADED.label("public", "fr") is None
    assert LOADED.visibility.get("public") is not LOADED.audience_kind.get("public")


def test_label__every_concept_by_its_iri_alone() -> None:
    concepts = [concept for scheme in LOADED for concept in scheme]

    assert len({concept.iri for concept in concepts}) == len(concepts)
    assert all(LOADED.find(concept.iri) is concept for concept in concepts)


@pytest.mark.parametrize("name", NAMES)
def test_file__is_kept_as_people_edit_it(name: str) -> None:
    data = json.loads((SCHEMES_DIR / f"{name}.json").read_text(encoding="utf-8"))

    assert data["name"] == name
    for concept in data["concepts"]:
        assert set(concept) <= {"notation", "iri", "label", "definition", "synonyms", "broader"}
        for synonyms in concept["synonyms"].values():
            assert len({each.casefold() for each in synonyms}) == len(synonyms), concept["notation"]

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.vocab.full_drafts import DRAFTS, built, checked, vocabulary
from vocab.draft import draft_of
from vocab.entry import read_entry
from vocab.shapes import check
from vocab.story import parts_as_html

# What Mastodon keeps of what others write (its sanitizer's list, 2026-11); headings become paragraphs in bold there.
KEPT_BY_MASTODON = set("p br span a del s pre blockquote code b strong u i em ul ol li".split())
STORY: dict[str, Any] = {"kind": "story", "name": "Comment", "content": "Ainsi.", "practice": "D03"}
MATERIAL = {"name": "Modèle", "url": "https://a.example/modele", "license": "CC-BY-SA-4.0"}


def test_story__all_of_it_stands_in_its_content():
    content = built(DRAFTS["story"])["contentMap"]

    assert content["en"] == (
        "<p><strong>Bicycle delivery &amp; more</strong></p><p>Every day.</p>"
        "<p><strong>What it took</strong></p><p>Quatre soirées &amp; 600 €.</p>"
        "<p><strong>What came of it</strong></p><p>L'écart est passé de 38 % à 9 %.</p><p>Personne n'est parti.</p>"
        "<p><strong>Our mistakes</strong></p><p>Voter trop tôt,<br>sans avoir lu.</p>"
        "<p><strong>For others to take up</strong></p><ul>"
        '<li><a href="https://pedales.example/reglement?a=1&amp;b=2" rel="nofollow noopener noreferrer">'
        "Modèle de &lt;règlement&gt;</a> (licence "
        '<a href="https://spdx.org/licenses/CC-BY-SA-4.0" rel="nofollow noopener noreferrer">CC BY-SA 4.0</a>)</li>'
        '<li><a href="https://pedales.example/calcul" rel="nofollow noopener noreferrer">Le calcul</a> (licence '
        '<a href="https://spdx.org/licenses/MIT" rel="nofollow noopener noreferrer">MIT</a>)</li></ul>'
    )
    assert "<p><strong>Nos erreurs</strong></p>" in content["fr"]


def test_story__is_a_note_that_mastodon_shows_whole():
    long = {
        **DRAFTS["story"],
        "content": "# Titre\n\n" + "é" * 19_000,
        "cost": "x" * 5_000,
        "material": [MATERIAL] * 20,
    }
    document = built(long)
    tags = set(re.findall(r"</?([a-z0-9]+)", document["content"])) - {"h3", "h4"}

    # Nothing that hides it behind a word, or has it taken for a title and a link.
    assert document["type"] == "Note" and not {"summary", "sensitive"} & set(document)
    assert tags <= KEPT_BY_MASTODON
    assert "é" * 19_000 in document["content"] and "x" * 5_000 in document["content"]


def test_story__read_back_its_text_has_no_parts():
    draft = draft_of(built(DRAFTS["story"]))

    assert draft["content_html"]["en"] == "<p>Every day.</p>"  # type: ignore[index]
    assert draft["practice"] == ["charter:D03", "charter:G11"]
    assert draft["mistakes"] == DRAFTS["story"]["mistakes"]


@pytest.mark.parametrize("given", ["D03", ["D03"], ["D03", "charter:D03"]])
def test_story__of_one_practice_it_stands_alone(given: object):
    assert built({**STORY, "practice": given})["practice"] == "charter:D03"


def test_story__states_each_of_its_practices():
    entry = read_entry(built(DRAFTS["story"]), vocabulary())

    assert entry is not None
    assert [(each.practice, each.level) for each in entry.statements] == [("D03", None), ("G11", None)]
    assert "Voter trop tôt" in entry.text


def test_parts_as_html__of_a_story_without_parts_is_nothing():
    assert parts_as_html({"cost": " ", "material": []}, "fr") == ""


@pytest.mark.parametrize(
    ("change", "field", "said", "fix"),
    [
        ({"practice": "D99"}, "practice", "not in the catalogue", "for instance"),
        ({"practice": ["D03", "ZZ"]}, "practice[1]", "not in the catalogue", "for instance"),
        ({"practice": [f"D0{n}" for n in range(1, 10)]}, "practice", "8 at most", "main ones"),
        ({"practice": []}, "practice", "is missing", "add a line"),
        ({"content": ""}, "content", "is missing", "add a line"),
        ({"content": "* * *\n\n---"}, "content", "tells nothing", "how you did it"),
        ({"mistakes": "x" * 5_001}, "mistakes", "5000 at most", "shorter"),
        ({"material": [{"name": "x", "url": "https://a.example"}]}, "material[0].license", "is missing", "license"),
        (
            {"material": [MATERIAL, {**MATERIAL, "license": "tous droits réservés"}]},
            "material[1].license",
            "SPDX",
            "CC0",
        ),
        ({"material": [{**MATERIAL, "license": "gratuit"}]}, "material[0].license", "not a known licence", "CC-BY"),
        ({"material": [{**MATERIAL, "url": "ftp://a.example/x"}]}, "material[0].url", "not an address", "https://"),
        ({"material": [MATERIAL] * 21}, "material", "20 at most", "main ones"),
    ],
)
def test_check__says_what_is_wrong_with_a_story(change: dict[str, object], field: str, said: str, fix: str):
    findings = check({**STORY, **change}, vocabulary()).findings

    assert [finding.field for finding in findings] == [field]
    assert said in findings[0].sentence.en
    assert fix in findings[0].fix.en


@pytest.mark.parametrize(
    "host",
    "localhost 127.0.0.1 127.1 0x7f.1 10.0.0.7:8080 192.168.1.4 169.254.169.254 [::1] [fd00::2] [::ffff:10.0.0.1]"
    " nas nas.local serveur.lan a.localhost 2130706433 wiki.home.arpa".split(),
)
def test_check__material_at_an_address_that_only_some_can_open(host: str):
    findings = check({**STORY, "material": [{**MATERIAL, "url": f"http://{host}/modele"}]}, vocabulary()).findings

    assert [(finding.field, "private" in finding.sentence.en) for finding in findings] == [("material[0].url", True)]


@pytest.mark.parametrize("host", ["a.example", "1.1.1.1", "[2a01:4f8::1]", "exemple.coop:8443"])
def test_check__material_at_an_address_that_anybody_can_open(host: str):
    material = {**MATERIAL, "url": f"https://{host}/modele"}

    assert checked({**STORY, "material": material})["material"] == [
        {**material, "license": "https://spdx.org/licenses/CC-BY-SA-4.0"}
    ]

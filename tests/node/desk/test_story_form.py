"""The form of a story: its practices, what others may take up; read back as given, faults where they belong."""

from __future__ import annotations

from node.desk import answers
from node.desk.form import form_for
from node.desk.history import differences
from vocab import shapes
from vocab.vocabulary import Vocabulary

DRAFT: dict[str, object] = {
    "kind": "story",
    "name": "Comment nous avons voté",
    "content": "D'abord les chiffres.",
    "language": "fr",
    "practice": ["charter:G11", "charter:D03"],
    "cost": "Quatre soirées",
    "material": [
        {"name": "Modèle", "url": "https://a.example/modele", "license": "https://spdx.org/licenses/CC-BY-SA-4.0"},
        {"name": "Outil", "url": "https://a.example/outil", "license": "https://spdx.org/licenses/AGPL-3.0-only"},
    ],
}
BOX = {
    "name": ["Comment nous avons voté"],
    "content": ["D'abord les chiffres."],
    "language": ["fr"],
    "practice": ["G11", "D03", ""],
    "cost": ["Quatre soirées"],
    "material.0.name": ["Modèle"],
    "material.0.url": ["https://a.example/modele"],
    "material.0.license": ["CC-BY-SA-4.0"],
    "material.1.name": ["Outil"],
    "material.1.url": ["https://a.example/outil"],
    "material.1.license": ["https://spdx.org/licenses/AGPL-3.0-only"],
    "material.2.name": [""],
    "material.2.license": [""],
}


def test_form__asks_all_of_a_story_before_the_fold(words: Vocabulary):
    form = form_for("story", DRAFT, (), words, "fr")
    asked = {each.name: each for each in form.first}

    assert list(asked)[:7] == ["practice", "name", "content", "cost", "result", "mistakes", "material"]
    assert all(each.help or each.example for each in form.first)
    assert [row["practice"] for row in asked["practice"].rows] == ["G11", "D03", ""]
    assert [row["license"] for row in asked["material"].rows[:2]] == [
        "CC-BY-SA-4.0",
        "https://spdx.org/licenses/AGPL-3.0-only",
    ]
    assert ("https://spdx.org/licenses/AGPL-3.0-only", "AGPL-3.0-only") in [
        (each.value, each.label) for each in asked["material"].options
    ]


def test_answers__sent_back_untouched_say_the_same(words: Vocabulary):
    before = shapes.check(DRAFT, words)
    after = shapes.check(answers.read("story", DRAFT, BOX, words).draft, words)

    assert after.findings == ()
    assert {name: after.values[name] for name in ("practice", "material", "cost")} == {
        name: before.values[name] for name in ("practice", "material", "cost")
    }


def test_answers__one_practice_and_emptied_rows(words: Vocabulary):
    box = {**BOX, "practice": ["G11", "", "G11"], "material.1.name": [""], "material.1.url": [""]}
    read = answers.read("story", DRAFT, box, words)

    assert read.draft["practice"] == "G11"
    assert [row["name"] for row in read.draft["material"]] == ["Modèle"]  # type: ignore[attr-defined]


def test_answers__a_fault_says_its_row(words: Vocabulary):
    box = {**BOX, "material.0.license": [""], "material.1.url": ["http://localhost/x"], "practice": ["", ""]}
    read = answers.read("story", DRAFT, box, words)
    form = form_for("story", read.draft, shapes.check(read.draft, words).findings, words, "fr")
    said = [f"{name}: {fault}" for name, fault in form.faults]

    assert said[0] == "practice: Cette réponse est nécessaire."
    assert any("Licence 1 : à remplir" in each for each in said)
    assert any("Adresse 2 : « http://localhost/x »" in each for each in said)


def test_differences__in_words(words: Vocabulary):
    after = {**DRAFT, "practice": "charter:G11"}

    (changed,) = differences("story", DRAFT, after, words, "fr")

    assert "D03" in "".join(piece.text for piece in changed.pieces if piece.what == "gone")

"""Rows and parts of the profile's form: tools, starting the same elsewhere, the charter; read back as given."""

from __future__ import annotations

from node.desk import answers
from node.desk.form import form_for
from vocab import shapes
from vocab.vocabulary import Vocabulary

DRAFT: dict[str, object] = {
    "kind": "profile",
    "name": "Les Pédales",
    "language": "fr",
    "tools": [
        {"name": "CoopCycle", "url": "https://coopcycle.example", "license": "AGPL-3.0-or-later", "reuse": "oui"}
    ],
    "replicable": {"open_to": "aux équipes", "help": "deux jours sur place"},
    "charter": {"version": "1.0", "decided_by": "assemblée générale", "date": "2025-01-27"},
}
BOX = {
    "name": ["Les Pédales"],
    "language": ["fr"],
    "tools.0.name": ["CoopCycle"],
    "tools.0.url": ["https://coopcycle.example"],
    "tools.0.license": ["AGPL-3.0-or-later"],
    "tools.0.reuse": ["oui"],
    "tools.1.name": [""],
    "replicable.open_to": ["aux équipes"],
    "replicable.help": ["deux jours sur place"],
    "charter.version": ["1.0"],
    "charter.decided_by": ["assemblée générale"],
    "charter.date": ["2025-01-27"],
}


def test_form__shows_rows_and_parts(words: Vocabulary):
    form = form_for("profile", DRAFT, (), words, "fr")
    asked = {each.name: each for each in (*form.first, *form.rest)}

    assert asked["tools"].rows[0]["name"] == "CoopCycle"
    assert [row["name"] for row in asked["tools"].rows[1:]] == ["", ""]
    assert asked["replicable"].parts == {"open_to": "aux équipes", "conditions": "", "help": "deux jours sur place"}
    assert asked["charter"].parts["decided_by"] == "assemblée générale"


def test_answers__sent_back_untouched_change_nothing(words: Vocabulary):
    read = answers.read("profile", DRAFT, BOX, words)

    assert {name: read.draft[name] for name in ("tools", "replicable", "charter")} == {
        name: DRAFT[name] for name in ("tools", "replicable", "charter")
    }
    assert shapes.check(read.draft, words).findings == ()


def test_answers__changed_added_and_emptied(words: Vocabulary):
    more = {"tools.1.name": ["Dolibarr"], "replicable.open_to": [""], "replicable.help": [""], "charter.version": ["2"]}
    read = answers.read("profile", DRAFT, {**BOX, **more}, words)

    assert [row["name"] for row in read.draft["tools"]] == ["CoopCycle", "Dolibarr"]  # type: ignore[attr-defined]
    assert "replicable" not in read.draft


def test_answers__what_is_wrong_stands_with_its_question(words: Vocabulary):
    read = answers.read("profile", DRAFT, {**BOX, "tools.0.name": [""], "charter.date": ["hier"]}, words)
    findings = shapes.check(read.draft, words).findings
    form = form_for("profile", read.draft, findings, words, "fr")

    assert {name for name, _ in form.faults} == {"tools", "charter"}

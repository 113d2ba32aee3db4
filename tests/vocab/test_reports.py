from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from tests.vocab.full_drafts import DRAFTS, ENVELOPE, ORIGIN, checked
from vocab.codec import to_document
from vocab.prose import Prose
from vocab.reports import answers_within, companions, split_answers

REPORT = {**DRAFTS["report"], "period": "2026"}


def practices(answers: list[dict[str, Any]]) -> list[str]:
    return [str(answer["practice"]).removeprefix("charter:") for answer in answers]


def document(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = to_document(values, replace(ENVELOPE, id=f"{ORIGIN}/objects/9"), Prose())
    return found


def test_split_answers__by_visibility() -> None:
    found = split_answers(checked(REPORT))

    assert {visibility: practices(answers) for visibility, answers in found.items()} == {
        "public": ["D03", "D04"],
        "network": ["D05"],
        "statistics": ["G01"],
        "private": ["G02"],
    }


def test_split_answers__what_nobody_said_is_private() -> None:
    values = {"answers": [{"practice": "charter:D03"}, {"practice": "charter:D04", "visibility": "everybody"}]}

    assert practices(split_answers(values)["private"]) == ["D03", "D04"]
    assert answers_within({**values, "visibility": "public"}) == []
    assert split_answers({}) == {"public": [], "network": [], "statistics": [], "private": []}


@pytest.mark.parametrize(
    ("visibility", "within"),
    [
        ("public", ["D03", "D04"]),
        ("followers", ["D03", "D04"]),
        ("network", ["D03", "D04", "D05"]),
        ("private", ["D03", "D04", "D05", "G01"]),
        ("unheard of", []),
    ],
)
def test_answers_within__none_narrower_than_the_report(visibility: str, within: list[str]) -> None:
    assert practices(answers_within({**checked(REPORT), "visibility": visibility})) == within


def test_document__of_a_public_report_knows_nothing_of_the_others() -> None:
    found = document(checked(REPORT))
    written = orjson.dumps(found).decode()

    assert practices(found["answers"]) == ["D03", "D04"]
    assert [answer["id"].rpartition("#")[2] for answer in found["answers"]] == ["a1", "a2"]
    assert not any(word in written for word in ("D05", "G01", "G02", "entre nous", "pour compter", "pas encore"))
    assert "visibility" not in written


def test_companions__one_for_the_networks_one_for_their_statistics() -> None:
    network, statistics = companions(checked(REPORT))

    assert (network["visibility"], statistics["visibility"]) == ("network", "statistics")
    assert practices(network["answers"]) == ["D05"] and practices(statistics["answers"]) == ["G01"]
    assert "statistics_only" not in network and statistics["statistics_only"] is True


def test_companions__as_documents() -> None:
    for values in companions(checked(REPORT)):
        values["companion_of"] = f"{ORIGIN}/objects/1"
        found = document(values)

        assert found["kind"] == "PracticeReport"
        assert found["companionOf"] == f"{ORIGIN}/objects/1"
        assert found.get("statisticsOnly") == values.get("statistics_only")
        assert practices(found["answers"]) == practices(values["answers"])
        assert found["usagePolicy"] == "coop:policy-network-only"
        assert (found["period"], found["name"]) == ("2026", REPORT["name"]["fr"])
        assert "supersedes" not in found
        assert "G02" not in str(found)


def test_companions__are_drafts_too() -> None:
    for values in companions(checked(REPORT)):
        assert checked(values) == values


@pytest.mark.parametrize(
    ("visibility", "needed"),
    [("public", ["network", "statistics"]), ("followers", ["network", "statistics"]), ("network", ["statistics"])],
)
def test_companions__only_for_what_the_report_cannot_hold(visibility: str, needed: list[str]) -> None:
    found = companions({**checked(REPORT), "visibility": visibility})

    assert [values["visibility"] for values in found] == needed


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": "private"},
        {"companion_of": f"{ORIGIN}/objects/1"},
        {"visibility": "statistics", "statistics_only": True},
        {"kind": "practice"},
        {"answers": [{"practice": "charter:D03", "visibility": "public"}]},
        {"answers": [{"practice": "charter:D03", "visibility": "private"}]},
        {"answers": None},
    ],
)
def test_companions__none(change: dict[str, Any]) -> None:
    assert companions({**checked(REPORT), **change}) == []


def test_private_answers__are_nowhere() -> None:
    values = checked(REPORT)
    every = [
        document(each)
        for visibility in ("public", "network", "followers", "private")
        for each in (values | {"visibility": visibility}, *companions(values | {"visibility": visibility}))
    ]

    assert len(every) == 9
    assert [found for found in every if "G02" in str(found) or "pas encore" in str(found)] == []

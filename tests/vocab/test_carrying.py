"""The answers of a report go from one version to the next by what is declared, and nobody's level is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.vocab.charter_files import HERE, charter_file, earlier_file
from vocab.carrying import carried
from vocab.charter import Charter
from vocab.concepts import Schemes
from vocab.fork import Forks
from vocab.fork_file import read_fork


@pytest.fixture(scope="module")
def charter() -> Charter:
    charter = replace(Charter.load(), forks=Forks())
    for document in (earlier_file(), charter_file()):
        fork, findings = read_fork(document, charter, Schemes.load())
        assert fork is not None, findings
        charter.forks.put(fork)
    return charter


def own(code: str, **said: object) -> dict[str, object]:
    return {"practice": f"{HERE}{code}", "visibility": "public", **said}


def test_carried__from_one_point_oh_everything_stays(charter: Charter) -> None:
    answers = [
        {"practice": "charter:D03", "level": 3, "visibility": "network"},
        {"practice": "charter:G05", "level": 1},
    ]

    found = carried(answers, "1.0", "2.0", charter)

    assert (list(found.answers), found.again, found.left) == (answers, {}, ())


def test_carried__to_the_charter_of_a_network(charter: Charter) -> None:
    answers = [{"practice": f"charter:{code}", "level": 2} for code in ("G01", "G05", "G06")]

    for before in ("1.0", "2.0", "https://w3id.org/plateformcoop/ns/charter#2.0"):
        found = carried(answers, before, "reseau-nord/2.0", charter)

        assert [answer["practice"] for answer in found.answers] == ["charter:G01"]
        assert found.again == {"G50-reseau-nord": ("G05",), "G51-reseau-nord": ("G05",)}
        assert found.left == ("G06",)


def test_carried__renamed_merged_and_dropped(charter: Charter) -> None:
    answers = [
        own("G60", level=3, indicator="12", evidence=[{"url": "https://a.example"}]),
        own("G61", level=2, evidence=[{"url": "https://b.example"}], indicator="5"),
        own("G62", level=2, evidence=[{"url": "https://c.example"}], visibility="private"),
        own("G63", level=1),
    ]

    found = carried(answers, "reseau-nord/1.0", f"{HERE}2.0", charter)

    assert list(found.answers) == [
        own("G50", level=3, indicator="12", evidence=[{"url": "https://a.example"}]),
        own(
            "G51", level=2, visibility="private", evidence=[{"url": "https://b.example"}, {"url": "https://c.example"}]
        ),
    ]
    assert (found.again, found.left) == ({}, ("G63-reseau-nord",))


@pytest.mark.parametrize("other", [[own("G62", level=3)], [own("G62", level=None, reason="pas nous")], []])
def test_carried__what_became_one_is_asked_again_unless_both_said_the_same(
    charter: Charter, other: list[dict[str, object]]
) -> None:
    found = carried([own("G61", level=2), *other], "reseau-nord/1.0", "reseau-nord/2.0", charter)

    assert found.answers == ()
    assert set(found.again) == {"G51-reseau-nord"}


@pytest.mark.parametrize(("before", "after"), [("0.1", "2.0"), ("2.0", "elsewhere/1.0"), ("2.0", "1.0")])
def test_carried__only_between_versions_known(charter: Charter, before: str, after: str) -> None:
    with pytest.raises(LookupError):
        carried([], before, after, charter)

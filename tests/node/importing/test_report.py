from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from node.importing.report import Report
from node.importing.row import Row
from node.importing.rows import Judge


def test_report__counts_reasons_and_tags(opened: Callable[..., tuple[Judge, list[Row]]]) -> None:
    judge, rows = opened("id,name,website,tags\n1,Le Panier,update6,zut\n2,,,\n3,Jeanne Martin,,\n4,La Clef,,\n")
    report = Report("liste.csv", judge.drafter.terms, dry_run=True, unmapped=Counter(judge.unmapped))

    for row in rows:
        report.add(row, row.outcome if row.outcome != "accepted" or row.key != "4" else "unchanged")

    assert report.summary("en") == "liste.csv: 4 lines; 1 added, 1 unchanged, 1 waiting for a moderator, 1 refused"
    french = "\n".join(report.lines("fr"))
    assert "Essai à blanc" in french and "ligne 3, —, refusées : aucun nom" in french and "zut × 1" in french
    found = json.loads(json.dumps(report.as_json()))
    assert (found["accepted"], found["unchanged"], found["held"], found["refused"]) == (1, 1, 1, 1)
    assert [each["line"] for each in found["rows"]] == [2, 3, 4]
    assert found["unmapped_tags"] == {"zut": 1}
    assert ["update6" in each["fr"] for each in found["rows"][0]["notes"]].count(True) == 1
    assert report.news().fr.startswith("1 organisations ajoutées")


def test_report__remembers_a_bounded_number_of_lines(opened: Callable[..., tuple[Judge, list[Row]]]) -> None:
    judge, rows = opened("name\n" + "\n".join(f"Jeanne Martin{'a' * n}" for n in range(1, 6)) + "\n", "noms.csv")
    report = Report("noms.csv", judge.drafter.terms, most=3)

    for row in rows:
        report.add(row, row.outcome)

    assert (len(report.entries), report.unsaid, report.total) == (3, 2, 5)

"""Beginning: the answers that an assessment goes on from: those kept here, else those of the reports that stand."""

from __future__ import annotations

from collections.abc import Mapping

from node.store import assessments, drafts, records, reports
from node.store.assessments import Answer, Saved
from node.store.connection import Db
from vocab.charter import Charter
from vocab.looseness import id_of, one_or_many


def answers(db: Db, charter: Charter, actor: str) -> dict[str, Saved]:
    """The answers of an organisation, by practice; nothing is written."""
    return assessments.each(db, actor) or _of_last_reports(db, charter, actor)


def begin(db: Db, charter: Charter, actor: str) -> None:
    """Before the first word at the desk, what the last reports said is written down as where it goes on from."""
    if assessments.each(db, actor):
        return
    for saved in _of_last_reports(db, charter, actor).values():
        assessments.keep(db, actor, saved)


def _of_last_reports(db: Db, charter: Charter, actor: str) -> dict[str, Saved]:
    """The answers of the reports that stand, where nothing was kept beside them: they are older than this desk is."""
    found = {}
    for num in reports.standing(db, actor).values():
        record, draft = records.numbered(db, num), drafts.find(db, num)
        if record is None or draft is None:
            continue
        written = id_of(records.document(db, num).get("charterVersion")) or ""
        version = charter.version_named(written) or written.rpartition("#")[2]
        for row in one_or_many(draft.get("answers")):
            practice = charter.get(str(row.get("practice"))) if isinstance(row, Mapping) else None
            if practice is not None and isinstance(row, Mapping):
                answer: Answer = {"level": None} | {name: value for name, value in row.items() if name != "practice"}
                found[practice.notation] = Saved(practice.notation, version, answer, "", record.version, record.id)
    return found

"""What waits from imports, lest it describe one person (law 13): looked at, corrected, published, dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node import publishing
from node.accounts import journal
from node.errors import Missing
from node.home import Home
from node.importing.rows import digest
from node.importing.suppression import marks
from node.outgoing import Published
from node.publishing import Manner
from node.store import import_lines, imported, moderation, records
from node.store.connection import Db
from node.store.import_lines import Change
from node.store.imported import Held
from vocab.language import Text

NO_LONGER: Final = Text(
    "Cette ligne n'attend pas, ou plus, de décision.", "This line does not wait for a decision, or no longer."
)


def find(db: Db, actor: str, source: str, line: str) -> Held:
    """A line that waits. Raises `Missing`."""
    found = imported.find_held(db, actor, source, line)
    if found is None:
        raise Missing(NO_LONGER)
    return found


def publish(db: Db, home: Home, by: str, held: Held, draft: Mapping[str, object] | None = None) -> Published:
    """It is an organisation: it is published, as the file has it or as somebody corrected it.

    Undoing the import takes it back as the others. Raises `Missing`, `Invalid`, `NotAllowed`.
    """
    find(db, held.actor, held.source, held.line)  # meanwhile another moderator may have decided
    made = publishing.publish(db, home, held.actor, draft or held.draft, Manner(quiet=True))
    imported.release(db, held.actor, held.source, held.line)
    # The digest is that of the file's line: the same file again leaves the correction as it is.
    imported.keep(db, held.actor, held.source, held.line, made.id, digest(held.draft))
    run = import_lines.holding(db, held.actor, held.source, held.line)
    if run is not None:
        record = records.find(db, made.id)
        version = record.version if record is not None else ""
        import_lines.vouched(db, run, Change(held.line, "created", made.id, version))
    journal.note(db, home, by, "took_in", made.id, held.actor)
    return made


def dismiss(db: Db, home: Home, by: str, held: Held) -> None:
    """It goes, and no later import brings it back: what names it is remembered as hashes alone. Raises `Missing`."""
    find(db, held.actor, held.source, held.line)
    moderation.suppress(db, sorted(marks(held.draft)), home.now_iso())
    imported.release(db, held.actor, held.source, held.line)
    run = import_lines.holding(db, held.actor, held.source, held.line)
    if run is not None:
        import_lines.turned_away(db, run, held.line)
    # The journal is kept for long: it says of which list, not who.
    journal.note(db, home, by, "turned_away", held.source, held.actor)

"""peers: the other servers."""

from __future__ import annotations

from typing import Any

import click

from node.cli.moments import ago, ahead
from node.cli.network import state_word
from node.cli.output import columns, note, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, tell
from node.clock import SystemClock
from node.spans import span
from node.store.servers import MAX_LISTED
from node.troubles import trouble
from vocab.language import Text


@click.command("peers", cls=Command, text=Text("Les autres serveurs.", "The other servers."))
@as_json()
@click.pass_obj
def peers(place: Place, json_: bool) -> None:
    """What each runs, what waits for it, when it was last heard of, what it said last, when it is tried again."""
    found = place.do("peers")
    rows = found if isinstance(found, list) else []
    now = SystemClock().now()
    head = (
        tell("serveur", "server"),
        tell("logiciel", "software"),
        tell("attend", "waits"),
        tell("dernier contact", "last contact"),
        tell("prochain essai", "next try"),
        tell("échecs", "failures"),
        tell("dernière erreur", "last error"),
    )
    show(found, json_, columns([head, *(_line(row, now) for row in rows)]) if rows else [])
    if len(rows) >= MAX_LISTED - 1:  # this very node may have been among them
        note(tell(f"Les {len(rows)} premiers seulement.", f"Only the first {len(rows)}."))


def _line(row: dict[str, Any], now: float) -> tuple[str, ...]:
    return (
        row["origin"],
        " ".join(word for word in (row["software"], row["version"]) if word) or "?",
        _waits(row),
        ago(row["last_contact"], now),
        ahead(row["next_try"], now),
        str(row["failures"] or ""),
        _refused(row) + _relay(row) + trouble(row["last_error"]).in_(language()),
    )


def _waits(row: dict[str, Any]) -> str:
    if not row["waiting"]:
        return "-"
    since = span(row["delay_s"] or 0)
    return tell(f"{row['waiting']}, depuis {since.fr}", f"{row['waiting']}, for {since.en}")


def _refused(row: dict[str, Any]) -> str:
    return f"[{tell('refusé ici', 'refused here')}] " if row["refused"] else ""


def _relay(row: dict[str, Any]) -> str:
    state = row.get("relay")
    return f"[{tell('relais', 'relay')} : {state_word(state)}] " if state else ""

"""endorse, attest, endorsements: what was seen at others, who says it, and whether it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from node.cli.output import columns, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, language, option, speaking_as, tell
from node.cli.words import STANDING
from vocab.credential import MATTERS, METHODS
from vocab.language import Text

Decorated = Callable[..., Any]


def _common(act: Decorated) -> Decorated:
    """What every statement says: how it was seen, what shows it, until when, and who says it."""
    methods = ", ".join(METHODS)
    for decorate in (
        as_json(),
        speaking_as(),
        option("--until", metavar="DATE", fr="dernier jour (24 mois au plus)", en="last day (24 months at most)"),
        option("--evidence", metavar="URL", multiple=True, fr="ce qui le montre", en="what shows it"),
        option("--how", required=True, metavar="WORD", fr=f"comment : {methods}", en=f"how: {methods}"),
    ):
        act = decorate(act)
    return act


@click.command(
    "endorse",
    cls=Command,
    text=Text("Témoigne d'une pratique vue ailleurs.", "State that a practice was seen elsewhere, and at which level."),
)
@click.argument("handle")
@option("--practice", required=True, metavar="CODE", fr="la pratique (D03)", en="the practice (D03)")
@option("--level", required=True, metavar="1-4", fr="le niveau vu", en="the level that was seen")
@_common
@click.pass_obj
def endorse(place: Place, /, handle: str, json_: bool, as_: str | None, **said: Any) -> None:
    """State that a practice was seen at somebody's."""
    _tell_given(place.do("endorse", {"handle": handle, "as": as_, **_listed(said)}), json_)


@click.command(
    "attest",
    cls=Command,
    text=Text(
        "Atteste l'inscription, l'agrément ou l'appartenance d'une organisation.",
        "State that an organisation's register entry, accreditation or membership is true.",
    ),
)
@click.argument("handle")
@option("--matter", required=True, metavar="WORD", fr=f"quoi : {', '.join(MATTERS)}", en=f"what: {', '.join(MATTERS)}")
@option("--reference", metavar="TEXT", fr="numéro, agrément ou réseau", en="number, accreditation or network")
@_common
@click.pass_obj
def attest(place: Place, /, handle: str, json_: bool, as_: str | None, **said: Any) -> None:
    """State that something of somebody's identity or status is true."""
    _tell_given(place.do("attest", {"handle": handle, "as": as_, **_listed(said)}), json_)


@click.group(
    "endorsements",
    cls=Group,
    text=Text("Témoignages donnés, reçus, en attente.", "Endorsements given, received and waiting."),
)
def endorsements() -> None:
    """What was stated of whom."""


@endorsements.command(
    "list",
    cls=Command,
    text=Text("Ce qui a été donné et reçu, et ce qui attend.", "What was given, received and waits."),
)
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """What was given, received, and waits."""
    found = place.do("endorsements_list")
    lists = found if isinstance(found, dict) else {}
    sections = (
        (
            tell("En attente (endorsements accept, refuse)", "Waiting (endorsements accept, refuse)"),
            "waiting",
            "issuer",
        ),
        (tell("Reçus", "Received"), "received", "issuer"),
        (tell("Donnés (endorsements revoke)", "Given (endorsements revoke)"), "given", "subject"),
    )
    lines: list[str] = []
    for title, name, other in sections:
        rows = [_line(row, other) for row in lists.get(name, [])]
        lines += [f"{title} : {len(rows) or '-'}", *(f"  {line}" for line in columns(rows))]
    show(found, json_, lines)


def _deciding(name: str, command: str, text: Text) -> click.Command:
    @endorsements.command(name, cls=Command, text=text)
    @click.argument("id")
    @as_json()
    @click.pass_obj
    def act(place: Place, id: str, json_: bool) -> None:
        made = place.do(command, {"id": id})
        row = made if isinstance(made, dict) else {}
        show(made, json_, [f"{row.get('id')} : {STANDING[str(row.get('state'))].in_(language())}"])

    return act


accept = _deciding(
    "accept", "endorsements_accept", Text("Montre ce qui a été constaté chez nous.", "Show what was seen at ours.")
)
refuse = _deciding("refuse", "endorsements_refuse", Text("Ne le montre pas, ou plus.", "Do not show it, or no longer."))
revoke = _deciding(
    "revoke", "endorsements_revoke", Text("Révoque ce que nous avons constaté.", "Take back what ours stated.")
)


def _listed(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "evidence": list(said["evidence"])}


def _tell_given(made: object, json_: bool) -> None:
    row = made if isinstance(made, dict) else {}
    lines = [
        tell(
            f"{row.get('id')} : proposé à {row.get('subject_name')}, montré quand il ou elle l'accepte.",
            f"{row.get('id')}: offered to {row.get('subject_name')}, shown once they accept.",
        )
    ]
    show(made, json_, lines)


def _line(row: dict[str, Any], other: str) -> tuple[object, ...]:
    what = f"{row['practice']} {row['level']}" if row["practice"] else f"{row['matter']} {row['reference'] or ''}"
    state = STANDING["over" if row.get("over") else row["state"]].in_(language())
    return row["id"], row[f"{other}_name"], what, METHODS[row["method"]].in_(language()), row["valid_until"][:10], state

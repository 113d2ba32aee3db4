"""claim, claims: an organisation says that a listing describes it, and the lister answers."""

from __future__ import annotations

from typing import Any

import click

from node.cli.network import state_word
from node.cli.output import columns, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, language, option, speaking_as, tell
from vocab.language import Text


@click.command(
    "claim",
    cls=Command,
    text=Text(
        "Dit qu'une fiche proposée par d'autres décrit une de nos organisations.",
        "Say that a listing by others describes one of our organisations.",
    ),
)
@click.argument("listing")
@speaking_as()
@option("--undo", is_flag=True, fr="ne plus le dire", en="say it no longer")
@as_json()
@click.pass_obj
def claim(place: Place, listing: str, as_: str | None, undo: bool, json_: bool) -> None:
    """Say that a listing describes one of ours."""
    made = place.do("claim", {"listing": listing, "as": as_, "undo": undo})
    found = made if isinstance(made, dict) else {}
    show(made, json_, [tell("ce n'est plus dit", "no longer said")] if undo else _next(found))


@click.group("claims", cls=Group, text=Text("Qui dit que quelle fiche le décrit.", "Who says which listing is theirs."))
def claims() -> None:
    """Who says which listing describes them."""


@claims.command(
    "list", cls=Command, text=Text("Demandes reçues et faites, et ressemblances.", "Claims and likenesses.")
)
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """What was asked of us and by us, what gave way, what looks like one of ours."""
    found = place.do("claims_list")
    lists = found if isinstance(found, dict) else {}
    sections = (
        (
            tell("Reçues (claims accept, claims refuse)", "Received (claims accept, claims refuse)"),
            _rows(lists, "received"),
        ),
        (tell("Faites", "Made"), _rows(lists, "made")),
        (
            tell("Ont laissé la place", "Gave way"),
            [(row["listing"], "->", row["profile"], row["text"][language()]) for row in lists.get("gave_way", [])],
        ),
        (
            tell("Ressemblent à l'une des nôtres (claim)", "Look like one of ours (claim)"),
            [(row["listing"], row["name"], row["text"][language()]) for row in lists.get("look_alike", [])],
        ),
    )
    lines: list[str] = []
    for title, rows in sections:
        lines += [f"{title} : {len(rows) or '-'}", *(f"  {line}" for line in columns(rows))]
    show(found, json_, lines)


def _deciding(name: str, command: str, text: Text, done: Text) -> click.Command:
    @claims.command(name, cls=Command, text=text)
    @click.argument("listing")
    @option("--for", "for_", metavar="ACTOR", fr="qui, quand plusieurs demandent", en="whom, when several ask")
    @as_json()
    @click.pass_obj
    def act(place: Place, listing: str, for_: str | None, json_: bool) -> None:
        made = place.do(command, {"listing": listing, "for": for_})
        found = made if isinstance(made, dict) else {}
        lines = [f"{listing} : {done.in_(language())} ({found.get('claimant')})"]
        if found.get("state") == "refused" and found.get("gave_way"):
            lines.append(
                tell(
                    "Elle la laisse pourtant : le site web de la fiche désigne l'organisation.",
                    "It gives way all the same: the listing's website names the organisation.",
                )
            )
        show(made, json_, lines)

    return act


accept = _deciding(
    "accept",
    "claims_accept",
    Text("Notre fiche laisse la place à l'organisation.", "Our listing gives way to the organisation."),
    Text("laisse la place", "gives way"),
)
refuse = _deciding(
    "refuse",
    "claims_refuse",
    Text("Notre fiche ne laisse pas, ou plus, la place.", "Our listing does not give way, or no longer."),
    Text("ne laisse pas la place", "does not give way"),
)


def _next(found: dict[str, Any]) -> list[str]:
    """What holds now, and what would prove it."""
    listing, claimant = found.get("listing"), found.get("claimant")
    if found.get("gave_way"):
        return [tell(f"{listing} a laissé la place", f"{listing} gave way")]
    lines = [
        tell(
            f"C'est dit dans votre profil, et à qui a proposé la fiche : {found.get('lister')}.",
            f"It is said in your profile, and to whoever wrote the listing: {found.get('lister')}.",
        )
    ]
    if website := found.get("website"):
        lines += [
            tell(f"Pour le prouver, mettez sur {website} un lien :", f"To prove it, put a link on {website}:"),
            f'  <a rel="me" href="{claimant}">',
        ]
    else:
        lines.append(
            tell(
                "Le site que la fiche indique ne prouve rien : son auteur décide.",
                "The website that the listing gives proves nothing: its author decides.",
            )
        )
    return lines


def _rows(lists: dict[str, Any], name: str) -> list[tuple[object, ...]]:
    other = "claimant" if name == "received" else "lister"
    return [
        (
            row["listing"],
            row["name"],
            row[other],
            tell("retirée", "withdrawn") if row["withdrawn"] else state_word(row["state"]),
            row["text"][language()] if row["text"] else "",
        )
        for row in lists.get(name, [])
    ]

"""mail: whether e-mail leaves this node."""

from __future__ import annotations

import click

from node.cli.output import show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, language, tell
from vocab.language import Text


@click.group("mail", cls=Group, text=Text("Le courriel de ce nœud.", "The e-mail of this node."))
def mail() -> None:
    """The e-mail of this node."""


@mail.command(
    "test",
    cls=Command,
    text=Text(
        "Envoie un courriel d'essai, et dit ce qui ne va pas.", "Send a trial e-mail, and say what does not work."
    ),
)
@click.argument("address")
@as_json()
@click.pass_obj
def test(place: Place, address: str, json_: bool) -> None:
    """Send a trial e-mail to ADDRESS."""
    made = place.do("mail_test", {"address": address, "language": language()})
    server = made["server"] if isinstance(made, dict) else ""
    show(
        made,
        json_,
        [
            tell(
                f"{server} a pris le courriel pour {address}. S'il n'arrive pas : regarder parmi les indésirables, puis"
                " les enregistrements SPF et DKIM du domaine.",
                f"{server} took the e-mail for {address}. If it does not arrive: look among unwanted mail, then at the"
                " SPF and DKIM records of the domain.",
            )
        ],
    )

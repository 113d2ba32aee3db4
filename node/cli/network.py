"""follow, join, members, news: the others."""

from __future__ import annotations

import re
from typing import Final

import click

from node.cli.output import columns, show, show_rows
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, option, speaking_as, tell
from vocab.language import Text

STATES: Final = {
    "asked": Text("demandé", "asked"),
    "accepted": Text("accepté", "accepted"),
    "rejected": Text("refusé", "refused"),
    "refused": Text("refusé", "refused"),
    "ended": Text("terminé de leur côté", "ended on their side"),
}
_TAG: Final = re.compile(r"<[^>]*>")


def _act(name: str, text: Text, done: Text) -> Command:
    """A command that does one thing to one HANDLE."""

    @click.command(name, cls=Command, text=text)
    @click.argument("handle")
    @speaking_as()
    @as_json()
    @click.pass_obj
    def command(place: Place, handle: str, as_: str | None, json_: bool) -> None:
        _do(place, name, {"handle": handle, "as": as_}, done, json_)

    return command


def _act_or_relay(name: str, text: Text, done: Text) -> Command:
    """The same, with `--relay`: then it is the node that subscribes to a relay, or takes leave of it."""

    @click.command(name, cls=Command, text=text)
    @click.argument("handle")
    @option("--relay", is_flag=True, fr="c'est un relais, auquel le nœud s'abonne", en="a relay the node subscribes to")
    @speaking_as()
    @as_json()
    @click.pass_obj
    def command(place: Place, handle: str, relay: bool, as_: str | None, json_: bool) -> None:
        if relay and as_ is not None:
            raise click.UsageError(
                tell(
                    "Un relais sert tout le nœud : --relay sans --as.",
                    "A relay serves the whole node: no --as with it.",
                )
            )
        _do(place, f"relay_{name}" if relay else name, {"handle": handle, "as": as_}, done, json_)

    return command


def _do(place: Place, command: str, arguments: dict[str, object], done: Text, json_: bool) -> None:
    made = place.do(command, arguments)
    state = made.get("state") if isinstance(made, dict) else None
    said = state_word(str(state)) if state else done.in_(language())
    show(made, json_, [f"{arguments['handle']} : {said}"])


follow: Final = _act_or_relay(
    "follow", Text("Suit une organisation ou un réseau.", "Follow an organisation or a network."), Text("suivi", "done")
)
unfollow: Final = _act_or_relay(
    "unfollow", Text("Ne la suit plus.", "Stop following it."), Text("plus suivi", "not followed")
)
join: Final = _act(
    "join",
    Text("Rejoint un réseau et remplit l'annuaire.", "Join a network and fill the directory."),
    Text("demandé", "asked"),
)
leave: Final = _act("leave", Text("Quitte un réseau.", "Leave a network."), Text("quitté", "left"))


def _listing(name: str, text: Text) -> Command:
    @click.command(name, cls=Command, text=text)
    @speaking_as()
    @as_json()
    @click.pass_obj
    def command(place: Place, as_: str | None, json_: bool) -> None:
        found = place.do(name, {"as": as_})
        rows = found if isinstance(found, list) else []
        show_rows(found, json_, columns([_row(row) for row in rows]), tell("Personne.", "Nobody."))

    return command


def _row(row: dict[str, str | None]) -> tuple[object, ...]:
    """Who follows whom; of a relay, that it is one, and what went wrong when it was asked."""
    relay = tell("(relais)", "(relay)") if row.get("relay") else row["as"]
    return relay, row["id"], state_word(str(row["state"])), row["since"], row.get("answer")


followers: Final = _listing("followers", Text("Qui nous suit.", "Who follows us."))
following: Final = _listing("following", Text("Qui nous suivons.", "Whom we follow."))


@click.command(
    "members",
    cls=Command,
    text=Text(
        "Les membres d'un réseau de ce nœud, et les demandes.", "Members of a network of this node, and requests."
    ),
)
@speaking_as()
@option("--accept", metavar="HANDLE", fr="admettre", en="admit")
@option("--reject", metavar="HANDLE", fr="refuser", en="refuse")
@option("--remove", metavar="HANDLE", fr="exclure", en="remove")
@as_json()
@click.pass_obj
def members(
    place: Place, as_: str | None, accept: str | None, reject: str | None, remove: str | None, json_: bool
) -> None:
    """Members of a network of this node."""
    found = place.do("members", {"as": as_, "accept": accept, "reject": reject, "remove": remove})
    rows = found if isinstance(found, list) else []
    lines = columns([(row["member"], state_word(row["state"]), row["since"]) for row in rows])
    show_rows(found, json_, lines, tell("Aucun membre, aucune demande.", "No member, no request."))


@click.command("news", cls=Command, text=Text("Les nouvelles de ceux que l'on suit.", "News of those we follow."))
@as_json()
@click.pass_obj
def news(place: Place, json_: bool) -> None:
    """News of those we follow."""
    found = place.do("news")
    rows = found if isinstance(found, list) else []
    lines = [f"{row['published'][:16]}  {row['owner']}\n  {plain(row['content'])}\n  {row['url']}" for row in rows]
    show_rows(found, json_, lines, tell("Aucune nouvelle.", "No news."))


def state_word(state: str) -> str:
    """The word for a state; a state we have no word for stands as it is."""
    text = STATES.get(state)
    return text.in_(language()) if text else state


def plain(markup: str) -> str:
    """The words of a piece of HTML, on one line of 300 characters at most."""
    words = " ".join(_TAG.sub(" ", markup).split())
    return words if len(words) <= 300 else words[:299] + "…"

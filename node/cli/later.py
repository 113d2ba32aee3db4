"""Commands that are decided but not built: they say so, and change nothing."""

from __future__ import annotations

from typing import Final

import click

from node.cli.speech import Command, Group
from node.errors import NodeError
from vocab.language import Text

_LATER: Final = Text("viendra plus tard ; rien n'a été fait", "comes later; nothing was done")


def _later(name: str, *, words: str = "") -> Command:
    """A command that takes anything and refuses."""

    def refuse(**_: object) -> None:
        full = f"bocage {words or name}"
        raise NodeError(Text(f"« {full} » {_LATER.fr}.", f'"{full}" {_LATER.en}.'))

    anything = click.Argument(["rest"], nargs=-1, type=click.UNPROCESSED)
    return Command(
        name,
        callback=refuse,
        params=[anything],
        hidden=True,
        text=Text("Viendra plus tard.", "Comes later."),
        context_settings={"ignore_unknown_options": True},
    )


def _group(name: str, *verbs: str) -> Group:
    group = Group(name, hidden=True, text=Text("Viendra plus tard.", "Comes later."))
    for verb in verbs:
        group.add_command(_later(verb, words=f"{name} {verb}"))
    return group


COMMANDS: Final[tuple[click.Command, ...]] = (_group("territory", "serve", "unserve", "list"),)

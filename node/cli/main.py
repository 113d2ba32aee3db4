"""The command `bocage`: its root, and the one place where an error becomes a sentence and an exit code.

0: done. 1: it could not be done, and a sentence says why. 2: the command was not written as it should be.
"""

from __future__ import annotations

import sys
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final

import click

from node.cli.output import error_lines, note
from node.cli.reach import Place
from node.cli.speech import Group, Option, language, option, teach_click
from vocab.language import Text
from vocab.later import later

# Where each command is; of these modules the one that is typed is loaded.
COMMANDS: Final = {
    "setup": later("node.cli.setup"),
    "run": later("node.cli.run"),
    "demo": later("node.cli.demo"),
    "settings": later("node.cli.settings"),
    "doctor": later("node.cli.doctor"),
    "backup": later("node.cli.backup"),
    "restore": later("node.cli.backup"),
    "actor": later("node.cli.people"),
    "token": later("node.cli.access"),
    "user": later("node.cli.access"),
    "keys": later("node.cli.access"),
    "publish": later("node.cli.records"),
    "withdraw": later("node.cli.records"),
    "import": later("node.cli.records"),
    "export": later("node.cli.records"),
    "follow": later("node.cli.network"),
    "unfollow": later("node.cli.network"),
    "followers": later("node.cli.network"),
    "following": later("node.cli.network"),
    "join": later("node.cli.network"),
    "leave": later("node.cli.network"),
    "members": later("node.cli.network"),
    "news": later("node.cli.network"),
    "search": later("node.cli.data"),
    "reindex": later("node.cli.data"),
    "sparql": later("node.cli.sparql"),
    "lookup": later("node.cli.look"),
    "explain": later("node.cli.explain"),
    "queue": later("node.cli.queue"),
    "peers": later("node.cli.peers"),
    "domains": later("node.cli.domains"),
    "duplicates": later("node.cli.duplicates"),
    "claim": later("node.cli.claims"),
    "claims": later("node.cli.claims"),
    "endorse": later("node.cli.endorsements"),
    "attest": later("node.cli.endorsements"),
    "endorsements": later("node.cli.endorsements"),
    "register": later("node.cli.registers"),
    "charter": later("node.cli.charter"),
    "geo": later("node.cli.geo"),
    "mail": later("node.cli.mail"),
    "territory": later("node.cli.territory"),
    "theme": later("node.cli.theme"),
}


class Root(Group):
    """The root: no traceback reaches the person at the keyboard, unless asked for."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run what was typed."""
        teach_click()
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(COMMANDS[cmd_name], f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises is told in a line or a few."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise click.Abort() from None
        except Exception as error:  # the last door: whatever it is, the person gets a sentence
            if ctx.params.get("debug"):
                raise
            for line in error_lines(error, language()):
                note(line)
            raise click.exceptions.Exit(1) from error


@click.group(
    cls=Root,
    text=Text(
        "Bocage : un nœud du commun des plateformes coopératives.",
        "Bocage: a node of the cooperative platforms' data commons.",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    envvar="BOCAGE_DATA",
    show_default=True,
    fr="le dossier du nœud",
    en="the node's folder",
)
@option("--debug", is_flag=True, envvar="BOCAGE_DEBUG", fr="montrer le détail d'une erreur", en="show an error whole")
@click.version_option(
    package_name="bocage", prog_name="bocage", cls=Option, text=Text("affiche la version", "show the version")
)
@click.pass_context
def cli(ctx: click.Context, data: Path, debug: bool) -> None:
    """The root of every command."""
    # What a program that types several commands may hand in: the words, loaded once for all of them.
    ctx.obj = Place(data, debug, ctx.obj)


def main() -> None:
    """Entry point of the installed command."""
    # Tools of developers bring `rich` along. Where it is there, what writes our logs would load it, to colour what is
    # not coloured here: 40 ms and 4 MB.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
    cli(prog_name="bocage")


if __name__ == "__main__":
    main()

"""The command `bocage`: its root, and the one place where an error becomes a sentence and an exit code.

0: done. 1: it could not be done, and a sentence says why. 2: the command was not written as it should be.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from node.cli import (
    access,
    backup,
    claims,
    data,
    doctor,
    domains,
    duplicates,
    explain,
    geo,
    look,
    mail,
    network,
    peers,
    people,
    queue,
    records,
    registers,
    run,
    settings,
    setup,
    sparql,
    territory,
)
from node.cli.output import error_lines, note
from node.cli.reach import Place
from node.cli.speech import Group, Option, language, option, teach_click
from vocab.language import Text


class Root(Group):
    """The root: no traceback reaches the person at the keyboard, unless asked for."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run what was typed."""
        teach_click()
        return super().main(*args, **kwargs)

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
    ctx.obj = Place(data, debug)


for command in (
    setup.setup,
    run.run,
    run.demo,
    settings.settings,
    doctor.doctor,
    backup.backup,
    backup.restore,
    people.actor,
    access.token,
    access.user,
    access.keys,
    records.publish,
    records.withdraw,
    records.import_,
    records.export,
    network.follow,
    network.unfollow,
    network.followers,
    network.following,
    network.join,
    network.leave,
    network.members,
    network.news,
    data.search,
    data.reindex,
    sparql.sparql,
    look.lookup,
    explain.explain,
    queue.queue,
    peers.peers,
    domains.domains,
    duplicates.duplicates,
    claims.claim,
    claims.claims,
    registers.register,
    geo.geo,
    mail.mail,
    territory.territory,
):
    cli.add_command(command)


def main() -> None:
    """Entry point of the installed command."""
    cli(prog_name="bocage")


if __name__ == "__main__":
    main()

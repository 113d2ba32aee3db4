"""run: a node at work."""

from __future__ import annotations

import asyncio
import errno
import re
from typing import TYPE_CHECKING

import click

from node import logs, memory
from node.cli.reach import Place
from node.cli.speech import Command, option, tell
from node.errors import NodeError
from vocab.language import Text
from vocab.later import later

if TYPE_CHECKING:
    from node import serve
else:
    # The list of commands names this one too, and serves nothing.
    serve = later("node.serve")

_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\s]*):([0-9]{1,5})")


@click.command("run", cls=Command, text=Text("Sert le nœud.", "Serve the node."))
@option("--listen", metavar="HOST:PORT", fr="l'adresse et le port où écouter", en="the address and port to listen on")
@click.pass_obj
def run(place: Place, listen: str | None) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    if listen is not None and not _is_address(listen):
        raise click.BadParameter(tell("127.0.0.1:8401 par exemple", "such as 127.0.0.1:8401"), param_hint="--listen")
    settings = place.settings({"listen": listen})
    logs.configure(settings.log_format, "debug" if place.debug else settings.log_level)
    memory.share_stores()
    try:
        asyncio.run(serve.serve(place.data, settings, ready=lambda address: click.echo(f"ready {address}")))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES) or error.filename:
            raise
        raise NodeError(
            Text(
                f"Impossible d'écouter sur {settings.listen} : adresse déjà prise ou interdite.",
                f"Cannot listen on {settings.listen}: the address is taken or not allowed.",
            )
        ) from error


def _is_address(text: str) -> bool:
    found = _LISTEN.fullmatch(text)
    return found is not None and 0 < int(found[2]) < 65536

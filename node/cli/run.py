"""run, demo: a node at work, or a whole fictional network of them."""

from __future__ import annotations

import asyncio
import errno
import re
import signal
from collections.abc import Coroutine
from typing import Final

import click

from node import logs
from node.cli.reach import Place
from node.cli.speech import Command, language, option, tell
from node.demo.stage import demo as play
from node.errors import NodeError
from node.serve import serve
from vocab.language import Text

# How long what a demo does may take to end before it is told again.
SAID_AGAIN_S: Final = 20.0
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
    try:
        asyncio.run(serve(place.data, settings, ready=lambda address: click.echo(f"ready {address}")))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES) or error.filename:
            raise
        raise NodeError(
            Text(
                f"Impossible d'écouter sur {settings.listen} : adresse déjà prise ou interdite.",
                f"Cannot listen on {settings.listen}: the address is taken or not allowed.",
            )
        ) from error


@click.command(
    "demo",
    cls=Command,
    text=Text("Un petit réseau fictif, sur cette machine.", "A small fictional network, on this machine."),
)
@option("--once", is_flag=True, fr="charger, vérifier, résumer, rendre la main", en="load, check, summarise, return")
@click.pass_context
def demo(ctx: click.Context, once: bool) -> None:
    """Play the demo."""
    logs.configure("text", "error")
    ctx.exit(asyncio.run(_until_stopped(play(once, click.echo, language()))))


async def _until_stopped(playing: Coroutine[object, object, int]) -> int:
    """What a demo gives back; 0 when somebody stops it, by Ctrl-C or SIGTERM: then all it made is removed."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    play_task, stopped = asyncio.create_task(playing), asyncio.create_task(stop.wait())
    await asyncio.wait({play_task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    while not play_task.done():
        # Said again after a while: before Python 3.12 a wait with a limit may lose what it is told as it ends.
        play_task.cancel()
        await asyncio.wait({play_task}, timeout=SAID_AGAIN_S)
    return 0 if play_task.cancelled() else play_task.result()


def _is_address(text: str) -> bool:
    found = _LISTEN.fullmatch(text)
    return found is not None and 0 < int(found[2]) < 65536

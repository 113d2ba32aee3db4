"""demo: a whole fictional network of nodes, on this machine."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Final

import click

from node import logs
from node.cli.speech import Command, language, option
from vocab.language import Text
from vocab.later import later

if TYPE_CHECKING:
    from node.demo import stage
else:
    stage = later("node.demo.stage")

# How long what a demo does may take to end before it is told again.
SAID_AGAIN_S: Final = 20.0


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
    ctx.exit(asyncio.run(_until_stopped(stage.demo(once, click.echo, language()))))


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

"""geo: the contours of territories, from a file that somebody installs."""

from __future__ import annotations

from pathlib import Path

from node.contours.installing import install
from node.control import Report
from node.node import Node

Arguments = dict[str, object]


async def geo_install(node: Node, arguments: Arguments, report: Report) -> object:
    """Read a file of contours, in a process of its own; pages show them from then on."""
    path = Path(str(arguments["file"]))
    return await install(
        node.database,
        node.home.settings,
        path,
        node.home.now_iso(),
        name=path.name,
        source=str(arguments.get("source") or ""),
        license=str(arguments.get("license") or ""),
    )

"""Every command, by name."""

from __future__ import annotations

from node.commands import importing, people, records
from node.control import Report
from node.node import Node

COMMANDS = {"publish": records.publish, "join": people.join, "import": importing.import_file}


async def perform(node: Node, name: str, arguments: dict[str, object], report: Report) -> object:
    """Do what a command asks."""
    return await COMMANDS[name](node, arguments, report)

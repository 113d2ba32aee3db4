"""export --view, search --csv: a view of the directory written to a file, whatever its size."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import cast

from node.asking import administrator
from node.control import Report
from node.errors import NodeError
from node.exporting import FORMS, Exporter
from node.node import Node
from node.query import BadQuery, Query
from vocab.language import Text

Arguments = dict[str, object]


async def export_view(node: Node, arguments: Arguments, report: Report) -> object:
    """Write the view that `pairs` asks for, in a `form`, to the file `path`, as this node's administrator may have it.

    `limit`: how many at most, by default what the setting says. `bulk`: only what may be taken away whole (DESIGN 6),
    reciprocal records among it; else all that the administrator may see.
    """
    form, limit = str(arguments["form"]), arguments.get("limit")
    if form not in FORMS:
        forms = ", ".join(FORMS)
        raise NodeError(Text(f"Formes possibles : {forms}.", f"Possible forms: {forms}."))
    path = Path(str(arguments["path"]))
    exporter = Exporter(node.directory, path.parent)
    view = await exporter.view(
        _query(node, arguments),
        administrator,
        form,
        str(arguments.get("language") or node.home.settings.language),
        most=int(str(limit)) if limit else node.home.settings.export_limit,
        bulk=bool(arguments.get("bulk")),
        whole=not limit,
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async with aclosing(cast("AsyncGenerator[bytes, None]", exporter.stream(view, form))) as pieces:
            async for piece in pieces:
                file.write(piece)
    return {"total": view.about.total, "shown": view.about.count, "notice": view.about.notice}


def _query(node: Node, arguments: Arguments) -> Query:
    asked = arguments.get("pairs")
    pairs = [(str(name), str(value)) for name, value in asked] if isinstance(asked, list) else []
    try:
        return Query.from_params(pairs, node.home.vocabulary, names=True)
    except BadQuery as bad:
        said = Text(f"{bad.parameter} : {bad.text.fr}.", f"{bad.parameter}: {bad.text.en}.")
        raise NodeError(said) from bad

"""Dumps over HTTP: a list for people and for programs, and the files, which never change."""

from __future__ import annotations

from typing import Final

import orjson
from aiohttp import web

from node.clock import iso
from node.dumps.nightly import Nightly
from node.dumps.sets import PUBLIC, SETS, TITLES, is_public
from node.dumps.shelf import Dump, dumps, find
from node.errors import Missing
from node.web.answers import ready
from node.web.appkeys import NODE
from node.web.directory import DIRECTORY, reader_of, site_of
from node.web.negotiation import HTML, choose
from node.web.pages import PAGES, language_of, page
from vocab.language import Text

ABSENT: Final = Text("Rien à cette adresse.", "There is nothing at this address.")
JSON: Final = "application/json"
TYPES: Final = {
    ".gz": "application/gzip",
    ".json": JSON,
    ".ttl": "text/turtle; charset=utf-8",
    ".cff": "text/yaml; charset=utf-8",
    ".sha256": "text/plain; charset=utf-8",
}
MEGABYTE: Final = 1_000_000


async def get_dumps(request: web.Request) -> web.Response:
    """Which dumps there are, and what is in them."""
    nightly, to_members = _nightly(request), (await reader_of(request)).belongs
    there_are = dumps(nightly.data)
    if choose(request.headers.get("Accept"), (JSON, HTML)) == HTML:
        return _page(request, nightly, there_are, to_members)
    origin = nightly.settings.origin
    listed = {"dumps": [_listed(origin, each, to_members) for each in there_are]}
    return ready(request, orjson.dumps(listed), JSON, public=not to_members)


async def get_dump(request: web.Request) -> web.StreamResponse:
    """One file. `latest` leads to the newest dump."""
    nightly, name = _nightly(request), request.match_info["file"]
    dump = find(nightly.data, request.match_info["stamp"])
    # R16, R17: a name is looked up among those there are, and what is for others is as if it were not there.
    if dump is None or name not in dump.files or not (is_public(name) or (await reader_of(request)).belongs):
        raise Missing(ABSENT)
    if request.match_info["stamp"] != dump.stamp:
        raise web.HTTPFound(f"/dumps/{dump.stamp}/{name}")
    return web.FileResponse(
        dump.folder / name,
        headers={
            "Content-Type": TYPES.get(f".{name.rpartition('.')[2]}", "application/octet-stream"),
            # Under the name that the sums give it.
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "public, max-age=86400" if is_public(name) else "private, no-store",
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _nightly(request: web.Request) -> Nightly:
    nightly = request.app[NODE].nightly
    if nightly is None:
        raise Missing(ABSENT)
    return nightly


def _listed(origin: str, dump: Dump, to_members: bool) -> dict[str, object]:
    address = f"{origin}/dumps/{dump.stamp}/"
    files = [
        {"name": name, "url": address + name, "bytes": size} for name, size in dump.shown(to_members=to_members).items()
    ]
    return {"dump": dump.stamp, "made": iso(dump.made), "files": files}


def _page(request: web.Request, nightly: Nightly, there_are: list[Dump], to_members: bool) -> web.Response:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    listed = []
    for dump in there_are:
        shown = dump.shown(to_members=to_members)
        sets = [
            (
                TITLES[name].in_(language),
                [_link(dump, file, size) for file, size in shown.items() if file.startswith(f"{name}.")],
            )
            for name in (SETS if to_members else PUBLIC)
        ]
        rest = [_link(dump, file, size) for file, size in shown.items() if not file.startswith(SETS)]
        listed.append((pages.date(language, iso(dump.made)), sets, rest))
    hour = nightly.settings.dump_hour if nightly.wanted else None
    html = pages.render(
        "dumps.html",
        language,
        site_of(directory),
        pages.t(language, "dumps.title"),
        "/dumps/",
        listed=listed,
        hour=hour,
        days=nightly.settings.keep_dumps_days,
    )
    return page(request, html, language)


def _link(dump: Dump, file: str, size: int) -> tuple[str, str, str]:
    written = f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{max(1, size // 1000)} kB"
    return file, f"/dumps/{dump.stamp}/{file}", written

"""Uploading: a form of the desk that brings a file. Nothing of the file is read before its sender is known.

The file goes to a folder of its own, piece by piece, and only this node's user may open it. Whoever takes it in hand
removes it; what nobody took is swept at the next start.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import re
import shutil
from functools import wraps
from pathlib import Path
from typing import BinaryIO, Final

from aiohttp import BodyPartReader, web
from multidict import MultiDict, MultiDictProxy

from federation.errors import WrongType
from node.accounts.permits import Permit, may
from node.errors import NodeError, NotAllowed, Unready
from node.import_worker import FILE
from node.web.appkeys import NODE
from node.web.desk.visit import (
    CSRF,
    FORM,
    NOT_FOR_YOU,
    DeskHandler,
    Fields,
    Handler,
    Upload,
    actor_of,
    again,
    form_of,
    require_own,
    to_the_door,
    visit_of,
)
from node.web.desk.who import signed_in
from vocab.language import Text

MULTIPART: Final = "multipart/form-data"
MAX_PARTS: Final = 30
MAX_FIELD: Final = 5_000
# What stands around the file in the body.
AROUND: Final = 100_000
MEGABYTE: Final = 1_000_000
# A slow line sends a megabyte in this long.
SECONDS_A_MEGABYTE: Final = 10
_PATH: Final = re.compile(
    r"/desk(?:/of/[a-z0-9_]{1,64})?/import|/desk/contours|/desk/of/[a-z0-9_]{1,64}/record/[0-9a-z]{7,26}/pictures"
)
_CONTOURS: Final = "/desk/contours"
STALLED: Final = Text(
    "L'envoi s'est arrêté en route, ou la ligne est trop lente : rien n'a été gardé. Revenez à la page et recommencez.",
    "The sending stopped on its way, or the line is too slow: nothing was kept. Go back to the page and begin again.",
)
NO_PLACE: Final = Text("Ce nœud ne peut pas recevoir de fichier.", "This node cannot take files.")


class TooLarge(NodeError):
    """The file is larger than this node takes."""

    status = 413


def takes_file(request: web.Request) -> bool:
    """Whether a request may bring a file, so that it may be larger than others, and slower."""
    return request.method == "POST" and _PATH.fullmatch(request.path) is not None


def deadline_s(request: web.Request) -> float:
    """How much longer than others such a request may take."""
    return float(_most_mb(request) * SECONDS_A_MEGABYTE) if takes_file(request) else 0.0


def _most_mb(request: web.Request) -> int:
    settings = request.app[NODE].home.settings
    return settings.contours_file_mb if request.path == _CONTOURS else settings.import_max_mb


def entered_with_file(permit: Permit, handler: DeskHandler) -> Handler:
    """A page of the desk whose form may bring a file, behind what it takes to see it (see `visit.entered`)."""

    @wraps(handler)
    async def entering(request: web.Request) -> web.StreamResponse:
        require_own(request)
        who = await signed_in(request)
        if who is None:
            return to_the_door(request, MultiDictProxy(MultiDict()))
        actor = await actor_of(request, permit, who.account)
        if not may(who.account, permit, actor.id if actor else None):
            raise NotAllowed(NOT_FOR_YOU)
        if request.content_type == FORM:
            form, upload = await form_of(request), None
            if not _is_ours(form.get(CSRF, ""), who.csrf):
                return again(request, form, who)
        else:
            read = await _read(request, who.csrf)
            if read is None:
                return again(request, {}, who)
            form, upload = read
        try:
            return await handler(visit_of(request, who, actor, form, upload))
        except BaseException:
            # Whoever took the file in hand says so by coming to an end.
            if upload is not None:
                await asyncio.to_thread(shutil.rmtree, upload.folder, ignore_errors=True)
            raise

    return entering


def remove(upload: Upload | None) -> None:
    """Remove a file that nobody takes in hand."""
    if upload is not None:
        shutil.rmtree(upload.folder, ignore_errors=True)


def _is_ours(said: str, csrf: str) -> bool:
    return hmac.compare_digest(said.encode(), csrf.encode())


async def _read(request: web.Request, csrf: str) -> tuple[Fields, Upload | None] | None:
    """The fields of a form and its file; None when no page of ours gave the form out. Raises `TooLarge`."""
    if request.content_type != MULTIPART:
        raise WrongType(f"a form came as {request.content_type!r}", Text(f"Type : {MULTIPART}.", f"Type: {MULTIPART}."))
    most = _most_mb(request) * MEGABYTE
    if (request.content_length or 0) > most + AROUND:
        raise _too_large(request)
    fields: MultiDict[str] = MultiDict()
    upload: Upload | None = None
    try:
        parts = await request.multipart()
        for _ in range(MAX_PARTS):
            part = await parts.next()
            if part is None:
                break
            if not isinstance(part, BodyPartReader):
                continue
            if part.filename is None:
                fields.add(part.name or "", await _field(part))
                continue
            # The form has its token before its file: what is not ours is not written down.
            if not _is_ours(fields.get(CSRF, ""), csrf):
                return None
            if upload is None and part.filename:
                upload = await _laid(request, part, most)
    except (ValueError, AssertionError) as error:
        remove(upload)
        raise NotAllowed(Text("Ce formulaire est illisible.", "This form cannot be read.")) from error
    except BaseException:
        remove(upload)
        raise
    if not _is_ours(fields.get(CSRF, ""), csrf):
        remove(upload)
        return None
    return MultiDictProxy(fields), upload


async def _field(part: BodyPartReader) -> str:
    found = b""
    while chunk := await part.read_chunk():
        found = (found + chunk)[:MAX_FIELD]
    return found.decode("utf-8", "replace")


async def _laid(request: web.Request, part: BodyPartReader, most: int) -> Upload:
    node = request.app[NODE]
    if node.imports.folder is None:
        raise Unready(NO_PLACE)
    folder = node.imports.folder / node.home.secret()
    upload, size = Upload((part.filename or "")[:300], folder), 0
    try:
        await asyncio.to_thread(made, folder)
        file = await asyncio.to_thread(_opened, folder / FILE)
        with file:
            while chunk := await part.read_chunk(64 * 1024):
                size += len(chunk)
                if size > most:
                    raise _too_large(request)
                await asyncio.to_thread(file.write, chunk)
    except BaseException:
        remove(upload)
        raise
    return upload


def made(folder: Path) -> None:
    """Make a folder for one file, for this node's user alone."""
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700)


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _too_large(request: web.Request) -> TooLarge:
    most = _most_mb(request)
    return TooLarge(
        Text(
            f"Ce fichier dépasse {most} Mo : découpez-le, ou n'en gardez que l'utile.",
            f"This file is over {most} MB: split it, or keep what you need of it.",
        )
    )

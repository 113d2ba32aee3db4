"""Certificates: the authorities this machine trusts, read once, when a connection first needs them.

The library reads them as it is imported, twice, once of these for a context that verifies nothing: 66 ms of a processor
and 5 MB in every process. Inside `unread` it finds none; what it made there trusts nobody, and the client has its own.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unread() -> Iterator[None]:
    """While inside, whoever asks for the authorities that this machine trusts gets none."""
    paths = ssl.get_default_verify_paths()
    names = (paths.openssl_cafile_env, paths.openssl_capath_env)
    kept = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, os.devnull))
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


class Authorities:
    """A context for connections: it verifies the other side, by its name, from the first connection on."""

    def __init__(self) -> None:
        with unread():
            self.context = ssl.create_default_context()
        self.context.set_alpn_protocols(("http/1.1",))
        self._read = False
        self._turn = asyncio.Lock()

    async def ready(self) -> ssl.SSLContext:
        """The context, once the authorities are read; whoever comes meanwhile waits for the same reading."""
        async with self._turn:
            if not self._read:
                await asyncio.to_thread(self.context.load_default_certs)
                self._read = True
        return self.context

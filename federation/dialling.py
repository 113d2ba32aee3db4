"""The last step before a connection: names become addresses, and every address is checked as it is dialled."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any

from federation.certificates import unread
from federation.errors import BlockedAddress, Unreachable
from federation.guard import Guard

with unread():
    from aiohttp.abc import AbstractResolver, ResolveResult
    from aiohttp.resolver import ThreadedResolver

# (family, type, protocol, canonical name, socket address), as getaddrinfo gives it
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]


class GuardedResolver(AbstractResolver):
    """Asks the system for the addresses of a name, and answers only with those the guard lets pass."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The permitted addresses; raises BlockedAddress when none is, Unreachable when the name has none."""
        try:
            found = await self._system.resolve(host, port, family)
        except OSError as error:
            raise Unreachable(f"the name {host} has no address: {error}") from error
        permitted = [result for result in found if self._permits(result["host"])]
        if not permitted:
            raise BlockedAddress(f"{host} resolves to {[result['host'] for result in found][:4]}, none of them public")
        return permitted

    async def close(self) -> None:
        """Nothing is kept open."""
        await self._system.close()

    def _permits(self, ip: str) -> bool:
        try:
            self._guard.check_ip(ip)
        except BlockedAddress:
            return False
        return True


def guarded_sockets(guard: Guard) -> Callable[[AddressInfo], socket.socket]:
    """A socket factory that refuses the very address about to be dialled: names cannot change their mind after this."""

    def open_socket(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        guard.check_ip(str(address[0]))
        return socket.socket(family, kind, protocol)

    return open_socket


async def certificate_expiry(guard: Guard, host: str, port: int, context: ssl.SSLContext | None = None) -> float:
    """Until when the certificate of a server is good (Unix seconds); raises Unreachable when it is not trusted."""
    for found in await GuardedResolver(guard).resolve(host, port):
        guard.check_ip(found["host"])
        try:
            _, writer = await asyncio.open_connection(
                found["host"], port, ssl=context or ssl.create_default_context(), server_hostname=host
            )
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(f"{host}:{port}: {str(error)[:300]}") from error
        certificate = writer.get_extra_info("peercert") or {}
        writer.close()
        return float(ssl.cert_time_to_seconds(str(certificate.get("notAfter", "Jan  1 00:00:00 1970 GMT"))))
    raise Unreachable(f"the name {host} has no address")

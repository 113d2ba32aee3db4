"""A real mail server on loopback, in the test's own loop: it keeps what it takes, and refuses what a test says."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Postmaster:
    """What the server was told, and what it answers: a mailbox, a sender or content it refuses, with which words."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    sender: str = "250 OK"
    content: str = "250 OK"
    password: str | None = None
    conversations: int = 0

    @property
    def letters(self) -> list[EmailMessage]:
        return [message for _, message in self.taken]

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, said: Any) -> Any:
        self.conversations += 1
        session.host_name = name
        return said

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.refuses.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.content.startswith("250"):
            message = email.message_from_bytes(cast("bytes", envelope.content), policy=default)
            self.taken.append((envelope.rcpt_tos[0], cast("EmailMessage", message)))
        return self.content

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, way: str, said: Any) -> AuthResult:
        right = isinstance(said, LoginPassword) and said.password == str(self.password).encode()
        return AuthResult(success=right, handled=False)


@asynccontextmanager
async def listening(
    postmaster: Postmaster, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Postmaster]:
    """The server, on a port of its own, while inside."""
    loop = asyncio.get_running_loop()
    spoken: list[SMTP] = []

    def protocol() -> SMTP:
        wants = postmaster.password is not None
        made = SMTP(
            postmaster,
            hostname="mail.example",
            tls_context=starttls,
            authenticator=postmaster.authenticate if wants else None,
            auth_require_tls=False,
            loop=loop,
        )
        spoken.append(made)
        return made

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
    postmaster.port = server.sockets[0].getsockname()[1]
    try:
        yield postmaster
    finally:
        server.close()
        for each in spoken:
            if each.transport is not None:
                each.transport.close()
        await server.wait_closed()
        await asyncio.sleep(0)


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(the server's side, the side of whoever trusts it) of a certificate for this address."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return serving, ssl.create_default_context(cafile=str(folder / "cert.pem"))

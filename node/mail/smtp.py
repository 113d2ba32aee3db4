"""SMTP: the conversation with the server that carries our letters (RFC 5321, RFC 3207, RFC 4954), and what it answers.

The operator names that server, so the guard of `federation/client.py` has no say here; nobody else can make this node
talk to a mail server of their choice.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from node.mail.troubles import Trouble
from node.settings import Settings
from vocab.later import later

if TYPE_CHECKING:
    import aiosmtplib
else:
    aiosmtplib = later("aiosmtplib")

# For one answer; and for all that it takes to be let in, or for one letter: a server may drip its answers.
TIMEOUT_S: Final = 30.0
STEP_S: Final = 120.0
PORTS: Final = {"tls": 465, "starttls": 587, "none": 25}
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
MAX_PASSWORD_BYTES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one address."""

    to: str
    message: bytes


class Stopped(Exception):
    """The conversation cannot go on; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.word)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Smtp:
    """The operator's mail server. `data`: the folder that a relative `smtp_password_file` is in."""

    settings: Settings
    data: Path
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    timeout_s: float = TIMEOUT_S
    step_s: float = STEP_S

    async def send(self, parcels: Sequence[Parcel]) -> list[Trouble | None]:
        """Send these in one conversation; for each what kept it, None for those the server took."""
        outcomes: list[Trouble | None] = []
        try:
            async with self._conversation() as client:
                for parcel in parcels:
                    outcomes.append(await self._hand_over(client, parcel))
        except Stopped as stopped:
            outcomes += [stopped.trouble] * (len(parcels) - len(outcomes))
        return outcomes

    async def greet(self) -> Trouble | None:
        """Say hello and sign in, no more."""
        try:
            async with self._conversation():
                return None
        except Stopped as stopped:
            return stopped.trouble

    @asynccontextmanager
    async def _conversation(self) -> AsyncIterator[aiosmtplib.SMTP]:
        said = self.settings
        if said.smtp_user and said.smtp_tls == "none" and said.smtp_host not in LOOPBACK:
            raise Stopped(Trouble("plain_login"))
        password = self._password()
        client = aiosmtplib.SMTP(
            hostname=said.smtp_host,
            port=said.smtp_port or PORTS[said.smtp_tls],
            local_hostname=said.host.partition(":")[0] or "localhost",
            timeout=self.timeout_s,
            use_tls=said.smtp_tls == "tls",
            start_tls=False,
            tls_context=None if said.smtp_tls == "none" else self.trust(),
        )
        try:
            try:
                async with asyncio.timeout(self.step_s):
                    await _connect(client)
                    if said.smtp_tls == "starttls":
                        await _encrypt(client)
                    if said.smtp_user:
                        await _sign_in(client, said.smtp_user, password)
            except TimeoutError as error:
                raise Stopped(Trouble("unreachable")) from error
            yield client
        finally:
            # A server that is sent away in the middle of a word is closed all the same.
            client.close()

    def _password(self) -> str:
        if not self.settings.smtp_user:
            return ""
        try:
            with (self.data / self.settings.smtp_password_file).open("rb") as file:
                password = file.read(MAX_PASSWORD_BYTES).decode().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Stopped(Trouble("password_file")) from error
        if not password:
            raise Stopped(Trouble("password_file"))
        return password

    async def _hand_over(self, client: aiosmtplib.SMTP, parcel: Parcel) -> Trouble | None:
        try:
            async with asyncio.timeout(self.step_s):
                await client.sendmail(self.settings.smtp_sender, [parcel.to], parcel.message)
            return None
        except aiosmtplib.SMTPSenderRefused as error:
            # What the server has against our own address it has against all that we send.
            raise Stopped(_answered("sender", error.code)) from error
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _answered("recipient", refused.recipients[0].code)
        except aiosmtplib.SMTPServerDisconnected as error:
            raise Stopped(Trouble("busy")) from error
        except aiosmtplib.SMTPResponseException as error:
            return _answered("content", error.code)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Stopped(Trouble("unreachable")) from error


async def _connect(client: aiosmtplib.SMTP) -> None:
    try:
        await client.connect()
    except aiosmtplib.SMTPResponseException as error:
        raise Stopped(_answered("greeting", error.code)) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Stopped(Trouble("tls" if _is_tls(error) else "unreachable")) from error


async def _encrypt(client: aiosmtplib.SMTP) -> None:
    try:
        await client.starttls()
    except aiosmtplib.SMTPResponseException as error:
        raise Stopped(Trouble("no_starttls", error.code)) from error
    except aiosmtplib.SMTPException as error:
        offered = client.supports_extension("starttls")
        raise Stopped(Trouble("tls" if offered else "no_starttls")) from error
    except OSError as error:
        raise Stopped(Trouble("tls")) from error


async def _sign_in(client: aiosmtplib.SMTP, user: str, password: str) -> None:
    try:
        await client.login(user, password)
    except aiosmtplib.SMTPResponseException as error:
        raise Stopped(Trouble("login", error.code)) from error
    except aiosmtplib.SMTPException as error:
        raise Stopped(Trouble("login")) from error
    except OSError as error:
        raise Stopped(Trouble("unreachable")) from error


def _answered(word: str, code: int) -> Trouble:
    """RFC 5321, 4.2.1: 4xx is for now, 5xx for good."""
    return Trouble(word, code, final=True) if code >= 500 else Trouble("busy", code)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False

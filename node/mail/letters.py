"""Letters: what a person gets, in their language, as text and as HTML that looks the same everywhere.

A letter says one thing, has one button at most, and says why it came. Opening its link does nothing by itself: mail
programs open links by themselves; what counts is the button of the page that opens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from importlib.resources import files
from typing import Final

import orjson
from jinja2 import DictLoader, Environment, StrictUndefined

from node.clock import moment_of
from vocab.language import Language

MAX_SUBJECT: Final = 150
# What a mailbox of the open Internet looks like; nothing that a header or an SMTP command could be made of.
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?=[^@]{4,190}\Z)([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """To one person. `button`: its words and its address; `stop`: the page where letters of this kind are ended."""

    kind: str
    to: str
    language: Language
    subject: str
    paragraphs: tuple[str, ...]
    button: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    why: str = ""
    stop: str | None = None
    # Lines with a link each.
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to leave: it is what lies sealed in the queue."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    stop: str | None = None

    def to_json(self) -> str:
        """As it is sealed."""
        return orjson.dumps(self).decode()

    @classmethod
    def from_json(cls, text: str) -> Written:
        """As it was before it was sealed."""
        return cls(**orjson.loads(text))

    def message(self, sender: str, name: str, now: float) -> bytes:
        """The message on the wire (RFC 5322): text first, then HTML; it answers nobody and says so (RFC 3834)."""
        made = EmailMessage(policy=SMTP)
        made["From"] = formataddr((_line(name), sender))
        made["To"] = self.to
        made["Subject"] = _line(self.subject)[:MAX_SUBJECT]
        made["Date"] = format_datetime(moment_of(now))
        made["Message-ID"] = self.message_id
        made["Auto-Submitted"] = "auto-generated"
        if self.stop:
            made["List-Unsubscribe"] = f"<{self.stop}>"
            # RFC 8058: one POST by the mail program, and no question asked.
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        made.set_content(self.text, cte="quoted-printable")
        made.add_alternative(self.html, subtype="html", cte="quoted-printable")
        return made.as_bytes()


class Stationery:
    """The two templates, read once."""

    def __init__(self) -> None:
        folder = files("node.mail").joinpath("templates")
        names = ("letter.txt", "letter.html")
        self._environment = Environment(
            loader=DictLoader({name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}),
            autoescape=lambda name: bool(name and name.endswith(".html")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def write(self, letter: Letter, site: str, origin: str, message_id: str) -> Written:
        """A letter as it will leave. `site`: the name of this node."""
        text, html = (
            self._environment.get_template(name).render(letter=letter, site=_line(site), origin=origin)
            for name in ("letter.txt", "letter.html")
        )
        return Written(letter.to, letter.subject, text, html, message_id, letter.stop)


def is_address(text: str) -> bool:
    """Whether this can be written to.

    >>> [is_address(each) for each in ("ada@panier.example", "ada@panier", "a b@c.example", "a@b.example\\nBcc: x@y.z")]
    [True, False, False, False]
    """
    return ADDRESS.fullmatch(text) is not None


def address_in(text: str) -> str:
    """The first address that a contact holds, as people write one; empty when there is none.

    >>> address_in("Accueil <bonjour@panier.example>, 03 20 00 00 00"), address_in("par téléphone")
    ('bonjour@panier.example', '')
    """
    return next((each for each in re.split(r"[\s,;<>()]+", text) if is_address(each)), "")


def _line(text: str) -> str:
    return " ".join(text.split())

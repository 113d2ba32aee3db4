"""Messages: a note from one organisation to another that every fediverse server can show, and the text of what comes.

Mastodon shows a note as a private message when it is addressed to actors alone and mentions them (PROTOCOL 2).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vocab.context import RECORD
from vocab.looseness import first_text, id_of, one_or_many
from vocab.prose import lines
from vocab.wire import Document, present

MAX_TEXT: Final = 5_000
# What others send may be long before it is made plain.
MAX_MARKUP: Final = 200_000
MAX_ATTACHED: Final = 8
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message about to leave. `to`: an actor, known as `handle` (name@server); `answers`: the message it answers."""

    id: str
    by: str
    to: str
    handle: str
    text: str
    published: str
    answers: str | None = None


def to_message(letter: Letter) -> Document:
    """The unsigned Note of a message."""
    return present(
        {
            "@context": RECORD,
            "id": letter.id,
            "type": "Note",
            "attributedTo": letter.by,
            "content": _markup(letter),
            "inReplyTo": letter.answers,
            "tag": [{"type": "Mention", "href": letter.to, "name": f"@{letter.handle}"}],
            "to": [letter.to],
            "published": letter.published,
        }
    )


def text_of(document: Mapping[str, object], name: str = "") -> str:
    """What a message says, as plain text: markup, scripts and signs that turn text around are gone.

    So is the mention of `name`, to whom it is addressed, at its beginning.

    >>> text_of({"content": "<p>Bonjour <b>à vous</b></p><p>Demain&nbsp;?</p>"})
    'Bonjour à vous\\n\\nDemain ?'
    """
    content = first_text(document.get("content")) or first_text(document.get("contentMap")) or ""
    said = _after_mention(lines(content[:MAX_MARKUP]), name)
    warning = lines((first_text(document.get("summary")) or "")[:MAX_MARKUP])
    attached = [address for each in one_or_many(document.get("attachment")) if (address := _address(each))]
    whole = "\n\n".join(filter(None, (warning, said, "\n".join(attached[:MAX_ATTACHED]))))
    return whole[:MAX_TEXT]


def _markup(letter: Letter) -> str:
    name = html.escape(letter.handle.partition("@")[0])
    mention = (
        f'<span class="h-card"><a href="{html.escape(letter.to)}" class="u-url mention">@<span>{name}</span></a></span>'
    )
    paragraphs = [each for each in re.split(r"\n[ \t]*\n\s*", letter.text.strip()) if each.strip()]
    said = [html.escape(each.strip(), quote=False).replace("\n", "<br>") for each in paragraphs]
    return "".join(f"<p>{mention + ' ' if number == 0 else ''}{each}</p>" for number, each in enumerate(said))


def _after_mention(text: str, name: str) -> str:
    first, _, rest = text.partition(" ")
    called = first.removeprefix("@").partition("@")[0] if first.startswith("@") else ""
    return rest.lstrip() if name and called == name else text


def _address(attachment: object) -> str | None:
    given = attachment.get("url") or attachment.get("href") if isinstance(attachment, Mapping) else attachment
    address = id_of(given)
    return address if address is not None and address.startswith(_WEB) and len(address) <= 2_000 else None

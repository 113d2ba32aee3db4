"""Endorsements as records: a note that any server can show, with the credential inside, by the one who received it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Final

from vocab.context import RECORD
from vocab.credential import MATTERS, METHODS, Credential
from vocab.credential import Document as Signed
from vocab.language import LANGUAGES, Language, Text
from vocab.model import Envelope
from vocab.prose import title_line
from vocab.wire import Document, present

KIND: Final = "Endorsement"


def to_record(
    said: Credential, signed: Signed, issuer: str, practice: Text | None, license: str, policy: str, envelope: Envelope
) -> Document:
    """The unsigned record that shows a credential; `issuer`: what it is called; `practice`: what the practice is."""
    title = title_of(said, issuer, practice)
    names = {language: title.in_(language) for language in _languages(envelope.language)}
    contents = {language: _content(said, names[language], language) for language in names}
    own = next(iter(names))
    return present(
        {
            "@context": RECORD,
            "id": envelope.id,
            "type": "Note",
            "kind": KIND,
            "attributedTo": envelope.actor,
            "name": names[own],
            "nameMap": names,
            "content": contents[own],
            "contentMap": contents,
            "url": envelope.url,
            "license": license,
            "usagePolicy": policy,
            "endorsedBy": said.issuer,
            "practice": said.practice_iri,
            "level": said.level,
            "validUntil": said.valid_until[:10],
            "credential": signed,
            "to": list(envelope.to),
            "cc": list(envelope.cc),
            "published": envelope.published,
            "updated": envelope.updated,
        }
    )


def credential_in(document: Mapping[str, object]) -> Signed | None:
    """The credential that a record shows."""
    found = document.get("credential")
    return found if document.get("kind") == KIND and isinstance(found, dict) else None


def title_of(said: Credential, issuer: str, practice: Text | None) -> Text:
    """What is stated, in a sentence without its end."""
    if said.practice is not None:
        name = practice or Text(said.practice, said.practice)
        return Text(
            f"« {name.fr} » vu au niveau {said.level} par {issuer}",
            f'"{name.en}" seen at level {said.level} by {issuer}',
        )
    matter = MATTERS[said.matter or "register"]
    about = f" ({said.reference})" if said.reference else ""
    return Text(f"{matter.fr}{about} : attesté par {issuer}", f"{matter.en}{about}: attested by {issuer}")


def _content(said: Credential, title: str, language: Language) -> str:
    """The title once more, for clients that show nothing else, then how, until when, and what shows it."""
    how = Text(
        f"Comment : {METHODS[said.method].fr}. Du {said.valid_from[:10]} au {said.valid_until[:10]}.",
        f"How: {METHODS[said.method].en}. From {said.valid_from[:10]} to {said.valid_until[:10]}.",
    ).in_(language)
    links = "".join(f'<li><a href="{html.escape(each)}">{html.escape(each)}</a></li>' for each in said.evidence)
    return f"{title_line(title)}<p>{html.escape(how)}</p><ul>{links}</ul>"


def _languages(own: str) -> list[Language]:
    return sorted(LANGUAGES, key=lambda language: language != own)

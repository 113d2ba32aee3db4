"""Links to evidence and to code lead to where anybody may look: an address of a private network is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from federation.errors import BlockedAddress
from federation.guard import Guard
from vocab.language import Text
from vocab.shapes import Finding

# Names that mean something inside a house alone (RFC 6761, RFC 6762, RFC 8375, and what routers call theirs).
_AT_HOME: Final = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "onion")
PRIVATE: Final = Text(
    "cette adresse n'est pas publique : personne d'autre ne pourra la lire",
    "this address is not public: nobody else will be able to read it",
)
A_PUBLIC: Final = Text(
    "l'adresse d'une page du web, ou l'empreinte du document", "the address of a page of the web, or the fingerprint"
)


def private_links(values: Mapping[str, object], *, allow_private: bool) -> tuple[Finding, ...]:
    """A finding for each address of a checked record, of evidence or of code, that nobody else can read.

    `allow_private`: a development node, where this machine counts as public.
    """
    guard = Guard(allow_private=allow_private)
    return tuple(Finding(field, PRIVATE, A_PUBLIC) for field, url in _links(values) if not is_public(url, guard))


def _links(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if values.get("repository"):
        yield "repository", str(values["repository"])
    answers = values.get("answers")
    rows = answers if isinstance(answers, list) else []
    for inside, part in (("", values), *((f"answers[{number}].", row) for number, row in enumerate(rows))):
        evidence = part.get("evidence")
        for number, each in enumerate(evidence if isinstance(evidence, list) else []):
            if each.get("url"):
                yield f"{inside}evidence[{number}].url", str(each["url"])


def is_public(url: str, guard: Guard) -> bool:
    """Whether everybody may look there, as far as the address tells."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    last = host.rpartition(".")[2]
    if ":" in host or last.isdigit() or last.startswith("0x"):
        try:
            guard.check_ip(host)
        except BlockedAddress:
            return False
        return True
    # A name of one word is found by the machines of one house alone; so is 2130706433, which some read as 127.0.0.1.
    return (guard.allow_private and last == "localhost") or ("." in host and last not in _AT_HOME)

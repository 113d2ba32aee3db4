"""Fields of addresses and register numbers: where to find an organisation, and by which number registers know it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from vocab.fields import Checker, Wrong, as_text, listed, parts, shown
from vocab.language import Text
from vocab.vocabulary import Vocabulary

MAX_URL: Final = 2000
# Names that lead nowhere outside a house or an office (RFC 6761, 6762, 8375).
_AT_HOME: Final = frozenset("localhost local internal intranet lan home corp private arpa".split())
_SPACES: Final = re.compile(r"[\s\x00-\x20\x7f-\xa0\ud800-\udfff\\]")
# Everything an IRI may hold; the rest, such as braces, is written with percent signs (RFC 3987 section 2.2).
_ODD: Final = re.compile(r"[^A-Za-z0-9:/?#\[\]@!$&'()*+,;=%\-._~\x80-\U0010ffff]")


def url(value: object, vocabulary: Vocabulary) -> object:
    """An address that begins with http:// or https://, without a password."""
    found = _url(value.strip()) if isinstance(value, str) and len(value) <= MAX_URL else None
    if found is not None and "@" in urlsplit(found).netloc:
        # Not quoted: what is wrong with it may be read by others than its author.
        raise Wrong(
            Text(
                "cette adresse porte un nom ou un mot de passe, que tout le monde lirait",
                "this address carries a name or a password, which everybody would read",
            ),
            Text("la même adresse sans ce qui précède @", "the same address without what stands before @"),
        )
    if found is not None:
        return found
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas une adresse", f'"{shown(value)}" is not an address'),
        Text("https://exemple.fr/page", "https://example.org/page"),
    )


def website(value: object, vocabulary: Vocabulary) -> object:
    """An organisation's site; `panier.example` gets its scheme."""
    text = value.strip() if isinstance(value, str) else ""
    return url(f"https://{text}" if "." in text and "://" not in text else value, vocabulary)


def public_url(value: object, vocabulary: Vocabulary) -> object:
    """An address that anybody can open: not one of this machine or of a house or an office (PROTOCOL 4.2)."""
    found = str(url(value, vocabulary))
    if _is_anybodys((urlsplit(found).hostname or "").rstrip(".")):
        return found
    raise Wrong(
        Text(
            f"« {shown(value)} » ne s'ouvre que sur une machine ou un réseau privés",
            f'"{shown(value)}" opens only on a private machine or network',
        ),
        Text(
            "une adresse publique, telle que https://exemple.fr/modele",
            "a public address, such as https://example.org/template",
        ),
    )


def _is_anybodys(host: str) -> bool:
    name, _, last = host.rpartition(".")
    if ":" in host or last.isdigit() or last.startswith("0x"):
        try:
            return ip_address(host.partition("%")[0]).is_global
        except ValueError:  # 127.1 and the like
            return False
    return bool(name) and last not in _AT_HOME


# Several addresses, each as `url`.
addresses: Final[Checker] = listed(url)


def _url(text: str) -> str | None:
    if _SPACES.search(text):
        return None
    try:
        address = urlsplit(text)
        known = address.scheme.lower() in ("http", "https") and address.hostname and address.port != 0
    except ValueError:
        return None
    if not known:
        return None
    return _ODD.sub(lambda odd: quote(odd[0]), text)


def _register_number(name: str, length: int) -> Checker:
    def check(value: object, vocabulary: Vocabulary) -> object:
        # A spreadsheet or YAML takes the zeros a number begins with.
        text = str(value).zfill(length) if isinstance(value, int) and as_text(value) else _bare(value)
        # Nothing but zeros adds up too: it is how tables write that they know none.
        if re.fullmatch(r"[0-9]*[1-9][0-9]*", text) and len(text) == length and _adds_up(text):
            return text
        raise Wrong(
            Text(f"« {shown(value)} » n'est pas un numéro {name}", f'"{shown(value)}" is not a {name} number'),
            Text(
                f"{length} chiffres ; vérifiez-les : la clé ne tombe pas juste",
                f"{length} digits; check them: they do not add up",
            ),
        )

    return check


def _adds_up(digits: str) -> bool:
    # The Post Office's establishments, but for its seat, add up by the sum of their digits; all others by Luhn.
    if digits.startswith("356000000") and len(digits) == 14 and sum(map(int, digits)) % 5 == 0:
        return True
    doubled = (int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _number(name: str, pattern: str, fix: Text) -> Checker:
    def check(value: object, vocabulary: Vocabulary) -> object:
        text = _bare(value).upper()
        if re.fullmatch(pattern, text):
            return text
        raise Wrong(
            Text(f"« {shown(value)} » n'est pas un numéro {name}", f'"{shown(value)}" is not a {name} number'), fix
        )

    return check


def _bare(value: object) -> str:
    return re.sub(r"[\s.]", "", as_text(value))


# Register numbers: {siren: …, rna: …}. Informal groups have none.
identifiers: Final[Checker] = parts(
    {
        "siren": _register_number("SIREN", 9),
        "siret": _register_number("SIRET", 14),
        "rna": _number("RNA", r"W[0-9][0-9A-Z][0-9]{7}", Text("W suivi de neuf chiffres", "W followed by nine digits")),
        "vat": _number("TVA", r"[A-Z]{2}[0-9A-Z+*]{2,13}", Text("FR12345678901", "FR12345678901")),
        "wikidata": _number("Wikidata", r"Q[1-9][0-9]{0,11}", Text("Q suivi de chiffres", "Q followed by digits")),
    }
)

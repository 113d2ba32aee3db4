"""Troubles: what may keep a letter from leaving, each with a sentence for whoever runs the node and what to do.

A server's own words may hold an address: of those only the number is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vocab.language import Text

SAID: Final[dict[str, Text]] = {
    "unset": Text(
        "Ce nœud n'envoie pas de courriel : réglez smtp_host, et smtp_from ou email (docs/courriel.md).",
        "This node sends no e-mail: set smtp_host, and smtp_from or email (docs/courriel.md).",
    ),
    "unreachable": Text(
        "Le serveur de courriel ne répond pas : vérifiez smtp_host, smtp_port, et les pare-feu entre les deux.",
        "The mail server does not answer: check smtp_host, smtp_port, and firewalls on the way.",
    ),
    "greeting": Text(
        "Le serveur de courriel refuse la conversation dès le début : demandez à qui le tient.",
        "The mail server refuses to talk from the start: ask whoever runs it.",
    ),
    "no_starttls": Text(
        'Le serveur de courriel ne propose pas STARTTLS sur ce port : essayez smtp_tls = "tls" (port 465).',
        'The mail server offers no STARTTLS on this port: try smtp_tls = "tls" (port 465).',
    ),
    "tls": Text(
        "La connexion chiffrée échoue : certificat expiré, inconnu ou d'un autre nom que smtp_host, ou smtp_tls qui"
        " n'est pas celui de ce port (465 : tls ; 587 : starttls).",
        "The encrypted connection fails: a certificate that is expired, unknown or of another name than smtp_host, or a"
        " smtp_tls that is not that of this port (465: tls; 587: starttls).",
    ),
    "plain_login": Text(
        'Avec smtp_tls = "none", le mot de passe partirait en clair : mettez starttls ou tls, ou enlevez smtp_user.',
        'With smtp_tls = "none" the password would travel in the clear: choose starttls or tls, or remove smtp_user.',
    ),
    "password_file": Text(
        "Le fichier smtp_password_file ne se lit pas, ou il est vide.",
        "The file smtp_password_file cannot be read, or is empty.",
    ),
    "login": Text(
        "Le serveur de courriel refuse le nom ou le mot de passe : vérifiez smtp_user et smtp_password_file.",
        "The mail server refuses the name or the password: check smtp_user and smtp_password_file.",
    ),
    "sender": Text(
        "Le serveur de courriel refuse l'adresse d'expédition : smtp_from doit être une adresse qu'il vous permet.",
        "The mail server refuses the sender's address: smtp_from has to be one that it permits you.",
    ),
    "recipient": Text(
        "L'adresse de destination est refusée : elle n'existe pas, ou son serveur ne veut rien de nous.",
        "The recipient's address is refused: it does not exist, or its server takes nothing from us.",
    ),
    "content": Text(
        "Le serveur de courriel refuse le message lui-même : pris pour du courrier indésirable, peut-être.",
        "The mail server refuses the message itself: taken for unwanted mail, perhaps.",
    ),
    "busy": Text("Le serveur de courriel demande de revenir plus tard.", "The mail server asks to come back later."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What kept a letter: a word of `SAID`, the number a server gave. `final`: it will not be otherwise tomorrow."""

    word: str
    code: int | None = None
    final: bool = False

    @property
    def said(self) -> Text:
        """For whoever runs the node."""
        text = SAID[self.word]
        return Text(f"{text.fr} (réponse {self.code})", f"{text.en} (answer {self.code})") if self.code else text

    @property
    def of_address(self) -> bool:
        """Whether it is the address that is refused, and for good."""
        return self.word == "recipient" and self.final

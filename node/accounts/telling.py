"""Telling: a letter to a person whose way of signing in has changed, so that they notice when it was not them."""

from __future__ import annotations

from typing import Final, Literal

from node.home import Home
from node.mail.letters import Letter
from node.mail.posting import post
from node.store.connection import Db
from vocab.language import Language, Text

Change = Literal["password", "second_factor", "second_factor_off", "passkey", "passkey_off"]

SUBJECT: Final = Text("Votre accès à {site} a changé", "Your access to {site} has changed")
SAYS: Final[dict[Change, Text]] = {
    "password": Text(
        "Votre mot de passe vient d'être changé, et vous êtes déconnecté·e partout ailleurs.",
        "Your password was just changed, and you are signed out everywhere else.",
    ),
    "second_factor": Text(
        "Un second facteur vient d'être mis en place : un code est demandé à chaque connexion.",
        "A second factor was just set up: a code is asked for at each sign-in.",
    ),
    "second_factor_off": Text(
        "Votre second facteur vient d'être retiré : plus aucun code n'est demandé.",
        "Your second factor was just removed: no code is asked for any more.",
    ),
    "passkey": Text(
        "Une clé d'accès vient d'être ajoutée : un appareil de plus peut se connecter sans mot de passe.",
        "A passkey was just added: one more device can sign in without a password.",
    ),
    "passkey_off": Text(
        "Une clé d'accès vient d'être retirée : elle ne permet plus de se connecter.",
        "A passkey was just removed: it signs nobody in any more.",
    ),
}
ELSE: Final = Text(
    "Si c'était vous, il n'y a rien à faire. Sinon, prévenez tout de suite qui administre ce nœud.",
    "If it was you, there is nothing to do. If not, warn whoever administers this node at once.",
)
BUTTON: Final = Text("Voir votre accès", "See your access")


def tell(db: Db, home: Home, email: str, change: Change, language: Language | None = None) -> None:
    """Write to a person what changed, where this node sends e-mail."""
    if home.office is None:
        return
    spoken: Language = language or ("en" if home.settings.language.startswith("en") else "fr")
    letter = Letter(
        "access",
        email,
        spoken,
        SUBJECT.in_(spoken).format(site=home.settings.title),
        (SAYS[change].in_(spoken),),
        (BUTTON.in_(spoken), f"{home.origin}/desk/me"),
        (ELSE.in_(spoken),),
    )
    post(db, home, letter)

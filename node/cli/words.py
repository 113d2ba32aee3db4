"""Words: what the codes that a node keeps mean to the person at the keyboard."""

from __future__ import annotations

import re
from typing import Final

from node.cli.speech import language
from vocab.language import Text

# What we or others say of a record or of somebody.
ACTS: Final = {
    "Create": Text("publication", "publication"),
    "Update": Text("mise à jour", "update"),
    "Delete": Text("retrait", "withdrawal"),
    "Announce": Text("annonce", "announcement"),
    "Follow": Text("abonnement", "follow"),
    "Join": Text("adhésion", "request to join"),
    "Leave": Text("départ", "leave"),
    "Accept": Text("accord", "acceptance"),
    "Reject": Text("refus", "refusal"),
    "Undo": Text("annulation", "undo"),
    "Add": Text("nouveau membre", "new member"),
    "Remove": Text("membre parti", "member gone"),
    "Move": Text("déménagement", "move"),
    "Block": Text("blocage", "block"),
    "Flag": Text("signalement", "report"),
}
# What became of an activity received.
RECEIVED: Final = {
    "new": Text("à appliquer", "to apply"),
    "later": Text("à reprendre plus tard", "to take up again later"),
    "bug": Text("gardée à cause d'une erreur du logiciel", "kept because of an error of the software"),
    "refused": Text("refusée", "refused"),
    "done": Text("appliquée", "applied"),
}
AUDIENCES: Final = {
    "public": Text("tout le monde", "everybody"),
    "network": Text("les membres de ses réseaux", "members of its networks"),
    "followers": Text("ses abonnés", "its followers"),
    "private": Text("personne", "nobody"),
    "direct": Text("ceux à qui elle est adressée", "those it is addressed to"),
}
VERIFIED: Final = {
    "own": Text("écrite ici", "written here"),
    "proof": Text("preuve valable de son auteur", "a valid proof of its author"),
    "origin": Text("lue chez son auteur", "read at its author's"),
    "transport": Text("envoyée et signée par son auteur", "sent and signed by its author"),
    "unconfirmed": Text("preuve valable d'une clé non confirmée", "a valid proof by a key not confirmed"),
    "none": Text("rien ne le montre", "nothing shows it"),
}
REASONS: Final = {
    "own": Text("c'est la nôtre", "it is ours"),
    "followed": Text("nous suivons son auteur", "we follow its author"),
    "announced": Text("annoncée par", "announced by"),
    "member": Text("écrite pour un réseau dont nous sommes", "written for a network of ours"),
    "accepted": Text("admise à la main", "admitted by hand"),
}
HOW: Final = {
    "pushed": Text("envoyée ici", "sent here"),
    "pulled": Text("lue chez son auteur", "read at its author's"),
}
# How what one organisation stated of another stands.
STANDING: Final = {
    "asked": Text("attend la réponse", "waits for the answer"),
    "accepted": Text("montré", "shown"),
    "refused": Text("refusé", "refused"),
    "revoked": Text("révoqué", "revoked"),
    "over": Text("échu", "over"),
}
# What an activity did, as `node.receiving` says it in English.
_OUTCOMES: Final = {
    "a member already": "déjà membre",
    "accepted": "acceptée",
    "accepted before": "acceptée auparavant",
    "actor gone": "acteur parti",
    "added again since": "ajouté de nouveau depuis",
    "adds nobody": "n'ajoute personne",
    "admitted": "admis",
    "announced again since": "annoncée de nouveau depuis",
    "announces nothing we keep": "n'annonce rien que nous gardions",
    "another follow stands": "un autre abonnement tient",
    "answered otherwise since": "autre réponse depuis",
    "block undone": "blocage levé",
    "blocked": "bloqué",
    "blocked again since": "bloqué de nouveau depuis",
    "blocks nobody here": "ne bloque personne d'ici",
    "carries no record": "ne porte pas de fiche",
    "deletes nothing": "ne retire rien",
    "did not ask": "ne l'avait pas demandé",
    "ended since": "terminé depuis",
    "endorsement accepted": "témoignage accepté",
    "endorsement refused": "témoignage refusé",
    "endorsement revoked": "témoignage révoqué",
    "follow accepted": "abonnement accepté",
    "follow undone": "abonnement annulé",
    "followed again since": "suivi de nouveau depuis",
    "follows nobody here": "ne suit personne d'ici",
    "gone since": "parti depuis",
    "its owner is gone": "son auteur est parti",
    "joined again since": "revenu depuis",
    "joins no network here": "ne rejoint aucun réseau d'ici",
    "kept": "gardée",
    "kept for the moderator": "gardé pour la modération",
    "known": "déjà connue",
    "left": "parti",
    "left since": "parti depuis",
    "member added": "membre ajouté",
    "membership accepted": "adhésion acceptée",
    "message withdrawn": "message retiré",
    "moved to another address not long ago": "déménagé ailleurs il y a peu",
    "news": "gardée comme nouvelle",
    "news withdrawn": "nouvelle retirée",
    "no longer shown": "n'est plus montré",
    "no member any more": "n'est plus membre",
    "no network here": "aucun réseau ici",
    "nobody here follows them": "personne ici ne le suit",
    "not a member": "n'est pas membre",
    "not a network we belong to": "pas un réseau dont nous sommes",
    "not a record": "pas une fiche",
    "not followed by hand": "ne se suit pas",
    "not for us": "pas pour nous",
    "not held": "pas gardée ici",
    "not served any more": "ce territoire n'a plus de compte ici",
    "not theirs": "n'est pas à lui",
    "not wanted": "pas voulu ici",
    "nothing to undo": "rien à annuler",
    "nothing was asked": "rien n'avait été demandé",
    "ours": "une des nôtres",
    "refused before": "refusée auparavant",
    "remembered": "retenu",
    "removed since": "exclu depuis",
    "removes nobody": "n'exclut personne",
    "reports nothing we have": "ne signale rien que nous ayons",
    "revoked before": "révoqué auparavant",
    "suppressed": "ne doit pas revenir",
    "taken back since": "reprise depuis",
    "the network moved": "le réseau a déménagé",
    "too many reports wait": "trop de signalements attendent",
    "too many wait for an answer": "trop de témoignages attendent une réponse",
    "too many wait for a moderator": "trop de fiches attendent la modération",
    "waits for a moderator": "attend la modération",
    "waits for an answer": "attend une réponse",
    "waits for the network": "attend le réseau",
    "waits to be let in": "attend d'être accepté",
    "withdrawn": "retirée",
    "withdrawn before": "retirée auparavant",
}
_COUNTED: Final = (
    (re.compile(r"announce undone, (\d+) records"), r"annonce reprise, fiches : \1"),
    (re.compile(r"member removed, (\d+) records"), r"membre exclu, fiches : \1"),
    (re.compile(r"moved, (\d+) of ours follow"), r"déménagé, suivi par \1 des nôtres"),
    (re.compile(r"relay accepted"), "relais accepté"),
    (re.compile(r"relay rejected"), "refusé par le relais"),
    (re.compile(r"follow rejected"), "abonnement refusé"),
    (re.compile(r"membership rejected"), "adhésion refusée"),
    (re.compile(r"(\w+): not spoken here"), r"\1 : n'a pas de sens ici"),
)


def word(words: dict[str, Text], code: str) -> str:
    """The word for a code; a code we have no word for stands as it is."""
    found = words.get(code)
    return found.in_(language()) if found else code


def outcome(said: str) -> str:
    """What an activity did, in the language of whoever asks.

    A refusal's sentence is as the log has it.
    """
    if language() != "fr":
        return said
    for pattern, french in _COUNTED:
        if pattern.fullmatch(said):
            return pattern.sub(french, said)
    return _OUTCOMES.get(said, said)

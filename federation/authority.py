"""Authority: who may do what, as one table; what is not in it is not permitted (DESIGN law 7, PROTOCOL 4.3 R3 and R8).

A `Claim` is what an activity says, with the little its reader found out about the thing it is about. `refusal` asks the
table, before any effect, and nothing else in the program decides whether an actor may do something to a thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from federation.errors import Refused
from federation.owner import same_origin
from vocab.language import Text

Sort = Literal[
    "record",  # a document somebody publishes: a record, a note, an event
    "actor",  # an actor, by its address or its document
    "credential",  # what one organisation states of another, signed by itself
    "endorsement",  # a record that shows a credential
    "member",  # somebody who enters or leaves a collection of members
    "Follow",
    "Join",
    "Offer",
    "Announce",
    "Block",
    "Create",
    "Update",
    "Delete",
    "other activity",
    "unknown",  # an address of which nobody here knows what it is
    "nothing",
]
Bearer = Literal["signature", "proof", "origin"]


class Tie(Enum):
    """What must tie an actor to a thing before it may do something to it."""

    OWN = "it is the actor's own, at the actor's origin"
    SELF = "it is the actor itself"
    ABOUT = "it is the actor's own, at the actor's origin, and what it shows is about the actor"
    ASKED = "it was asked of the actor"
    KEPT = "the collection it enters or leaves is the actor's"
    NEAR = "nobody here knows whose it is, and it stands at the actor's origin"
    ANYBODY = "anybody may say so of anything; what follows from it is the reader's affair"


@dataclass(frozen=True, slots=True)
class Claim:
    """What an activity says: `actor` does `verb` to a thing.

    `bearer`: what shows that the actor says so: its own HTTP signature, a proof inside the document, or its origin,
    where the document was read. `id` of the thing; `owner`: whose it is, as it says or as this node knows; `asked`: of
    whom the Follow, Join or Offer was asked; `keeper`: whose collection; `about`: of whom it speaks; `public`: a record
    for everybody.
    """

    verb: str
    actor: str
    bearer: Bearer
    sort: Sort
    id: str | None = None
    owner: str | None = None
    asked: str | None = None
    keeper: str | None = None
    about: str | None = None
    public: bool = True


TABLE: Final[dict[str, dict[Sort, Tie]]] = {
    # An endorsement is shown by the one it is about, who accepted it; its issuer alone takes back what it states.
    "Create": {"record": Tie.OWN, "endorsement": Tie.ABOUT, "actor": Tie.SELF},
    "Update": {"record": Tie.OWN, "endorsement": Tie.ABOUT, "actor": Tie.SELF},
    "Delete": {"record": Tie.OWN, "credential": Tie.OWN, "actor": Tie.SELF, "unknown": Tie.NEAR},
    "Follow": {"actor": Tie.ANYBODY},
    "Join": {"actor": Tie.ANYBODY},
    "Leave": {"actor": Tie.ANYBODY},
    # Oneself, in the place of a listing that somebody else wrote; what one states of somebody, to them.
    "Offer": {"actor": Tie.SELF, "credential": Tie.OWN},
    "Accept": {"Follow": Tie.ASKED, "Join": Tie.ASKED, "Offer": Tie.ASKED},
    "Reject": {"Follow": Tie.ASKED, "Join": Tie.ASKED, "Offer": Tie.ASKED},
    "Undo": {
        "Follow": Tie.OWN,
        "Join": Tie.OWN,
        "Offer": Tie.OWN,
        "Announce": Tie.OWN,
        "Block": Tie.OWN,
        "unknown": Tie.NEAR,
    },
    "Add": {"member": Tie.KEPT},
    "Remove": {"member": Tie.KEPT},
    "Announce": {
        "record": Tie.ANYBODY,
        "endorsement": Tie.ANYBODY,
        "actor": Tie.ANYBODY,
        "unknown": Tie.ANYBODY,
        "Create": Tie.ANYBODY,
        "Update": Tie.ANYBODY,
        "Delete": Tie.ANYBODY,
    },
    "Move": {"actor": Tie.SELF},
    "Flag": {"record": Tie.ANYBODY, "actor": Tie.ANYBODY, "unknown": Tie.ANYBODY},
    "Block": {"actor": Tie.ANYBODY},
}
# What a proof alone carries, when its actor did not sign the request, and only for what is public (DESIGN 4).
CARRIED_BY_PROOF: Final = frozenset({"Create", "Update", "Delete"})

_NOT_YOURS: Final = Text("Cela ne vous appartient pas.", "That is not yours.")
_NOT_PERMITTED: Final = Text("Cela n'est permis à personne ici.", "Nobody may do that here.")
_NO_SIGNATURE: Final = Text("La signature de l'auteur est requise.", "Its actor's own signature is required.")


def refusal(claim: Claim) -> Refused | None:
    """Why this is not permitted; None when it is.

    >>> refusal(Claim("Move", "https://a.example/a", "signature", "actor", "https://a.example/a"))
    >>> str(refusal(Claim("Dance", "https://a.example/a", "signature", "actor")))
    'https://a.example/a: Dance of actor: not permitted'
    """
    said = f"{claim.actor}: {claim.verb[:40]} of {claim.id or claim.sort}"
    tie = TABLE.get(claim.verb, {}).get(claim.sort)
    if tie is None:
        return Refused(f"{said}: not permitted", _NOT_PERMITTED)
    if claim.bearer == "proof" and claim.verb not in CARRIED_BY_PROOF:
        return Refused(f"{said}: needs its actor's signature", _NO_SIGNATURE)
    if claim.bearer == "proof" and not claim.public:
        return Refused(f"{said}: not public, needs its actor's signature", _NO_SIGNATURE)
    if not _holds(tie, claim):
        return Refused(f"{said}: not theirs, {_whose(claim)}", _NOT_YOURS)
    return None


def _holds(tie: Tie, claim: Claim) -> bool:
    actor, id = claim.actor, claim.id
    match tie:
        case Tie.OWN:
            return claim.owner == actor and (id is None or same_origin(id, actor))
        case Tie.SELF:
            return id == actor
        case Tie.ABOUT:
            return claim.owner == actor == claim.about and id is not None and same_origin(id, actor)
        case Tie.ASKED:
            return claim.asked == actor
        case Tie.KEPT:
            return claim.keeper == actor
        case Tie.NEAR:
            return id is not None and claim.owner is None and same_origin(id, actor)
        case Tie.ANYBODY:
            return True


def _whose(claim: Claim) -> str:
    said = (("belongs to", claim.owner), ("asked of", claim.asked), ("kept by", claim.keeper), ("about", claim.about))
    for word, whose in said:
        if whose is not None and whose != claim.actor:
            return f"{word} {whose}"
    return "nobody's we know"

"""Inviting: a link makes one person an editor or a reader of an organisation, or gives them a part in the node."""

from __future__ import annotations

from typing import Final, Literal, cast

from node.accounts import journal
from node.accounts.sessions import DAY_S, hash_of
from node.errors import Missing, NotAllowed
from node.home import Home
from node.store import accounts, actors, invitations
from node.store.accounts import NodeRole, Role
from node.store.connection import Db
from node.store.invitations import Invitation
from vocab.language import Text

InvitedRole = Literal["editor", "reader", "moderator", "administrator"]
OF_ORGANISATION: Final = ("editor", "reader")
OF_NODE: Final = ("moderator", "administrator")
MAX_NOTE: Final = 200
# Links that wait at once, for one organisation.
MOST: Final = 100

NO_LONGER: Final = Text(
    "Cette invitation a déjà servi, ou sa date est passée : demandez-en une autre.",
    "This invitation was used already, or its date has passed: ask for another.",
)
SHUT_OUT: Final = Text(
    "Cette adresse n'a plus accès à ce nœud : parlez-en à qui le tient.",
    "This address has no access to this node any more: speak to whoever runs it.",
)
TOO_MANY: Final = Text(
    f"{MOST} invitations attendent déjà : reprenez-en d'abord.", f"{MOST} invitations wait already: take some back."
)


def invite(db: Db, home: Home, by: str, actor: str | None, role: str, note: str) -> str:
    """A new link's secret. `actor` None: for the whole node. Raises `NotAllowed` for a role that is not one there."""
    if role not in (OF_NODE if actor is None else OF_ORGANISATION):
        raise NotAllowed(Text(f"Rôle inconnu : {role[:40]}.", f"Unknown role: {role[:40]}."))
    now = home.now()
    if len(invitations.open_of(db, actor, now)) >= MOST:
        raise NotAllowed(TOO_MANY)
    secret = home.secret()
    expires = now + home.settings.invitation_days * DAY_S
    invitations.keep(db, Invitation(hash_of(secret), actor, role, note[:MAX_NOTE], by, now, expires))
    journal.note(db, home, by, "invited", f"{role} {note[:MAX_NOTE]}".strip(), actor)
    return secret


def find(db: Db, home: Home, secret: str) -> Invitation:
    """What a link offers. Raises `Missing` when it does not hold any more."""
    found = invitations.find(db, hash_of(secret), home.now())
    if found is None or (found.actor is not None and actors.find(db, found.actor) is None):
        raise Missing(NO_LONGER)
    return found


def accept(db: Db, home: Home, secret: str, email: str, name: str, password: str | None) -> None:
    """Let a person in by a link: somebody new with a password hash, somebody known here (`password` None) as well.

    Whoever calls has made sure that a person known here is the one who asks. Raises `Missing`, `NotAllowed`.
    """
    found = find(db, home, secret)
    if password is not None:
        if accounts.known(db, email):
            raise NotAllowed(SHUT_OUT)
        accounts.keep(db, email, password, home.now_iso())
        accounts.limit(db, email, {})
        accounts.rename(db, email, name)
    account = accounts.find(db, email)
    if account is None:
        raise NotAllowed(SHUT_OUT)
    if found.actor is not None:
        accounts.admit(db, email, found.actor, cast(Role, found.role))
    elif account.role != "administrator":
        accounts.appoint(db, email, cast(NodeRole, found.role))
    invitations.use(db, found.hash, email, home.now())
    journal.note(db, home, email, "accepted_invitation", found.role, found.actor)


def take_back(db: Db, home: Home, by: str, actor: str | None, hash: str) -> None:
    """A link that nobody used lets nobody in. Raises `Missing`."""
    if not invitations.revoke(db, actor, hash):
        raise Missing(NO_LONGER)
    journal.note(db, home, by, "uninvited", hash[:8], actor)

"""What can go wrong between nodes, sorted by what to do next.

Three fates, told by type: refused (never retried), later (retried, `retry_after_s` says when the peer told us), and
everything that is not in this tree is a bug and keeps its traceback.

    FederationError
    ├── Refused                final; `status` is the HTTP status it stands for
    │   ├── Unauthorized       401, the signature does not hold
    │   │   └── SignerGone     401, the origin of the signing key says 410
    │   ├── Forbidden          403
    │   ├── NotFound           404
    │   ├── Gone               410, it existed and was withdrawn
    │   ├── TooLarge           413
    │   ├── WrongType          415
    │   └── BlockedAddress     400, an address this node never talks to
    └── Later                  not now
        ├── Unreachable        no connection, no name, no answer in time
        ├── RateLimited        429
        │   └── TooManyStrangers  429, its domain has brought enough actors that nobody here knows
        └── PeerFault          the peer answered with its own failure (5xx)

Each carries two sentences: `log` for the operator, `public` for the peer or the person.
"""

from __future__ import annotations

from typing import ClassVar

from vocab.language import Text


class FederationError(Exception):
    """Something between two nodes did not work; `log` is for us, `public` for whoever asked."""

    sentence: ClassVar[Text] = Text("L'échange entre serveurs a échoué.", "The exchange between servers failed.")

    def __init__(self, log: str, public: Text | None = None) -> None:
        super().__init__(log)
        self.log = log
        self.public = public if public is not None else self.sentence


class Refused(FederationError):
    """Final: asking again would get the same answer."""

    status: int = 400
    sentence: ClassVar[Text] = Text("La demande est refusée.", "The request is refused.")

    def __init__(self, log: str, public: Text | None = None, *, status: int | None = None) -> None:
        super().__init__(log, public)
        if status is not None:
            self.status = status


class Unauthorized(Refused):
    """The signature is missing or does not hold, or a peer says so of ours; `skew_s` where a date was the cause."""

    status = 401
    sentence: ClassVar[Text] = Text("La signature n'est pas valable.", "The signature does not hold.")

    def __init__(
        self, log: str, public: Text | None = None, *, status: int | None = None, skew_s: float | None = None
    ) -> None:
        super().__init__(log, public, status=status)
        self.skew_s = skew_s


class SignerGone(Unauthorized):
    """The origin of the signing key says 410: its owner is gone; `key_id` names the key."""

    sentence: ClassVar[Text] = Text("La clé du signataire n'existe plus.", "The signer's key is gone.")

    def __init__(self, log: str, public: Text | None = None, *, status: int | None = None, key_id: str = "") -> None:
        super().__init__(log, public, status=status)
        self.key_id = key_id


class Forbidden(Refused):
    """Who asks is known and may not."""

    status = 403
    sentence: ClassVar[Text] = Text("Cet accès n'est pas permis.", "This access is not allowed.")


class NotFound(Refused):
    """Nothing lives at this address."""

    status = 404
    sentence: ClassVar[Text] = Text("Il n'y a rien à cette adresse.", "There is nothing at this address.")


class Gone(Refused):
    """It existed and its owner withdrew it."""

    status = 410
    sentence: ClassVar[Text] = Text("Ce contenu a été retiré.", "This has been withdrawn.")


class TooLarge(Refused):
    """More bytes than we accept to read."""

    status = 413
    sentence: ClassVar[Text] = Text("Le contenu est trop volumineux.", "The content is too large.")


class WrongType(Refused):
    """Not the kind of content that was asked for."""

    status = 415
    sentence: ClassVar[Text] = Text(
        "Le type de contenu n'est pas celui attendu.", "The content is not of the expected type."
    )


class BlockedAddress(Refused):
    """An address this node never talks to (private networks, odd ports, odd spellings)."""

    sentence: ClassVar[Text] = Text(
        "Cette adresse n'est pas joignable d'ici.", "This address cannot be reached from here."
    )


class Later(FederationError):
    """Not now: try again, at `retry_after_s` seconds from now when the peer named a delay."""

    sentence: ClassVar[Text] = Text(
        "L'autre serveur ne répond pas pour le moment.", "The other server does not answer at the moment."
    )

    def __init__(self, log: str, public: Text | None = None, *, retry_after_s: float | None = None) -> None:
        super().__init__(log, public)
        self.retry_after_s = retry_after_s


class Unreachable(Later):
    """No name, no connection, or no complete answer in time."""


class RateLimited(Later):
    """The peer asks us to slow down (429)."""

    sentence: ClassVar[Text] = Text("L'autre serveur demande de ralentir.", "The other server asks us to slow down.")


class TooManyStrangers(RateLimited):
    """A domain has brought as many unknown actors or servers as it may for now (R14)."""

    sentence: ClassVar[Text] = Text("Trop d'inconnus de ce domaine.", "Too many strangers of this domain.")


class PeerFault(Later):
    """The peer failed on its side (5xx), or answered something that may heal."""

    sentence: ClassVar[Text] = Text("L'autre serveur est en panne.", "The other server has a failure.")

"""What a node answers when something cannot be done, for people.

NodeError
├── Invalid       what was written is not well formed: the findings say which field and what to do
├── Missing       there is no such thing here
├── NotAllowed    this actor may not do that
│   └── ScopeMissing  its token does not permit that
└── Unready       it cannot be done just now; asking again may help

`NoToken` is Unauthorized (federation.errors) by the want of a good token, not of a signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from federation.errors import Unauthorized
from vocab.language import Text

if TYPE_CHECKING:
    from vocab.shapes import Finding


class NodeError(Exception):
    """Something that was asked of this node cannot be done."""

    status = 400

    def __init__(self, public: Text, log: str | None = None) -> None:
        super().__init__(log or public.en)
        self.public = public

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, field by field."""
        return ()


class Invalid(NodeError):
    """What was written is not well formed."""

    status = 422

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        fields = ", ".join(finding.field for finding in findings)
        super().__init__(Text(f"À corriger : {fields}.", f"To correct: {fields}."))
        self._findings = findings

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._findings


class Missing(NodeError):
    """There is no such thing here."""

    status = 404


class NotAllowed(NodeError):
    """This actor may not do that."""

    status = 403


class ScopeMissing(NotAllowed):
    """A token that holds, but was not given for this; `scope` would do."""

    def __init__(self, scope: str) -> None:
        super().__init__(Text(f"Ce jeton ne permet pas : {scope}.", f"This token does not permit: {scope}."))
        self.scope = scope


class NoToken(Unauthorized):
    """No bearer token, or none that holds: `brought` says which (RFC 6750 section 3)."""

    def __init__(self, log: str, public: Text, *, brought: bool) -> None:
        super().__init__(log, public)
        self.brought = brought


class Unready(NodeError):
    """It cannot be done just now; asking again may help."""

    status = 503

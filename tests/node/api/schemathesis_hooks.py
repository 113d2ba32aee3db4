"""What schemathesis is told of this interface that OpenAPI has no words for."""

from __future__ import annotations

from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response, SerializationContext


@schemathesis.serializer("application/sparql-query")
def question(ctx: SerializationContext, value: Any) -> bytes:
    """A question is its own body."""
    return str(value).encode()


@schemathesis.hook
def filter_failure(context: HookContext, failure: Exception, case: Case, response: Response) -> bool:
    """A blank value is one that is not given, since a form sends its empty fields too: taking it is no failure."""
    values = [value for value in (case.query or {}).values() if isinstance(value, str)]
    blank = any(value.strip() in ("", "-") for value in values)
    return not (type(failure).__name__ == "AcceptedNegativeData" and blank)

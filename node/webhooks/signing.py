"""The signature of a webhook: HMAC-SHA256 over the moment and the body, with a secret that only the two ends know.

`Bocage-Signature: t=<Unix seconds>,v1=<hex>`, where the hex is HMAC-SHA256(secret, t "." body). A receiver compares in
constant time and refuses what is older than a few minutes, so that nobody sends an old one again.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

HEADER: Final = "Bocage-Signature"


def signature(secret: str, body: bytes, now: float) -> str:
    """What stands in the header.

    >>> signature("secret", b"{}", 1795428000.0)[:16]
    't=1795428000,v1='
    """
    at = str(int(now))
    digest = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"

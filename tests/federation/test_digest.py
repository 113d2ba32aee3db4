"""Digests are strict."""

from __future__ import annotations

import pytest

from federation.digest import digest_of, require_digest
from federation.errors import Unauthorized

BODY = b'{"type": "Note"}'
GOOD = digest_of(BODY)


@pytest.mark.parametrize(
    "header", [GOOD, GOOD.replace("SHA-256", "sha-256"), f"MD5=xyz,{GOOD}", f"{GOOD} , unixsum=30637", f"{GOOD},{GOOD}"]
)
def test_require_digest__accepts(header: str) -> None:
    require_digest(header, BODY)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "MD5=xyz",
        digest_of(b"other"),
        GOOD.rstrip("="),
        GOOD + "=",
        GOOD[:-3] + "\n" + GOOD[-3:],
        f"{GOOD},{digest_of(b'other')}",
        "SHA-256=é",
        "SHA-256:" + GOOD[8:],
        "," * 20 + GOOD,
    ],
)
def test_require_digest__refuses(header: str) -> None:
    with pytest.raises(Unauthorized):
        require_digest(header, BODY)


def test_require_digest__says_what_was_expected() -> None:
    with pytest.raises(Unauthorized, match=r"expected SHA-256="):
        require_digest(digest_of(b"other"), BODY)

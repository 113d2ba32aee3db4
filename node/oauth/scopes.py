"""Scopes: what a program may be allowed to do."""

from __future__ import annotations

from typing import Final

SCOPES: Final = ("read", "write", "write:sameorigin")

"""Kinds of organisations that a node may be home to, and what their short names look like."""

from __future__ import annotations

import re
from typing import Final

KINDS: Final = ("platform", "network", "authority", "supporter")
NAME: Final = re.compile(r"[a-z0-9_]{1,64}")

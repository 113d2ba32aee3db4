"""Checking: what is wrong with a draft, before anything of it is written down: its shape, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from node.home import Home
from node.private_links import private_links
from vocab import shapes
from vocab.shapes import Checked


def check(draft: Mapping[str, object], home: Home) -> Checked:
    """The draft with its values resolved, and every finding."""
    checked = shapes.check(draft, home.vocabulary)
    allowed = home.settings.allow_private_networks
    return replace(checked, findings=checked.findings + private_links(checked.values, allow_private=allowed))

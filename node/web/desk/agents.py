"""Agents: which browser somebody signed in with, in few words."""

from __future__ import annotations

from typing import Final

# The first that is found counts: each of these also says that it is those that follow.
_BROWSERS: Final = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("FxiOS/", "Firefox"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """A browser and its system by their names; what is not known is told as it was said, and nothing is empty.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> browser_of("curl/8.5.0")
    'curl/8.5.0'
    """
    found = [
        next((name for mark, name in names if mark in agent.replace("HeadlessChrome", "Chrome")), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(each for each in found if each) or agent

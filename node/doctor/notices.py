"""Notices: whether a public site says who publishes it, who hosts it and whom to ask about personal data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from node.checks import FOLDER, OK, WARN, Check
from node.notices import LEGAL, PERSONAL, Line, missing
from node.settings import CONFIG, Settings
from vocab.language import Text

_PAGES: Final = (("legal_notice", "/mentions-legales", LEGAL), ("personal_data", "/donnees-personnelles", PERSONAL))


def checks(settings: Settings) -> list[Check]:
    """A check for each page that the law asks of a public site; a developer's node is none."""
    return [_check(settings, *page) for page in _PAGES]


def _check(settings: Settings, name: str, page: str, lines: Sequence[Line]) -> Check:
    lacking = missing(settings, lines)
    if lacking and settings.allow_private_networks:
        return Check(
            name,
            OK,
            Text(
                f"{page} est incomplète, ce qui suffit à un nœud de développement.",
                f"{page} is incomplete, which will do for a development node.",
            ),
        )
    if not lacking:
        return Check(name, OK, Text(f"{page} est complète.", f"{page} is complete."))
    fr, en = (", ".join(line.label.in_(spoken).lower() for line in lacking) for spoken in ("fr", "en"))
    said = Text(f"Il manque à la page {page} : {fr}.", f"The page {page} lacks: {en}.")
    written = " ; ".join(f'{line.setting} = "{line.example}"' for line in lacking)
    return Check(
        name,
        WARN,
        said,
        Text(
            f"nano {FOLDER}/{CONFIG}   # par exemple {written} ; puis redémarrer",
            f"nano {FOLDER}/{CONFIG}   # such as {written} ; then restart",
        ),
    )

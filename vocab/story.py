"""A story: what is told beside its text (cost, result, mistakes, what others may take up), and all of it as one text.

Followers on other servers see `content` and nothing else: so the parts stand there too, in paragraphs and lists, which
every server keeps. Mastodon makes a paragraph in bold of a heading, so headings are written as that.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

from vocab.context import SPDX
from vocab.language import Text
from vocab.looseness import first_text, id_of, ids_of, one_or_many
from vocab.wire import Document, Values, present

COST: Final = Text("Ce que cela a demandé", "What it took")
RESULT: Final = Text("Ce que cela a donné", "What came of it")
MISTAKES: Final = Text("Nos erreurs", "Our mistakes")
MATERIAL: Final = Text("À reprendre", "For others to take up")
UNDER: Final = Text("licence", "licence")

_PARTS: Final = (("cost", COST), ("result", RESULT), ("mistakes", MISTAKES))


def to_story(values: Values, base: str) -> Document:
    """What a story's document has of its own; `base`: its id. One practice stands alone, several in a list."""
    practices = values.get("practice")
    if isinstance(practices, list) and len(practices) == 1:
        practices = practices[0]
    rows = values.get("material")
    return present(
        {
            "practice": practices,
            "cost": values.get("cost"),
            "outcome": values.get("result"),
            "mistakes": values.get("mistakes"),
            "material": [
                {
                    "id": f"{base}#m{number}",
                    "type": "Document",
                    "name": row.get("name"),
                    "url": row.get("url"),
                    "license": row.get("license"),
                }
                for number, row in enumerate(rows if isinstance(rows, list) else [], start=1)
            ],
        }
    )


def of_story(document: Mapping[str, object]) -> dict[str, object]:
    """The fields of a draft that `to_story` wrote."""
    practices = ids_of(document.get("practice"))
    return {
        "practice": practices[0] if len(practices) == 1 else practices,
        "material": [
            {"name": first_text(row.get("name")), "url": id_of(row.get("url")), "license": id_of(row.get("license"))}
            for row in one_or_many(document.get("material"))
            if isinstance(row, Mapping)
        ],
    }


def parts_as_html(values: Values, language: str) -> str:
    """The parts of a story as they stand below its text; nothing where it has none.

    >>> parts_as_html({"cost": "Deux soirées."}, "fr")
    '<p><strong>Ce que cela a demandé</strong></p><p>Deux soirées.</p>'
    """
    said = [
        f"{_heading(label, language)}{_paragraphs(text)}"
        for name, label in _PARTS
        if isinstance(text := values.get(name), str) and text.strip()
    ]
    rows = [row for row in one_or_many(values.get("material")) if isinstance(row, Mapping) and row.get("url")]
    if rows:
        lines = "".join(f"<li>{_line(row, language)}</li>" for row in rows)
        said.append(f"{_heading(MATERIAL, language)}<ul>{lines}</ul>")
    return "".join(said)


def _heading(label: Text, language: str) -> str:
    return f"<p><strong>{label.in_(language)}</strong></p>"


def _paragraphs(text: str) -> str:
    paragraphs = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{_escaped(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)


def _line(row: Mapping[str, object], language: str) -> str:
    address, licence = str(row.get("url")), str(row.get("license") or "")
    under = f" ({UNDER.in_(language)} {_link(licence, _called(licence.removeprefix(SPDX)))})"
    return _link(address, str(row.get("name") or address)) + (under if licence.startswith(SPDX) else "")


def _called(identifier: str) -> str:
    """A licence as people write it.

    >>> _called("CC-BY-SA-4.0"), _called("etalab-2.0"), _called("MIT")
    ('CC BY-SA 4.0', 'Licence Ouverte 2.0', 'MIT')
    """
    said = identifier.replace("etalab", "Licence Ouverte").replace("CC-BY", "CC BY")
    return re.sub(r"-(?=[0-9])", " ", said)


def _link(address: str, words: str) -> str:
    return f'<a href="{html.escape(address)}" rel="nofollow noopener noreferrer">{_escaped(words)}</a>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)

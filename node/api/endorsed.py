"""Endorsed: the schema of one statement of an organisation about another."""

from __future__ import annotations

from typing import Final

from node.api.operation import Schema
from node.api.shapes import ADDRESS, MOMENT, STRING, each, record

ENDORSED: Final[Schema] = record(
    {
        "organization": ADDRESS,
        "by": ADDRESS,
        "level": {"type": "integer", "minimum": 1, "maximum": 4},
        "method": STRING,
        "from": MOMENT,
        "until": MOMENT,
        "mutual": {"type": "boolean"},
        "circle": each(ADDRESS),
        "alike": {"type": ["string", "null"], "enum": ["number", "website", None]},
        "evidence": each(ADDRESS),
        "credential": ADDRESS,
        "record": ADDRESS,
    },
    ("organization", "by", "level", "method", "from", "until", "mutual", "circle", "alike", "evidence", "credential"),
)

"""settings: what a node is told, and how."""

from __future__ import annotations

import dataclasses
import os

import click

from node.cli.output import show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language
from node.settings import Settings, explained, load
from vocab.language import Text


@click.command(
    "settings",
    cls=Command,
    text=Text("Les réglages, leur valeur, leur sens.", "The settings, their value, their meaning."),
)
@as_json()
@click.pass_obj
def settings(place: Place, json_: bool) -> None:
    """Every setting, with its value in force."""
    values = load(place.data, os.environ)
    fields = dataclasses.fields(Settings)
    rows = [
        {
            "name": item.name,
            "value": getattr(values, item.name),
            "default": item.default,
            "help": item.metadata["help"],
            "text": {"fr": explained(item).fr, "en": explained(item).en},
        }
        for item in fields
    ]
    lines = [
        (f"{item.name} = {_toml(getattr(values, item.name))}", f"  {explained(item).in_(language())}")
        for item in fields
    ]
    show(rows, json_, [line for pair in lines for line in pair])


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Speech: the language of the person at the keyboard, and commands whose help speaks it."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from vocab.language import Language, Text

F = TypeVar("F", bound=Callable[..., Any])

_DECIDING = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> Language:
    """French where the first of LC_ALL, LC_MESSAGES and LANG that is set says so, else English.

    >>> language_of({"LC_ALL": "", "LANG": "fr_FR.UTF-8"})
    'fr'
    >>> language_of({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"})
    'en'
    """
    said = next((environment[name] for name in _DECIDING if environment.get(name)), "")
    return "fr" if said.lower().startswith("fr") else "en"


def language() -> Language:
    """The language of whoever typed the command."""
    return language_of(os.environ)


def teach_click() -> None:
    """The library's own sentences around a command, in the language of whoever typed it: it asks gettext for them."""
    gettext.bindtextdomain("messages", Path(__file__).with_name("locale"))


def tell(fr: str, en: str) -> str:
    """The sentence in the language of whoever typed the command."""
    return fr if language() == "fr" else en


class Command(click.Command):
    """A command whose help is in two languages."""

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        kwargs["help"] = text.en
        super().__init__(*args, **kwargs)
        self.text = text

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, for the list of commands."""
        return self.text.in_(language()).partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which the library keeps as it first said it."""
        return _spoken(super().get_help_option(ctx))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole of it, for the command's own help."""
        self.help = self.text.in_(language())
        super().format_help_text(ctx, formatter)


class Group(click.Group):
    """A group of commands whose help is in two languages."""

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        kwargs["help"] = text.en
        super().__init__(*args, **kwargs)
        self.text = text

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, for the list of commands."""
        return self.text.in_(language()).partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which the library keeps as it first said it."""
        return _spoken(super().get_help_option(ctx))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole of it, for the group's own help."""
        self.help = self.text.in_(language())
        super().format_help_text(ctx, formatter)


def _spoken(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = gettext.gettext("Show this message and exit.")
    return option


class Option(click.Option):
    """An option whose help is in two languages."""

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and what it is for."""
        self.help = self.text.in_(language())
        return super().get_help_record(ctx)


def option(*names: str, fr: str, en: str, **settings: Any) -> Callable[[F], F]:
    """An option with its help in both languages."""
    return click.option(*names, cls=Option, text=Text(fr, en), **settings)


def speaking_as() -> Callable[[F], F]:
    """`--as NAME`: the organisation a command speaks for."""
    return option(
        "--as",
        "as_",
        metavar="NAME",
        fr="l'organisation au nom de laquelle agir (la première du nœud d'ordinaire)",
        en="the organisation to act for (the node's first by default)",
    )


def as_json() -> Callable[[F], F]:
    """`--json`: the same for programs."""
    return option("--json", "json_", is_flag=True, fr="le résultat pour les programmes", en="the result for programs")

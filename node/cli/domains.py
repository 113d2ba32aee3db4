"""domains: whom this node deals with, and whom it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from node.cli.output import columns, note, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, language, option, tell
from vocab.language import Text

MAX_FILE: Final = 5_000_000
_WORDS: Final = {"refused": Text("refusé", "refused"), "allowed": Text("admis", "allowed")}


@click.group("domains", cls=Group, text=Text("Les serveurs refusés ou admis.", "Servers refused or allowed."))
def domains() -> None:
    """Servers refused or allowed."""


@domains.command("list", cls=Command, text=Text("Les décisions, et pourquoi.", "The verdicts, and why."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """The verdicts, and what is done with everybody else."""
    found = place.do("domains_list")
    rows = found["domains"] if isinstance(found, dict) else []
    closed = isinstance(found, dict) and found["federation"] == "closed"
    rest = (
        tell("Les autres serveurs : refusés (federation = closed).", "Other servers: refused (federation = closed).")
        if closed
        else tell("Les autres serveurs : admis.", "Other servers: allowed.")
    )
    lines = columns([(row["domain"], tell(*_words(row["verdict"])), row["since"][:10], row["why"]) for row in rows])
    show(found, json_, [*lines, rest])


def _deciding(name: str, verdict: str, text: Text) -> Callable[..., None]:
    @domains.command(name, cls=Command, text=text)
    @click.argument("domain")
    @option("--why", default="", fr="la raison, pour qui la lira plus tard", en="the reason, for later readers")
    @as_json()
    @click.pass_obj
    def command(place: Place, domain: str, why: str, json_: bool) -> None:
        made = place.do("domains_decide", {"domain": domain, "verdict": verdict, "why": why})
        kept = made["domain"] if isinstance(made, dict) else domain
        fr, en = _words(verdict)
        show(made, json_, [tell(f"{kept} : {fr}", f"{kept}: {en}"), *_effect(made)])

    return command


refuse: Final = _deciding("refuse", "refused", Text("N'a plus rien à faire avec un serveur.", "Shut a server out."))
allow: Final = _deciding("allow", "allowed", Text("Admet un serveur.", "Let a server in."))


@domains.command("forget", cls=Command, text=Text("Lève une décision.", "Lift a verdict."))
@click.argument("domain")
@as_json()
@click.pass_obj
def forget(place: Place, domain: str, json_: bool) -> None:
    """Lift a verdict."""
    made = place.do("domains_forget", {"domain": domain})
    kept = made["domain"] if isinstance(made, dict) else domain
    show(made, json_, [tell(f"{kept} : plus de décision", f"{kept}: no verdict")])


@domains.command("import", cls=Command, text=Text("Reprend une liste en CSV.", "Take a list in CSV."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--dry-run", "dry", is_flag=True, fr="dire ce que cela changerait", en="say what that would change")
@as_json()
@click.pass_obj
def import_(place: Place, file: Path, dry: bool, json_: bool) -> None:
    """Take a list of ours, of Mastodon's, or of one domain a line."""
    if file.stat().st_size > MAX_FILE:
        raise click.BadParameter(tell("fichier de plus de 5 Mo", "file larger than 5 MB"), param_hint="FILE")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.BadParameter(
            tell("ce n'est pas du texte en UTF-8", "not text in UTF-8"), param_hint="FILE"
        ) from None
    made = place.do("domains_import", {"text": text, "dry": dry})
    unread = made["unread"] if isinstance(made, dict) else []
    for row in unread:
        note(f"{tell('ligne', 'line')} {row['line']}: {row['why'][language()]}")
    taken = made["taken"] if isinstance(made, dict) else 0
    shown = tell(f"reprises : {taken} ; laissées : {len(unread)}", f"taken: {taken}; left out: {len(unread)}")
    show(made, json_, [shown, *_effect(made)])


@domains.command("export", cls=Command, text=Text("La liste en CSV.", "The list in CSV."))
@as_json()
@click.pass_obj
def export(place: Place, json_: bool) -> None:
    """The list in CSV."""
    made = place.do("domains_export")
    show(made, json_, str(made["text"]).splitlines() if isinstance(made, dict) else [])


def _effect(made: object) -> list[str]:
    """What a verdict changes here, or nothing where it changes nothing."""
    changed = made.get("effect") if isinstance(made, dict) else None
    counts = changed if isinstance(changed, dict) else {}
    named = (
        ("leaving", "fiches qui sortent de l'annuaire", "records that leave the directory"),
        ("returning", "fiches qui y reviennent", "records that come back"),
        ("ties", "abonnements et adhésions en sommeil", "follows and memberships that sleep"),
        ("deliveries", "envois abandonnés", "deliveries given up"),
    )
    return [tell(f"  {fr} : {counts[name]}", f"  {en}: {counts[name]}") for name, fr, en in named if counts.get(name)]


def _words(verdict: str) -> tuple[str, str]:
    word = _WORDS[verdict]
    return word.fr, word.en

"""token, user, keys: who may act here. Secrets are made and hashed on this side; the node sees their hashes."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any, Final

import click

from node.cli.output import columns, note, show
from node.cli.questions import read_email, read_password
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, speaking_as, tell
from node.passwords import hashed
from vocab.language import Text

SCOPES: Final = ("read", "write")
SHORT_PASSWORD: Final = 10
ROLES: Final = ("editor", "reader", "moderator", "administrator")


@click.group("token", cls=Group, text=Text("Jetons pour les programmes.", "Tokens for programs."))
def token() -> None:
    """Tokens for programs."""


@token.command("create", cls=Command, text=Text("Un jeton, montré une seule fois.", "A token, shown only once."))
@option("--actor", fr="l'organisation pour laquelle il vaut", en="the organisation it speaks for")
@option("--scope", default="read", show_default=True, fr="read, write ou read,write", en="read, write or read,write")
@as_json()
@click.pass_obj
def create(place: Place, actor: str | None, scope: str, json_: bool) -> None:
    """Print a new token and nothing else."""
    scopes = [word.strip() for word in scope.split(",") if word.strip()]
    if not scopes or not set(scopes) <= set(SCOPES):
        raise click.BadParameter(tell("read, write ou read,write", "read, write or read,write"), param_hint="--scope")
    made = f"bocage_{secrets.token_urlsafe(32)}"
    asked = {"hash": _hash(made), "actor": actor, "scope": ",".join(one for one in SCOPES if one in scopes)}
    kept = place.do("token_create", dict(asked))
    show({"token": made, **(kept if isinstance(kept, dict) else {})}, json_, [made])


@token.command("list", cls=Command, text=Text("Les jetons en vigueur.", "Tokens in force."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """Who may act by token, and since when."""
    rows = place.do("token_list")
    found = rows if isinstance(rows, list) else []
    lines = [
        f"{row['since'][:10]}  {row['actor']}  {row['scope']}  {row['program'] or 'bocage token create'}  "
        f"{row['person'] or ''}".rstrip()
        for row in found
    ]
    show(found, json_, lines or [tell("Aucun jeton en vigueur.", "No token in force.")])


@token.command("revoke", cls=Command, text=Text("Un jeton ne vaut plus rien.", "A token holds no more."))
@click.argument("token")
@as_json()
@click.pass_obj
def revoke(place: Place, token: str, json_: bool) -> None:
    """End a token, or with a program's address all that it was let do."""
    program = token.startswith(("https://", "http://"))
    asked = {"program": token} if program else {"hash": _hash(token)}
    done = tell("Ce programme n'agit plus ici.", "This program acts here no more.")
    show(place.do("token_revoke", dict(asked)), json_, [done if program else tell("Jeton révoqué.", "Token revoked.")])


@click.group("user", cls=Group, text=Text("Les personnes qui se connectent.", "People who sign in."))
def user() -> None:
    """People who sign in."""


PASSWORD_FILE: Final = option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    fr="un fichier qui contient le mot de passe (sinon demandé)",
    en="a file that holds the password (asked otherwise)",
)


@user.command("add", cls=Command, text=Text("Donne accès à une personne.", "Give a person access."))
@click.argument("email")
@PASSWORD_FILE
@option(
    "--actor",
    "actors",
    multiple=True,
    fr="une organisation pour laquelle cette personne agit (sinon toutes celles d'ici)",
    en="an organisation this person acts for (otherwise all those of this node)",
)
@option(
    "--role",
    type=click.Choice(ROLES),
    default="editor",
    show_default=True,
    fr="ce que cette personne peut faire",
    en="what this person may do",
)
@as_json()
@click.pass_obj
def add(place: Place, email: str, password_file: Path | None, actors: tuple[str, ...], role: str, json_: bool) -> None:
    """Give a person access."""
    email = read_email(email)
    if role == "reader" and not actors:
        raise click.UsageError(tell("reader demande --actor NOM.", "reader needs --actor NAME."))
    password = _password(password_file)
    given: dict[str, object] = {"email": email, "password": password, "actors": list(actors), "role": role}
    made = place.do("user_add", given)
    show(made, json_, [tell(f"{email} peut se connecter.", f"{email} may sign in.")])


@user.command("password", cls=Command, text=Text("Change un mot de passe.", "Change a password."))
@click.argument("email")
@PASSWORD_FILE
@as_json()
@click.pass_obj
def password(place: Place, email: str, password_file: Path | None, json_: bool) -> None:
    """Change a password."""
    made = place.do("user_password", {"email": email, "password": _password(password_file)})
    show(made, json_, [tell(f"{email} : mot de passe changé.", f"{email}: password changed.")])


@user.command("disable", cls=Command, text=Text("Retire l'accès à une personne.", "Take a person's access away."))
@click.argument("email")
@as_json()
@click.pass_obj
def disable(place: Place, email: str, json_: bool) -> None:
    """Take a person's access away."""
    made = place.do("user_disable", {"email": email})
    show(made, json_, [tell(f"{email} ne peut plus se connecter.", f"{email} may not sign in any more.")])


@user.command(
    "reset",
    cls=Command,
    text=Text(
        "Enlève second facteur et clés d'accès de qui les a perdus, et déconnecte partout cette personne.",
        "Take away the second factor and passkeys of somebody who lost them, and sign them out everywhere.",
    ),
)
@click.argument("email")
@as_json()
@click.pass_obj
def reset(place: Place, email: str, json_: bool) -> None:
    """Take away what was lost."""
    made = place.do("user_reset", {"email": email})
    show(made, json_, [tell(f"{email} n'a plus que son mot de passe.", f"{email} has only the password left.")])


@user.command("list", cls=Command, text=Text("Qui peut se connecter.", "Who may sign in."))
@as_json()
@click.pass_obj
def list_people(place: Place, json_: bool) -> None:
    """Who may sign in, and as what."""
    found = place.do("user_list")
    rows = found if isinstance(found, list) else []
    show(found, json_, columns([(row["email"], row["name"], _part(row)) for row in rows]))


@user.command(
    "invite", cls=Command, text=Text("Un lien qui fait entrer une personne.", "A link that lets one person in.")
)
@option("--actor", fr="l'organisation où l'on est invité", en="the organisation one is invited to")
@option("--role", type=click.Choice(ROLES), default="editor", show_default=True, fr="ce que l'on y sera", en="as what")
@option("--note", fr="pour qui, en quelques mots", en="for whom, in a few words")
@as_json()
@click.pass_obj
def invite(place: Place, actor: str | None, role: str, note: str | None, json_: bool) -> None:
    """Print a link that lets one person in, once."""
    made = place.do("user_invite", {"actor": actor, "role": role, "note": note})
    show(made, json_, [str(made["link"])] if isinstance(made, dict) else [])


@click.group("keys", cls=Group, text=Text("Les clés de nos organisations.", "The keys of our organisations."))
def keys() -> None:
    """The keys of our organisations."""


@keys.command("rotate", cls=Command, text=Text("Change de clés.", "Change keys."))
@speaking_as()
@option(
    "--compromised",
    is_flag=True,
    fr="les anciennes sont en d'autres mains : révoquées, et tout est signé à nouveau",
    en="the old ones are in other hands: revoked, and everything is signed anew",
)
@as_json()
@click.pass_obj
def rotate(place: Place, as_: str | None, compromised: bool, json_: bool) -> None:
    """New keys; the old ones keep what they signed, unless compromised."""
    made = place.do("keys_rotate", {"as": as_, "compromised": compromised})
    show(made, json_, [tell("Les clés sont changées.", "The keys are changed.")])


def _part(row: dict[str, Any]) -> str:
    if row["disabled"]:
        return tell("plus d'accès", "no access any more")
    parts = [row["role"]] if row["role"] != "member" else []
    parts += ["editor"] if row["everywhere"] and not parts else []
    return ", ".join([*parts, *(f"{name} ({role})" for name, role in row["organisations"].items())])


def _password(path: Path | None) -> str:
    if path is not None:
        typed = read_password(path)
    else:
        again = tell("Encore une fois", "Once more")
        typed = click.prompt(tell("Mot de passe", "Password"), hide_input=True, confirmation_prompt=again, err=True)
    if len(typed) < SHORT_PASSWORD:
        note(tell("Ce mot de passe est court.", "This password is short."))
    return hashed(typed)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""setup: a node is founded, once, by answering a few questions or by giving their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from federation.errors import FederationError
from node import logs
from node.cli import questions
from node.cli.output import Failed, error_lines, note, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, option, tell
from node.errors import NodeError
from node.folder import DATABASE
from node.founding import found
from node.kinds import KINDS
from node.passwords import hashed
from node.profiles import KeyPair, NewActor
from node.settings import Settings
from vocab.language import LANGUAGES, Text
from vocab.vocabulary import Vocabulary

LOCAL = "http://127.0.0.1:8401"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person answered."""

    origin: str
    name: str
    title: str
    kind: str
    territory: str | None
    language: str
    email: str
    password: str | None
    network: str | None
    development: bool

    @property
    def handle(self) -> str:
        """How others will write to the first organisation."""
        return f"{self.name}@{self.origin.partition('://')[2]}"

    def settings(self) -> Settings:
        """The settings to write."""
        origin = self.origin.partition("://")[2]
        return Settings(
            origin=self.origin,
            title=self.title,
            language=self.language,
            email=self.email,
            # On this machine alone, the public address is the one to listen on.
            listen=origin if self.origin.startswith("http://127.") and ":" in origin else Settings().listen,
            membership="open" if self.development else "approve",
            allow_private_networks=self.development,
        )


@click.command(
    "setup",
    cls=Command,
    text=Text(
        "Prépare un nœud : dossier, réglages, clés, première organisation.",
        "Prepare a node: folder, settings, keys, first organisation.",
    ),
)
@option("--yes", is_flag=True, fr="ne rien demander", en="ask nothing")
@option("--origin", metavar="URL", fr="l'adresse publique du nœud", en="the node's public address")
@option("--name", fr="le nom court de l'organisation (a-z, 0-9, _)", en="the organisation's short name (a-z, 0-9, _)")
@option("--title", fr="son nom entier", en="its full name")
@option("--kind", type=click.Choice(KINDS), fr="ce qu'elle est", en="what it is")
@option("--territory", metavar="PLACE", fr="où elle sert : fr-commune-59350", en="where it serves: fr-commune-59350")
@option("--language", "language_", type=click.Choice(LANGUAGES), fr="la langue du nœud", en="the node's language")
@option("--email", fr="l'adresse de contact", en="the contact address")
@option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    fr="un fichier : le mot de passe de cette personne",
    en="a file: this person's password",
)
@option("--network", metavar="HANDLE", fr="le réseau à rejoindre", en="the network to join")
@option(
    "--development",
    is_flag=True,
    fr="pour essayer : http et boucle locale permis, membres admis d'office",
    en="to try: http and loopback allowed, members admitted without asking",
)
@as_json()
@click.pass_obj
def setup(
    place: Place,
    yes: bool,
    origin: str | None,
    name: str | None,
    title: str | None,
    kind: str | None,
    territory: str | None,
    language_: str | None,
    email: str | None,
    password_file: Path | None,
    network: str | None,
    development: bool,
    json_: bool,
) -> None:
    """Prepare a node."""
    if (place.data / DATABASE).exists():
        raise NodeError(
            Text(
                f"Un nœud est déjà installé dans {place.data} ; rien n'a été changé.",
                f"A node is already set up in {place.data}; nothing was changed.",
            )
        )
    vocabulary = place.vocabulary or Vocabulary.load()
    ask = _Asking(yes)
    origin = ask(
        origin,
        tell("Adresse publique du nœud", "Public address of the node"),
        LOCAL if development else None,
        lambda text: questions.read_origin(text, development=development),
        "--origin",
    )
    title = ask(title, tell("Nom de l'organisation", "Name of the organisation"), name, _filled, "--title")
    name = ask(
        name, tell("Nom court, avant l'arobase", "Short name, before the at sign"), questions.short_name(title),
        questions.read_name, "--name",
    )  # fmt: skip
    kind = ask(kind, f"{tell('Ce qu’elle est', 'What it is')} ({', '.join(KINDS)})", KINDS[0], _kind, "--kind")
    territory = ask(
        territory,
        tell("Où elle sert : commune, code postal… (vide pour passer)", "Where it serves: town, postcode… (or empty)"),
        "",
        lambda text: questions.read_territory(text, vocabulary.territories) or "",
        "--territory",
    )
    language_ = ask(
        language_, tell("Langue du nœud (fr, en)", "Language of the node (fr, en)"),
        "fr" if yes else language(), _language, "--language",
    )  # fmt: skip
    email = ask(
        email,
        tell("Adresse de contact (vide pour passer)", "Contact address (or empty)"),
        "",
        questions.read_email,
        "--email",
    )
    password = questions.read_password(password_file) if password_file else ask.password(email)
    if password and not email:
        raise click.UsageError(tell("--password-file demande --email", "--password-file needs --email"))
    network = ask(
        network, tell("Réseau à rejoindre (vide pour plus tard)", "Network to join (empty for later)"), "", str,
        "--network",
    )  # fmt: skip
    answers = Answers(
        origin, name, title, kind, territory or None, language_, email, password, network or None, development
    )
    _found(place, answers, vocabulary, json_)


class _Asking:
    """Takes an answer from the options, else from the person, else by default."""

    def __init__(self, yes: bool) -> None:
        self._yes = yes

    def __call__(
        self, given: str | None, question: str, default: str | None, read: Callable[[str], str], option: str
    ) -> str:
        if given is not None:
            return self._read(read, given, option)
        if not self._yes:
            answer: str = click.prompt(question, default=default, value_proc=read, show_default=bool(default), err=True)
            return answer
        if default is None:
            raise click.UsageError(tell(f"avec --yes, {option} est nécessaire", f"with --yes, {option} is needed"))
        return self._read(read, default, option)

    def password(self, email: str) -> str | None:
        """A password typed twice; None when it is passed over, or when nobody could sign in with it."""
        if self._yes or not email:
            return None
        question = tell(f"Mot de passe de {email} (vide pour plus tard)", f"Password of {email} (empty for later)")
        again = tell("Le même, encore une fois", "The same once more")
        typed: str = click.prompt(
            question, default="", hide_input=True, show_default=False, confirmation_prompt=again, err=True
        )
        return typed or None

    def _read(self, read: Callable[[str], str], text: str, option: str) -> str:
        try:
            return read(text)
        except click.BadParameter as bad:
            raise click.BadParameter(bad.message, param_hint=option) from None


def _filled(text: str) -> str:
    if not text.strip():
        raise click.BadParameter(tell("un nom est nécessaire", "a name is needed"))
    return text.strip()


def _kind(text: str) -> str:
    return str(click.Choice(KINDS).convert(text, None, None))


def _language(text: str) -> str:
    return str(click.Choice(LANGUAGES).convert(text, None, None))


def _found(place: Place, answers: Answers, vocabulary: Vocabulary, json_: bool) -> None:
    settings = answers.settings()
    logs.configure(settings.log_format, "error")
    first = NewActor(answers.name, answers.title, answers.kind, answers.territory)

    async def create() -> str:
        pairs = await asyncio.gather(*(asyncio.to_thread(KeyPair.generate) for _ in range(2)))
        return await found(place.data, settings, first, (pairs[0], pairs[1]), vocabulary)

    id = asyncio.run(create())
    if answers.password:
        password = hashed(answers.password)
        place.do("user_add", {"email": answers.email, "password": password, "role": "administrator"})
    joined = _join(place, answers.network) if answers.network else None
    result = {"id": id, "handle": answers.handle, "data": str(place.data), "network": joined}
    show(result, json_, _next_steps(place, answers))


def _join(place: Place, network: str) -> object:
    """Ask at once; a network that is out of reach today does not undo the rest."""
    try:
        return place.do("join", {"handle": network})
    except (FederationError, NodeError, Failed) as error:
        note(tell(f"Le réseau {network} n'a pas pu être joint :", f"The network {network} could not be reached:"))
        for line in error_lines(error, language()):
            note(f"  {line}")
        again = f"bocage --data {place.data} join {network}"
        note(tell(f"Plus tard : {again}", f"Later: {again}"))
        return None


def _next_steps(place: Place, answers: Answers) -> list[str]:
    listen = answers.settings().listen
    ready = tell("Le nœud est prêt", "The node is ready")
    lines = [f"{answers.title} : {ready} ({answers.handle}, {place.data})", ""]
    if not answers.development:
        lines += [
            tell(
                "Devant lui, un serveur qui porte le certificat. Avec Caddy :",
                "In front of it, a server that holds the certificate. With Caddy:",
            ),
            f"  {answers.origin.partition('://')[2]} {{",
            f"    reverse_proxy {listen}",
            "  }",
            "",
        ]
    lines += [tell("Pour le lancer :", "To start it:"), f"  bocage --data {place.data} run"]
    return lines

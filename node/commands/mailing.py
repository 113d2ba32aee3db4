"""mail_test: a letter that leaves at once, and what the mail server answers."""

from __future__ import annotations

from node.control import Report
from node.errors import NodeError
from node.mail.letters import Letter, is_address
from node.mail.smtp import Parcel
from node.mail.troubles import SAID
from node.node import Node
from vocab.language import Text, choose_language

Arguments = dict[str, object]
NO_ADDRESS = Text("Cette adresse ne s'écrit pas ainsi : nom@exemple.org.", "No such address can be: name@example.org.")
SUBJECT = Text("Essai d'envoi depuis {site}", "A trial letter from {site}")
BODY = Text(
    "Ce courriel a été envoyé par la commande « bocage mail test ». Si vous le lisez, l'envoi fonctionne.",
    'This e-mail was sent by the command "bocage mail test". If you read it, sending works.',
)


async def mail_test(node: Node, arguments: Arguments, report: Report) -> object:
    """Send a trial letter to `address`, past the queue. Raises `NodeError` saying what keeps it from leaving."""
    address, home = str(arguments["address"]), node.home
    if node.mail is None:
        raise NodeError(SAID["unset"])
    if not is_address(address):
        raise NodeError(NO_ADDRESS)
    language = choose_language(str(arguments.get("language") or home.settings.language))
    subject = SUBJECT.in_(language).format(site=home.settings.title)
    letter = Letter("test", address, language, subject, (BODY.in_(language),))
    host = home.host.partition(":")[0]
    written = node.mail.office.stationery.write(
        letter, home.settings.title, home.origin, f"<{home.ulid(home.now())}@{host}>"
    )
    message = written.message(home.settings.smtp_sender, home.settings.title, home.now())
    (trouble,) = await node.mail.smtp.send([Parcel(address, message)])
    if trouble is not None:
        raise NodeError(trouble.said)
    return {"address": address, "server": home.settings.smtp_host, "sender": home.settings.smtp_sender}

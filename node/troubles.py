"""Troubles: what stood in the way of a delivery, in a few words. The log and `--json` have the whole of it."""

from __future__ import annotations

import re
from typing import Final

from vocab.language import Text

_ANSWERED: Final = re.compile(r"answered ([1-5]\d\d)\b")
_STATUS: Final[dict[int, Text]] = {
    401: Text("refuse notre signature", "refuses our signature"),
    403: Text("refuse ce que nous envoyons", "refuses what we send"),
    404: Text("n'a rien à cette adresse", "has nothing at this address"),
    410: Text("n'existe plus", "is gone"),
    413: Text("trouve le message trop gros", "finds the message too large"),
    429: Text("demande de ralentir", "asks to slow down"),
}
_OTHERS: Final = (
    (re.compile(r"has no address|DNSError"), Text("nom introuvable", "no such name")),
    (re.compile(r"[Cc]ertificate|SSL"), Text("certificat non valable", "certificate not valid")),
    (re.compile(r"in time|Timeout"), Text("pas de réponse à temps", "no answer in time")),
    (re.compile(r"Connect|Disconnect|OSError|reset"), Text("pas de connexion", "no connection")),
    (re.compile(r"not a public address|none of them public"), Text("adresse non publique", "not a public address")),
    (re.compile(r"refused by the operator|refused here"), Text("refusé ici", "refused here")),
    (re.compile(r"dropped by the operator"), Text("abandonné ici", "given up here")),
    (re.compile(r"withdrawn before it was sent"), Text("retiré avant l'envoi", "withdrawn before it was sent")),
)


def trouble(log: str | None) -> Text:
    """What went wrong, by what the log says of it; as it stands there when nothing else is known.

    >>> trouble("https://a.example/inbox answered 503: 'Connect'").en
    'out of order (503)'
    >>> trouble("404: https://a.example/inbox answered 404: ''").fr
    "n'a rien à cette adresse (404)"
    >>> trouble("https://a.example/told answered 307: no redirect is followed").fr
    'renvoie ailleurs (307)'
    >>> trouble("https://a.example/inbox: ClientConnectorError: Cannot connect to host").fr
    'pas de connexion'
    >>> trouble("strange").en, trouble(None).en
    ('strange', '')
    """
    log = log or ""
    answered = _ANSWERED.search(log)
    if answered is not None:
        return _status(int(answered[1]))
    found = next((said for pattern, said in _OTHERS if pattern.search(log)), None)
    return found or Text(log, log)


def _status(status: int) -> Text:
    said = _STATUS.get(status)
    if said is None and status < 400:
        said = Text("renvoie ailleurs", "sends elsewhere")
    if said is None:
        said = Text("en panne", "out of order") if status >= 500 else Text("refuse", "refuses")
    return Text(f"{said.fr} ({status})", f"{said.en} ({status})")

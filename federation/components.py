"""What an RFC 9421 signature may cover: the parts of a request by their names (sections 2.1 and 2.2).

Everything about our own address comes from the configured origin, never from Host or from what a proxy says, so that
a proxy may rewrite Host and a request signed for another server means nothing here (PROTOCOL 1.4, H6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, quote

from federation.errors import Unauthorized
from federation.structured import Item
from vocab.language import Text

_MAX_QUERY_FIELDS: Final = 100


@dataclass(frozen=True, slots=True)
class Message:
    """What a signature may be about: a request without its body, at its public address."""

    method: str
    origin: str
    target: str
    fields: dict[str, str]
    fragment: str = ""

    def variants(self) -> tuple[Message, ...]:
        """As it came, and for a fetch of a key also with the fragment of its id.

        Fedify 2.3 signs the fragment it does not send (recorded 2026-11, tests/peers).
        """
        return (self, replace(self, fragment="#main-key")) if self.method in ("GET", "HEAD") else (self,)

    @property
    def authority(self) -> str:
        """host[:port], as the origin writes it."""
        return self.origin.partition("://")[2]

    @property
    def path(self) -> str:
        """The target up to its question mark."""
        return self.target.partition("?")[0] or "/"

    @property
    def query(self) -> str:
        """The question mark and what follows; the mark alone when there is none (section 2.2.7)."""
        return "?" + self.target.partition("?")[2]


_DERIVED: Final[dict[str, Callable[[Message], str]]] = {
    "@method": lambda message: message.method,
    "@target-uri": lambda message: message.origin + message.target + message.fragment,
    "@authority": lambda message: message.authority,
    "@scheme": lambda message: message.origin.partition("://")[0],
    "@request-target": lambda message: message.target,
    "@path": lambda message: message.path,
    "@query": lambda message: message.query,
}


def name_of(component: Item) -> str:
    """The component's name, in lower case as the RFC writes it; raises Unauthorized for what we cannot cover."""
    name, parameters = component.value, dict(component.parameters)
    if not isinstance(name, str) or name != name.lower() or not name:
        raise _refused(
            f"le composant {component.text[:80]} n'est pas une chaîne en minuscules",
            f"component {component.text[:80]} is not a lower-case string",
        )
    if name == "@query-param" and isinstance(parameters.get("name"), str) and len(parameters) == 1:
        return name
    if parameters:
        names = " ".join(sorted(parameters))[:80]
        raise _refused(
            f"le paramètre {names} du composant {name[:80]} n'est pas pris en charge ; signez le composant sans lui",
            f"parameter {names} of component {name[:80]} is not supported; cover the component without it",
        )
    if name.startswith("@") and name not in _DERIVED:
        raise _refused(
            f"le composant {name[:80]} n'est pas pris en charge dans une demande",
            f"component {name[:80]} is not supported in a request",
        )
    return name


def value_of(component: Item, message: Message) -> str:
    """The component's value in this message; raises Unauthorized when it has none."""
    name = name_of(component)
    if name == "@query-param":
        return _query_parameter(str(dict(component.parameters)["name"]), message)
    derived = _DERIVED.get(name)
    if derived is not None:
        return derived(message)
    if name == "host":
        return message.authority
    value = message.fields.get(name)
    if value is None:
        raise _refused(f"l'en-tête signé {name[:80]} est absent", f"the signed header {name[:80]} is absent")
    return value


def base_of(components: tuple[Item, ...], parameters: str, message: Message) -> bytes:
    """The signature base (section 2.5); raises Unauthorized when a component has no value or the base is not ASCII."""
    lines = [f"{component.text}: {value_of(component, message)}" for component in components]
    lines.append(f'"@signature-params": {parameters}')
    try:
        return "\n".join(lines).encode("ascii")
    except UnicodeEncodeError as error:
        raise _refused("une valeur signée n'est pas en ASCII", "a signed value is not ASCII") from error


def _query_parameter(name: str, message: Message) -> str:
    """One parameter of the query, decoded as a form and encoded again (section 2.2.8); it must stand there once."""
    try:
        pairs = parse_qsl(message.query[1:], keep_blank_values=True, max_num_fields=_MAX_QUERY_FIELDS)
    except ValueError as error:
        raise _refused("trop de paramètres dans l'adresse", "too many parameters in the query") from error
    found = [value for key, value in pairs if quote(key, safe="") == name]
    if len(found) != 1:
        raise _refused(
            f"le paramètre {name[:80]} figure {len(found)} fois dans l'adresse, une fois attendue",
            f"parameter {name[:80]} stands {len(found)} times in the query, once expected",
        )
    return quote(found[0], safe="")


def _refused(fr: str, en: str) -> Unauthorized:
    return Unauthorized(en, Text(fr[0].upper() + fr[1:] + ".", en[0].upper() + en[1:] + "."))

"""HTTP message signatures of RFC 9421, with Content-Digest of RFC 9530 (PROTOCOL 1.4).

As with draft-cavage, what must be covered is decided here: the method, the whole address, `created`, and for a
request with a body its digest. `read` makes every check that costs nothing; the claim it returns makes the one that
needs the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from federation.components import Message, base_of, name_of
from federation.digest import content_digest_of, require_content_digest
from federation.errors import Unauthorized
from federation.httpdate import http_date
from federation.incoming import Incoming
from federation.keys import PublicKey, Signer
from federation.owner import parse_url
from federation.structured import InnerList, Item, read_dictionary, write_dictionary
from federation.window import Window, require_unexpired, require_within
from vocab.language import Text

LABEL: Final = "sig1"
TAG: Final = "activitypub"
GET: Final[tuple[str, ...]] = ("@method", "@target-uri", "@authority")
POST: Final[tuple[str, ...]] = (*GET, "content-digest", "content-type")
_ALGORITHMS: Final = {"rsa-v1_5-sha256": "rsa-sha256", "rsa-pss-sha512": "rsa-sha256", "ed25519": "ed25519"}
_NAMES: Final = {"rsa-sha256": "rsa-v1_5-sha256", "ed25519": "ed25519"}
_MAX_COVERED: Final = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What a peer asked for beyond what we sign anyway (Accept-Signature, section 5)."""

    components: tuple[str, ...] = ()
    nonce: str | None = None
    tag: str | None = None
    expires: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a request, as its two headers give it."""

    covered: InnerList
    key_id: str
    algorithm: str | None
    created: int
    expires: int | None
    nonce: str | None
    value: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that says `key_id` signed it: everything holds but the signature itself, which `check` tries."""

    parsed: Signature
    bases: tuple[bytes, ...]
    now: float

    @property
    def key_id(self) -> str:
        """The key to check with."""
        return self.parsed.key_id

    @property
    def nonce(self) -> str | None:
        """The nonce the signature covers."""
        return self.parsed.nonce

    @property
    def covered(self) -> frozenset[str]:
        """What the signature is over, by name."""
        return frozenset(name_of(component) for component in self.parsed.covered.items)

    def check(self, key: PublicKey) -> None:
        """Returns when `key` made the signature; else raises Unauthorized."""
        algorithm = self.parsed.algorithm or _NAMES[key.algorithm]
        if _ALGORITHMS[algorithm] != key.algorithm:
            raise _refused(
                f"l'algorithme {algorithm} ne convient pas à une clé {key.algorithm}",
                f"algorithm {algorithm} does not fit a key of type {key.algorithm}",
            )
        if not key.counts_at(self.now):
            raise _refused("cette clé a expiré ou a été révoquée", "this key has expired or was revoked")
        pss = algorithm == "rsa-pss-sha512"
        if not any(key.verify(self.parsed.value, base, pss=pss) for base in self.bases):
            raise Unauthorized(
                f"the signature does not match key {key.id}; the signature base as we read it: {self.bases[0][:1500]!r}"
            )


def sign(
    signer: Signer,
    method: str,
    url: str,
    body: bytes | None,
    now: float,
    content_type: str | None = None,
    asked: Asked | None = None,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers that sign a request: Host, Date, Signature-Input, Signature, with a body its digest and type, `more`.

    What a peer asked for is added to what we sign anyway, never put in its place; raises Unauthorized when it asks for
    something this request does not have.
    """
    address = parse_url(url)
    headers = {"Host": address.authority, "Date": http_date(now)}
    names = GET
    if body is not None:
        headers |= {
            "Content-Digest": content_digest_of(body),
            "Content-Type": content_type or "application/activity+json",
        }
        names = POST
    headers |= more or {}
    names += tuple(name.lower() for name in more or {})
    asked = asked or Asked()
    parameters: list[tuple[str, int | str]] = [("created", int(now))]
    if asked.expires:
        parameters.append(("expires", int(now) + 300))
    parameters += [("keyid", signer.key_id), ("alg", _NAMES[signer.algorithm])]
    parameters += [(name, value) for name, value in (("nonce", asked.nonce), ("tag", asked.tag)) if value is not None]
    covered = InnerList(tuple(Item(name) for name in dict.fromkeys((*names, *asked.components))), tuple(parameters))
    fields = {name.lower(): value for name, value in headers.items()}
    base = base_of(covered.items, covered.text, Message(method.upper(), address.origin, address.target, fields))
    return {
        **headers,
        "Signature-Input": write_dictionary({LABEL: covered}),
        "Signature": write_dictionary({LABEL: Item(signer.sign(base))}),
    }


def wish(covered: tuple[str, ...], nonce: str) -> str:
    """The Accept-Signature header that asks for a signature (section 5.1)."""
    parameters: tuple[tuple[str, bool | str], ...] = (("created", True), ("nonce", nonce), ("tag", TAG))
    return write_dictionary({LABEL: InnerList(tuple(Item(name) for name in covered), parameters)})


def read(request: Incoming, now: float, window: Window, origin: str | None = None) -> Claim:
    """The claim of a request signed by RFC 9421, all checks done that need no key; raises Unauthorized.

    `origin` is our own public address: it stands for whatever Host says. None takes https and Host as it came.
    """
    fields = request.fields()
    parsed = parse(fields.get("signature-input", ""), fields.get("signature", ""))
    covered = {name_of(component) for component in parsed.covered.items}
    _require_strength(request, covered)
    require_within("created", parsed.created, now, window)
    require_unexpired(parsed.expires, now, window)
    if "content-digest" in covered:
        require_content_digest(fields.get("content-digest", ""), request.body)
    return Claim(parsed, bases(request, parsed, origin), now)


def parse(signature_input: str, signature: str) -> Signature:
    """The one signature these two headers carry for us; raises Unauthorized.

    Several may stand there when a proxy adds its own: then one of them must say `tag="activitypub"`.
    """
    inputs, values = read_dictionary("Signature-Input", signature_input), read_dictionary("Signature", signature)
    label = _label(inputs)
    covered, value = inputs[label], values.get(label)
    if not isinstance(covered, InnerList):
        raise _refused("Signature-Input doit donner une liste", "Signature-Input must give a list")
    if not isinstance(value, Item) or not isinstance(value.value, bytes) or f"{label}={value.text}" not in signature:
        raise _refused(
            f"l'en-tête Signature doit donner {label[:40]} en octets (:base64:)",
            f"the Signature header must give {label[:40]} as bytes (:base64:)",
        )
    if len(inputs) != len(values):
        raise _refused(
            "Signature-Input et Signature n'ont pas les mêmes étiquettes",
            "Signature-Input and Signature do not have the same labels",
        )
    identifiers = [component.text for component in covered.items]
    if len(identifiers) > _MAX_COVERED or len(set(identifiers)) != len(identifiers):
        raise _refused(
            f"au plus {_MAX_COVERED} composants, une fois chacun", f"at most {_MAX_COVERED} components, once each"
        )
    key_id, algorithm = _text(covered, "keyid"), _text(covered, "alg")
    created = _seconds(covered, "created")
    if key_id is None or created is None:
        raise _refused("la signature doit avoir keyid et created", "the signature needs keyid and created")
    if algorithm is not None and algorithm not in _ALGORITHMS:
        names = ", ".join(_ALGORITHMS)
        raise _refused(f"alg {algorithm[:40]!r} ; admis : {names}", f"alg {algorithm[:40]!r}; accepted: {names}")
    expires = _seconds(covered, "expires")
    if expires is not None and expires < created:
        raise _refused("expires précède created", "expires is before created")
    return Signature(covered, key_id, algorithm, created, expires, _text(covered, "nonce"), value.value)


def bases(request: Incoming, parsed: Signature, origin: str | None = None) -> tuple[bytes, ...]:
    """The signature bases this request can give, the most likely first; raises Unauthorized."""
    fields = request.fields()
    origin = origin if origin is not None else "https://" + fields.get("host", "").lower()
    message = Message(request.method, origin, request.target, fields)
    found = [base_of(parsed.covered.items, parsed.covered.text, variant) for variant in message.variants()]
    return tuple(dict.fromkeys(found))


def _label(inputs: dict[str, Item | InnerList]) -> str:
    if len(inputs) == 1:
        return next(iter(inputs))
    tagged = [
        label for label, member in inputs.items() if isinstance(member, InnerList) and member.parameter("tag") == TAG
    ]
    if len(tagged) != 1:
        raise _refused(
            f'une signature attendue, {len(inputs)} reçues ; marquez la vôtre tag="{TAG}"',
            f'one signature expected, {len(inputs)} received; mark yours tag="{TAG}"',
        )
    return tagged[0]


def _require_strength(request: Incoming, covered: set[str]) -> None:
    missing = [] if "@method" in covered else ["@method"]
    # Mastodon and Fedify sign @target-uri; its parts together say the same.
    if "@target-uri" not in covered:
        whole = "@request-target" in covered or (
            "@path" in covered and ("@query" in covered or "?" not in request.target)
        )
        if not ("@authority" in covered and whole):
            missing.append("@target-uri")
    if (request.method not in ("GET", "HEAD") or request.body) and "content-digest" not in covered:
        missing.append("content-digest")
    if missing:
        names = " ".join(missing)
        raise _refused(f"la signature doit aussi couvrir : {names}", f"the signature must also cover: {names}")


def _text(covered: InnerList, name: str) -> str | None:
    value = covered.parameter(name)
    if value is None or isinstance(value, str):
        return value or None
    raise _refused(f"{name} doit être une chaîne", f"{name} must be a string")


def _seconds(covered: InnerList, name: str) -> int | None:
    value = covered.parameter(name)
    if value is None or (type(value) is int and value >= 0):
        return value
    raise _refused(f"{name} doit être un nombre entier de secondes", f"{name} must be a whole number of seconds")


def _refused(fr: str, en: str) -> Unauthorized:
    return Unauthorized(en, Text(fr[0].upper() + fr[1:] + ".", en[0].upper() + en[1:] + "."))

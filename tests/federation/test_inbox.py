"""Who is speaking: cheap refusals, then the key, then the signature."""

from __future__ import annotations

import pytest

from federation import keys, rfc9421
from federation.errors import Gone, SignerGone, TooLarge, Unauthorized
from federation.inbox import Incoming, Limits, Signed, authenticate
from federation.keys import Signer
from federation.nonces import Nonces
from federation.rfc9421 import Asked
from tests.federation.doubles import (
    ACTOR,
    ED,
    ED_PUBLIC,
    NOW,
    RSA,
    RSA_PUBLIC,
    Chance,
    GivenKeys,
    message_signed,
    signed_request,
)

OURS = "https://pedales.example"
CAVAGE = frozenset({"(request-target)", "host", "date", "digest", "content-type"})


async def _authenticate(request: Incoming, given: GivenKeys, **limits: int) -> Signed:
    return await authenticate(request, keys=given, now=NOW, origin=OURS, limits=Limits(**limits))


@pytest.mark.parametrize(("signer", "public"), [(RSA, RSA_PUBLIC), (ED, ED_PUBLIC)])
async def test_authenticate__key_in_memory_asks_nobody(signer: Signer, public: keys.PublicKey) -> None:
    given = GivenKeys(memory={public.id: public})

    signed = await _authenticate(signed_request(signer), given)

    assert signed == Signed(ACTOR, signer.key_id, CAVAGE)
    assert given.asked == []


def test_authenticate__key_in_memory_never_waits() -> None:
    given = GivenKeys(memory={RSA_PUBLIC.id: RSA_PUBLIC})

    with pytest.raises(StopIteration) as stopped:
        _authenticate(signed_request(), given).send(None)

    assert stopped.value.value == Signed(ACTOR, RSA.key_id, CAVAGE)


async def test_authenticate__unknown_key_is_asked_for_once() -> None:
    given = GivenKeys(origin={RSA_PUBLIC.id: RSA_PUBLIC})

    await _authenticate(signed_request(), given)

    assert given.asked == [(RSA.key_id, False)]
    assert given.tries == [(RSA.key_id, True)]


async def test_authenticate__changed_key_is_fetched_again_once() -> None:
    old = keys.public_key(RSA.key_id, ACTOR, ED_PUBLIC.material())
    given = GivenKeys(memory={RSA.key_id: old}, origin={RSA.key_id: RSA_PUBLIC})

    signed = await _authenticate(signed_request(), given)

    assert signed.actor_id == ACTOR
    assert given.asked == [(RSA.key_id, True)]


async def test_authenticate__bad_signature_of_a_good_key_is_refused_after_one_refetch() -> None:
    thief = Signer(RSA.key_id, "rsa-sha256", keys.load_rsa(keys.generate_rsa()))
    given = GivenKeys(memory={RSA.key_id: RSA_PUBLIC}, origin={RSA.key_id: RSA_PUBLIC})

    with pytest.raises(Unauthorized, match="does not match"):
        await _authenticate(signed_request(thief), given)

    assert given.asked == [(RSA.key_id, True)]


async def test_authenticate__bad_signature_of_an_unknown_key_is_as_if_nobody_had_been_met() -> None:
    # R14: who names another's key must not use up what that actor's domain may bring.
    thief = Signer(RSA.key_id, "rsa-sha256", keys.load_rsa(keys.generate_rsa()))
    given = GivenKeys(origin={RSA.key_id: RSA_PUBLIC})

    with pytest.raises(Unauthorized, match="does not match"):
        await _authenticate(signed_request(thief), given)

    assert given.tries == [(RSA.key_id, False)]


async def test_authenticate__message_signed_for_another_host_is_refused() -> None:
    request = signed_request(url="https://panier.example/inbox")
    given = GivenKeys(memory={RSA.key_id: RSA_PUBLIC}, origin={RSA.key_id: RSA_PUBLIC})

    with pytest.raises(Unauthorized, match="expected host 'pedales.example', request had \\['panier.example'\\]"):
        await _authenticate(request, given)


async def test_authenticate__proxy_that_rewrites_host_does_no_harm() -> None:
    request = signed_request()
    headers = tuple((name, "127.0.0.1:8401" if name == "host" else value) for name, value in request.headers)
    given = GivenKeys(memory={RSA.key_id: RSA_PUBLIC})

    signed = await _authenticate(Incoming("POST", "/inbox", headers, request.body), given)

    assert signed.actor_id == ACTOR


async def test_authenticate__cheap_refusals_ask_nobody() -> None:
    good = signed_request()
    given = GivenKeys()
    changed = Incoming(good.method, good.target, good.headers, b"{ }")

    with pytest.raises(Unauthorized, match="Digest"):
        await _authenticate(changed, given)
    with pytest.raises(TooLarge):
        await _authenticate(good, given, max_body_bytes=1)
    with pytest.raises(Unauthorized, match="-7200 seconds"):
        await _authenticate(signed_request(now=NOW - 7200), given)

    assert given.asked == []


async def test_authenticate__what_the_keys_origin_refuses_is_a_401_that_says_why() -> None:
    with pytest.raises(Unauthorized, match="no key https://tout-rafle.example/actors/rafle#main-key") as caught:
        await _authenticate(signed_request(), GivenKeys())
    assert caught.value.status == 401 and RSA.key_id in caught.value.public.en


async def test_authenticate__a_key_whose_origin_says_410_is_told_apart() -> None:
    class Withdrawn(GivenKeys):
        async def resolve(self, key_id: str, *, refresh: bool = False) -> keys.PublicKey:
            raise Gone("answered 410")

    with pytest.raises(SignerGone) as caught:
        await _authenticate(signed_request(), Withdrawn())
    assert (caught.value.status, caught.value.key_id) == (401, RSA.key_id)


@pytest.mark.parametrize(("signer", "public"), [(RSA, RSA_PUBLIC), (ED, ED_PUBLIC)])
async def test_authenticate__rfc9421(signer: Signer, public: keys.PublicKey) -> None:
    given = GivenKeys(memory={public.id: public})

    assert await _authenticate(message_signed(signer), given) == Signed(ACTOR, signer.key_id, frozenset(rfc9421.POST))


async def test_authenticate__a_nonce_we_gave_serves_once_and_not_for_long() -> None:
    given, nonces = GivenKeys(memory={ED_PUBLIC.id: ED_PUBLIC}), Nonces(b"secret", Chance())

    async def knock(nonce: str, now: float = NOW) -> Signed:
        request = message_signed(ED, asked=Asked(nonce=nonce), now=now)
        return await authenticate(request, keys=given, now=now, origin=OURS, limits=Limits(), nonces=nonces)

    fresh, old = nonces.give(NOW), nonces.give(NOW - 601)
    await knock(fresh)
    with pytest.raises(Unauthorized, match="used before"):
        await knock(fresh)
    with pytest.raises(Unauthorized, match="out of date"):
        await knock(old)
    for foreign in ("b3k2pp5k7z-50gnwp.yemd", "x" * 40, "A" * 40, "AAAA"):
        await knock(foreign)
        await knock(foreign)


async def test_authenticate__expired_key_does_not_count() -> None:
    expired = keys.public_key(RSA.key_id, ACTOR, RSA_PUBLIC.material(), expires=NOW - 1)
    given = GivenKeys(memory={RSA.key_id: expired}, origin={RSA.key_id: expired})

    with pytest.raises(Unauthorized, match="expired"):
        await _authenticate(signed_request(), given)

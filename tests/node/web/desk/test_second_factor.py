"""The second factor: asked for after the password and after a link, good once, and no way around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from node.accounts import halves, second_factor
from node.accounts.codes import RECOVERY_CODES
from node.accounts.second_factor import REST_S, WRONG
from node.mail.sealing import Sealer
from node.store import accounts, journal, second_factors
from tests.node.mail.postmaster import Postmaster
from tests.node.web.desk.browser import PASSWORD, Browser, invited, signed_in
from tests.node.web.desk.test_claim import deliver
from tests.node.web.desk.test_link import asked, link_in, postmaster
from tests.node.web.served import Served

__all__ = ["postmaster"]

ADA = "ada@panier.example"
HERE = "/desk/me/second-factor"
WRONG_CODE = "000000"


class Telephone:
    """What shows codes."""

    def __init__(self, node: Served, secret: str) -> None:
        self.node, self.secret = node, bytes.fromhex(secret)

    def code(self, steps: int = 0) -> str:
        step = int(self.node.ground.clock.at) // 30 + steps
        return HOTP(self.secret, 6, SHA1()).generate(step).decode()

    def next(self) -> str:
        """The code after the present one, once it is its time."""
        self.node.ground.clock.at += 30
        return self.code()


async def set_up(node: Served, browser: Browser) -> tuple[Telephone, list[str]]:
    await browser.open(HERE)
    await browser.submit(HERE, do="begin")
    kept = await node.ground.store.reading(second_factors.find, ADA)
    assert kept is not None and node.ground.home.sealer is not None
    secret = node.ground.home.sealer.open(kept.secret)
    assert secret is not None and bytes.fromhex(secret) not in kept.secret
    telephone = Telephone(node, secret)
    await browser.submit(HERE, do="confirm", code=telephone.code())
    return telephone, re.findall(r"<li><code>([a-z2-7-]{19})</code></li>", browser.page.text if browser.page else "")


async def half(node: Served, next: str = "") -> Browser:
    """Somebody who typed the right password."""
    browser = Browser(node)
    await browser.open(f"/login?next={next}" if next else "/login")
    await browser.submit("/login", email=ADA, password=PASSWORD)
    return browser


async def test_set_up__counts_once_a_first_code_confirmed_it(node: Served):
    ada = await signed_in(node, ADA)
    await ada.open("/desk/me")
    assert "Mettre en place un second facteur" in ada.text
    await ada.open(HERE)
    await ada.submit(HERE, do="begin")
    assert ada.page is not None
    assert 'src="data:image/svg+xml;base64,' in ada.page.text and "img-src 'self' data:" in str(ada.page.headers)
    assert re.search(r'<code class="secret">([A-Z2-7]{4} ?){8}</code>', ada.page.text)
    assert (await half(node)).cookie, "not confirmed: it does not count"
    await ada.submit(HERE, do="confirm", code=WRONG_CODE)
    assert "Ce code n'est pas le bon" in ada.text and (await half(node)).cookie

    telephone, codes = await set_up(node, ada)
    assert len(set(codes)) == RECOVERY_CODES
    await ada.open(HERE)
    assert ada.page is not None and not any(code in ada.page.text for code in codes), "shown once"
    assert "10 codes de secours" in ada.text

    bob = await half(node, "/desk/of/pedales/around")
    assert bob.cookie is None and "le code de votre téléphone" in bob.text
    await bob.submit("/login/code", code=telephone.next())
    assert bob.cookie and bob.address == "/desk/of/pedales/around"


async def test_code__is_good_once_and_a_step_early_or_late(node: Served):
    ada = await signed_in(node, ADA)
    telephone, _ = await set_up(node, ada)
    first = telephone.code()
    assert not await tried(node, first), "the one that confirmed"
    node.ground.clock.at += 60
    assert await tried(node, telephone.code(-1))
    assert not await tried(node, telephone.code(-1))
    node.ground.clock.at += 60
    assert await tried(node, telephone.code(1))
    assert not await tried(node, telephone.code()), "older than one that was used"
    node.ground.clock.at += 120
    assert not await tried(node, telephone.code(-2)) and not await tried(node, telephone.code(2))


async def test_recovery__each_code_once_and_renewed_by_a_code(node: Served):
    ada = await signed_in(node, ADA)
    telephone, codes = await set_up(node, ada)
    assert await tried(node, codes[0].upper().replace("-", " "))
    assert not await tried(node, codes[0])
    await ada.open(HERE)
    assert "9 codes de secours" in ada.text
    await ada.submit(HERE, do="codes", code=telephone.next())
    assert ada.page is not None
    renewed = re.findall(r"<li><code>([a-z2-7-]{19})</code></li>", ada.page.text)
    assert len(renewed) == RECOVERY_CODES and not set(renewed) & set(codes)
    node.ground.clock.at += 60
    assert not await tried(node, codes[1])
    assert await tried(node, renewed[0])
    rows = await node.ground.store.reading(lambda db: db.execute("SELECT * FROM recovery_codes").fetchall())
    assert len(rows) == RECOVERY_CODES - 1 and not any(code in repr(rows) for code in renewed)


async def test_link__asks_for_the_code_as_well(node: Served, postmaster: Postmaster, tmp_path: Path):
    ada = await signed_in(node, ADA)
    telephone, _ = await set_up(node, ada)
    await asked(node, ADA, "/desk/of/pedales/around")
    await deliver(node, tmp_path)
    link = link_in(postmaster)
    browser = Browser(node)
    await browser.open(link)
    await browser.submit()
    assert browser.cookie is None and "le code de votre téléphone" in browser.text
    assert (await Browser(node).send(link, {})).status == 404, "used"
    await browser.submit("/login/code", code=telephone.next())
    assert browser.cookie and browser.address == "/desk/of/pedales/around"


async def test_invitation__of_somebody_known_asks_for_the_code_as_well(node: Served):
    ada = await signed_in(node, ADA, roles={})
    telephone, _ = await set_up(node, ada)
    address = await invited(node, node.me, "editor")
    browser = Browser(node)
    await browser.open(address)
    await browser.submit(address, name="Ada", email=ADA, password=PASSWORD)
    assert browser.cookie is None and "Votre second facteur manque" in browser.text
    await browser.submit(address, name="Ada", email=ADA, password=PASSWORD, code=telephone.next())
    assert browser.cookie and browser.address == "/desk/of/pedales"


async def test_wrong__so_many_in_a_row_then_a_rest(node: Served):
    ada = await signed_in(node, ADA)
    telephone, codes = await set_up(node, ada)
    for _ in range(WRONG):
        node.ground.clock.at += 60
        assert not await tried(node, WRONG_CODE)
    node.ground.clock.at += 60
    browser = await half(node)
    assert (await browser.submit("/login/code", code=telephone.code())).status == 429
    browser = await half(node)
    assert (await browser.submit("/login/code", code=codes[0])).status == 429
    node.ground.clock.at += REST_S
    assert await tried(node, telephone.code())
    lines = await node.ground.store.reading(journal.page, None, None, 10)
    assert "wrong_codes" in {line.act for line in lines}


async def test_half__so_many_tries_and_so_long(node: Served):
    ada = await signed_in(node, ADA)
    telephone, _ = await set_up(node, ada)
    node.ground.clock.at += 60
    browser = await half(node)
    node.ground.clock.at += halves.HOLDS_S
    late = await browser.submit("/login/code", code=telephone.code())
    assert late.status == 404 and browser.cookie is None and "depuis le début" in browser.text
    browser = await half(node)
    form = browser.form("/login/code")["fields"]
    for _ in range(halves.TRIES):
        await browser.send("/login/code", [*form, ("code", WRONG_CODE)])
    node.ground.clock.at += 60
    over = await browser.send("/login/code", [*form, ("code", telephone.code())])
    assert over.status == 404 and browser.cookie is None


async def test_code__is_counted_as_passwords_are(node: Served):
    ada = await signed_in(node, ADA)
    telephone, _ = await set_up(node, ada)
    node.ground.clock.at += 60
    browser = await half(node)
    form = browser.form("/login/code")["fields"]
    for _ in range(node.ground.home.settings.rate_passwords - 1):
        assert (await Browser(node).send("/login", {"email": ADA, "password": ""})).status == 403
    answer = await browser.send("/login/code", [*form, ("code", telephone.code())])
    assert answer.status == 429 and browser.cookie is None


@pytest.mark.parametrize("half", ["", "x" * 43, "null"])
async def test_half__made_up_opens_nothing(half: str, node: Served):
    await set_up(node, await signed_in(node, ADA))
    browser = Browser(node)
    answer = await browser.send("/login/code", {"half": half, "code": "123456", "next": "/desk"})
    assert answer.status == 404 and browser.cookie is None
    browser.headers = {"Origin": "https://evil.example"}
    assert (await browser.send("/login/code", {"half": half, "code": "123456"})).status == 403


async def test_remove__only_with_a_code(node: Served):
    ada = await signed_in(node, ADA)
    telephone, codes = await set_up(node, ada)
    await ada.open(HERE)
    await ada.submit(HERE, do="off", code=WRONG_CODE)
    assert "Ce code n'est pas le bon" in ada.text and (await half(node)).cookie is None
    await ada.submit(HERE, do="off", code=telephone.next())
    assert (await half(node)).cookie
    _, codes = await set_up(node, ada)
    node.ground.clock.at += 60
    await ada.open(HERE)
    await ada.submit(HERE, do="off", code=codes[3])
    assert (await half(node)).cookie
    assert await node.ground.store.reading(second_factors.count_codes, ADA) == 0
    csrf = dict(ada.form(HERE)["fields"])["csrf"]
    assert (await ada.send(HERE, {"csrf": csrf, "do": "off", "code": "1"})).status == 404
    await ada.open(HERE, "en")
    assert "Set up a second factor" in ada.text


async def test_set_up__of_an_old_session_needs_the_password(node: Served):
    ada = await signed_in(node, ADA)
    node.ground.clock.at += 3600
    await ada.open(HERE)
    await ada.submit(HERE, do="begin", password="une autre phrase")
    assert "n'est pas le bon" in ada.text
    assert await node.ground.store.reading(second_factors.find, ADA) is None
    await ada.submit(HERE, do="begin", password=PASSWORD)
    assert await node.ground.store.reading(second_factors.find, ADA) is not None
    node.ground.clock.at += second_factor.SET_UP_S
    answer = await ada.submit(HERE, do="confirm", code=WRONG_CODE)
    assert answer.status == 404 and "attend depuis trop longtemps" in ada.text


async def test_reset__by_an_administrator_and_nobody_else(node: Served):
    ada = await signed_in(node, ADA, roles={node.me: "editor"})
    await set_up(node, ada)
    root = await signed_in(node, "root@panier.example", role="administrator")
    await root.open("/desk/people")
    assert "Second facteur" in root.text
    await root.submit("/desk/people", do="reset-factors", email=ADA)
    assert (await half(node)).cookie
    await ada.open("/desk/me")
    assert ada.address.startswith("/login"), "signed out"
    (line,) = [
        each
        for each in await node.ground.store.reading(journal.page, None, None, 20)
        if each.act == "second_factor_off"
    ]
    assert (line.email, line.object) == ("root@panier.example", ADA)
    await root.open("/desk/people")
    fields = {"csrf": dict(root.form("/desk/people")["fields"])["csrf"], "do": "reset-factors", "email": ADA}
    assert (await root.send("/desk/people", fields)).status == 404


async def test_key__that_is_lost_lets_nobody_in_but_by_a_recovery_code(node: Served):
    ada = await signed_in(node, ADA)
    telephone, codes = await set_up(node, ada)
    node.ground.home.sealer = Sealer(b"x" * 32)
    assert await node.ground.store.reading(second_factor.unreadable, node.ground.home) == 1
    node.ground.clock.at += 60
    assert not await tried(node, telephone.code())
    assert await tried(node, codes[0])


async def test_half__of_somebody_shut_out_since(node: Served):
    telephone, _ = await set_up(node, await signed_in(node, ADA))
    browser = await half(node)
    await node.write(accounts.disable, ADA, "2026-11-23T10:00:00.000Z")
    answer = await browser.submit("/login/code", code=telephone.next())
    assert answer.status == 404 and browser.cookie is None


async def tried(node: Served, code: str) -> bool:
    """Whether a code lets in whoever has the password."""
    node.ground.clock.at += 0.001
    browser = await half(node)
    if browser.page is not None and browser.page.status == 429:
        raise AssertionError("asked too often for this test")
    await browser.submit("/login/code", code=code)
    return browser.cookie is not None

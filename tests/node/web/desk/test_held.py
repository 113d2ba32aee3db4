"""What an import puts aside: a moderator sees why, publishes it, corrects it first, or dismisses it for good."""

from __future__ import annotations

from node.store import drafts, imported, records
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.desk.lists import applied, fates, listings, work
from tests.node.web.served import Served


async def test_held__a_moderator_vouches_for_a_line(desk: Served, mod: Browser) -> None:
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    assert await listings(desk) == {}

    await mod.submit(do="vouch")
    assert set(await listings(desk)) == {"Marie Dupont"}
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    assert await fates(mod, "done") == {"unchanged": 1}


LISTED = b"nom,ville\nMarie Dupont,Lille\nJean Martin,Roubaix\n"
PAGE = "/desk/moderation/held"


async def test_held__is_on_the_page_of_moderation_with_its_reason(desk: Served, mod: Browser) -> None:
    await applied(mod, LISTED)

    await mod.open("/desk/moderation")
    assert "2 lignes attendent une décision" in mod.text and PAGE in mod.links()
    await mod.open(PAGE)
    assert "Marie Dupont · Lille" in mod.text and "Un nom de deux mots, sans site" in mod.text
    assert "« Liste du réseau », proposée par Reseau" in mod.text
    await mod.open(PAGE, "en")
    assert "A name of two words, no site" in mod.text


async def test_held__published_from_the_page__and_undone_with_the_import(desk: Served, mod: Browser) -> None:
    await applied(mod, LISTED)
    run = mod.address

    await mod.open(PAGE)
    await mod.submit(do="publish")
    (made,) = await listings(desk)
    assert "C'est fait" in mod.text and made not in mod.text
    assert [each in mod.text for each in ("Marie Dupont", "Jean Martin")].count(True) == 1
    await mod.open(run)
    assert await fates(mod, "done") == {"accepted": 1, "held": 1}

    await mod.submit(do="undo")
    await work(mod)
    assert await listings(desk) == {} and await desk.inside.store.reading(imported.count_held) == 0


async def test_held__corrected_first__and_the_same_file_leaves_the_correction(desk: Served, mod: Browser) -> None:
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    await mod.open(PAGE)
    await mod.open(next(each for each in mod.links() if each.startswith(f"{PAGE}/line")))
    assert "proposée par Reseau" in mod.text and "enregistrer" not in mod.text.lower()

    await mod.submit(do="publish", name="")
    assert mod.page is not None and mod.page.status == 422 and "Cette réponse est nécessaire." in mod.text
    await mod.submit(do="preview", name="Les Ateliers Dupont")
    assert "Les Ateliers Dupont" in mod.text and await listings(desk) == {}
    await mod.submit(do="publish")

    assert set(await listings(desk)) == {"Les Ateliers Dupont"}
    id = (await listings(desk))["Les Ateliers Dupont"]
    record = await desk.inside.store.reading(records.find, id)
    assert record is not None
    draft = await desk.inside.store.reading(drafts.find, record.num)
    assert draft is not None and draft["source"] == "Liste du réseau"  # what the form does not ask is kept
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    assert await fates(mod, "done") == {"unchanged": 1} and set(await listings(desk)) == {"Les Ateliers Dupont"}


async def test_held__dismissed__does_not_come_back__and_the_journal_names_nobody(desk: Served, mod: Browser) -> None:
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    run = mod.address
    await mod.open(PAGE)
    edit = next(each for each in mod.links() if each.startswith(f"{PAGE}/line"))
    form = mod.form(PAGE)["fields"]

    await mod.submit(do="dismiss")

    assert "C'est fait" in mod.text and "Marie Dupont" not in mod.text
    await mod.open(run)
    assert await fates(mod, "done") == {"refused": 1}
    for late in (await mod.open(edit), await mod.send(PAGE, [*form, ("do", "publish")])):
        assert late.status == 404 and "pas, ou plus, de décision" in late.text
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    assert await fates(mod, "done") == {"refused": 1} and await listings(desk) == {}
    admin = await signed_in(desk, "ada@pedales.example", role="administrator")
    await admin.open("/desk/journal")
    assert "Liste du réseau" in admin.text and "Dupont" not in admin.text


async def test_held__what_names_no_line_that_waits(desk: Served, mod: Browser) -> None:
    await applied(mod, b"nom,ville\nMarie Dupont,Lille\n")
    csrf = dict(mod.form()["fields"])["csrf"]
    for query in ("", "?of=x", "?of=&source=&line=", f"?of={desk.me}&source=Liste du réseau&line=%00"):
        assert (await mod.open(f"{PAGE}/line{query}")).status in (400, 404)
    for said in ({"do": "publish"}, {"do": "nothing", "of": desk.me}, {"do": "dismiss", "of": desk.me, "line": "1"}):
        assert (await mod.send(PAGE, {"csrf": csrf, **said})).status in (403, 404)
    assert await desk.inside.store.reading(imported.count_held) == 1

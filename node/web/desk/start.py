"""Starting: the five questions that make a page useful to others, on one page, for who comes for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from aiohttp import web

from node.desk import answers, records
from node.desk.form import Form, form_for, second_language
from node.desk.preview import preview
from node.errors import Invalid
from node.store.actors import LocalActor
from node.web.desk.visit import Visit, title_of
from vocab.shapes import Finding

Draft = Mapping[str, object]
# In the order in which they are asked.
ASKED: Final = ("name", "content", "location", "territory", "contact")
SPOKEN: Final = ("name", "content")


async def get_start(visit: Visit) -> web.Response:
    """The five questions, with what is known already."""
    return _page(visit, visit.organisation.draft, ())


async def post_start(visit: Visit) -> web.Response:
    """Lay the five answers over the profile and publish it; what is wrong stands with its question."""
    before = visit.organisation.draft
    answered = answers.read("profile", before, _fields(visit, before), visit.node.home.vocabulary)
    draft = _laid_over(before, answered.draft)
    _, wrong = await visit.node.store.reading(preview, visit.node.home, visit.organisation, draft)
    known = {finding.field for finding in answered.findings}
    findings = (*answered.findings, *(each for each in wrong if each.field.partition("[")[0] not in known))
    if findings:
        return _page(visit, draft, findings)
    home, actor = visit.node.home, visit.organisation.id
    try:
        await visit.node.store.writing("desk", records.save, home, visit.account.email, actor, draft)
    except Invalid as invalid:
        return _page(visit, draft, invalid.findings)
    visit.node.wake()
    return visit.go(visit.home(), "started")


def is_new(actor: LocalActor) -> bool:
    """Whether nobody has said yet what this organisation does, nor how to reach it."""
    return not (actor.draft.get("content") or actor.draft.get("contact"))


def _page(visit: Visit, draft: Draft, findings: tuple[Finding, ...]) -> web.Response:
    whole = form_for("profile", draft, findings, visit.node.home.vocabulary, visit.language)
    by_name = {each.name: each for each in (*whole.first, *whole.rest)}
    asked = tuple(by_name[name] for name in ASKED)
    others = tuple(said for name, said in whole.faults if name not in ASKED)
    form: Form = replace(whole, first=asked, rest=(), other=(), wrong=others)
    return visit.show(
        "desk_start.html",
        visit.t("start.title", name=title_of(visit.organisation)),
        status=422 if findings else 200,
        script=True,
        form=form,
        skip=visit.home(),
    )


def _fields(visit: Visit, before: Draft) -> dict[str, list[str]]:
    """What was sent, with what the profile says in a second language, which this page does not ask."""
    fields = {name: [str(each) for each in visit.form.getall(name)] for name in visit.form}
    own = str(before.get("language") or visit.language)[:2]
    for name in SPOKEN:
        said = before.get(name)
        if isinstance(said, Mapping) and (other := said.get(second_language(own))):
            fields[f"{name}.{second_language(own)}"] = [str(other)]
    return fields


def _laid_over(before: Draft, answered: Draft) -> dict[str, object]:
    draft = {**before, "kind": "profile", "language": answered["language"]}
    for name in ASKED:
        draft.pop(name, None)
        if name in answered:
            draft[name] = answered[name]
    return draft

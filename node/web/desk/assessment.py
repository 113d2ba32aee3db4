"""The assessment at the desk: a report on practices, question by question, saved as it goes, published at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.desk import answering, assessing, choosing, looking_again
from node.desk.assessing import FIRST, Asked, Assessment, Standing
from node.errors import Invalid, Missing
from node.reader import Reader
from node.sighting import sightings
from node.store import assessments, looked
from node.web.cards import names_of
from node.web.desk.choosing import called, choice_of
from node.web.desk.overview import said_of
from node.web.desk.question_form import explained, filled
from node.web.desk.visit import Visit, title_of
from node.web.directory import DIRECTORY
from node.web.evidence_link import note_of
from node.web.sighting import saw
from vocab.answers import evidence_of
from vocab.charter import Practice
from vocab.edition import Edition
from vocab.language import Text
from vocab.looseness import id_of
from vocab.reports import VISIBILITIES
from vocab.shapes import Finding

ROWS_TO_ADD: Final = 1
# From the page where one looks at all answers before publishing: to one of them, and back.
LOOKED_AT: Final = "publish"
PARTS: Final = ("level", "reason", "evidence", "indicator", "date", "visibility")
UNKNOWN: Final = Text("Ce choix n'existe pas.", "There is no such choice.")


async def get_assessment(visit: Visit) -> web.Response:
    """How far the report is: the first questions, then theme by theme; what is published, and until when."""
    return await _overview(visit)


async def post_assessment(visit: Visit) -> web.Response:
    """Publish what is complete; or take back what networks count."""
    home, actor, by = visit.node.home, visit.organisation, visit.account.email
    store = visit.node.store
    if visit.said("do") == "take_back":
        await store.writing("take back", assessing.take_statistics_back, home, by, actor)
        visit.node.wake()
        return visit.go(_base(visit), "statistics_taken_back")
    if visit.said("do") != "publish":
        raise Missing(UNKNOWN)
    networks = [str(each) for each in visit.form.getall("network", [])]
    words = visit.said("introduction").replace("\r\n", "\n")
    try:
        await store.writing("report", assessing.publish, home, by, actor, words, visit.language, networks)
    except Invalid as invalid:
        return await _publishing(visit, invalid.findings)
    visit.node.wake()
    return visit.go(_base(visit), "report_published")


async def get_publishing(visit: Visit) -> web.Response:
    """What would be published, for whom, and how long it counts."""
    return await _publishing(visit)


async def get_question(visit: Visit) -> web.Response:
    """One question."""
    found = await _look(visit)
    practice = found.edition.get(visit.request.match_info["notation"])
    if practice is None:
        return await _asked_elsewhere(visit)
    asked = found.asked[practice.notation]
    return await _question(visit, found, asked, asked.saved.answer if asked.saved else {}, ())


async def post_question(visit: Visit) -> web.Response:
    """Keep an answer, and go on, back, or away. What lacks something is kept too, and said."""
    home, actor, store = visit.node.home, visit.organisation, visit.node.store
    edition = await store.reading(choosing.chosen, home, actor.id)
    practice = edition.get(visit.request.match_info["notation"])
    if practice is None:
        return await _asked_elsewhere(visit)
    do = visit.said("do")
    if do == "drop":
        await store.writing("erase answer", assessing.erase, home, actor.id, practice)
        return visit.go(_base(visit), "answer_dropped")
    before = await store.reading(assessments.find, actor.id, practice.notation)
    fields = {name: visit.form.getall(name) for name in visit.form}
    answer = answering.read(fields, before.answer if before else {})
    if answering.says_nothing(answer):
        return await _look_again(visit, practice) if do == "look" else _onward(visit, edition, practice, do)
    if visit.said("charter") != edition.version:
        stale = (Finding("level", assessing.CHANGED, assessing.LOOK_AGAIN),)
        found = await _look(visit)
        return await _question(visit, found, found.asked[practice.notation], answer, stale)
    if before is None or before.answer != answer or before.charter != edition.version:
        kept = await store.writing("answer", assessing.save, home, visit.account.email, actor.id, practice, answer)
        lacks = kept.lacks
    else:
        lacks = (await _look(visit)).asked[practice.notation].lacks
    if do == "look":
        return await _look_again(visit, practice)
    if do == "more" or (lacks and do not in ("later", "back", "stop")):
        found = await _look(visit)
        shown = () if do == "more" else lacks
        return await _question(
            visit, found, found.asked[practice.notation], answer, shown, rows=2 if do == "more" else 1
        )
    return _onward(visit, edition, practice, do)


async def _asked_elsewhere(visit: Visit) -> web.Response:
    """A practice that another charter asks: to the choice of charters; one of none is not found."""
    assessing.practice_of(visit.node.home.vocabulary.charter, visit.request.match_info["notation"])
    return visit.go(f"{_base(visit)}/charter", "asked_elsewhere")


async def _look_again(visit: Visit, practice: Practice) -> web.Response:
    """What was typed is kept; this node looks soon, and the same page says what it found."""
    home, store = visit.node.home, visit.node.store
    asked = await store.writing("look again", looking_again.ask, home, visit.organisation.id, practice.notation)
    if asked:
        visit.node.wake()
    said = {"in": visit.request.query.get("in", practice.theme), "said": "look_asked" if asked else "look_later"}
    return visit.go(f"{_base(visit)}/{practice.notation}?{urlencode(said)}")


def _onward(visit: Visit, edition: Edition, practice: Practice, do: str) -> web.Response:
    """To the question before or after, of those one walks through; at their end, to the overview."""
    name, walk = _walk(visit, edition, practice)
    at = walk.index(practice) + (-1 if do == "back" else 1)
    if name == LOOKED_AT and do != "stop":
        return visit.go(f"{_base(visit)}/publish")
    if do == "stop" or not 0 <= at < len(walk):
        return visit.go(_base(visit), "answers_saved")
    return visit.go(f"{_base(visit)}/{walk[at].notation}?{urlencode({'in': name})}")


def _walk(visit: Visit, edition: Edition, practice: Practice) -> tuple[str, tuple[Practice, ...]]:
    """The questions one walks through: those of the first report, of the practice's theme, or this one and back."""
    said = visit.request.query.get("in")
    if said == LOOKED_AT:
        return LOOKED_AT, (practice,)
    name = FIRST if said == FIRST and practice in edition.first else practice.theme
    return name, assessing.set_of(edition, name)


async def _look(visit: Visit) -> Assessment:
    return await visit.node.store.reading(assessing.look, visit.node.home, visit.organisation)


async def _overview(visit: Visit) -> web.Response:
    charter = visit.node.home.vocabulary.charter
    found = await _look(visit)
    first = found.of(found.edition.first)
    started = any(each.saved for each in found.asked.values())
    first_done = sum(each.complete for each in first) == len(first)
    standing = found.standing
    today = visit.node.home.now_iso()[:10]
    named = await _names(visit, standing.sent_to if standing else ())
    dead = await _dead(visit, found)
    return visit.show(
        "desk_practices.html",
        visit.t("assess.title"),
        said=said_of(visit),
        progress=_progress(visit, list(found.asked.values())),
        first=[_row(visit, each, FIRST) for each in first],
        first_progress=_progress(visit, first),
        go_on=_next(first, FIRST, visit),
        started=started,
        # The rest is offered once something stands: a first report or all of its questions.
        themes=[
            (
                theme.label.in_(visit.language),
                _progress(visit, asked),
                [_row(visit, each, theme.notation) for each in asked],
                _next(asked, theme.notation, visit),
            )
            for theme in charter.themes
            if (asked := found.of(found.edition.of_theme(theme.notation)))
        ]
        if first_done or standing
        else [],
        can_publish=bool(found.complete),
        waiting=len(found.waiting),
        charter=await choice_of(visit, found.edition),
        beside=[_beside(visit, each) for each in found.beside],
        lacking=[_row(visit, each, each.practice.theme) for each in found.asked.values() if each.lacks],
        dead=dead,
        standing=None
        if standing is None
        else {
            "href": standing.record.id,
            "ulid": standing.record.id.rpartition("/")[2],
            "when": visit.pages.date(visit.language, str(standing.document.get("published"))),
            "until": visit.pages.date(visit.language, standing.until),
            "over": bool(standing.until) and standing.until < today,
            "counted_by": [named.get(each, each) for each in standing.sent_to],
        },
        earlier=[(each.id, visit.pages.date(visit.language, each.version)) for each in found.earlier[:20]],
        base=_base(visit),
    )


async def _publishing(visit: Visit, findings: Sequence[Finding] = ()) -> web.Response:
    found = await _look(visit)
    if choosing.newer_than(visit.node.home, found.edition):
        return visit.go(f"{_base(visit)}/charter", "newer_charter")
    if not found.complete:
        raise Missing(assessing.NOTHING_YET)
    named = await _names(visit, found.networks)
    before = found.standing.sent_to if found.standing else ()
    by_visibility = {
        name: [
            (each.practice.notation, each.practice.label.in_(visit.language), _level(visit, each))
            for each in found.complete
            if each.visibility == name
        ]
        for name in VISIBILITIES
    }
    return visit.show(
        "desk_report.html",
        visit.t("assess.publish.title"),
        status=422 if findings else 200,
        findings=[_sentence(visit, each) for each in findings],
        groups=[(name, rows) for name, rows in by_visibility.items() if rows],
        networks=[(each, named.get(each, each), each in before) for each in found.networks],
        statistics=bool(by_visibility["statistics"]),
        lacking=[_row(visit, each, each.practice.theme) for each in found.asked.values() if each.lacks],
        progress=_progress(visit, list(found.asked.values())),
        until=visit.pages.date(visit.language, assessing.ends(visit.node.home)),
        replaces=found.standing is not None,
        charter=called(visit, found.edition) if found.edition.fork else None,
        introduction=visit.said("introduction"),
        base=_base(visit),
    )


async def _question(
    visit: Visit,
    found: Assessment,
    asked: Asked,
    answer: Mapping[str, object],
    findings: Sequence[Finding],
    *,
    rows: int = ROWS_TO_ADD,
) -> web.Response:
    practice, home, store = asked.practice, visit.node.home, visit.node.store
    name, walk = _walk(visit, found.edition, practice)
    sighted = await store.reading(sightings, visit.organisation.id, home.now_iso())
    seen = await store.reading(looked.links, _urls(answer))
    look = await store.reading(looking_again.outside, home, visit.organisation.id, practice.notation)
    facts = [each for each in sighted if each.practice == practice.notation]
    return visit.show(
        "desk_question.html",
        practice.question.in_(visit.language),
        status=422 if findings else 200,
        **explained(visit, found.edition, practice),
        **filled(visit, practice, answer, seen, rows),
        sighted=next(iter(saw(visit.pages, facts, visit.language)), None),
        look=look,
        look_tried=visit.pages.date(visit.language, look.tried) if look else None,
        said=said_of(visit),
        today=visit.pages.date(visit.language, home.now_iso()),
        wrong=_by_field(visit, findings),
        faults=[_sentence(visit, each) for each in findings],
        number=walk.index(practice) + 1,
        total=len(walk),
        is_first=name == FIRST,
        walk=name,
        back=walk.index(practice) > 0,
        saved=asked.saved is not None,
        progress=_progress(visit, found.of(walk)),
        base=_base(visit),
    )


async def _dead(visit: Visit, found: Assessment) -> list[tuple[dict[str, object], list[tuple[str, str]]]]:
    """The links of kept answers that did not answer when this node last looked, by question."""
    urls = {each.practice.notation: _urls(each.saved.answer) for each in found.asked.values() if each.saved}
    every = [url for each in urls.values() for url in each]
    held = await visit.node.store.reading(looked.links, every)
    gone = {url: note_of(visit.pages, each, visit.language) for url, each in held.items() if each.outcome == "dead"}
    return [
        (_row(visit, found.asked[notation], found.asked[notation].practice.theme), lines)
        for notation, named in urls.items()
        if (lines := [(url, gone[url]) for url in named if url in gone])
    ]


def _urls(answer: Mapping[str, object]) -> list[str]:
    """The links that an answer gives as evidence, each once."""
    return list(dict.fromkeys(str(each["url"]) for each in evidence_of(answer) if each.get("url")))


def _beside(visit: Visit, standing: Standing) -> tuple[str, str, str]:
    """The report of another charter that stands: of which, where it is read, until when."""
    written = id_of(standing.document.get("charterVersion")) or ""
    version = visit.node.home.vocabulary.charter.version_named(written)
    label = visit.pages.label(visit.language, "charter", version) if version and "/" in version else None
    return (
        label or visit.t("charter.common"),
        standing.record.id,
        visit.pages.date(visit.language, standing.until) or "",
    )


def _by_field(visit: Visit, findings: Sequence[Finding]) -> dict[str, list[str]]:
    """What is wrong, by the part of the page it stands beside."""
    found: dict[str, list[str]] = {name: [] for name in PARTS}
    for each in findings:
        field = each.field.partition("[")[0].partition(".")[0]
        found.setdefault(field if field in PARTS else PARTS[0], []).append(_sentence(visit, each))
    return found


def _sentence(visit: Visit, finding: Finding) -> str:
    said = finding.sentence.in_(visit.language)
    return f"{said[:1].upper()}{said[1:]}. {visit.t('assess.fix')} {finding.fix.in_(visit.language)}."


def _progress(visit: Visit, asked: Sequence[Asked]) -> str:
    answered = sum(each.complete for each in asked)
    shown = visit.t("assess.evidenced", n=sum(each.evidenced for each in asked))
    return visit.t("assess.progress", n=answered, total=len(asked), shown=shown)


def _row(visit: Visit, asked: Asked, walk: str) -> dict[str, object]:
    return {
        "question": asked.practice.question.in_(visit.language),
        "practice": asked.practice.label.in_(visit.language),
        "href": f"{_base(visit)}/{asked.practice.notation}?{urlencode({'in': walk})}",
        "state": "lacking" if asked.lacks else "complete" if asked.complete else "open",
        "level": _level(visit, asked),
        "lacks": [_sentence(visit, each) for each in asked.lacks],
    }


def _level(visit: Visit, asked: Asked) -> str:
    level = asked.saved.answer.get("level", "") if asked.saved else ""
    if level is None:
        return visit.t("assess.concerns_not")
    return visit.pages.label(visit.language, "level", str(level)) or "" if isinstance(level, int) else ""


def _next(asked: Sequence[Asked], walk: str, visit: Visit) -> str | None:
    """The first question of a walk that is not answered."""
    for each in asked:
        if not each.complete:
            return f"{_base(visit)}/{each.practice.notation}?{urlencode({'in': walk})}"
    return None


async def _names(visit: Visit, actors: Sequence[str]) -> dict[str, str]:
    directory = visit.request.app[DIRECTORY]
    found = names_of(await directory.names(tuple(actors), Reader("admin")), visit.language)
    own = visit.organisation
    return {**found, own.id: title_of(own)}


def _base(visit: Visit) -> str:
    return f"{visit.home()}/practices"

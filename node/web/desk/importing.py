"""Bringing a spreadsheet in, step by step: send it, say what its columns mean, look, apply, undo.

`/desk/import` makes listings, for moderators; `/desk/of/{name}/import` offers, requests and events of one organisation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from aiohttp import web

from node.desk import import_plan, importing
from node.errors import NodeError, NotAllowed
from node.importing.columns import COLUMNS, KINDS
from node.importing.report import FATES
from node.store import actors, import_lines, imports, records
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.import_lines import Told
from node.store.imports import Run
from node.web.desk import uploading
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Upload, Visit, title_of
from node.web.numbers import grouped
from vocab.form_fields import FIELDS
from vocab.language import Text
from vocab.looseness import first_text

MOST: Final = 50
LINES: Final = 100
REFRESH_S: Final = 2
MAX_ADDRESS: Final = 1_000
OWN: Final = tuple(kind for kind in KINDS if kind != "listing")
NOTHING: Final = Text(
    "Choisissez un fichier, ou donnez l'adresse d'une page.", "Choose a file, or give the address of a page."
)
BOTH: Final = Text("Un fichier ou une adresse, pas les deux.", "A file or an address, not both.")
NO_ADDRESS: Final = Text(
    "Une adresse commence par https:// et nomme une page publique.", "An address begins with https:// and is public."
)
POINT: Final = Text("Emplacement", "Location")
NOBODY: Final = Text(
    "Aucune organisation de ce nœud ne peut proposer des fiches : créez un réseau, ou éditez l'une d'elles.",
    "No organisation of this node may list others: make a network, or become an editor of one.",
)


async def get_imports(visit: Visit) -> web.Response:
    """What was brought in, and the form to bring more."""
    return await _listed(visit)


async def post_imports(visit: Visit) -> web.Response:
    """Take a file, or the address of a page, in hand."""
    node, upload, address = visit.node, visit.upload, visit.said("address")
    kind = visit.said("kind") if visit.actor is not None else "listing"
    taken = upload
    try:
        if kind not in (OWN if visit.actor is not None else ("listing",)):
            raise NotAllowed(UNKNOWN)
        actor = await _speaker(visit)
        if upload is None and not address:
            raise NotAllowed(NOTHING)
        if upload is not None and address:
            raise NotAllowed(BOTH)
        taken = upload or await _page(visit, address)
        plan = {"address": address} if address else {}
        folder, by = taken.folder.name, visit.account.email
        begin = partial(importing.begin, by=by, actor=actor, kind=kind, folder=folder, name=taken.name)
        num = await node.store.writing("import", begin, node.home, plan=plan)
    except NodeError as error:
        await asyncio.to_thread(uploading.remove, taken)
        return await _listed(visit, error.public.in_(visit.language), error.status)
    node.imports.awake.set()
    return visit.go(f"{_base(visit)}/{num}")


async def get_import(visit: Visit) -> web.Response:
    """Where an import is: a question to answer, a report, or how far it is."""
    return await _shown(visit, await _run(visit))


async def post_import(visit: Visit) -> web.Response:
    """On to the next step."""
    run, node = await _run(visit), visit.node
    do = visit.said("do")
    if do == "say":
        return await _say(visit, run)
    if do == "drop" and not run.working:
        await node.imports.drop(run)
        return visit.go(_base(visit), "import_dropped")
    home, by = node.home, visit.account.email
    steps: dict[str, Any] = {
        "sheet": partial(importing.choose_sheet, home=home, run=run, sheet=visit.said("sheet")),
        "back": partial(importing.reconsider, home=home, run=run),
        "apply": partial(importing.apply, home=home, by=by, run=run),
        "undo": partial(importing.undo, home=home, by=by, run=run),
        "vouch": partial(importing.vouch, home=home, by=by, run=run, key=visit.said("key")),
    }
    if do not in steps:
        raise NotAllowed(UNKNOWN)
    await node.store.writing("import", steps[do])
    node.imports.awake.set()
    node.wake()
    return visit.go(f"{_base(visit)}/{run.num}")


async def _say(visit: Visit, run: Run) -> web.Response:
    answered = import_plan.said(visit.node.home, run, visit.form)
    if answered.wrong:
        return await _shown(visit, run, answered)
    await visit.node.store.writing("import", importing.say, visit.node.home, run, answered.plan)
    visit.node.imports.awake.set()
    return visit.go(f"{_base(visit)}/{run.num}")


def _base(visit: Visit) -> str:
    return f"{visit.home()}/import" if visit.actor is not None else "/desk/import"


async def _run(visit: Visit) -> Run:
    """The import of the address, as this page may show it. Raises `Missing`."""
    num = int(visit.request.match_info["run"])
    actor = visit.actor.id if visit.actor is not None else None
    return await visit.node.store.reading(partial(importing.find, listings=visit.actor is None, actor=actor), num)


async def _speaker(visit: Visit) -> str:
    """In whose name the records are: the organisation of the address, else the one chosen to list others."""
    if visit.actor is not None:
        return visit.actor.id
    listers = await _listers(visit)
    chosen = [each.id for each in listers if each.name == visit.said("as")] or [each.id for each in listers[:1]]
    if not chosen:
        raise NotAllowed(NOBODY)
    return chosen[0]


async def _listers(visit: Visit) -> list[LocalActor]:
    """Who may list others here: the networks of this node first, then the organisations that this person edits."""
    every = [each for each in await visit.node.store.reading(actors.every) if each.kind != "application"]
    networks = [each for each in every if each.kind == "network"]
    return networks + [each for each in every if each.kind != "network" and visit.may("publish", each.id)]


async def _page(visit: Visit, address: str) -> Upload:
    """A folder of its own for a page that is to be fetched."""
    folder = visit.node.imports.folder
    if folder is None:
        raise NotAllowed(uploading.NO_PLACE)
    # Whether this node may ask there is the client's to say, as of every address.
    if not address.startswith(("https://", "http://")) or len(address) > MAX_ADDRESS:
        raise NotAllowed(NO_ADDRESS)
    own = folder / visit.node.home.secret()
    await asyncio.to_thread(uploading.made, own)
    return Upload(address, own)


async def _listed(visit: Visit, wrong: str | None = None, status: int = 422) -> web.Response:
    settings = visit.node.home.settings
    runs = await visit.node.store.reading(_runs, visit.actor)
    listers = await _listers(visit) if visit.actor is None else []
    return visit.show(
        "desk_imports.html",
        visit.t("import.title" if visit.actor is None else "import.title.own"),
        status=status if wrong else 200,
        wrong=wrong,
        said=said_of(visit),
        base=_base(visit),
        megabytes=settings.import_max_mb,
        lines=grouped(settings.import_max_lines, visit.language),
        days=settings.keep_imports_days,
        listers=[(each.name, title_of(each)) for each in listers],
        kinds=[(kind, visit.t(f"import.kind.{kind}")) for kind in OWN] if visit.actor is not None else [],
        runs=[_line_of(visit, run) for run in runs],
    )


def _runs(db: Db, actor: LocalActor | None) -> list[Run]:
    if actor is None:
        found = imports.of_kind(db, "listing", MOST)
    else:
        found = [run for run in imports.of(db, actor.id, MOST) if run.kind != "listing"]
    return [run for run in found if run.email]


def _line_of(visit: Visit, run: Run) -> dict[str, object]:
    return {
        "num": run.num,
        "name": run.name,
        "state": visit.t(f"import.state.{run.state}"),
        "when": visit.pages.date(visit.language, run.created),
        "by": run.email,
        "kind": visit.t(f"import.kind.{run.kind}"),
    }


async def _shown(visit: Visit, run: Run, answered: import_plan.Said | None = None) -> web.Response:
    step = "working" if run.working else run.state
    more: dict[str, Any] = {}
    if step == "columns" or answered is not None:
        step, more = "columns", _columns(visit, run, answered)
    elif step not in ("working", "failed"):
        more = await _report(visit, run)
    elif step == "failed" and run.outcome.get("failed_while") == "applying":
        more = await _report(visit, run)
    answer = visit.show(
        "desk_import.html",
        run.name,
        status=422 if answered is not None else 200,
        said=said_of(visit),
        base=_base(visit),
        run=_line_of(visit, run),
        step=step,
        state=run.state,
        done=run.done,
        total=run.total,
        why=_why(visit, run),
        again=run.outcome.get("failed_while") == "applying",
        report=more.get("counts") is not None,
        **{**_EMPTY, **more},
    )
    if run.working:
        # Without a script: the page comes again by itself, and says so.
        answer.headers["Refresh"] = str(REFRESH_S)
    return answer


_EMPTY: Final[dict[str, Any]] = {
    "counts": None, "rows": [], "fate": None, "next": None, "gone": [], "gone_total": 0, "unmapped": [],
    "undone": {}, "kept": [], "columns": [], "wrong": [], "sheets": [], "sheet": "", "remembered": False,
    "terms": {}, "asked": (), "licences": [], "leaves_known": False, "is_listing": False, "changes": 0,
}  # fmt: skip


def _why(visit: Visit, run: Run) -> str:
    why = run.outcome.get("why")
    text = str(why.get(visit.language, "")) if run.state == "failed" and isinstance(why, Mapping) else ""
    return text[:1].upper() + text[1:]


def _columns(visit: Visit, run: Run, answered: import_plan.Said | None) -> dict[str, object]:
    plan = answered.plan if answered is not None else run.plan
    samples = run.outcome.get("samples")
    cells: Mapping[str, object] = samples if isinstance(samples, Mapping) else {}
    said = plan.get("columns")
    chosen: Mapping[str, object] = said if isinstance(said, Mapping) else {}
    fields = [(name, label.in_(visit.language)) for name, label in COLUMNS[run.kind].items()]
    sheets = run.outcome.get("sheets")
    terms = {name: str(plan.get(name) or "") for name in import_plan.TERMS}
    terms["source"] = terms["source"] or str(run.outcome.get("stated_source") or "")
    scheme = visit.node.home.vocabulary.schemes.license
    return {
        "columns": [
            {
                "number": number,
                "heading": heading,
                "chosen": chosen.get(heading, ""),
                "samples": cells[heading],
                "fields": fields,
            }
            for number, heading in enumerate(import_plan.columns_of(run))
            if cells.get(heading)
        ],
        "wrong": [(name, text.in_(visit.language)) for name, text in (answered.wrong if answered else ())],
        "sheets": [str(each) for each in sheets] if isinstance(sheets, list) and len(sheets) > 1 else [],
        "sheet": run.outcome.get("sheet", ""),
        "remembered": bool(run.plan.get("remembered")) and answered is None,
        "terms": terms,
        "asked": import_plan.terms_of(run.kind),
        "licences": [(each.notation, each.label.in_(visit.language)) for each in scheme],
        "leaves_known": bool(plan.get("leaves_known")),
        "is_listing": run.kind == "listing",
    }


async def _report(visit: Visit, run: Run) -> dict[str, object]:
    phase = "try" if run.state == "tried" else "done"
    asked = visit.request.query.get("fate", "")
    fate = asked if asked in FATES else None
    after = visit.request.query.get("after", "")
    start = int(after) if after.isdigit() and len(after) < 12 else 0
    found = await visit.node.store.reading(partial(_told, run=run, phase=phase, fate=fate, after=start))
    counts, rows, names = found["counts"], found["rows"], found["names"]
    unmapped, gone, undone = (run.outcome.get(name) for name in ("unmapped", "gone", "undone"))
    return {
        "counts": [(each, word.in_(visit.language), counts.get(each, 0)) for each, word in FATES.items()],
        "fate": fate,
        "rows": [_row(visit, run, each, names) for each in rows[:LINES]],
        "next": rows[LINES - 1].line if len(rows) > LINES else None,
        "gone": [(id, names.get(id, id)) for id in (gone if isinstance(gone, list) else [])],
        "gone_total": run.outcome.get("gone_total") or 0,
        "unmapped": list(unmapped.items()) if isinstance(unmapped, Mapping) else [],
        "undone": undone if isinstance(undone, Mapping) else {},
        "kept": [(each.record, names.get(each.record, each.record)) for each in found["kept"]],
        "changes": found["changes"],
        "is_listing": run.kind == "listing",
    }


def _told(db: Db, *, run: Run, phase: str, fate: str | None, after: int) -> dict[str, Any]:
    rows = import_lines.page(db, run.num, phase, fate, after, LINES + 1)
    kept = import_lines.kept(db, run.num, LINES)
    gone = run.outcome.get("gone")
    ids = [each.record for each in rows if each.record] + [each.record for each in kept]
    return {
        "counts": import_lines.counts(db, run.num, phase),
        "rows": rows,
        "kept": kept,
        "changes": import_lines.count_changes(db, run.num),
        "names": _names(db, [*ids, *(gone if isinstance(gone, list) else [])]),
    }


def _names(db: Db, ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for id in dict.fromkeys(ids):
        record = records.find(db, id)
        if record is not None and not record.deleted:
            found[id] = first_text(records.document(db, record.num).get("name")) or id
    return found


def _row(visit: Visit, run: Run, told: Told, names: Mapping[str, str]) -> dict[str, object]:
    said = []
    for field, fr, en in told.said:
        sentence, label = Text(fr, en).in_(visit.language), _label(run.kind, field)
        said.append((label.in_(visit.language), sentence) if label else ("", sentence[:1].upper() + sentence[1:]))
    looks_like = told.fate == "known" or (run.state == "tried" and told.fate == "accepted")
    return {
        "line": told.line,
        "name": told.name,
        "fate": told.fate,
        "word": FATES[told.fate].in_(visit.language),  # type: ignore[index]
        "said": said,
        "record": told.record if told.record in names else None,
        "record_name": names.get(told.record or "", ""),
        "looks_like": looks_like and told.record in names,
        "key": told.key,
    }


def _label(kind: str, field: str) -> Text | None:
    """A field in people's words; none for what is no field of theirs."""
    base = field.partition(".")[0].partition("[")[0]
    if base in ("point", "latitude", "longitude"):
        return POINT
    known = COLUMNS[kind].get(base)
    if known is None and base in FIELDS:
        return FIELDS[base].label
    return known

"""The plan of an import: what its columns mean, where it comes from, under which licence; guessed, remembered, said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson

from node.bulk.maker import Brief
from node.home import Home
from node.importing.columns import COLUMNS
from node.importing.guessing import guess
from node.importing.mapping import ImportMapping, joined
from node.importing.reading import Input
from node.importing.terms import LEGITIMATE_INTEREST, MAX_TERM, Terms
from node.store import imports
from node.store.connection import Db
from node.store.imports import Run
from vocab.language import Text
from vocab.words import fold

# What every listing states, each to be said by hand: none is assumed.
TERMS: Final = ("source", "license", "legal_basis", "objections")
NO_NAME: Final = Text(
    "Dites quelle colonne donne le nom ou le titre : sans elle, aucune ligne ne peut être reprise.",
    "Say which column gives the name or title: without it no line can be taken.",
)
NO_START: Final = Text("Dites quelle colonne donne le début.", "Say which column gives the beginning.")
NO_SOURCE: Final = Text(
    "Dites d'où viennent ces lignes : chaque fiche le dira, et le prochain fichier y sera reconnu.",
    "Say where these lines come from: each record says it, and the next file is known again by it.",
)
NO_LICENSE: Final = Text(
    "Dites sous quelle licence ces données peuvent être reprises.", "Say under which licence these data may be reused."
)
NO_BASIS: Final = Text("Dites sur quelle base légale.", "Say on which legal basis.")
NO_OBJECTIONS: Final = Text(
    "Dites à quelle adresse une organisation peut s'opposer.", "Say at which address an organisation may object."
)
_MISSING: Final = {
    "source": NO_SOURCE,
    "license": NO_LICENSE,
    "legal_basis": NO_BASIS,
    "objections": NO_OBJECTIONS,
}


@dataclass(frozen=True, slots=True)
class Said:
    """A plan as somebody said it, and what is wrong with it: (field, sentence)."""

    plan: dict[str, object]
    wrong: tuple[tuple[str, Text], ...] = field(default=())


def first(
    db: Db, home: Home, run: Run, headings: Sequence[str], samples: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """What is proposed: as it was said of the last file with these headings, else as it is guessed."""
    guessed = guess(run.kind, headings, samples)
    held = imports.remembered(db, run.actor, run.kind, fingerprint(headings)) or {}
    columns = held.get("columns")
    before = columns if isinstance(columns, dict) else {}
    known = COLUMNS[run.kind]
    meant = {
        each: before[each] if before.get(each) in known or before.get(each) == "" else guessed.get(each, "")
        for each in guessed
    }
    proposed: dict[str, object] = {
        "legal_basis": LEGITIMATE_INTEREST.in_(home.settings.language),
        "objections": home.settings.email,
        "leaves_known": run.kind == "listing",
    }
    remembered: dict[str, object] = {name: held[name] for name in (*TERMS, "leaves_known") if name in held}
    return {**run.plan, **proposed, **remembered, "columns": meant, "remembered": bool(held)}


def said(home: Home, run: Run, form: Mapping[str, str]) -> Said:
    """The plan as a form says it; columns are numbered as `numbered` has them."""
    columns = columns_of(run)
    known = COLUMNS[run.kind]
    for number, heading in enumerate(columns):
        chosen = form.get(f"column.{number}")
        if chosen is not None:
            columns[heading] = chosen if chosen in known else ""
    plan: dict[str, object] = {**run.plan, "columns": columns, "leaves_known": "leaves_known" in form}
    for name in terms_of(run.kind):
        plan[name] = " ".join(form.get(name, "").split())[:MAX_TERM]
    scheme = home.vocabulary.schemes.license
    licence = scheme.get(str(plan["license"]))
    plan["license"] = licence.notation if licence else ""
    wrong = [(name, _MISSING[name]) for name in terms_of(run.kind) if not plan[name]]
    wrong += [("columns", each) for each in _wrong_columns(run.kind, columns)]
    return Said(plan, tuple(wrong))


def keep(db: Db, home: Home, run: Run, plan: Mapping[str, object]) -> None:
    """Remember a plan for the next file with these headings."""
    kept = {name: plan[name] for name in ("columns", "leaves_known", *terms_of(run.kind)) if name in plan}
    headings = run.outcome.get("headings")
    named = fingerprint([str(each) for each in headings] if isinstance(headings, list) else [])
    imports.remember(db, run.actor, run.kind, named, kept, home.now())


def brief(home: Home, run: Run, source: Input, *, dry_run: bool) -> Brief:
    """What makers have to know of an import."""
    own = run.plan.get("source") or source.name
    stated = Terms(
        source=str(own),
        license=str(run.plan.get("license") or home.settings.default_license),
        legal_basis=str(run.plan.get("legal_basis") or ""),
        objections=str(run.plan.get("objections") or ""),
    )
    looks = run.kind == "listing" and dry_run
    mapping = ImportMapping(columns={name: ours for name, ours in columns_of(run).items() if name in source.headings})
    return Brief(run.actor, source.headings, stated, mapping, dry_run, run.kind, looks)


def columns_of(run: Run) -> dict[str, str]:
    """What each column means so far, in the order of the file; '' is nothing."""
    columns = run.plan.get("columns")
    headings = run.outcome.get("headings")
    order = [str(each) for each in headings] if isinstance(headings, list) else []
    held = columns if isinstance(columns, dict) else {}
    return {heading: str(held[heading]) for heading in order if heading in held}


def terms_of(kind: str) -> tuple[str, ...]:
    """What must be said of a list: of our own records no legal basis, and nobody objects to oneself."""
    return TERMS if kind == "listing" else ("source", "license")


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same headings, in whatever order they stand and however they are accented."""
    return hashlib.sha256(orjson.dumps(sorted(fold(each[:200]) for each in headings))).hexdigest()[:32]


def _wrong_columns(kind: str, columns: Mapping[str, str]) -> list[Text]:
    chosen = [ours for ours in columns.values() if ours]
    wrong = [] if "name" in chosen else [NO_NAME]
    wrong += [NO_START] if kind == "event" and "starts" not in chosen else []
    doubles = dict.fromkeys(ours for ours in chosen if chosen.count(ours) > 1 and not joined(ours))
    return wrong + [_twice(COLUMNS[kind][each]) for each in doubles]


def _twice(label: Text) -> Text:
    return Text(
        f"Deux colonnes donnent « {label.fr} » : gardez-en une.", f'Two columns give "{label.en}": keep one of them.'
    )

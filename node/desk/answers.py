"""Answers: what people wrote into a form, as the draft that `publish` takes.

A draft made elsewhere may hold more than the form asks: what was not asked stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.desk import sharing
from node.desk.form import MATERIAL, PARTS, TOOL, second_language
from node.desk.places import meant, written
from vocab.fields import as_text
from vocab.form_fields import FormField, form_of
from vocab.language import LANGUAGES, Text
from vocab.looseness import one_or_many
from vocab.shapes import Finding
from vocab.territories import Territories
from vocab.vocabulary import Vocabulary

Fields = Mapping[str, Sequence[str]]
MAX_LINES: Final = 200
SHARING: Final = "sharing"


@dataclass(frozen=True, slots=True)
class Answered:
    """A draft, and what could not be understood well enough to be checked."""

    draft: dict[str, object]
    findings: tuple[Finding, ...] = ()


def read(kind: str, before: Mapping[str, object], form: Fields, vocabulary: Vocabulary) -> Answered:
    """The draft `before` with the answers of a form laid over it; an empty answer takes the field away."""
    first, rest = form_of(kind)
    draft: dict[str, object] = {**before, "kind": kind}
    own = _own_language(draft, form)
    findings: list[Finding] = []
    for asked in (*first, *rest):
        value: object
        if asked.widget == "places":
            value, doubts = _places(asked.name, form, vocabulary.territories)
            findings += doubts
        elif asked.name in ("name", "content"):
            value = _spoken(asked.name, before.get(asked.name), form, own)
        else:
            value = _READ[asked.widget](asked, form, before.get(asked.name))
        if value in (None, "", [], {}):
            draft.pop(asked.name, None)
        else:
            draft[asked.name] = value
    draft["language"] = own
    return Answered(sharing.applied(draft, kind, one(form, SHARING)), tuple(findings))


def one(form: Fields, name: str) -> str:
    """The first value of a field, without space around it; lines end as they do everywhere but on the wire of forms."""
    values = form.get(name) or ("",)
    return values[0].replace("\r\n", "\n").strip()


def _own_language(draft: Mapping[str, object], form: Fields) -> str:
    said = one(form, "language")
    return said if said in LANGUAGES else str(draft.get("language") or said or LANGUAGES[0])[:2]


def _spoken(name: str, before: object, form: Fields, own: str) -> object:
    """A text, or a map when the record speaks a second language; further languages of the draft stay."""
    text, second = one(form, name), one(form, f"{name}.{second_language(own)}")
    others = dict(before) if isinstance(before, Mapping) else {}
    for each in (own, second_language(own)):
        others.pop(each, None)
    spoken = {own: text, second_language(own): second, **others}
    kept = {language: said for language, said in spoken.items() if said}
    return kept if set(kept) - {own} else text


def _places(name: str, form: Fields, territories: Territories) -> tuple[list[str], list[Finding]]:
    lines = [line.strip() for line in one(form, name).splitlines() if line.strip()][:MAX_LINES]
    found: list[str] = []
    doubts: list[Finding] = []
    for line in lines:
        slugs = meant(line, territories)
        found.append(slugs[0] if len(slugs) == 1 else line)
        if len(slugs) > 1:
            doubts.append(_several(name, line, slugs, territories))
    return found, doubts


def _several(name: str, line: str, slugs: Sequence[str], territories: Territories) -> Finding:
    choices = ", ".join(written(found, territories) for slug in slugs if (found := territories.get(slug)))
    return Finding(
        name,
        Text(f"« {line[:80]} » désigne plusieurs lieux", f'"{line[:80]}" may mean several places'),
        Text(f"l'un de : {choices}", f"one of: {choices}"),
    )


def _plain(asked: FormField, form: Fields, before: object) -> object:
    return one(form, asked.name)


def _number(asked: FormField, form: Fields, before: object) -> object:
    text = re.sub(r"\s", "", one(form, asked.name))
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else text


def _moment(asked: FormField, form: Fields, before: object) -> object:
    """A moment to the minute; an offset or seconds that the earlier draft had stay where it was not changed."""
    text = one(form, asked.name)
    earlier = str(before or "")
    if earlier and earlier[:16] == text:
        return before
    return f"{text}:00" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text) else text


def _many(asked: FormField, form: Fields, before: object) -> object:
    return [value for value in form.get(asked.name, ()) if value]


def _level(asked: FormField, form: Fields, before: object) -> object:
    text = one(form, asked.name)
    return int(text) if text.isdigit() and len(text) == 1 else text


def _site(asked: FormField, form: Fields, before: object) -> object:
    given = {name: one(form, f"{asked.name}.{name}") for name in PARTS["site"]}
    kept = {name: value for name, value in given.items() if value}
    if not kept:
        return None
    held = before if isinstance(before, Mapping) else {}
    same = all(str(held.get(name, "")) == given[name] for name in PARTS["site"])
    # A place that is changed no longer lies where the former one was found to lie.
    return dict(held) if same else kept


def _price(asked: FormField, form: Fields, before: object) -> object:
    amount, unit = one(form, f"{asked.name}.amount"), one(form, f"{asked.name}.unit")
    if unit == "free":
        return "free"
    return {"amount": amount, "unit": unit or "EUR"} if amount else None


def _numbers(asked: FormField, form: Fields, before: object) -> object:
    given = {name: one(form, f"{asked.name}.{name}") for name in PARTS["numbers"]}
    others = {name: value for name, value in before.items() if name not in given} if isinstance(before, Mapping) else {}
    return {**others, **{name: value for name, value in given.items() if value}}


def _evidence(asked: FormField, form: Fields, before: object) -> object:
    held = {str(each.get("url")): each for each in one_or_many(before) if isinstance(each, Mapping)}
    rows = []
    for number in range(MAX_LINES):
        if f"{asked.name}.{number}.url" not in form:
            break
        url, kind = one(form, f"{asked.name}.{number}.url"), one(form, f"{asked.name}.{number}.kind")
        if url:
            rows.append({**held.get(url, {}), "kind": kind or "URL", "url": url})
    return rows


def _written(asked: FormField, form: Fields, before: object) -> object:
    """Texts that belong together; one that was not changed stays in all its languages."""
    held = before if isinstance(before, Mapping) else {}
    given = {name: one(form, f"{asked.name}.{name}") for name in PARTS[asked.widget]}
    return {name: _unchanged(held.get(name), text) for name, text in given.items() if text}


def _practices(asked: FormField, form: Fields, before: object) -> object:
    """One stands alone, as most stories have it."""
    chosen = list(dict.fromkeys(value for value in form.get(asked.name, ()) if value))
    return chosen[0] if len(chosen) == 1 else chosen


def _tools(asked: FormField, form: Fields, before: object) -> object:
    return _rows(asked, TOOL, form, before)


def _material(asked: FormField, form: Fields, before: object) -> object:
    """A licence is chosen from a list that is never empty: a row that holds nothing else holds nothing."""
    rows = _rows(asked, MATERIAL, form, before)
    return [row for row in rows if set(row) - {"license"}]


def _rows(asked: FormField, parts: Sequence[str], form: Fields, before: object) -> list[dict[str, object]]:
    held = [each for each in one_or_many(before) if isinstance(each, Mapping)]
    rows = []
    for number in range(MAX_LINES):
        if f"{asked.name}.{number}.name" not in form:
            break
        given = {part: one(form, f"{asked.name}.{number}.{part}") for part in parts}
        earlier = held[number] if number < len(held) else {}
        row = {part: _unchanged(earlier.get(part), text) for part, text in given.items() if text}
        if row:
            rows.append(row)
    return rows


def _unchanged(before: object, text: str) -> object:
    """What stood there before when it says the same; a text of several languages shows one of them."""
    spoken = before.values() if isinstance(before, Mapping) else (before,)
    return before if before is not None and any(as_text(each).strip() == text for each in spoken) else text


_READ: Final[dict[str, Callable[[FormField, Fields, object], object]]] = {
    **dict.fromkeys(("line", "paragraph", "prose", "url", "day", "zone", "language", "one", "practice"), _plain),
    "number": _number,
    "moment": _moment,
    "many": _many,
    "level": _level,
    "site": _site,
    "price": _price,
    "numbers": _numbers,
    "evidence": _evidence,
    "tools": _tools,
    "practices": _practices,
    "material": _material,
    **dict.fromkeys(("replicable", "adherence"), _written),
}

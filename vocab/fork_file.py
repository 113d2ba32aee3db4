"""A charter file: what a network writes to change the catalogue for its members, read into a fork or into findings.

A practice is written as in the files of the catalogue itself (`vocab/schemes/charter/G.json`), so that one can begin
from a copy. The whole file is looked at before anything is refused: whoever wrote it mends it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from vocab.charter import LEVELS, Charter, Practice
from vocab.concepts import Schemes
from vocab.fork import FIRST_OWN, Fork, Move
from vocab.language import LANGUAGES, Text
from vocab.practice import HOWS, read_practice
from vocab.shapes import MAX_FINDINGS, Finding

MAX_PRACTICES: Final = 100
MAX_LANGUAGES: Final = 20
MAX_MOVES: Final = 200
MAX_TEXT: Final = 600

_FIELDS: Final = (
    *("slug", "version", "issued", "iri", "based_on", "name", "definition", "practices", "retired", "translations"),
)
_TEXTS: Final = ("label", "definition", "why", "begin", "question")
_PRACTICE: Final = ("notation", *_TEXTS, "indicator", "levels", "evidence", "matches", "optional")
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_VERSION: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}\Z")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CODE: Final = re.compile(r"([A-Z])([0-9]{2,3})\Z")
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?\Z")
# How many practices stand before and after: at least, at most.
_ARITY: Final = {
    "same": ((1, 1), (0, 1)),
    "renamed": ((1, 1), (1, 1)),
    "split": ((1, 1), (2, 20)),
    "merged": ((2, 20), (1, 1)),
    "dropped": ((1, 20), (0, 0)),
}

Written = Mapping[str, object]


def read_fork(document: object, charter: Charter, schemes: Schemes) -> tuple[Fork | None, tuple[Finding, ...]]:
    """The fork that a file describes, else None and everything that is wrong with it."""
    if not isinstance(document, Mapping):
        return None, (Finding("", Text("ce n'est pas une charte", "this is no charter"), Text(*_all_fields())),)
    reader = _Reader(document, charter, schemes)
    fork = reader.read()
    return (None, tuple(reader.findings[:MAX_FINDINGS])) if reader.findings else (fork, ())


def _all_fields() -> tuple[str, str]:
    listed = ", ".join((*_FIELDS, "mappings"))
    return f"des champs : {listed}", f"fields: {listed}"


@dataclass(slots=True)
class _Reader:
    """A file being read; what is wrong is noted and a stand-in used until the end."""

    document: Written
    charter: Charter
    schemes: Schemes
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> Fork:
        document = self.document
        for name in document:
            if name not in (*_FIELDS, "mappings"):
                self._wrong(str(name)[:80], "ce champ n'existe pas", "there is no such field", *_all_fields())
        slug = self._matching("slug", _SLUG, "reseau-nord", lambda text: len(text) <= 40)
        version = self._matching("version", _VERSION, "1.0")
        network = self._address("iri")
        parts = urlsplit(network)
        iri = f"{parts.scheme}://{parts.netloc}/ns/charter/{slug}"
        added = self._practices(slug, iri)
        retired = self._retired()
        fork = Fork(
            slug=slug,
            version=version,
            issued=self._day("issued"),
            network=network,
            iri=iri,
            based_on=self._one_of("based_on", document.get("based_on"), self.charter.versions),
            label=self._text("name", document.get("name"), 200),
            definition=self._text("definition", document.get("definition")),
            added=added,
            retired=retired,
            translations={},
            moves={},
        )
        return replace(fork, translations=self._translations(fork), moves=self._mappings(fork))

    # -- parts of a file --

    def _practices(self, slug: str, iri: str) -> tuple[Practice, ...]:
        found: dict[str, Practice] = {}
        for where, each in self._rows("practices", self.document.get("practices"), MAX_PRACTICES):
            before = len(self.findings)
            code = self._own_code(f"{where}.notation", each.get("notation"))
            for name in each:
                if name not in _PRACTICE:
                    listed = ", ".join(_PRACTICE)
                    self._wrong(f"{where}.{name}", "ce champ n'existe pas", "there is no such field", listed, listed)
            if code in found:
                self._wrong(
                    f"{where}.notation", f"{code} y est deux fois", f"{code} is there twice", "un autre", "another"
                )
            checked = self._practice(where, each)
            if len(self.findings) == before:
                made = read_practice(
                    checked, code[0], f"{iri}#", {}, {each.name: each for each in self.charter.matched}
                )
                found[code] = replace(made, notation=f"{code}-{slug}")
        return tuple(found.values())

    def _practice(self, where: str, each: Written) -> dict[str, object]:
        for name in _TEXTS:
            self._text(f"{where}.{name}", each.get(name), 120 if name == "label" else MAX_TEXT)
        indicator = each.get("indicator")
        indicator = indicator if isinstance(indicator, Mapping) else {}
        self._text(f"{where}.indicator.text", indicator.get("text"), 200)
        self._one_of(f"{where}.indicator.unit", indicator.get("unit"), tuple(self.charter.units))
        levels = each.get("levels")
        levels = levels if isinstance(levels, list) else []
        if len(levels) != len(LEVELS):
            fix = ("une phrase pour chaque niveau, de 0 à 4", "a sentence for each level, 0 to 4")
            self._wrong(f"{where}.levels", f"{len(levels)} niveaux", f"{len(levels)} levels", *fix)
        for level, said in enumerate(levels[: len(LEVELS)]):
            self._text(f"{where}.levels[{level}]", said)
        kinds = tuple(concept.notation for concept in self.schemes.evidence)
        accepted = self._listed(f"{where}.evidence", each.get("evidence"))
        if not accepted:
            self._wrong(f"{where}.evidence", "est vide", "is empty", ", ".join(kinds), ", ".join(kinds))
        for kind in accepted:
            self._one_of(f"{where}.evidence", kind, kinds)
        for place, match in self._rows(f"{where}.matches", each.get("matches"), 20):
            listed = {matched.name: tuple(matched.numbers) for matched in self.charter.matched}
            scheme = self._one_of(f"{place}.in", match.get("in"), tuple(listed))
            self._one_of(f"{place}.number", match.get("number"), listed.get(scheme, ()))
            self._one_of(f"{place}.how", match.get("how"), HOWS)
        return {**each, "sources": [], "matches": each.get("matches") or []}

    def _retired(self) -> frozenset[str]:
        found = set()
        for code in self._listed("retired", self.document.get("retired")):
            known = self.charter.get(code)
            if known is None or known.notation != code:
                fix = ("les codes du catalogue commun, comme G05", "codes of the common catalogue, such as G05")
                self._wrong("retired", f"« {code} » n'en est pas", f'"{code}" is none', *fix)
            else:
                found.add(code)
        return frozenset(found)

    def _translations(self, fork: Fork) -> dict[str, dict[str, str]]:
        written = self.document.get("translations")
        if written is None:
            return {}
        fix = ("{nl: {G01: …}}, vingt langues au plus", "{nl: {G01: …}}, twenty languages at most")
        if not isinstance(written, Mapping) or len(written) > MAX_LANGUAGES:
            self._wrong("translations", "ne se lit pas", "cannot be read", *fix)
            return {}
        ours = {practice.notation for practice in fork.of(self.charter.practices)}
        found: dict[str, dict[str, str]] = {}
        for tag, labels in written.items():
            where = f"translations.{str(tag)[:20]}"
            if not _TAG.match(str(tag)) or tag in LANGUAGES or not isinstance(labels, Mapping):
                self._wrong(where, "n'est pas une autre langue", "is no further language", *fix)
                continue
            for code, label in labels.items():
                notation = _notation(str(code), fork.slug)
                if notation not in ours or not isinstance(label, str) or not 0 < len(label.strip()) <= 120:
                    listed = (
                        "le code d'une pratique d'ici et son nom",
                        "the code of a practice of this file and its name",
                    )
                    self._wrong(f"{where}.{str(code)[:20]}", "ne se lit pas", "cannot be read", *listed)
                else:
                    found.setdefault(str(tag), {})[notation] = label.strip()
        return found

    def _mappings(self, fork: Fork) -> dict[str, tuple[Move, ...]]:
        found: dict[str, tuple[Move, ...]] = {}
        for where, each in self._rows("mappings", self.document.get("mappings"), 20):
            version = str(each.get("from") or "")
            earlier = version.startswith(f"{fork.slug}/") and version != fork.reference
            if version not in self.charter.versions and not (earlier and _VERSION.match(version.partition("/")[2])):
                fix = f'"{self.charter.version}", "{fork.slug}/0.9"'
                self._wrong(f"{where}.from", "n'est pas une version d'avant", "is no earlier version", fix, fix)
            rows = self._rows(f"{where}.moves", each.get("moves"), MAX_MOVES)
            found[version] = tuple(move for place, row in rows if (move := self._move(place, row, fork)))
        return found

    def _move(self, where: str, row: Written, fork: Fork) -> Move | None:
        how = self._one_of(f"{where}.how", row.get("how"), tuple(_ARITY))
        sides = []
        ours = {practice.notation for practice in fork.of(self.charter.practices)}
        for name, (least, most) in zip(("before", "after"), _ARITY.get(how, ((0, 20), (0, 20))), strict=True):
            written = row.get(name)
            codes = [written] if isinstance(written, str) else self._listed(f"{where}.{name}", written)
            if not least <= len(codes) <= most:
                many = f"{least}" if least == most else f"{least}-{most}"
                self._wrong(f"{where}.{name}", f"{len(codes)} codes", f"{len(codes)} codes", *(f"{how} : {many}",) * 2)
            sides.append(tuple(_notation(code, fork.slug) for code in codes))
            absent = [code for code in sides[-1] if name == "after" and code not in ours]
            if absent:
                fix = ("une pratique de cette version", "a practice of this version")
                self._wrong(f"{where}.{name}", f"{absent[0]} n'en est pas", f"{absent[0]} is none", *fix)
        return Move(how, sides[0], sides[1] or (sides[0] if how == "same" else ()))

    # -- values --

    def _own_code(self, where: str, value: object) -> str:
        match = _CODE.match(value) if isinstance(value, str) else None
        themes = [theme.notation for theme in self.charter.themes]
        if match is None or match[1] not in themes or int(match[2]) < FIRST_OWN:
            fix = (
                f"la lettre d'un thème ({' '.join(themes)}) et un nombre à partir de {FIRST_OWN} : G{FIRST_OWN}",
                f"the letter of a theme ({' '.join(themes)}) and a number from {FIRST_OWN} on: G{FIRST_OWN}",
            )
            self._wrong(where, "n'est pas un code à soi", "is no code of one's own", *fix)
            return f"G{FIRST_OWN}"
        return match[0]

    def _text(self, where: str, value: object, most: int = MAX_TEXT) -> Text:
        both = [value.get(language) for language in LANGUAGES] if isinstance(value, Mapping) else []
        texts = [each.strip() for each in both if isinstance(each, str) and 0 < len(each.strip()) <= most]
        if len(texts) != len(LANGUAGES):
            fix = (f"{{fr: …, en: …}}, {most} caractères au plus", f"{{fr: …, en: …}}, {most} characters at most")
            self._wrong(where, "ne se lit pas dans les deux langues", "cannot be read in both languages", *fix)
            return Text("-", "-")
        return Text(*texts)

    def _matching(
        self, name: str, pattern: re.Pattern[str], example: str, fits: Callable[[str], bool] = lambda text: True
    ) -> str:
        value = self.document.get(name)
        written = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
        if not pattern.match(written) or not fits(written):
            self._wrong(
                name, "ne convient pas", "does not fit", f'par exemple "{example}"', f'for instance "{example}"'
            )
            return example
        return written

    def _day(self, name: str) -> str:
        written = str(self.document.get(name))
        try:
            if _DAY.match(written):
                return date.fromisoformat(written).isoformat()
        except ValueError:
            pass
        fix = ('le jour où elle paraît, "2026-11-27"', 'the day it comes out, "2026-11-27"')
        self._wrong(name, "n'est pas un jour", "is no day", *fix)
        return "2026-01-01"

    def _address(self, name: str) -> str:
        value = self.document.get(name)
        written = value if isinstance(value, str) and len(value) <= 200 else ""
        # In brackets stand numbers of machines, which are no network's, and `urlsplit` stumbles over what is none.
        parts = urlsplit(written if re.match(r"https?://[^\x00-\x20\x7f-\U0010ffff\[\]]+\Z", written) else "")
        if not parts.netloc or parts.username or '"' in written or "<" in written or ">" in written:
            example = "https://reseau.example/actors/reseau"
            fix = (f"l'adresse du réseau : {example}", f"the address of the network: {example}")
            self._wrong(name, "n'est pas une adresse", "is no address", *fix)
            return "https://reseau.example/"
        return written

    def _one_of(self, where: str, value: object, known: Iterable[str]) -> str:
        values = tuple(known)
        if not isinstance(value, str) or value not in values:
            said, listed = str(value)[:80], ", ".join(values)
            absent = value is None
            fr, en = ("manque", "is missing") if absent else (f"« {said} » ne convient pas", f'"{said}" does not fit')
            self._wrong(where, fr, en, listed, listed)
            return values[0] if values else ""
        return value

    def _listed(self, where: str, value: object) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > MAX_MOVES or not all(isinstance(each, str) for each in value):
            self._wrong(where, "n'est pas une liste de codes", "is no list of codes", "[G05, G06]", "[G05, G06]")
            return []
        return value

    def _rows(self, where: str, value: object, most: int) -> Iterator[tuple[str, Written]]:
        if value is None:
            return
        if not isinstance(value, list) or len(value) > most or not all(isinstance(each, Mapping) for each in value):
            fix = (f"une liste, {most} au plus", f"a list, {most} at most")
            self._wrong(where, "ne se lit pas", "cannot be read", *fix)
            return
        for place, each in enumerate(value):
            yield f"{where}[{place}]", each

    def _wrong(self, where: str, fr: str, en: str, fix_fr: str, fix_en: str) -> None:
        self.findings.append(Finding(where, Text(fr, en), Text(fix_fr, fix_en)))


def _notation(code: str, slug: str) -> str:
    """A code as the file writes it: from fifty on it is one of the fork's own."""
    match = _CODE.match(code)
    return f"{code}-{slug}" if match and int(match[2]) >= FIRST_OWN else code

"""What every import states and every listing carries: source, licence, legal basis, contact for objections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from node.importing.errors import ImportRefused
from vocab.concepts import Scheme
from vocab.language import Text
from vocab.words import fold

LEGITIMATE_INTEREST: Final = Text(
    "intérêt légitime du réseau : faire connaître les organisations de son territoire",
    "legitimate interest of the network: making the organisations of its territory known",
)
MAX_TERM: Final = 300

# SPDX identifiers by what files write for them; the first that occurs wins, so the longer stand first.
_LICENCES: Final = (
    (r"\bcc[ -]?0\b|creative ?commons ?(zero|0)|publicdomain/zero", "CC0-1.0"),
    (r"\bcc[ -]by[ -]nc[ -]sa\b|licenses/by-nc-sa", "CC-BY-NC-SA-4.0"),
    (r"\bcc[ -]by[ -]nc\b|licenses/by-nc", "CC-BY-NC-4.0"),
    (r"\bcc[ -]by[ -]nd\b|licenses/by-nd", "CC-BY-ND-4.0"),
    (r"\bcc[ -]by[ -]sa\b|licenses/by-sa|attribution[ -]share ?alike", "CC-BY-SA-4.0"),
    (r"\bcc[ -]by\b|licenses/by\b|creative ?commons attribution", "CC-BY-4.0"),
    (r"\bodbl\b|open ?database ?licen[cs]e|openstreetmap", "ODbL-1.0"),
    (r"etalab|licence ouverte|open licence (2|france)|\blov2\b", "etalab-2.0"),
    # No SPDX identifier says "nobody's": CC0 asks as little of whoever reuses the data. The import says so.
    (r"public ?domain|domaine public|gemeinfrei", "CC0-1.0"),
)
_VERSION: Final = re.compile(r"\b(1\.0|2\.0|2\.5|3\.0|4\.0)\b")
_VERSIONED: Final = re.compile(r"(CC-BY(?:-NC|-ND)?(?:-SA)?-)4\.0")
_SPDX: Final = re.compile(r"(?=.*[A-Za-z]{2})[A-Za-z0-9][A-Za-z0-9.+-]{1,60}")
_SOURCE_IN_TEXT: Final = re.compile(r"\bsource\s*:?\s+((?:https?://)?[\w-]+(?:\.[\w-]+)+[^\s),;]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """Stated by the import and carried by each listing.

    `license` is an SPDX identifier; `objections` an address that people can write to. `given` names those the importer
    gave by hand: these win over what a line says of itself.
    """

    source: str
    license: str
    legal_basis: str
    objections: str
    given: frozenset[str] = field(default=frozenset())

    def of_line(self, source: str, license: str) -> Terms:
        """These terms with a line's own source and licence, unless the importer gave them by hand."""
        if source and "source" not in self.given:
            return replace(self, source=source, license=license or self.license)
        return replace(self, license=license) if license and "license" not in self.given else self


def terms(
    *,
    file_name: str,
    stated_source: str = "",
    stated_license: str = "",
    node_license: str,
    node_email: str,
    language: str,
    licences: Scheme,
    source: str | None = None,
    license: str | None = None,
    legal_basis: str | None = None,
    objections: str | None = None,
) -> Terms:
    """The terms of one import: what the importer says, else what the file says, else the node's defaults.

    Raises ImportRefused for what the importer says wrongly: every line would carry it.
    """
    given = {"source": source, "license": license, "legal_basis": legal_basis, "objections": objections}
    own = source_in(stated_license)
    supposed = stated_source or (f"{own} ({file_name})" if own else file_name)
    return Terms(
        source=(source or supposed)[:MAX_TERM],
        license=_given_license(license, licences) or spdx(stated_license, licences) or node_license,
        legal_basis=(legal_basis or LEGITIMATE_INTEREST.in_(language))[:MAX_TERM],
        objections=(_given_address(objections) or node_email)[:MAX_TERM],
        given=frozenset(name for name, value in given.items() if value),
    )


def _given_license(license: str | None, licences: Scheme) -> str | None:
    if not license or (known := spdx(license, licences)):
        return known if license else None
    if _SPDX.fullmatch(license):
        return license
    choices = ", ".join(each.notation for each in licences)
    raise ImportRefused(
        Text(
            f"--license : « {license[:60]} » n'est pas un identifiant SPDX, tel que {choices}",
            f'--license: "{license[:60]}" is not an SPDX identifier, such as {choices}',
        )
    )


def _given_address(objections: str | None) -> str | None:
    if not objections or re.fullmatch(r"(mailto:)?[^\s@]+@[^\s@]+|https?://\S+", objections):
        return objections
    raise ImportRefused(
        Text(
            f"--objections : « {objections[:60]} » n'est pas une adresse où écrire : nom@exemple.fr ou https://…",
            f'--objections: "{objections[:60]}" is not an address to write to: name@example.org or https://…',
        )
    )


def spdx(written: str, licences: Scheme) -> str | None:
    """The SPDX identifier of a licence as files write it; None when it is not recognised.

    A scheme's notation, label or synonym, the address of a Creative Commons licence, or a sentence that names one.
    """
    text = written.strip()[:500]
    if not text:
        return None
    if (known := licences.get(text.removeprefix("https://spdx.org/licenses/"))) is not None:
        return known.notation
    folded = fold(text)
    for concept in licences:
        if folded in {fold(word) for word in concept.synonyms}:
            return concept.notation
    for pattern, identifier in _LICENCES:
        if re.search(pattern, text, re.IGNORECASE):
            version = _VERSION.search(text)
            return _VERSIONED.sub(rf"\g<1>{version[1]}", identifier) if version else identifier
    return None


def source_in(stated_license: str) -> str | None:
    """The source that a licence sentence names: "Public Domain (as declared by source example.org/place)"."""
    found = _SOURCE_IN_TEXT.search(stated_license[:500])
    return found[1] if found else None

"""An entry: what the directory, the map and the pages need to know of a document, ours or another's, read loosely.

Reading refuses nothing: a value that is not in our lists is ignored, a document that is no directory entry gives None.
Whether its owner consents, and who may see it, is decided elsewhere from what stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Final, Literal

from vocab.adherence import version_in
from vocab.answers import MAX_ANSWERS, answers_of, level_of
from vocab.concepts import Scheme
from vocab.context import COOP, SPDX
from vocab.looseness import audience_of, first_text, id_of, ids_of, is_public, one_or_many, types_of
from vocab.prose import plain
from vocab.territory_table import ABROAD
from vocab.vocabulary import Vocabulary

Kind = Literal["organization", "practice", "offer", "request", "event", "report", "story", "endorsement"]

MAX_TEXT: Final = 20_000
MAX_NAME: Final = 500
MAX_VALUES: Final = 100
# Kinds of record that name the practices they are about, by themselves.
NAMING: Final = frozenset({"practice", "story", "offer", "request", "endorsement"})
# Of one story; what a person states of their practice is one.
MAX_PRACTICES: Final = 8
# Months are of several lengths: eighteen of them end on the same day of the month, which this never cuts short.
_GRACE_DAYS: Final = 3
_LAST: Final = "9990"

_NOTE_KINDS: Final[Mapping[str, Kind]] = {
    "Listing": "organization",
    "Practice": "practice",
    "PracticeClaim": "practice",
    "PracticeReport": "report",
    "PracticeStory": "story",
    "Endorsement": "endorsement",
}
# Markup that says nothing but where words end. No comment, attribute or entity that a parser would read otherwise.
_SIMPLE: Final = re.compile(r"(?:[^<>&]++|</?(?:p|strong|em|ul|ol)>|<br>|</?li>|&(?:amp|lt|gt|quot|#39|nbsp);)*+")
_TAG: Final = re.compile(r"</?[a-z]+>")
# Actors of a place or a theme speak for nobody: they announce, and are no organisation.
_GROUP_PREFIXES: Final = tuple("commune_ epci_ departement_ province_ region_ arrondissement_ commune- theme_".split())


@dataclass(frozen=True, slots=True)
class Statement:
    """What a record says of one practice: level 0-4; None when it does not apply or is not said; `expires` in UTC."""

    practice: str
    level: int | None
    expires: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A directory entry. Controlled values are notations, territories slugs, instants UTC with milliseconds."""

    id: str
    kind: Kind
    owner: str
    language: str
    names: Mapping[str, str]
    texts: Mapping[str, str]
    latitude: float | None = None
    longitude: float | None = None
    approximate: bool = False
    placed: tuple[str, ...] = ()
    served: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    legal_form: str | None = None
    coop_status: str | None = None
    stage: str | None = None
    platform_kind: str | None = None
    replicable: bool = False
    willing_to_show: str = ""
    charter: str | None = None
    evidence: tuple[str, ...] = ()
    website: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    claimed: bool | None = None
    audience_kinds: tuple[str, ...] = ()
    exchange: tuple[str, ...] = ()
    starts: str | None = None
    expires: str | None = None
    license: str | None = None
    policy: str | None = None
    updated: str | None = None
    published: str | None = None
    indexable: bool | None = None
    addressed: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Its name in its own language."""
        return next(iter(self.names.values()), "")

    @property
    def text(self) -> str:
        """Its text in its own language, without markup."""
        return next(iter(self.texts.values()), "")

    def name_in(self, language: str) -> str:
        """Its name in `language`, else in its own."""
        return self.names.get(language) or self.name

    def text_in(self, language: str) -> str:
        """Its text in `language`, else in its own."""
        return self.texts.get(language) or self.text


def read_entry(document: Mapping[str, object], vocabulary: Vocabulary) -> Entry | None:
    """The entry that a record or an actor document is; None for anything the directory does not hold (DESIGN 4)."""
    types = types_of(document)
    kind = _kind_of(document, types)
    id = id_of(document)
    actor = "Organization" in types or "Group" in types
    owner = id if actor else id_of(document.get("attributedTo")) or id_of(document.get("actor"))
    if kind is None or id is None or owner is None:
        return None
    subject = _subject(document)
    schemes = vocabulary.schemes
    names = _names(document) or _names(subject)
    latitude, longitude, approximate, within = _place(document)
    placed = _slugs(within, vocabulary)
    if latitude is None:
        latitude, longitude = _centre(placed, vocabulary)
        approximate = latitude is not None
    published = instant(document.get("published"))
    unchanged = document.get("updated") == document.get("published")
    updated = published if unchanged else instant(document.get("updated")) or published
    return Entry(
        id=id,
        kind=kind,
        owner=owner,
        language=next(iter(names), "und"),
        names=names,
        texts=_prose(document, "summary" if actor else "content", names),
        latitude=latitude,
        longitude=longitude,
        approximate=approximate,
        placed=placed,
        served=_slugs(document.get("areaServed"), vocabulary),
        sectors=_values(document.get("sector"), schemes.sector),
        needs=_values(document.get("need"), schemes.need),
        statements=_statements(document, kind, updated, vocabulary),
        legal_form=_value(subject.get("legalForm"), schemes.legal_form),
        coop_status=_value(subject.get("coopStatus"), schemes.coop_status),
        stage=_value(document.get("stage"), schemes.stage),
        platform_kind=_value(document.get("platformKind"), schemes.platform_kind),
        replicable=_replicable(document),
        willing_to_show=(first_text(document.get("willingToShow")) or "").strip()[:MAX_NAME],
        charter=version_in(document, vocabulary.charter) if actor and kind == "organization" else None,
        evidence=_evidence(document, schemes.evidence),
        website=_address(subject.get("website")) or _address(document.get("website")),
        identifiers=_identifiers(subject) or _identifiers(document),
        claimed=actor if kind == "organization" else None,
        audience_kinds=_values(document.get("audienceKind"), schemes.audience_kind),
        exchange=_values(document.get("exchangeMode"), schemes.exchange),
        starts=instant(document.get("startTime")),
        expires=_report_ends(document, updated, vocabulary) if kind == "report" else _expires(document, kind),
        license=_license(document.get("license"), schemes.license),
        policy=_value(document.get("usagePolicy"), schemes.policy),
        updated=updated,
        published=published,
        indexable=_indexable(document),
        addressed=audience_of(document),
    )


def texts_of(document: Mapping[str, object]) -> Iterator[str]:
    """Every name and text of a record or an actor, without markup: all that its words are indexed from."""
    names = _names(document) or _names(_subject(document))
    yield from names.values()
    actor = not {"Organization", "Group"}.isdisjoint(types_of(document))
    yield from _prose(document, "summary" if actor else "content", names).values()


def worded(entry: Entry) -> Iterator[tuple[str, Iterable[str | None]]]:
    """The values of an entry that have everyday words of their own (`vocab.meanings`), by facet."""
    yield "kind", (entry.kind,)
    yield "platform_kind", (entry.platform_kind,)
    yield "coop_status", (entry.coop_status,)
    yield "sector", entry.sectors
    yield "need", entry.needs
    yield "exchange", entry.exchange
    yield "practice", (each.practice for each in entry.statements)


def _kind_of(document: Mapping[str, object], types: tuple[str, ...]) -> Kind | None:
    if "Event" in types:
        return "event"
    if "Organization" in types:
        return "organization"
    if "Group" in types:
        name = str(document.get("preferredUsername", ""))
        return None if name.startswith(_GROUP_PREFIXES) or ABROAD.match(name) else "organization"
    if "Proposal" in types or "vf:Proposal" in types:  # as FEP-0837 has it, without our `kind`
        return _purpose(document)
    kind = document.get("kind")
    if "Note" not in types or not isinstance(kind, str):
        return None
    kind = kind.removeprefix(COOP).removeprefix("coop:")
    return _purpose(document) if kind == "Proposal" else _NOTE_KINDS.get(kind)


def _purpose(document: Mapping[str, object]) -> Kind | None:
    """`offer`, `vf:offer` and both Valueflows IRIs end alike."""
    written = id_of(document.get("purpose")) or ""
    for kind in ("offer", "request"):
        if written == kind or written.endswith((":" + kind, "#" + kind, "/" + kind)):
            return "offer" if kind == "offer" else "request"
    return None


def _subject(document: Mapping[str, object]) -> Mapping[str, object]:
    """What a listing describes; any other document speaks of itself."""
    organization = document.get("organization")
    return organization if isinstance(organization, Mapping) else document


def _texts(document: Mapping[str, object], name: str, most: int) -> dict[str, str]:
    """The texts of a property by language, as written; of no language `und`."""
    by_language = document.get(name + "Map")
    found: dict[str, str] = {}
    if isinstance(by_language, Mapping):
        for language, value in list(by_language.items())[:10]:
            text = value if isinstance(value, str) else first_text(value)
            if isinstance(language, str) and text and not text.isspace():
                found[language.partition("-")[0].lower()] = text[:most]
    if not found:
        text = first_text(document.get(name))
        if text and not text.isspace():
            found["und"] = text[:most]
    return found


def _names(document: Mapping[str, object]) -> dict[str, str]:
    return {language: " ".join(text.split()) for language, text in _texts(document, "name", MAX_NAME).items()}


def _prose(document: Mapping[str, object], name: str, names: Mapping[str, str]) -> dict[str, str]:
    """The texts without markup, and without the title that `content` repeats for clients that show nothing else."""
    found = {language: _plain(text) for language, text in _texts(document, name, MAX_TEXT).items()}
    if list(found) == ["und"] and names:
        found = {next(iter(names)): found["und"]}
    return {
        language: text.removeprefix(names.get(language) or next(iter(names.values()), "")).strip()
        for language, text in found.items()
    }


def _plain(markup: str) -> str:
    """`plain`, sparing the parser what needs none: most records have paragraphs and no more."""
    if not _SIMPLE.fullmatch(markup):
        return plain(markup)
    return " ".join(unescape(_TAG.sub(_gap, markup)).split())


def _gap(tag: re.Match[str]) -> str:
    return " " if tag[0] in ("</p>", "<br>", "</li>") else ""


def _place(document: Mapping[str, object]) -> tuple[float | None, float | None, bool, object]:
    for location in one_or_many(document.get("location"))[:MAX_VALUES]:
        if isinstance(location, Mapping):
            latitude = _number(location.get("latitude"), 90)
            longitude = _number(location.get("longitude"), 180)
            if latitude is None or longitude is None:
                latitude = longitude = None
            if latitude is not None or location.get("within") is not None:
                return latitude, longitude, location.get("approximate") is True, location.get("within")
    return None, None, False, None


def _centre(placed: tuple[str, ...], vocabulary: Vocabulary) -> tuple[float | None, float | None]:
    """Where the commune lies that somebody gives instead of a point; what is larger would be nowhere in particular."""
    for slug in placed:
        commune = vocabulary.territories.get(vocabulary.territories.commune(slug) or "")
        if commune is not None and not commune.approximate:
            return commune.latitude, commune.longitude
    return None, None


def _number(value: object, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if -most <= number <= most else None  # refuses NaN too


def _slugs(value: object, vocabulary: Vocabulary) -> tuple[str, ...]:
    if value is None:
        return ()
    found = (vocabulary.territories.get(iri) for iri in ids_of(value)[:MAX_VALUES])
    return tuple(dict.fromkeys(territory.slug for territory in found if territory is not None))


def _values(value: object, scheme: Scheme) -> tuple[str, ...]:
    if value is None:
        return ()
    found = (scheme.get(iri) for iri in ids_of(value)[:MAX_VALUES])
    return tuple(dict.fromkeys(concept.notation for concept in found if concept is not None))


def _value(value: object, scheme: Scheme) -> str | None:
    return next(iter(_values(value, scheme)), None)


def _replicable(document: Mapping[str, object]) -> bool:
    """Whether an organisation says that others may take up what it does, to whom or on which conditions."""
    said = document.get("replicable")
    return isinstance(said, Mapping) and any(first_text(said.get(name)) for name in ("openTo", "conditions", "help"))


def _evidence(document: Mapping[str, object], scheme: Scheme) -> tuple[str, ...]:
    """What kinds of evidence a record brings, for itself or for its answers."""
    if "evidence" not in document and "answers" not in document:
        return ()
    answers = (each for each in one_or_many(document.get("answers"))[:MAX_ANSWERS] if isinstance(each, Mapping))
    shown = [each for part in (document, *answers) for each in one_or_many(part.get("evidence"))[:MAX_VALUES]]
    kinds = (each.get("evidenceType") for each in shown if isinstance(each, Mapping))
    return tuple(dict.fromkeys(found for kind in kinds if (found := _value(kind, scheme)) is not None))


def _license(value: object, scheme: Scheme) -> str | None:
    """Its SPDX identifier where we know one, else its address as written: a licence binds even when it is rare."""
    written = id_of(value)
    known = scheme.get(written) if written else None
    if known:
        return known.notation
    return written.removeprefix(SPDX)[:MAX_NAME] if written else None


def _address(value: object) -> str | None:
    written = id_of(value)
    return written[:2000] if written and written.lower().startswith(("http://", "https://")) else None


def _identifiers(subject: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    found = []
    for each in one_or_many(subject.get("identifier"))[:MAX_VALUES]:
        if isinstance(each, Mapping):
            scheme, value = each.get("propertyID"), each.get("value")
            if isinstance(scheme, str) and isinstance(value, str) and value.strip():
                found.append((scheme.strip()[:50].lower(), "".join(value.split())[:100]))
    return tuple(found)


def _statements(
    document: Mapping[str, object], kind: Kind, updated: str | None, vocabulary: Vocabulary
) -> tuple[Statement, ...]:
    if kind in NAMING:
        expires = _day_end(document.get("validUntil"))
        # Of how far somebody is, an offer or a request says nothing.
        level = level_of(document) if kind in ("practice", "story") else None
        named = (vocabulary.charter.get(iri) for iri in ids_of(document.get("practice"))[:MAX_PRACTICES])
        notations = dict.fromkeys(practice.notation for practice in named if practice is not None)
        return tuple(Statement(notation, level, expires) for notation in notations)
    if kind != "report" or document.get("statisticsOnly") is True:
        return ()
    version = id_of(document.get("charterVersion"))
    if version is not None and vocabulary.charter.version_named(version) is None:
        # What its levels mean is known where its charter is.
        return ()
    expires = _report_ends(document, updated, vocabulary)
    answers = answers_of(document, vocabulary.charter)
    return tuple(Statement(notation, level_of(answer), expires) for notation, answer in answers.items())


def _report_ends(document: Mapping[str, object], updated: str | None, vocabulary: Vocabulary) -> str | None:
    """When a report stops counting: on its own day, and no later than the charter lets what was written by then."""
    said, published = _day_end(document.get("validUntil")), instant(document.get("published"))
    since = min(published or _LAST, updated or _LAST)
    if since >= _LAST:
        return said
    days = round(vocabulary.charter.report_valid_months * 30.44) + _GRACE_DAYS
    latest = _format(datetime.fromisoformat(since) + timedelta(days=days))
    return min(said or latest, latest)


def _expires(document: Mapping[str, object], kind: Kind) -> str | None:
    if kind == "event":
        return instant(document.get("endTime")) or _day_end(document.get("startTime"))
    ends = [_day_end(document[name]) for name in ("deadline", "validUntil") if name in document]
    return min((end for end in ends if end is not None), default=None)


def _day_end(value: object) -> str | None:
    """The last instant of a date; an instant as it is (its day's end for what has no time of its own)."""
    written = first_text(value)
    found = instant(written)
    if found is None or written is None:
        return None
    return found[:10] + "T23:59:59.999Z" if len(written.strip()) <= 10 else found


def instant(value: object) -> str | None:
    """A date or date and time as a UTC instant with milliseconds, None when it is neither.

    >>> instant("2026-11-23T11:00:00+01:00"), instant("2026-11-23"), instant("soon")
    ('2026-11-23T10:00:00.000Z', '2026-11-23T00:00:00.000Z', None)
    """
    written = first_text(value)
    if written is None or not 10 <= len(written) <= 40:
        return None
    if len(written) == 24 and written[23] == "Z" and written[19] == ".":  # ours: the common case, already in shape
        fraction = written[20:23]
        try:
            datetime.fromisoformat(written)
        except ValueError:
            return None
        return written if fraction.isdigit() else None
    try:
        found = datetime.fromisoformat(written.strip())
        return _format(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _format(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _indexable(document: Mapping[str, object]) -> bool | None:
    """The document's own word on being searched, None when it says nothing; a refusal beats a consent."""
    said = document.get("indexable")
    if said is False:
        return False
    if "searchableBy" in document:
        return is_public(document["searchableBy"])
    return True if said is True else None

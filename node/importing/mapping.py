"""Which column means what: our names, the names other people's files use, and the mapping file for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from node.importing.columns import ALSO, COLUMNS
from node.importing.errors import ImportRefused
from node.importing.tags import Meaning
from vocab.concepts import Schemes
from vocab.language import Text
from vocab.later import later
from vocab.words import fold

if TYPE_CHECKING:
    import yaml
    from rapidfuzz import fuzz, process
else:
    fuzz, process, yaml = later("rapidfuzz.fuzz"), later("rapidfuzz.process"), later("yaml")

MAX_MAPPING_BYTES: Final = 1_000_000
KEEPABLE: Final = ("contact_email", "contact_phone", "contact_name")

# Our name of a field -> other headings that mean it. Headings are compared folded: `addr:city`, `Addr City` are one.
_ALSO: Final[dict[str, str]] = {
    "key": "_uri|uri|_id|id|identifier|@id|identifiant|osm_id|gml_id",
    "name": "nom|nom de la structure|nom de l organisation|raison sociale|denomination|structure|organisation"
    "|organization|title|titre|denomination usuelle",
    "description": "descriptif|presentation|objet|resume|abstract|content|activite",
    "language": "langue|lang",
    "website": "contact:website|site|site web|site internet|url|web|homepage|website url|addr:website",
    "territory": "territoire|areaserved|area served",
    "commune": "code commune|code insee|insee|codgeo|insee com|com insee|code commune insee|ref:INSEE",
    "postcode": "addr:postcode|code postal|cp|postal code|postalcode|zip|plz|contact:postcode",
    "city": "addr:city|ville|localite|town|ort|citta|ciudad|contact:city|libelle commune|nom commune",
    "country": "addr:country|pays|land|paese|pais|contact:country|country code",
    "street": "addr:street|rue|adresse|address|voie|contact:street|street address",
    "housenumber": "addr:housenumber|numero|contact:housenumber",
    "siren": "siret|n siren|numero siren|ref:FR:SIREN|ref:FR:SIRET|numero siret|n siret",
    "rna": "n rna|numero rna|ref:FR:RNA|id rna",
    "sector": "secteur|secteurs|sectors|domaine|domaine d activite",
    "need": "usage|usages|besoin|besoins|needs",
    "tags": "type_of_initiative|tag|categories|categorie|category|keywords|mots cles",
    "legal_form": "forme juridique|statut juridique|legalform|categorie juridique|legal form|statut",
    "latitude": "lat|y|geo:lat",
    "longitude": "lon|lng|long|x|geo:long",
    "point": "lat,lon|latlon|lat long|latlng|geo_point_2d|geopoint|geo point|coordonnees|coordinates|wkt"
    "|geolocalisation",
    "source": "statedsource|stated source",
    "license": "licence",
    "contact_name": "contact|contact person|personne contact|contact:name|responsable|dirigeant|president|referent"
    "|nom du contact|prenom|nom contact",
    "contact_email": "email|e mail|mail|courriel|contact:email|adresse mail|adresse electronique|emails",
    "contact_phone": "phone|telephone|tel|contact:phone|mobile|contact:mobile|portable|fax|contact:fax"
    "|numero de telephone",
}
FIELDS: Final = tuple(_ALSO)
_FOLDED: Final = {fold(heading): ours for ours, others in _ALSO.items() for heading in (ours, *others.split("|"))}
_TRANSLATED: Final = ("name", "description")
# Of other kinds than listings: their own headings win over those of organisations.
_OF_KIND: Final = {
    kind: {
        fold(heading): ours
        for ours, others in ((_ALSO | {"description": _ALSO["description"] + "|details|texte|contenu"}) | ALSO).items()
        if ours in columns
        for heading in (ours, *others.split("|"))
    }
    for kind, columns in COLUMNS.items()
    if kind != "listing"
}
# Several columns may mean these: their cells are joined.
_JOINED: Final = {"tags": ";", "sector": ";", "need": ";", "contact_name": ";", "description": "\n\n", "street": " "}
_SECTIONS: Final = ("columns", "tags", "defaults", "keep", "key")


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """What a mapping file says: columns (their heading -> our field), tags, defaults, contact fields to keep."""

    columns: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, Meaning] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()


def read_mapping(data: bytes, schemes: Schemes, kind: str = "listing") -> ImportMapping:
    """Read a mapping file, YAML or JSON, for records of one kind; an unknown name is refused with the nearest one.

    Raises ImportRefused.
    """
    if len(data) > MAX_MAPPING_BYTES:
        raise ImportRefused(Text("ce fichier de correspondance est trop grand", "this mapping file is too large"))
    try:
        parsed: object = yaml.safe_load(data)
    except (yaml.YAMLError, RecursionError, UnicodeDecodeError):
        parsed = None
    if not isinstance(parsed, dict):
        raise ImportRefused(
            Text(
                "le fichier de correspondance n'est pas du YAML ou du JSON lisible",
                "the mapping file is no readable YAML or JSON",
            )
        )
    for section in parsed:
        _require_known(str(section), _SECTIONS, Text("la rubrique", "section"))
    columns = {str(theirs): str(ours) for theirs, ours in _section(parsed, "columns").items()}
    defaults = {str(ours): _cell(value) for ours, value in _section(parsed, "defaults").items()}
    for ours in (*columns.values(), *defaults):
        require_field(ours, FIELDS if kind == "listing" else tuple(COLUMNS[kind]))
    if isinstance(parsed.get("key"), str):
        columns[parsed["key"]] = "key"
    kept = parsed.get("keep") or []
    keep = [str(each) for each in (kept if isinstance(kept, list) else [kept])]
    for each in keep:
        _require_known(each, KEEPABLE, Text("le champ à garder", "field to keep"))
    tags = {str(tag): _meaning(meant, schemes) for tag, meant in _section(parsed, "tags").items()}
    return ImportMapping(columns, tags, defaults, frozenset(keep))


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of one file, understood: each with our field, in the order in which they win."""

    fields: Mapping[str, str]
    languages: Mapping[str, tuple[str, str]]  # heading -> (field, language), for `description:fr`

    def cells(self, line: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
        """The cells of a line under our names; where several columns mean one field the first with a value wins."""
        found: dict[str, str] = {}
        for heading, ours in self.fields.items():
            value = line.get(heading, "").strip()
            if not value:
                continue
            if ours not in found:
                found[ours] = value
            elif ours in _JOINED:
                found[ours] += _JOINED[ours] + value
            elif ours == "website":
                found["website_2"] = value  # asked when the first is no address
        for ours, value in defaults.items():
            found.setdefault(ours, value)
        return found

    def translations(self, line: Mapping[str, str], name: str) -> dict[str, str]:
        """The cells of a field that state their language: {language: text}."""
        return {
            language: line[heading].strip()
            for heading, (ours, language) in self.languages.items()
            if ours == name and line.get(heading, "").strip()
        }


def understand(headings: Iterable[str], mapping: ImportMapping, kind: str = "listing") -> Headings:
    """Give each heading our field: the mapping's word first, then the default names; others are left out.

    A heading that the mapping gives to nothing is left out, whatever its name is.
    """
    chosen: list[tuple[int, int, str, str]] = []
    languages: dict[str, tuple[str, str]] = {}
    for place, heading in enumerate(headings):
        if heading in mapping.columns:
            if mapping.columns[heading]:
                chosen.append((0, place, heading, mapping.columns[heading]))
            continue
        base, _, language = heading.rpartition(":")
        if states_language(heading):
            languages[heading] = (base, language.lower())
        elif (ours := meaning_of(heading, kind)) is not None:
            rank = _rank(ours, heading) if kind == "listing" else 1
            chosen.append((rank, place, heading, ours))
    # A column that the mapping file names stands alone for its field.
    named = {ours for rank, _, _, ours in chosen if rank == 0}
    kept = sorted(each for each in chosen if each[0] == 0 or each[3] not in named)
    return Headings({heading: ours for _, _, heading, ours in kept}, languages)


def meaning_of(heading: str, kind: str = "listing") -> str | None:
    """What a heading means by its name alone."""
    return (_FOLDED if kind == "listing" else _OF_KIND[kind]).get(fold(heading[:100]))


def require_field(name: str, fields: tuple[str, ...]) -> None:
    """Refuse a field that records of a kind do not have, naming the nearest. Raises ImportRefused."""
    _require_known(name, fields, Text("le champ", "field"))


def states_language(heading: str) -> bool:
    """Whether a heading says its field and its language by itself: `description:fr`."""
    base, _, language = heading.rpartition(":")
    return base in _TRANSLATED and 2 <= len(language) <= 3 and language.isalpha()


def rank_of(heading: str, ours: str, kind: str = "listing") -> int:
    """How well a heading names one of our fields, the best first; by its name alone."""
    known = kind == "listing" and _FOLDED.get(fold(heading[:100])) == ours
    return _rank(ours, heading) if known else len(_FOLDED)


def joined(ours: str) -> bool:
    """Whether several columns may give this field together."""
    return ours in _JOINED or ours == "website"


def near_names(kind: str) -> Mapping[str, str]:
    """The names by which a heading may be near to one of our fields."""
    return _FOLDED if kind == "listing" else _OF_KIND[kind]


def require_columns(headings: Sequence[str], mapping: ImportMapping) -> None:
    """Refuse a mapping that speaks of columns the file has not, naming the nearest."""
    for theirs in mapping.columns:
        _require_known(theirs, tuple(headings), Text("colonne", "column"))


def _rank(ours: str, heading: str) -> int:
    """Our own name of a field wins over other names, and those in the order of the table."""
    folded = fold(heading)
    names = [fold(each) for each in (ours, *_ALSO[ours].split("|"))]
    if ours == "key":
        names = names[1:] + names[:1]  # `_uri` is an address for good, `key` may be anything
    return 1 + names.index(folded)


def _section(parsed: Mapping[object, object], name: str) -> Mapping[object, object]:
    section = parsed.get(name) or {}
    if not isinstance(section, dict):
        raise ImportRefused(
            Text(f"« {name} » attend une table « nom: valeur »", f'"{name}" takes a table of "name: value"')
        )
    return section


def _cell(value: object) -> str:
    return ";".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _meaning(meant: object, schemes: Schemes) -> Meaning:
    sectors: list[str] = []
    needs: list[str] = []
    for word in meant if isinstance(meant, list) else [] if meant is None else [meant]:
        if (concept := schemes.sector.get(str(word))) is not None:
            sectors.append(concept.notation)
        elif (concept := schemes.need.get(str(word))) is not None:
            needs.append(concept.notation)
        else:
            known = [each.notation for scheme in (schemes.sector, schemes.need) for each in scheme]
            _require_known(str(word), tuple(known), Text("secteur ou usage", "sector or need"))
    return Meaning(tuple(sectors), tuple(needs))


def _require_known(name: str, known: tuple[str, ...], what: Text) -> None:
    if name in known:
        return
    near = [found[0] for found in process.extract(name, known, scorer=fuzz.WRatio, limit=3, score_cutoff=50)] or known[
        :5
    ]
    choices = ", ".join(near)
    raise ImportRefused(
        Text(
            f"fichier de correspondance : {what.fr} « {name[:60]} » n'existe pas ; au plus près : {choices}",
            f'mapping file: unknown {what.en} "{name[:60]}"; nearest: {choices}',
        )
    )

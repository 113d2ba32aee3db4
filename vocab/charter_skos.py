"""The catalogue of practices in RDF: a SKOS scheme with its themes, practices and levels, as expanded JSON-LD.

One list of nodes serves Turtle, JSON-LD and the graph of the vocabulary. For what has no IRI of its own (the principles
of the ICA and of Fairwork) we mint concepts, and say so; the goals of the United Nations have theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from vocab.charter import Charter, Match, Matched, Practice
from vocab.concepts import Schemes
from vocab.context import CHARTER, COOP
from vocab.fork import Fork
from vocab.language import Text
from vocab.quads import XSD, to_quads

Node = dict[str, object]

SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
DCT: Final = "http://purl.org/dc/terms/"
PREFIXES: Final = {
    "charter": CHARTER,
    "coop": COOP,
    "dct": DCT,
    "owl": OWL,
    "sdg": "http://metadata.un.org/sdg/",
    "skos": SKOS,
    "xsd": XSD,
}

_MATCHES: Final = {"broad": "broadMatch", "close": "closeMatch", "related": "relatedMatch"}
_MINTED: Final = Text(
    "Concept nommé par ce projet : l'organisation qui publie ces principes ne leur a pas donné d'adresse.",
    "A concept named by this project: the organisation that publishes these principles gave them no address.",
)


def charter_nodes(charter: Charter, schemes: Schemes) -> list[Node]:
    """Everything that the catalogue says, a node each: the scheme, its version, themes, practices, levels, and what
    they point to."""
    themes = {theme.notation: theme.iri for theme in charter.themes}
    nodes = [_scheme(charter, themes.values()), *_versions(charter)]
    for theme in charter.themes:
        said: Node = {
            "@id": theme.iri,
            "@type": [SKOS + "Concept", COOP + "Theme"],
            SKOS + "notation": [_plain(theme.notation)],
            SKOS + "prefLabel": _both(theme.label),
            SKOS + "definition": _both(theme.definition),
            SKOS + "inScheme": _links(charter.iri),
            SKOS + "topConceptOf": _links(charter.iri),
        }
        nodes.append(said)
    for practice in charter.practices:
        nodes += practice_nodes(practice, charter.iri, themes[practice.theme], schemes)
    nodes += [_unit(name, label) for name, label in charter.units.items()]
    for matched in charter.matched:
        nodes += _matched(matched, [match for each in charter.practices for match in each.matches])
    accepted = {kind for practice in charter.practices for kind in practice.evidence}
    nodes += [
        {"@id": concept.iri, SKOS + "notation": [_plain(concept.notation)], SKOS + "prefLabel": _both(concept.label)}
        for concept in schemes.evidence
        if concept.notation in accepted
    ]
    return nodes


def practice_nodes(practice: Practice, scheme: str, theme: str, schemes: Schemes) -> Iterator[Node]:
    """A practice of a scheme and its five levels."""
    levels = [f"{practice.iri}-level-{level}" for level, _ in enumerate(practice.anchors)]
    evidence = (schemes.evidence.get(kind) for kind in practice.evidence)
    node: Node = {
        "@id": practice.iri,
        "@type": [SKOS + "Concept", COOP + "Practice"],
        SKOS + "notation": [_plain(practice.notation)],
        SKOS + "prefLabel": _both(practice.label),
        SKOS + "definition": _both(practice.definition),
        SKOS + "broader": _links(theme),
        SKOS + "inScheme": _links(scheme),
        COOP + "whyItMatters": _both(practice.why),
        COOP + "howToBegin": _both(practice.begin),
        COOP + "askedAs": _both(practice.question),
        COOP + "askedFirst": [{"@value": "true" if practice.first else "false", "@type": XSD + "boolean"}],
        COOP + "indicator": _both(practice.indicator),
        COOP + "indicatorUnit": _links(_unit_iri(practice.unit)),
        COOP + "acceptedEvidence": _links(*(kind.iri for kind in evidence if kind)),
        COOP + "levelAnchor": [text for anchor in practice.anchors for text in _both(anchor)],
        COOP + "levelDescription": _links(*levels),
        DCT + "source": [text for source in practice.sources for text in _both(source)],
    }
    for match in practice.matches:
        known = node.setdefault(SKOS + _MATCHES[match.how], [])
        assert isinstance(known, list)
        known += _links(match.iri)
    yield node
    for iri, level, anchor in zip(levels, range(len(levels)), practice.anchors, strict=True):
        yield {
            "@id": iri,
            "@type": [COOP + "LevelDescription"],
            SKOS + "notation": [_plain(str(level))],
            SKOS + "definition": _both(anchor),
        }


def fork_nodes(fork: Fork, charter: Charter, schemes: Schemes) -> list[Node]:
    """What a network made of the catalogue: its scheme, what it took over, what it set aside, and its own practices."""
    themes = {theme.notation: theme.iri for theme in charter.themes}
    nodes: list[Node] = [
        {
            "@id": fork.iri,
            "@type": [SKOS + "ConceptScheme", COOP + "Charter"],
            SKOS + "prefLabel": _both(fork.label),
            SKOS + "definition": _both(fork.definition),
            DCT + "publisher": _links(fork.network),
            DCT + "source": _links(CHARTER + fork.based_on),
            OWL + "versionInfo": [_plain(fork.version)],
            OWL + "versionIRI": _links(fork.version_iri),
            COOP + "setsAside": _links(*(CHARTER + notation for notation in sorted(fork.retired))),
        }
    ]
    for practice in fork.of(charter.practices):
        further = [
            {"@value": labels[practice.notation], "@language": tag}
            for tag, labels in fork.translations.items()
            if practice.notation in labels
        ]
        node: Node = {"@id": practice.iri, SKOS + "inScheme": _links(fork.iri), SKOS + "prefLabel": further}
        nodes.append(node)
    for practice in fork.added:
        nodes += practice_nodes(practice, fork.iri, themes[practice.theme], schemes)
    return nodes


def in_quads(nodes: Iterable[Node], base: str, graph: str | None = None) -> list[str]:
    """The nodes as N-Quads lines, sorted."""
    return to_quads([*nodes], graph, base=base)


def in_json_ld(nodes: Iterable[Node]) -> dict[str, object]:
    """The nodes with short names for what they say."""
    return {"@context": PREFIXES, "@graph": [{_short(key): _shorter(each) for key, each in n.items()} for n in nodes]}


def _scheme(charter: Charter, themes: Iterable[str]) -> Node:
    return {
        "@id": charter.iri,
        "@type": [SKOS + "ConceptScheme", COOP + "Charter"],
        SKOS + "prefLabel": _both(charter.label),
        SKOS + "definition": _both(charter.definition),
        SKOS + "hasTopConcept": _links(*themes),
        OWL + "versionInfo": [_plain(charter.version)],
        OWL + "versionIRI": _links(charter.version_iri),
        OWL + "priorVersion": _links(*(CHARTER + version for version in charter.earlier)),
    }


def _versions(charter: Charter) -> Iterator[Node]:
    for place, version in enumerate(charter.versions):
        yield {
            "@id": CHARTER + version,
            DCT + "isVersionOf": _links(charter.iri),
            OWL + "versionInfo": [_plain(version)],
            DCT + "replaces": _links(*(CHARTER + earlier for earlier in charter.versions[place + 1 : place + 2])),
        }


def _unit(name: str, label: Text) -> Node:
    return {
        "@id": _unit_iri(name),
        "@type": [SKOS + "Concept"],
        SKOS + "notation": [_plain(name)],
        SKOS + "prefLabel": _both(label),
    }


def _unit_iri(name: str) -> str:
    return f"{COOP}unit-{name}"


def _matched(matched: Matched, matches: Iterable[Match]) -> Iterator[Node]:
    """The list, and those of its numbers that a practice is matched to."""
    scheme = f"{COOP}scheme-{matched.name}"
    mine = {match.iri: match for match in matches if match.scheme == matched.name}
    if mine:
        yield {"@id": scheme, "@type": [SKOS + "ConceptScheme"], SKOS + "prefLabel": _both(matched.label)}
    for iri, match in sorted(mine.items()):
        node: Node = {
            "@id": iri,
            "@type": [SKOS + "Concept"],
            SKOS + "notation": [_plain(match.number)],
            SKOS + "prefLabel": _both(match.label),
        }
        if matched.ours:
            node |= {SKOS + "inScheme": _links(scheme), SKOS + "editorialNote": _both(_MINTED)}
        yield node


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.fr, "@language": "fr"}, {"@value": text.en, "@language": "en"}]


def _plain(text: str) -> dict[str, str]:
    return {"@value": text}


def _links(*iris: str) -> list[dict[str, str]]:
    return [{"@id": iri} for iri in iris]


def _short(iri: str) -> str:
    for name, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{name}:{iri[len(start) :]}"
    return iri


def _shorter(said: object) -> object:
    if isinstance(said, str):
        return _short(said)
    if isinstance(said, list):
        return [_shorter(each) for each in said]
    if isinstance(said, Mapping):
        return {key: _short(str(each)) if key in ("@id", "@type") else each for key, each in said.items()}
    return said

"""Prefixes that a question may use without saying so, and that answers are written with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.context import CHARTER, COOP, TERRITORY

PREFIXES: Final[Mapping[str, str]] = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "charter": CHARTER,
    "coop": COOP,
    "dct": "http://purl.org/dc/terms/",
    "ess": "http://purl.org/essglobal/vocab/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sdo": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "territory": TERRITORY,
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

"""What this service is, as SPARQL 1.1 Service Description has it."""

from __future__ import annotations

from typing import Final

from node.sparql.formats import GRAPHS, TABLES
from node.sparql.names import provenance_graph
from vocab import skos

# https://www.w3.org/ns/formats/
_FORMATS: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
}


def describe(origin: str) -> str:
    """The description of a node's service, in Turtle."""
    formats = ", ".join(f"formats:{_FORMATS[name]}" for name in (*TABLES, *GRAPHS))
    return f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
@prefix void: <http://rdfs.org/ns/void#> .

<{origin}/sparql> a sd:Service ;
    sd:endpoint <{origin}/sparql> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat {formats} ;
    sd:defaultDataset [
        a sd:Dataset ;
        sd:defaultGraph [ a sd:Graph ] ;
        sd:namedGraph [ sd:name <{provenance_graph(origin)}> ], [ sd:name <{skos.GRAPH}> ] ;
        void:dataDump <{origin}/dumps/>
    ] .
"""

"""The worked questions: each has an answer, and that of the plain question of which it is the faster form."""

from __future__ import annotations

from node.sparql.query_worker import Reading
from node.sparql.questions import Questions
from tests.node.ground import ORIGIN
from tests.node.sparql.cast_ground import lay_cast
from tests.node.sparql.conftest import Stores
from tests.node.sparql.test_query_worker import ask, asked, bindings
from vocab.language import Language

ORGANISATION = "{ ?o a as:Organization ; coop:platformKind [] } UNION { ?o a coop:Listing }"
# What is asked, as one would say it without a thought of how a store finds it.
PLAIN = {
    "organisations": """SELECT ?organisation ?name ?town ?website {
        ?organisation a as:Organization ; coop:platformKind [] ; as:name ?name FILTER(LANG(?name) = "")
        OPTIONAL { ?organisation as:location [ as:name ?town ] FILTER(LANG(?town) = "") }
        OPTIONAL { ?organisation coop:website ?website } }""",
    "departements": f"""SELECT ?departement (COUNT(DISTINCT ?o) AS ?organisations) {{
        {ORGANISATION} ?o as:location/coop:within/skos:broader* ?place .
        ?place coop:territoryType coop:territory-type-departement ; skos:prefLabel ?departement .
        FILTER(LANG(?departement) = "fr") }} GROUP BY ?departement""",
    "needs": """SELECT ?use (COUNT(DISTINCT ?offer) AS ?offers) {
        ?offer a vf:Proposal ; vf:purpose "offer" ; coop:need/skos:prefLabel ?use FILTER(LANG(?use) = "fr") }
        GROUP BY ?use""",
    "sectors": f"""SELECT ?sector (COUNT(DISTINCT ?o) AS ?organisations) {{
        {ORGANISATION} ?o ess:economicSector/skos:prefLabel ?sector FILTER(LANG(?sector) = "fr") }} GROUP BY ?sector""",
    "delivery": """SELECT ?offer ?name (GROUP_CONCAT(DISTINCT ?area ; separator=", ") AS ?areas) ?updated {
        ?offer coop:need coop:need-livrer ; vf:purpose "offer" ; as:name ?name ; as:updated ?updated .
        FILTER(LANG(?name) = "")
        OPTIONAL { ?offer sdo:areaServed/skos:prefLabel ?area FILTER(LANG(?area) = "fr") } }
        GROUP BY ?offer ?name ?updated""",
    "practices": """SELECT ?theme ?practice (COUNT(DISTINCT ?who) AS ?organisations) {
        ?claim a coop:PracticeClaim ; as:attributedTo ?who ; coop:practice ?concept ; coop:level ?level .
        ?concept skos:prefLabel ?practice ; skos:broader/skos:prefLabel ?theme .
        FILTER(?level >= 3 && LANG(?practice) = "fr" && LANG(?theme) = "fr") } GROUP BY ?theme ?practice""",
    "statuses": """SELECT ?status (COUNT(DISTINCT ?o) AS ?organisations) {
        ?o coop:coopStatus/skos:prefLabel ?status FILTER(LANG(?status) = "fr") } GROUP BY ?status""",
}


async def test_worked__each_gives_a_result_in_both_languages_and_that_of_its_plain_form(stores: Stores) -> None:
    ground = await lay_cast(stores.words)
    keeper = stores.keeper(ground.db)
    keeper.snapshot()
    reading = Reading(keeper.folder)
    worked = Questions().worked
    empty = []
    languages: tuple[Language, ...] = ("fr", "en")
    for each in worked:
        for language in languages:
            text = each.text(language, ORIGIN)
            format = "turtle" if "CONSTRUCT" in text else "json"
            ((said, body),) = ask(reading, asked(text, format=format))
            if not said["ok"] or not said["rows"]:
                empty.append((each.key, language, said))
            elif language == "fr" and each.key in PLAIN:
                ((_, plain),) = ask(reading, asked(PLAIN[each.key]))
                assert sorted(map(str, bindings(body))) == sorted(map(str, bindings(plain))), each.key

    assert len(worked) == len({each.key for each in worked}) == 20
    assert not empty

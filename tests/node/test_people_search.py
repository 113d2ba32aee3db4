"""Search as people type: questions in French and English over the cast's data, and what must be found, or first.

A row is a question, the keys of the cast of which one must come first, and those that must be among the first ten.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.formats import json
from node.query import BadQuery, Query
from node.reader import Reader
from tests.deep import examples
from tests.node.cast_world import cast_world
from tests.node.directory_world import World
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

ADMIN = Reader("admin")

# fmt: off
QUESTIONS: tuple[tuple[str, str, str], ...] = (
    # what one wants, in everyday words
    ("livraison à vélo", "pedales_300kg", "cargo_valenciennes"),
    ("bike delivery", "pedales_300kg", "triporteur_lens"),
    ("panier de légumes", "commun_panier panier_paniers panier_profil", "panier_paniers panier_profil"),
    ("paniers", "commun_panier panier_profil panier_paniers", "panier_profil"),
    ("pain", "sa_cantine", ""),
    ("covoiturage", "covoit_citadelle", ""),
    ("co-voiturage", "covoit_citadelle", ""),
    ("auto-partage", "steenvoorde_trans partage_auto_profil", "partage_auto_profil"),
    ("prêt d'outils", "nieppe_pretou clef_perceuse laventie_repar", "laventie_repar"),
    ("emprunter une perceuse", "clef_perceuse", ""),
    ("objetothèque", "clef_guide clef_profil recit_essaimage", "clef_guide clef_profil"),
    ("ressourcerie", "ressourcerie_va", ""),
    ("vestiaire", "vestiaire_anzin", ""),
    ("énergie solaire", "energie_wattrelos dainville_elec soleils_toits", "dainville_elec"),
    ("solar panels", "ambleteuse_vent dainville_elec soleils_toits", "dainville_elec"),
    ("habitat participatif", "dunes_logis toits_partages_profil", "dunes_logis"),
    ("cohousing", "avesnes_logis dunes_logis toits_partages_profil", "dunes_logis"),
    ("bureaux partagés", "port_bureaux", ""),
    ("femme de ménage", "menage_digne_profil", "menage_bureaux"),
    ("médecin", "sept_vallees_medecin", "maison_sept_vallees_profil"),
    ("fanfare", "hautmont_cine ev_fanfare", "ev_fanfare"),
    ("librairie", "bapaume_libre", ""),
    ("monnaie locale", "houblon_profil", "houblon_coupons"),
    ("local currency", "houblon_profil", ""),
    ("jardin partagé", "jardin_loos", "pecquencourt_jardins"),
    ("hébergement web", "clair_hebergement", "numerique_clair_profil"),
    ("ordinateur reconditionné", "numero_beuvry clair_ordis", "clair_ordis"),
    ("camion frigorifique", "panier_camion", ""),
    ("verre consigné", "arques_verre", ""),
    ("prix libre", "atelier_pignon_v08", ""),
    ("appel à projets", "sa_bourse", "sa_bourse_2025"),
    ("subvention mobilité", "sa_bourse", ""),
    ("don de vélos", "pedales_casques bac_chauffeurs", "pedales_casques"),
    ("stage coursier", "pedales_stage", ""),
    ("entraide", "vitry_entraide", "coude_courses"),
    ("bike repair", "outreau_partage atelier_pignon_profil pignon_velos", "atelier_pignon_profil"),
    ("atelier velo", "atelier_pignon_profil sa_velos", "sa_velos"),
    # who one looks for
    ("les pédales", "pedales_profil", ""),
    ("PEDALES", "pedales_profil", ""),
    ("la clef", "clef_profil", ""),
    ("panier artois", "panier_profil", ""),
    ("numerique clair", "numerique_clair_profil", ""),
    ("partage-auto", "partage_auto_profil", ""),
    ("ville de saint-aubert", "saint_aubert_profil", ""),
    ("halte de moulins", "halte_moulins", ""),
    ("la table d'avion", "table_avion", ""),
    ("consigne arques", "arques_verre", ""),
    ("estaminet", "bailleul_estaminet", ""),
    ("micheline", "cambrai_rail", ""),
    # what and where
    ("livreur vélo lille", "pedales_profil lys_a_velo", "pedales_300kg"),
    ("coursier calais", "coursiers_detroit_profil", "detroit_colis"),
    ("cargo bike Valenciennes", "cargo_valenciennes", ""),
    ("réparation vélo Lens", "outils_harnes", ""),
    ("réparer mon vélo valenciennes", "atelier_pignon_profil", "pignon_velos"),
    ("où trouver des légumes à Arras ?", "panier_invendus panier_paniers panier_profil", "panier_profil"),
    ("amap saint-omer", "omer_legumes", ""),
    ("légumes st omer", "omer_legumes", ""),
    ("poisson boulogne", "cale_boulonnaise_profil", "cale_casier"),
    ("boulangère douai", "fournil_du_canal_profil", "fournil_apprenti"),
    ("voiture partagée lens", "partage_auto_resa partage_auto_profil", "partage_auto_profil"),
    ("car sharing in Lens", "partage_auto_profil", "partage_auto_resa"),
    ("bibliothèque d'objets roubaix", "clef_profil clef_perceuse", "clef_profil"),
    ("repair café maubeuge", "maub_repair", ""),
    ("vêtements anzin", "vestiaire_anzin", ""),
    ("couture arras", "arras_couture", ""),
    ("panneaux solaires Hénin-Beaumont", "soleils_miniers_profil", "soleils_toits"),
    ("panneaux solaires hénin", "soleils_miniers_profil", ""),
    ("bois de chauffage raismes", "bois_raismes", ""),
    ("logement calais", "calais_toit", ""),
    ("coworking dunkerque", "port_commun_profil", "port_bureaux"),
    ("coworking 59140", "port_commun_profil", "port_bureaux"),
    ("garde d'enfants maubeuge", "minots_solidaires_profil", ""),
    ("crèche marcq", "creche_marcq", ""),
    ("centre de santé hesdin", "maison_sept_vallees_profil", "sept_vallees_medecin"),
    ("aide aux personnes âgées denain", "coude_a_coude_profil", "coude_courses"),
    ("faire mes courses Denain", "coude_courses", ""),
    ("ménage tourcoing", "menage_digne_profil", "menage_bureaux"),
    ("cinéma douai", "douai_cineclub", ""),
    ("laverie cambrai", "buanderie_commune_profil", ""),
    ("bénévoles roubaix", "clef_benevoles", ""),
    ("potager coudekerque", "polder_coudekerque", ""),
    ("éolien gravelines", "eole_gravelines", ""),
    ("dentelle calais", "calais_dentelle", ""),
    ("monnaie locale bailleul", "houblon_profil", ""),
    ("association culture lens", "bassin_conte", ""),
    ("transport à la demande saint-omer", "bac_des_marais_profil bac_chauffeurs", "bac_chauffeurs"),
    ("covoiturage dans le nord", "covoit_citadelle", ""),
    ("circuit court 62", "audruicq_bocaux commun_panier", ""),
)
# fmt: on


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


async def test_questions__find_what_people_mean_first(vocabulary: Vocabulary) -> None:
    world, keys = await cast_world(vocabulary)
    wrong = []
    for question, first, among in QUESTIONS:
        answer = await world.directory.ask(world.query("q=" + question.replace(" ", "+").replace("&", "%26")), ADMIN)
        found = [keys[row.id] for row in answer.found.rows[:10]]
        if not found or found[0] not in first.split() or not set(among.split()) <= set(found):
            wrong.append(f"{question}: {found}")

    assert len(QUESTIONS) >= 80
    assert wrong == []


async def test_place__alone_is_a_territory(vocabulary: Vocabulary) -> None:
    world, _ = await cast_world(vocabulary)

    alone = await world.ask("q=Lens", ADMIN)
    asked = await world.ask("territory=fr-commune-62498", ADMIN)

    assert alone.found.total == asked.found.total > 10
    assert [row.id for row in alone.found.rows] == [row.id for row in asked.found.rows]
    assert {row.relation for row in alone.found.rows} == {"placed", "wider"}


async def test_place__that_has_nothing_is_a_word(vocabulary: Vocabulary) -> None:
    world = await World.open(vocabulary)
    world.put("La Halte de Moulins")
    world.put("Épicerie", content="<p>Près de l'ancienne croix.</p>")

    assert await world.names("q=halte+de+moulins") == ["La Halte de Moulins"]
    answer = await world.ask("q=épicerie+croix")
    assert answer.found.total == 1
    assert answer.query.pairs()[0] == ("q", 'épicerie "croix"')


async def test_place__that_has_nothing_is_all_of_a_word(vocabulary: Vocabulary) -> None:
    world = await World.open(vocabulary)
    world.put("Vélo", content="<p>Lendwirbel, length.</p>")

    answer = await world.ask("q=vélo+Lens")

    assert (answer.found.total, answer.query.territory.wanted) == (0, ("fr-commune-62498",))
    assert [each.query.pairs() for each in answer.suggestions] == [[("q", "vélo")]]


async def test_place__between_quotation_marks_is_a_word(vocabulary: Vocabulary) -> None:
    world = await World.open(vocabulary)
    world.put("Lunettes", content="<p>Des lens, comme on dit à Londres.</p>")
    world.put("À Lens", location={"type": "Place", "within": ["territory:fr/commune/62498"]})

    assert await world.names("q=Lens") == ["À Lens"]
    assert sorted(await world.names('q="Lens"')) == ["Lunettes", "À Lens"]


async def test_place__with_a_territory_asked_stays_a_word(vocabulary: Vocabulary) -> None:
    world = await World.open(vocabulary)
    world.put("À Lens", location={"type": "Place", "within": ["territory:fr/commune/62498"]})

    answer = await world.ask("q=Lens&territory=fr-departement-62")

    assert answer.found.total == 1
    assert answer.query.understood is None
    assert answer.query.territory.wanted == ("fr-departement-62",)


async def test_pages__of_words_with_a_place_go_on(vocabulary: Vocabulary) -> None:
    world = await World.open(vocabulary)
    for number in range(7):
        world.put(f"Vélo {number}", location={"type": "Place", "within": ["territory:fr/commune/62498"]})
        world.put(f"Halte Moulins {number}")

    for asked in ("q=vélo+Lens&limit=3", "q=halte+Moulins&limit=3"):
        found: list[str] = []
        answer = await world.ask(asked)
        while answer.next is not None:
            found += [row.id for row in answer.found.rows]
            answer = await world.ask(f"{asked}&cursor={answer.next}")
        found += [row.id for row in answer.found.rows]
        assert len(found) == len(set(found)) == 7


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("boulangerie", "Le Fournil de la boulangère"),
        ("réparer", "Réparation de vélos"),
        ("réparateurs", "Réparation de vélos"),
        ("covoiturage", "Aire de co-voiturage"),
        ("co voiturage", "Covoiturage du matin"),
        ("co-voiturage", "Covoiturage du matin"),
        ("oeuvres", "L'Œuvre commune"),
        ("l'oeuvre", "L'Œuvre commune"),
        ("œuvre", "L'Œuvre commune"),
        ("journal", "Les journaux du quartier"),
        ("journaux", "Le Journal"),
        ("aujourd hui", "Aujourd’hui"),
        ("deliveries", "Delivery by bike"),
        ("delivering", "Delivery by bike"),
        ("repairing", "Repair shop"),
        ("552 100 554", "Numérotée"),
        ("552100554", "Numérotée"),
        ("www.braderie-douce.example", "Numérotée"),
        ("braderiedouce", "Numérotée"),
        ("je cherche un journal svp", "Le Journal"),
        ("I am looking for a repair shop", "Repair shop"),
        ("scic", "Coopérative du quai"),
    ],
)
async def test_forms__of_a_word_meet(vocabulary: Vocabulary, typed: str, name: str) -> None:
    world = await World.open(vocabulary)
    if name == "Numérotée":
        number = {"type": "PropertyValue", "propertyID": "SIREN", "value": "552100554"}
        world.profile(name, identifier=[number], website="https://www.braderie-douce.example/accueil")
    elif name == "Coopérative du quai":
        world.profile(name, coopStatus="coop:status-scic")
    else:
        world.put(name)
    world.put("Tout autre chose", host="z.example")

    assert await world.names("q=" + typed.replace(" ", "+")) == [name]


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(
    typed=st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                ("vélo", "Lens", '"', "«Lens»", "59000", "-cargo", "NEAR(", "a OR b", "co-", "*", "œ", "é" * 40)
            ),
        ),
        max_size=12,
    ).map(" ".join)
)
async def test_anything_typed__is_answered_or_refused_by_name(typed: str) -> None:
    world = await World.open(VOCABULARY)
    world.put("Vélo cargo", location={"type": "Place", "within": ["territory:fr/commune/62498"]})
    try:
        query = Query.from_params([("q", typed)], VOCABULARY)
    except BadQuery as refused:
        assert refused.parameter == "q"
        return

    answer = await world.directory.ask(query, Reader())

    assert Query.from_params(answer.query.pairs(), VOCABULARY).about() == answer.query.about()
    assert answer.found.total == len(answer.found.rows) <= 1
    json.write(answer, VOCABULARY, "fr")


async def test_widest__question_there_may_be_is_answered(vocabulary: Vocabulary) -> None:
    world = await World.open(vocabulary)
    world.put("Service")
    widest = "+".join(["service", "local", "aide", "atelier", "cooperative", "commune", "vente", "bureau"] * 4)

    assert await world.names("q=" + widest) == []

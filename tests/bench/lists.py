"""A list to import, made up: French names, real communes by their population, sectors by Zipf, in a table."""

from __future__ import annotations

import csv
import random
from itertools import accumulate
from pathlib import Path
from typing import Final

from tests.bench.synthetic import DEPARTEMENTS, FIRST, SECOND
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary

COLUMNS: Final = "id;nom;description;site;adresse;code postal;commune;latitude;longitude;secteur;forme juridique".split(
    ";"
)
SENTENCES: Final = (
    "Les habitants de {town} s'y retrouvent chaque semaine.",
    "L'atelier est ouvert à toutes et tous, sans inscription.",
    "Nous livrons à vélo les producteurs et les cantines des environs.",
    "Les bénéfices vont à la formation des bénévoles.",
    "Une coopérative fondée en {year}, qui décide à une personne, une voix.",
    "On y répare, on y prête des outils, on y apprend.",
)
FORMS: Final = ("association", "SCIC", "SCOP", "SAS", "")


def write(path: Path, count: int, vocabulary: Vocabulary, seed: int = 1) -> None:
    """A table of so many organisations; the same seed gives the same table."""
    chance = random.Random(seed)
    towns = _towns(vocabulary)
    weights = list(accumulate((town.population or 100) ** 0.7 for town in towns))
    sectors = [concept.notation for concept in vocabulary.schemes.sector]
    zipf = list(accumulate(1 / rank for rank in range(1, len(sectors) + 1)))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(COLUMNS)
        for number in range(count):
            town = chance.choices(towns, cum_weights=weights)[0]
            table.writerow(_line(chance, number, town, chance.choices(sectors, cum_weights=zipf)[0]))


def _towns(vocabulary: Vocabulary) -> list[Territory]:
    territories = vocabulary.territories
    slugs = [slug for code in DEPARTEMENTS for slug in territories.children(f"fr-departement-{code}", "commune")]
    return [town for slug in slugs if (town := territories.get(slug)) is not None and town.postcodes]


def _line(chance: random.Random, number: int, town: Territory, sector: str) -> list[object]:
    said = " ".join(chance.sample(SENTENCES, k=4)).format(town=town.name, year=chance.randint(1980, 2025))
    latitude, longitude = town.latitude or 0.0, town.longitude or 0.0
    exact = chance.random() < 0.7
    return [
        f"org-{number}",
        f"{chance.choice(FIRST)} {chance.choice(SECOND)} de {town.name} {number}",
        said,
        f"https://org{number}.example/" if chance.random() < 0.7 else "",
        f"{chance.randint(1, 180)} rue de la Gare",
        town.postcodes[0],
        town.name,
        f"{latitude + chance.uniform(-0.02, 0.02):.6f}" if exact else "",
        f"{longitude + chance.uniform(-0.02, 0.02):.6f}" if exact else "",
        sector,
        chance.choice(FORMS),
    ]

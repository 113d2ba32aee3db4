"""The stock files of Sirene and of the RNA, as they are published: columns, encodings, archives, and rubbish."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from node.errors import NodeError
from node.register_files import open_register
from node.store.registers import Line

PLACES = (
    "siren,nic,siret,statutDiffusionEtablissement,etablissementSiege,codePostalEtablissement,"
    "libelleCommuneEtablissement,codeCommuneEtablissement,etatAdministratifEtablissement\n"
    "732829320,00074,73282932000074,O,true,59000,LILLE,59350,A\n"
    "732829320,00082,73282932000082,O,false,62000,ARRAS,62041,A\n"
    "552100554,00013,55210055400013,O,true,20000,AJACCIO,2A004,F\n"
    "abc,,,,true,,,59350,A\n"
    "552100554\n"
)
NAMES = (
    "siren,statutDiffusionUniteLegale,sigleUniteLegale,etatAdministratifUniteLegale,nomUniteLegale,"
    "denominationUniteLegale,denominationUsuelle1UniteLegale,categorieJuridiqueUniteLegale\n"
    '732829320,O,LC,A,,"LA CLEF, ATELIER",LA  CLEF,5460\n'
    "100000009,O,,A,DUPONT,,,1000\n"
    "200000008,P,[ND],A,,[ND],[ND],9220\n"
    "300000007,O,,C,,LA SERRURE,,9220\n"
)
ASSOCIATIONS = (
    "id;id_ex;siret;titre;titre_court;objet;adrs_codeinsee;adrs_libcommune;position;maj_time\n"
    'W595000001;;;"LES AMIS DU VÉLO";"ADV";"Réparer; rouler";59350;Lille;A;2026-01-01\n'
    "W595000002;;;FINIE;;;59350;Lille;D;2026-01-01\n"
    "W595000003;;;SANS LIEU;;;;;A;2026-01-01\n"
    "0595000004;;;ANCIEN NUMÉRO;;;59350;Lille;A;2026-01-01\n"
)


def put(folder: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_places__of_the_seat_alone(tmp_path: Path) -> None:
    file = open_register(put(tmp_path, PLACES))

    assert file.part == "sirene-places"
    assert list(file.lines()) == [
        Line("siren:732829320", commune="59350"),
        Line("siren:552100554", commune="2A004", open=False),
    ]


def test_names__of_organisations_alone(tmp_path: Path) -> None:
    file = open_register(put(tmp_path, NAMES))

    assert file.part == "sirene-names"
    assert list(file.lines()) == [
        Line("siren:732829320", ("LA CLEF, ATELIER", "LC", "LA CLEF")),
        Line("siren:100000009", open=False),
        Line("siren:200000008", open=False),
        Line("siren:300000007", ("LA SERRURE",), open=False),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_associations__in_either_encoding(tmp_path: Path, encoding: str) -> None:
    file = open_register(put(tmp_path, ASSOCIATIONS, encoding=encoding))

    assert file.part == "rna"
    assert list(file.lines()) == [
        Line("rna:W595000001", ("LES AMIS DU VÉLO", "ADV"), "59350"),
        Line("rna:W595000002", ("FINIE",), "59350", open=False),
        Line("rna:W595000003", ("SANS LIEU",), "", open=False),
    ]


def test_archives__one_or_many(tmp_path: Path) -> None:
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(PLACES.encode()))
    assert len(list(open_register(packed).lines())) == 2

    many = tmp_path / "rna.zip"
    with zipfile.ZipFile(many, "w") as archive:
        archive.writestr("rna_62.csv", ASSOCIATIONS.replace("W595", "W622").encode("cp1252"))
        archive.writestr("rna_59.csv", ASSOCIATIONS)
        archive.writestr("lisez-moi.txt", "…")
    found = [line for line in open_register(many).lines() if line.open]
    assert [(line.number, line.names[0]) for line in found] == [
        ("rna:W595000001", "LES AMIS DU VÉLO"),
        ("rna:W622000001", "LES AMIS DU VÉLO"),
    ]


def test_long__beyond_what_is_looked_at_first(tmp_path: Path) -> None:
    heading, line, *_ = PLACES.splitlines(keepends=True)
    file = open_register(put(tmp_path, heading + line.replace("LILLE", "SAINT-ÉTIENNE") * 5_000))

    assert len(list(file.lines())) == 5_000


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "columns"),
        (b"nom,ville\nLa Clef,Lille\n", "columns"),
        (b"PK\x03\x04rubbish", "Cannot read"),
        (b"\x1f\x8b\x08rubbish", "Cannot read"),
        (b'id;titre;position;adrs_codeinsee\n"' + b"x" * 200_000, "Cannot read"),
        (b"\x00\xff\xfe" * 100, "columns"),
    ],
)
def test_rubbish__is_refused_in_words(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(NodeError, match=word):
        list(open_register(path).lines())

"""Fields that take from a list: concepts of a scheme, territories, practices, licences, versions of the charter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from vocab.charter import Practice
from vocab.concepts import Concept, Scheme
from vocab.context import CHARTER, SPDX
from vocab.fields import Checker, Wrong, as_text, each_once, listed, shown
from vocab.language import Text
from vocab.vocabulary import Vocabulary

# Licences whose identifier has no number.
_WITHOUT_VERSION: Final = frozenset("MIT MIT-0 ISC Zlib Unlicense WTFPL X11 PostgreSQL curl Beerware".split())
_SPDX: Final = re.compile(r"(?=.*[A-Za-z]{2})[A-Za-z0-9][A-Za-z0-9.+-]{1,60}")


def concept(scheme: str) -> Checker:
    """One concept of a scheme, by notation, label or IRI; gives its IRI."""
    return lambda value, vocabulary: _concept(value, _scheme(scheme, vocabulary)).iri


def concepts(scheme: str) -> Checker:
    """One or several concepts of a scheme; gives their IRIs."""
    return each_once(listed(concept(scheme)))


def notation(scheme: str) -> Checker:
    """One concept of a scheme; gives its notation, for what the wire writes as a plain word."""
    return lambda value, vocabulary: _concept(value, _scheme(scheme, vocabulary)).notation


def notations(scheme: str) -> Checker:
    """One or several concepts of a scheme; gives their notations."""
    return each_once(listed(notation(scheme)))


def territory(value: object, vocabulary: Vocabulary) -> object:
    """One territory, by slug such as fr-commune-59350 or by IRI; gives the compact IRI."""
    text = as_text(value)
    found = vocabulary.territories.get(text)
    if found is not None:
        return found.compact
    near = vocabulary.territories.suggest(text)
    names = ", ".join(f"{item.slug} ({item.name})" for item in near) or "fr-commune-59350 (Lille)"
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un territoire connu", f'"{shown(value)}" is not a known territory'),
        Text(f"par exemple : {names}", f"for instance: {names}"),
    )


territories: Final[Checker] = each_once(listed(territory))


def practice(value: object, vocabulary: Vocabulary) -> object:
    """A practice of the catalogue, by notation such as D03; gives the compact IRI."""
    text = as_text(value)
    found = vocabulary.charter.get(text)
    if found is not None:
        return found.reference
    near = vocabulary.charter.suggest(text)[:3] or vocabulary.charter.practices[:3]
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas une pratique du catalogue", f'"{shown(value)}" is not in the catalogue'),
        _for_instance(near),
    )


# What a story is about: one practice, or a few that go together.
practices: Final[Checker] = each_once(listed(practice, limit=8))


def licence(value: object, vocabulary: Vocabulary) -> object:
    """A licence by its SPDX identifier; gives the IRI."""
    text = as_text(value)
    known = vocabulary.schemes.license.get(text)
    if known is not None:
        return known.iri
    identifier = text.removeprefix(SPDX)
    if _SPDX.fullmatch(identifier):
        return SPDX + identifier
    choices = ", ".join(item.notation for item in vocabulary.schemes.license)
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un identifiant SPDX", f'"{shown(value)}" is not an SPDX identifier'),
        Text(f"par exemple : {choices}", f"for instance: {choices}"),
    )


def free_licence(value: object, vocabulary: Vocabulary) -> object:
    """A licence of what others may take up: one of our list, or one that SPDX knows by a version or by one of these."""
    found = str(licence(value, vocabulary))
    identifier = found.removeprefix(SPDX)
    if vocabulary.schemes.license.get(found) or re.search(r"[0-9]", identifier) or identifier in _WITHOUT_VERSION:
        return found
    near = vocabulary.schemes.license.suggest(as_text(value))[:3] or list(vocabulary.schemes.license)
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas une licence connue", f'"{shown(value)}" is not a known licence'),
        _for_instance(near),
    )


def version(value: object, vocabulary: Vocabulary) -> object:
    """The version of the charter that a report answers or an organisation adopts, as number or IRI.

    That of a network is written `reseau-nord/1.0`; gives its IRI.
    """
    written = as_text(value)
    text = written.removeprefix(CHARTER).removeprefix("charter:").removeprefix("v")
    if text in vocabulary.charter.versions:
        return text
    fork = vocabulary.charter.forks.version(written)
    if fork is not None:
        return fork.version_iri
    known = ", ".join(f'"{each}"' for each in (vocabulary.charter.version, *_in_force(vocabulary)))
    raise Wrong(
        Text(
            f"« {shown(value)} » n'est pas une version de la charte connue ici",
            f'"{shown(value)}" is no charter version known here',
        ),
        Text(known, known),
    )


def _in_force(vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(fork.reference for fork in vocabulary.charter.forks)


def _scheme(name: str, vocabulary: Vocabulary) -> Scheme:
    found: Scheme = getattr(vocabulary.schemes, name)
    return found


def _concept(value: object, scheme: Scheme) -> Concept:
    text = as_text(value)
    found = scheme.get(text)
    if found is not None:
        return found
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas dans la liste", f'"{shown(value)}" is not in the list'),
        _for_instance(scheme.suggest(text)[:3] or list(scheme)[:5]),
    )


def _for_instance(things: Iterable[Concept | Practice]) -> Text:
    near = list(things)
    return Text(
        "par exemple : " + ", ".join(f"{item.notation} ({item.label.fr})" for item in near),
        "for instance: " + ", ".join(f"{item.notation} ({item.label.en})" for item in near),
    )

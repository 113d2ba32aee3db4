"""Three fates, two sentences."""

from __future__ import annotations

import inspect

from federation import errors
from federation.errors import FederationError, Gone, Later, RateLimited, Refused
from vocab.language import Text


def _classes() -> list[type[FederationError]]:
    return [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, FederationError)]


def test_errors__every_class_has_a_sentence_in_both_languages() -> None:
    for found in _classes():
        error = found("for the log")
        assert error.public.fr and error.public.en and error.log == str(error) == "for the log"


def test_errors__fate_is_told_by_type() -> None:
    for found in _classes():
        assert found is FederationError or issubclass(found, Refused) != issubclass(found, Later)


def test_errors__carry_their_facts() -> None:
    assert Gone("x").status == 410
    assert Refused("x", status=422).status == 422
    assert RateLimited("x", retry_after_s=12.0).retry_after_s == 12.0
    assert Refused("x", Text("a", "b")).public.fr == "a"


def test_errors__all_stand_in_the_drawn_tree() -> None:
    assert all(found.__name__ in (errors.__doc__ or "") for found in _classes())

"""Every field of a shape is asked of people in their words, or it is said why not."""

from __future__ import annotations

import pytest

from vocab.form_fields import FIELDS, KINDS, NOT_ASKED, form_of
from vocab.shapes import required, writable


@pytest.mark.parametrize("kind", KINDS)
def test_form_of__asks_each_field_once_or_says_why_not(kind: str):
    first, rest = form_of(kind)
    asked = [field.name for field in (*first, *rest)]

    assert len(asked) == len(set(asked))
    assert set(asked) | set(NOT_ASKED) >= set(writable(kind))
    assert set(asked) & set(NOT_ASKED) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_form_of__what_is_required_comes_before_the_fold(kind: str):
    first, _ = form_of(kind)

    assert {field.name for field in first} >= set(required(kind))


def test_fields__have_their_words_in_both_languages():
    for field in FIELDS.values():
        for text in filter(None, (field.label, field.help, field.example)):
            assert text.fr.strip() and text.en.strip(), field.name
        assert field.label.fr[0].isupper() and field.label.en[0].isupper()


def test_fields__no_reason_is_given_for_a_field_that_does_not_exist():
    known = {name for kind in KINDS for name in writable(kind)} | set(writable("listing"))

    assert set(NOT_ASKED) <= known
    assert set(FIELDS) <= known

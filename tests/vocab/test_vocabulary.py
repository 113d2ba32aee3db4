from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vocab.vocabulary import Vocabulary
from vocab.words import terms

VOCABULARY = Vocabulary.load()


@given(st.text(alphabet="aâelsxuy œßİ09-'’.\n", max_size=40))
@settings(max_examples=200, deadline=None)
def test_stems__as_terms_says_them(text: str) -> None:
    assert VOCABULARY.stems(text) == " ".join(terms(text))

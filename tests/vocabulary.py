"""The shipped vocabulary, which no test changes: loaded once for all of them."""

from __future__ import annotations

from vocab.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()

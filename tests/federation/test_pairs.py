"""Lists of pairs, as headers carry them."""

from __future__ import annotations

import pytest

from federation.pairs import MAX_LENGTH, Unreadable, read_pairs, write_pairs


def test_read__what_was_written() -> None:
    pairs = {"collectionId": "https://a.example/f", "url": "https://a.example/p?x=1,2", "digest": "00"}

    assert read_pairs(write_pairs(pairs)) == pairs


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("a", 0),
        ('a="1', 0),
        ('a="1",b', 6),
        ('a="1",a="2"', 6),
        ('a="1" b="2"', 0),
        ("a=x", 0),
        ("é=1", 0),
        ('a="' + "x" * MAX_LENGTH + '"', 0),
    ],
)
def test_read__not_a_list_of_pairs(text: str, position: int) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_pairs(text)

    assert unreadable.value.position == position


def test_read__never_looks_twice() -> None:
    # R13: whatever fills the header, each character is passed once; a quadratic reader would not end here.
    for text in (" " * MAX_LENGTH, "a=" * (MAX_LENGTH // 2), 'a="' * (MAX_LENGTH // 3), "a=1," * (MAX_LENGTH // 4)):
        with pytest.raises(Unreadable):
            read_pairs(text)

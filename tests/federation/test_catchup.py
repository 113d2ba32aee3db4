from __future__ import annotations

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from federation.catchup import START, Cursor, read, write
from federation.errors import Gone, Refused

SECRET = b"secret of this log"
ME = "https://pedales.example/actors/pedales"


@given(st.integers(0, 2**63), st.none() | st.integers(-1, 2**63), st.sampled_from(["", ME]))
def test_cursor__comes_back(position: int, until: int | None, actor: str) -> None:
    cursor = Cursor("0123abcd", position, actor, until)

    assert read(write(cursor, SECRET), SECRET, "0123abcd", actor) == cursor


def test_cursor__is_fit_for_an_address() -> None:
    written = write(Cursor("0123abcd", 12, ME, 40), SECRET)

    assert written.replace("-", "").replace("_", "").isalnum()
    assert ME not in written


def test_read__zero_begins_a_snapshot() -> None:
    assert read(START, SECRET, "e", ME) == Cursor("e", 0, ME, until=-1)


def test_read__another_epoch_is_gone() -> None:
    with pytest.raises(Gone) as gone:
        read(write(Cursor("before", 7, ME), SECRET), SECRET, "after", ME)

    assert gone.value.status == 410


@pytest.mark.parametrize(
    ("secret", "actor"), [(b"another", ME), (SECRET, ""), (SECRET, "https://pedales.example/actors/panier")]
)
def test_read__bound_to_its_log_and_actor(secret: bytes, actor: str) -> None:
    with pytest.raises(Refused) as refused:
        read(write(Cursor("e", 7, ME), SECRET), secret, "e", actor)

    assert refused.value.status == 400


def test_read__a_moved_position_is_refused() -> None:
    text = write(Cursor("e", 7, ME), SECRET)
    payload = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    moved = base64.urlsafe_b64encode(payload.replace(b"e:7:", b"e:8:")).decode().rstrip("=")

    with pytest.raises(Refused):
        read(moved, SECRET, "e", ME)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@given(st.text() | st.text(alphabet="0123456789abcdefABCDEF_-=+/", max_size=80) | st.text().map(encoded))
@example("")
@example("00")
@example("\ud800")
@example("é")
@example("a" * 100_000)
@example(encoded("e:1::" + "é" * 32))
@example(encoded("e:" + "9" * 5000 + "::" + "0" * 32))
@example(encoded("e:²::0"))
@example(encoded(":::"))
@settings(deadline=None)
def test_read__garbage_is_refused(text: str) -> None:
    if text == START:
        return
    with pytest.raises(Refused) as refused:
        read(text, SECRET, "e", ME)

    assert refused.value.status in (400, 410)
    assert refused.value.public.fr

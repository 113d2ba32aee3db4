from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.hosts import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://pedales.example/actors/x", "pedales.example"),
        ("HTTPS://Pedales.Example", "pedales.example"),
        ("https://pedales.example:443/x", "pedales.example"),
        ("http://pedales.example:80/x", "pedales.example"),
        ("http://pedales.example:443/x", "pedales.example:443"),
        ("https://pedales.example:8443/x", "pedales.example:8443"),
        ("http://127.0.0.1:8401/inbox", "127.0.0.1:8401"),
        ("https://[::1]:8401/x", "[::1]:8401"),
        ("https://user:word@pedales.example/x", "pedales.example"),
        ("pedales.example", ""),
        ("acct:pedales@pedales.example", ""),
        ("https://[oops", ""),
        ("", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.text())
def test_host_of__any_text_has_a_host_or_none(url: str) -> None:
    assert host_of(url) == host_of(url).lower()
    assert isinstance(host_of(f"https://{url}"), str)

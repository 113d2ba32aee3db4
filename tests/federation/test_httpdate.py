"""HTTP dates, strict."""

from __future__ import annotations

import pytest

from federation.httpdate import http_date, parse_http_date


@pytest.mark.parametrize("moment", [0.0, 951782400.0, 1795600800.0, 4102444799.0])
def test_http_date__reads_back(moment: float) -> None:
    assert parse_http_date(http_date(moment)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tue, 24 Nov 2026 10:00:00 UTC",
        "Tuesday, 24-Nov-26 10:00:00 GMT",
        "Tue, 24 Nvm 2026 10:00:00 GMT",
        "Tue, 00 Nov 2026 10:00:00 GMT",
        "Tue, 24 Nov 2026 25:00:00 GMT",
        "Tue, 24 Nov 2026 10:0a:00 GMT",
        "Tue, 24 Nov ٢٠٢٦ 10:00:00 GMT",
        "Tue, 24 Nov 2026 10:00:00 GMT, Tue, 24 Nov 2026 10:00:00 GMT",
    ],
)
def test_parse_http_date__refuses(text: str) -> None:
    assert parse_http_date(text) is None

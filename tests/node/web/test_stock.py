"""Stock: what nodes of one process share of their pages, and what each keeps for itself."""

from __future__ import annotations

from node.web.stock import Stock


def test_environment__compiled_once_and_said_for_each() -> None:
    stock = Stock({"page.html": "<p>{{ title }}"}, {}, {})
    one, other = stock.environment(), stock.environment()
    one.globals["title"], other.globals["title"] = "Les Pédales", "<La Clef>"

    first, second = one.get_template("page.html"), other.get_template("page.html")

    assert (first.render(), second.render()) == ("<p>Les Pédales", "<p>&lt;La Clef&gt;")
    assert first.root_render_func.__code__ is second.root_render_func.__code__


def test_environment__of_another_stock_has_templates_of_its_own() -> None:
    said = [Stock({"page.html": source}, {}, {}).environment().get_template("page.html").render() for source in "ab"]

    assert said == ["a", "b"]

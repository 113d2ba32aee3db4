from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab.prose import Prose, clean, plain, title_line

PROSE = Prose()
REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("Nous *livrons*.\n\nSix jours.", "<p>Nous <em>livrons</em>.</p>\n<p>Six jours.</p>"),
        ("# Un\n\n### Trois", "<h3>Un</h3>\n<h3>Trois</h3>"),
        ("##### Cinq", "<h4>Cinq</h4>"),
        ("[site](https://a.example)", f'<p><a href="https://a.example" {REL}>site</a></p>'),
        ("[nous](mailto:a@a.example)", f'<p><a href="mailto:a@a.example" {REL}>nous</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![x](https://a.example/pixel.png)", "<p></p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_to_html(markdown: str, html: str) -> None:
    assert PROSE.to_html(markdown) == html


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
        ('<p style="color:red" class="x">a</p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', f"<a {REL}>a</a>"),
        ('<a href="https://a.example" target="_top">a</a>', f'<a href="https://a.example" {REL}>a</a>'),
        ('<img src="https://a.example/p.png">', ""),
        ('<iframe src="https://a.example"></iframe>b', "b"),
        ('<span lang="nl" onclick="x">ja</span>', '<span lang="nl">ja</span>'),
        ("<p>open", "<p>open</p>"),
    ],
)
def test_clean(markup: str, cleaned: str) -> None:
    # R12: what others write is reduced to what we know.
    assert clean(markup) == cleaned


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=300)
def test_clean__twice_is_once(markup: str) -> None:
    assert clean(clean(markup)) == clean(markup)


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=300)
def test_to_html__is_clean(markdown: str) -> None:
    found = PROSE.to_html(markdown)

    assert clean(found) == found


@pytest.mark.parametrize("mark", ["> ", "[", "*", "- ", "<", "`", "![", "1. ", "_a "])
def test_to_html__nesting_is_bounded(mark: str) -> None:
    found = PROSE.to_html(mark * 4000 + "a")

    assert len(re.findall(r"<(ul|ol|blockquote|a)\b", found)) <= 20


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un</p><p>deux</p>", "Un deux"),
        ("a<br>b<br/>c", "a b c"),
        ("<h3>Titre</h3><ul><li>un</li><li>deux</li></ul>", "Titre un deux"),
        ("<script>x</script>1 &lt; 2 &amp;amp;", "1 < 2 &amp;"),
        ("", ""),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_title_line__is_text() -> None:
    assert title_line("<b>'Un' & deux\"") == "<p><strong>&lt;b&gt;'Un' &amp; deux\"</strong></p>"


@given(st.text(alphabet="aéZ09 .,;:!?'’()/\"«»–—%@#|…€°-_*<&\\[`\n\t\u00a0ß", max_size=24))
@settings(max_examples=300, deadline=None)
def test_to_html__one_line_is_said_as_the_parser_says_it(text: str) -> None:
    # A second paragraph keeps the shortcut away, and changes nothing in the first.
    alone, followed = PROSE.to_html(text), PROSE.to_html(f"{text}\n\n*Fin.*")

    if alone == f"<p>{text}</p>":
        assert followed == f"{alone}\n<p><em>Fin.</em></p>"

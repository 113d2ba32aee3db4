"""Prose: the Markdown people write, as the HTML every fediverse client can show."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vocab.later import later

if TYPE_CHECKING:
    import markdown_it
    import nh3
else:
    markdown_it, nh3 = later("markdown_it"), later("nh3")

TAGS: Final = frozenset(
    {"p", "br", "a", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "h3", "h4", "span", "del"}
)
ATTRIBUTES: Final[dict[str, set[str]]] = {"a": {"href"}, "span": {"lang"}}
SCHEMES: Final = frozenset({"http", "https", "mailto"})
_BLOCK: Final = re.compile(r"</(?:p|li|h[1-6]|blockquote|pre|div|tr|td)>|<br", re.IGNORECASE)
_LINE: Final = re.compile(r"<br[^<>]{0,20}>|</li>", re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"</(?:p|h[1-6]|blockquote|pre|div|ul|ol|tr)>", re.IGNORECASE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
# Controls, marks of direction and the like, surrogates: nothing that a reader sees.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Lines end; emoji and some scripts are joined, or not, by signs of their own.
_KEPT: Final = "\n\u200c\u200d"
# One line of words and everyday signs, none of which means anything to Markdown there, nor to HTML.
_ONE_LINE: Final = re.compile(r"""[^\W\d_](?:[^\W_]++|[ .,;:!?'’()/"«»–—%@#|…€°-]++)*+(?<! )""")
# A record is shown inside a page that has its own first and second level.
_HEADINGS: Final = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}


@dataclass(frozen=True, slots=True)
class Prose:
    """Turns Markdown into HTML. Built once and handed in."""

    # The parser, once there was something for it.
    _made: list[markdown_it.MarkdownIt] = field(default_factory=list)

    def to_html(self, markdown: str) -> str:
        """Clean HTML of a Markdown text.

        >>> Prose().to_html("# Le service\\n\\nNous **livrons**.")
        '<h3>Le service</h3>\\n<p>Nous <strong>livrons</strong>.</p>'
        """
        if _ONE_LINE.fullmatch(markdown):
            # Most descriptions: said at once as the parser and the cleaner would say it.
            return f"<p>{markdown}</p>"
        parser = self._parser()
        tokens = parser.parse(markdown)
        for token in tokens:
            token.tag = _HEADINGS.get(token.tag, token.tag)
        return clean(parser.renderer.render(tokens, parser.options, {})).strip()

    def _parser(self) -> markdown_it.MarkdownIt:
        if not self._made:
            self._made.append(markdown_it.MarkdownIt("commonmark", {"html": False, "linkify": False}))
        return self._made[0]


def clean(markup: str) -> str:
    """HTML reduced to what we let through (R12): no script, no style, no frame, no image, links marked as foreign."""
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener noreferrer",
    )


def plain(markup: str) -> str:
    """The text of an HTML fragment.

    >>> plain("<p>Un&nbsp;<b>vélo</b></p><p>bleu</p>")
    'Un vélo bleu'
    """
    spaced = _BLOCK.sub(r" \g<0>", markup)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def lines(markup: str) -> str:
    """The text of an HTML fragment with its lines and paragraphs; nothing in it is markup, or hidden, or turned around.

    >>> lines("<p>Un<br>vélo</p><script>x()</script><ul><li>bleu</li></ul>")
    'Un\\nvélo\\n\\nbleu'
    """
    spaced = _PARAGRAPH.sub("\n\n", _LINE.sub("\n", markup.replace("\r", "").replace("\n", " ")))
    text = html.unescape(nh3.clean(spaced, tags=set()))
    kept = "".join(sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in _UNSEEN)
    tidy = "\n".join(" ".join(line.split()) for line in kept.split("\n"))
    return _EMPTY_LINES.sub("\n\n", tidy).strip()


def title_line(name: str) -> str:
    """A name as the first line of a text: most clients show `content` alone."""
    return f"<p><strong>{html.escape(name, quote=False)}</strong></p>"

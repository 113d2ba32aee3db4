"""Subject: what an account that announces is about, a territory or a theme: its names, its page, its records.

The slug of a theme is `theme-G`. Its account is `theme_g`; people find it by the theme's name in either language,
`theme_gouvernance_inclusive` or `theme_inclusive_governance`. It tells of stories about practices of that theme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.announcers.naming import alias_of, name_of, plain, slug_called, slug_named
from node.store.actors import LocalActor
from node.store.entries import PLACED, SERVING, SERVING_PART, tag
from node.store.towns import Sought
from vocab.concerning import concerned
from vocab.entry import Entry
from vocab.language import LANGUAGES, Text
from vocab.practice import Theme
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary

THEME: Final = "theme"
TERRITORY: Final = "territory"
_NAME: Final = "theme_"
_SLUG: Final = "theme-"
_STORY: Final = "story"


@dataclass(frozen=True, slots=True)
class Subject:
    """One of them. `name`: the user name; `aliases`: the names that people would try; `page`: its path here."""

    kind: str
    slug: str
    name: str
    aliases: tuple[str, ...]
    label: Text
    page: str
    sought: Sought
    of: Territory | Theme


def subject_of(slug: str, vocabulary: Vocabulary) -> Subject | None:
    """The territory or the theme of a slug; None for a code that is gone."""
    if slug.startswith(_SLUG):
        theme = next((each for each in vocabulary.charter.themes if slug == slug_of(each)), None)
        return _of_theme(theme, vocabulary) if theme is not None else None
    territory = vocabulary.territories.get(slug)
    return _of_territory(territory, vocabulary) if territory is not None and territory.slug == slug else None


def subject_of_actor(actor: LocalActor, vocabulary: Vocabulary) -> Subject | None:
    """What one of our accounts is about; None for an organisation, and for what is in no table any more."""
    slug = actor.draft.get(TERRITORY) if actor.kind == TERRITORY else actor.draft.get(THEME)
    return subject_of(str(slug), vocabulary) if actor.kind in (TERRITORY, THEME) else None


def subject_named(name: str, vocabulary: Vocabulary) -> Subject | None:
    """What the account with this user name would be about."""
    if name.startswith(_NAME):
        return next((each for each in themes_of(vocabulary) if each.name == name), None)
    slug = slug_named(name, vocabulary.territories)
    return subject_of(slug, vocabulary) if slug else None


def subject_called(alias: str, vocabulary: Vocabulary) -> Subject | None:
    """What this readable name means."""
    if alias.startswith(_NAME):
        return next((each for each in themes_of(vocabulary) if alias in each.aliases), None)
    slug = slug_called(alias, vocabulary.territories)
    return subject_of(slug, vocabulary) if slug else None


def themes_of(vocabulary: Vocabulary) -> list[Subject]:
    """Every theme of the catalogue."""
    return [_of_theme(theme, vocabulary) for theme in vocabulary.charter.themes]


def slugs_concerned(entry: Entry, vocabulary: Vocabulary) -> list[str]:
    """The slugs of all that a record concerns: territories, and of a story the themes of its practices."""
    return [*concerned(entry, vocabulary.territories), *_themes(entry, vocabulary)]


def slug_of(theme: Theme) -> str:
    """The slug of a theme: `theme-G`."""
    return f"{_SLUG}{theme.notation}"


def is_theme(slug: str) -> bool:
    """Whether a slug is that of a theme, of this catalogue or of another."""
    return slug.startswith(_SLUG)


def _themes(entry: Entry, vocabulary: Vocabulary) -> Iterable[str]:
    if entry.kind != _STORY:
        return ()
    practices = (vocabulary.charter.get(each.practice) for each in entry.statements)
    return dict.fromkeys(f"{_SLUG}{practice.theme}" for practice in practices if practice is not None)


def _of_theme(theme: Theme, vocabulary: Vocabulary) -> Subject:
    practices = vocabulary.charter.offered(theme.notation)
    return Subject(
        kind=THEME,
        slug=slug_of(theme),
        name=f"{_NAME}{theme.notation.lower()}",
        aliases=tuple(dict.fromkeys(f"{_NAME}{plain(theme.label.in_(each))}" for each in LANGUAGES)),
        label=theme.label,
        page=f"/practices#{theme.notation}",
        sought=Sought(tuple(tag("practice", each.notation) for each in practices), (_STORY,)),
        of=theme,
    )


def _of_territory(territory: Territory, vocabulary: Vocabulary) -> Subject:
    slug = territory.slug
    return Subject(
        kind=TERRITORY,
        slug=slug,
        name=name_of(territory),
        aliases=(alias_of(territory, vocabulary.territories),),
        label=Text(territory.label("fr"), territory.label("en")),
        page=f"/territories/{slug}",
        sought=Sought((tag(PLACED, slug), tag(SERVING_PART, slug), tag(SERVING, slug))),
        of=territory,
    )

"""A story is read in full by whoever follows its theme: on another node, and on Mastodon; changed, and withdrawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from tests.network.relay import relay
from tests.network.test_towns import _reasons, do, fetched, follow_as_mastodon, follows_it, heard
from tests.network.village import house, until
from tests.peers.readers.objects import on_mastodon
from vocab.vocabulary import Vocabulary

STORY: Final[dict[str, Any]] = {
    "kind": "story",
    "name": "Comment nous avons voté les tarifs",
    "content": "D'abord les chiffres, ensuite le vote.",
    "practice": ["G11", "V05"],
    "cost": "Quatre soirées.",
    "result": "Personne n'est parti.",
    "mistakes": "Voter trop tôt.",
    "material": [{"name": "Modèle de règlement", "url": "https://pedales.example/regles", "license": "CC-BY-SA-4.0"}],
}


async def test_story__reaches_who_follows_its_theme_is_changed_and_withdrawn(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        relay() as mastodon,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given a node that serves a theme, followed by its name in English from another node, and from Mastodon
        await do(pedales, "theme_serve", theme="G")
        await do(clef, "follow", handle=f"theme_inclusive_governance@{pedales.node.home.host}")
        theme = pedales.node.home.actor_id("theme_g")
        await until(follows_it(clef, clef.actor, theme), "the theme let the other node in")
        await follow_as_mastodon(mastodon, theme)
        await until(follows_it(pedales, mastodon.actor, theme), "the theme let Mastodon in")
        assert (await fetched(theme))["name"] == "Récits de pratiques : Gouvernance inclusive"

        # When a platform tells a story about a practice of it, and one about another theme
        elsewhere = await pedales.publish(**{**STORY, "practice": "D03"})
        story = await pedales.publish(**STORY)

        # Then the other node holds it whole, with its author's proof, because of the theme alone
        await until(lambda: clef.holds(story), "the story came by the theme")
        record = await clef.record(story)
        assert record is not None
        assert (record.owner, record.verified) == (pedales.actor, "proof")
        assert await clef.node.store.reading(_reasons, story) == [("announced", theme)]
        assert "Voter trop tôt." in (await clef.document(story))["content"]
        assert not await clef.holds(elsewhere)

        # And Mastodon shows all of it
        async def pointed() -> bool:
            return story in heard(mastodon, "Announce", story)

        await until(pointed, "Mastodon was told")
        shown = " ".join(on_mastodon(await fetched(story)).lines)
        for part in ("D'abord les chiffres", "Quatre soirées", "Personne n'est parti", "Voter trop tôt", "règlement"):
            assert part in shown

        # When it changes
        await pedales.publish(**{**STORY, "id": story, "mistakes": "Voter sans avoir lu."})

        async def edited() -> bool:
            return "Voter sans avoir lu." in str((await clef.document(story)).get("content"))

        await until(edited, "the edit came by the theme")

        # When it is withdrawn, then nothing is left of it
        await pedales.withdraw(story)

        async def gone() -> bool:
            return not await clef.holds(story)

        await until(gone, "the withdrawal came by the theme")

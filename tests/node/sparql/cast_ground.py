"""The whole demo, played on one node in memory: what worked questions are asked of."""

from __future__ import annotations

from node.demo.cast import load_cast
from node.demo.stage import _act, _moment, _steps
from node.profiles import NewActor, add_actor
from tests.node.ground import PAIR, Ground
from vocab.vocabulary import Vocabulary


async def lay_cast(words: Vocabulary) -> Ground:
    """A node on which everybody of the cast lives and says what they say."""
    ground = await Ground.lay(words)
    cast = load_cast()
    born = min(_moment(record.published) for record in cast.records) - 86_400
    for actor in cast.actors:
        if actor.name != "pedales":
            add_actor(ground.db, ground.home, NewActor(actor.name, actor.title, actor.kind), PAIR, moment=born)
    for node in cast.nodes:
        _act(ground.db, ground.home, sorted(_steps(cast, node), key=lambda step: (step.moment, step.order)), {})
    return ground

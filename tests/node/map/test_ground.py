"""The ground: land from the centres of communes, and names that do not lie on one another."""

from __future__ import annotations

from itertools import combinations

from node.map.clusters import Cluster
from node.map.frame import Frame
from node.map.ground import _room, discs, labels, land, towns
from vocab.landscape import Landscape
from vocab.vocabulary import Vocabulary

LILLE = Frame.around((2.8, 50.5, 3.3, 50.8), 420, 400)
FRANCE = Frame.around((-4.8, 42.3, 8.2, 51.1), 420, 400)


def test_land__of_a_whole_country_is_light(words: Vocabulary):
    found = land(Landscape(words.territories), FRANCE)

    assert found.path.startswith("M") and len(found.path) < 60_000


def test_land__where_nobody_is_known_is_nothing(words: Vocabulary):
    assert land(Landscape(words.territories), Frame.around((-40, 30, -39, 31), 420, 400)).path == ""


def test_labels__the_largest_first_apart_from_one_another_and_from_marks(words: Vocabulary):
    mark = Cluster(210.0, 200.0, 40, (0, 0, 0, 0), None)
    found = labels(towns(Landscape(words.territories), LILLE), LILLE, [mark])

    assert {"Roubaix", "Tourcoing"} < {each.name for each in found}
    rooms = [_room(each) for each in found] + [(189.0, 179.0, 231.0, 221.0)]
    for one, other in combinations(rooms, 2):
        assert one[2] < other[0] or one[0] > other[2] or one[3] < other[1] or one[1] > other[3]


def test_discs__what_lies_on_one_another_is_drawn_once():
    assert discs([(50.6, 3.06), (50.6, 3.06)], LILLE, 3.0).path.count("M") == 1

"""Dataclasses as this program writes them do what those of the library do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from vocab.dataclass import dataclass as ours

Decorator = Callable[..., Callable[[type], type]]
T = TypeVar("T")
library: Decorator = dataclasses.dataclass


def many(dataclass: Decorator, **how: bool) -> Any:
    """A class with every sort of field that the program uses."""

    @dataclass(slots=True, **how)
    class Many:
        """Something with values."""

        name: str
        tags: list[str] = dataclasses.field(default_factory=list)
        secret: str = dataclasses.field(default="", repr=False)
        seen: int = dataclasses.field(default=0, compare=False)
        counted: int = dataclasses.field(init=False, default=7)
        made: dict[str, int] = dataclasses.field(init=False, default_factory=dict)
        late: int = dataclasses.field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "late", len(self.name))

    return Many


PAIRS = [
    pytest.param(many(ours, **how), many(library, **how), how, id="-".join(how) or "plain")
    for how in ({}, {"frozen": True}, {"repr": False}, {"frozen": True, "repr": False})
]
CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (("a",), {}),
    (("a", ["b"], "c", 4), {}),
    ((), {"name": "a", "seen": 3}),
    ((), {}),
    (("a", ["b"], "c", 4, 5), {}),
    (("a",), {"counted": 3}),
    (("a",), {"other": 3}),
)


@pytest.mark.parametrize(("mine", "theirs", "how"), PAIRS)
def test_dataclass__begins_compares_and_speaks_as_the_library_does(
    mine: Any, theirs: Any, how: dict[str, bool]
) -> None:
    for values, named in CALLS:
        assert _outcome(mine, values, named, how) == _outcome(theirs, values, named, how)


def _outcome(made: Any, values: tuple[Any, ...], named: dict[str, Any], how: dict[str, bool]) -> object:
    try:
        one = made(*values, **named)
    except TypeError as error:
        # With the class's whole name: what is wrong is said of it.
        return str(error)
    said = repr(one) if how.get("repr", True) else repr(one).partition(" at ")[0]
    other, changed = made(*values, **named), dataclasses.replace(one, seen=9)
    compared = one == other, one == changed, one == dataclasses.replace(one, name="x"), one == "x", one != other
    return (
        said,
        dataclasses.astuple(one),
        dataclasses.asdict(one),
        compared,
        made.__match_args__,
        one.tags is other.tags,
    )


@pytest.mark.parametrize(("mine", "theirs", "how"), PAIRS)
def test_dataclass__is_one_to_the_library(mine: Any, theirs: Any, how: dict[str, bool]) -> None:
    assert dataclasses.is_dataclass(mine)
    assert repr(mine.__dataclass_params__) == repr(theirs.__dataclass_params__)
    assert [(f.name, f.init, f.compare, f.repr) for f in dataclasses.fields(mine)] == [
        (f.name, f.init, f.compare, f.repr) for f in dataclasses.fields(theirs)
    ]
    assert mine.__slots__ == theirs.__slots__
    assert mine.__doc__ == theirs.__doc__
    assert not hasattr(mine("a"), "__dict__")


def test_dataclass__frozen_is_closed() -> None:
    one = Point(1, 2)
    for change in (lambda: setattr(one, "x", 3), lambda: setattr(one, "other", 3), lambda: delattr(one, "x")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert (one.x, one.y) == (1, 2)


def test_dataclass__frozen_is_a_key_and_what_can_change_is_none() -> None:
    assert {Point(1, 2), Point(1, 2), Point(2, 1)} == {Point(1, 2), Point(2, 1)}
    assert hash(Point(1, 2)) == hash(dataclasses.make_dataclass("P", ["x", "y"], frozen=True)(1, 2))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Basket([1]))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_dataclass__is_copied_and_sent(duplicate: Callable[[Any], Any]) -> None:
    for one in (Point(1, 2), Basket([1])):
        assert duplicate(one) == one
        assert duplicate(one) is not one


def test_dataclass__that_holds_itself_can_be_shown() -> None:
    basket = Basket([])
    basket.items.append(basket)
    assert repr(basket) == "Basket(items=[...])"


def test_dataclass__with_methods_of_its_own_or_a_dataclass_above_it_is_the_librarys() -> None:
    assert Named("a") == Named("A")
    assert Deep(1, 2, 3) == Deep(1, 2, 3)
    assert repr(Deep(1, 2, 3)) == "Deep(x=1, y=2, z=3)"
    assert Deep(1, 2, 3) != Point(1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Deep(1, 2, 3).z = 4
    with pytest.raises(TypeError, match="cannot inherit non-frozen dataclass from a frozen one"):
        ours(slots=True)(type("Open", (Point,), {}))


def test_dataclass__of_any_type() -> None:
    assert Held(3) == Held[int](3)


@ours(frozen=True, slots=True)
class Point:
    """Frozen."""

    x: int
    y: int


@ours(slots=True)
class Basket:
    """May change."""

    items: list[Any]


@ours(frozen=True, slots=True)
class Deep(Point):
    """One more value than its parent."""

    z: int


@ours(frozen=True, slots=True)
class Named:
    """Compares as it likes."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and self.name.lower() == other.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())


@ours(frozen=True, slots=True)
class Held(Generic[T]):
    """Holds whatever it is."""

    value: T

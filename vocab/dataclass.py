"""Dataclasses as this program writes them, with slots: the same to whoever uses them, made in a tenth of the time.

The library writes up to seven methods of every class as text and compiles each: for five hundred classes two fifths
of what any command took to start. Here all classes share the rare ones, and the others are compiled when a class first
needs them, which most never do. `fields`, `replace`, `asdict` and whoever checks types see dataclasses like any other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, repr: bool = True) -> Callable[[type], type]:
        """The decorator, with those of the library's options that this program uses."""
        return lambda cls: _made(cls, frozen, repr) if slots else dataclasses.dataclass(frozen=frozen, repr=repr)(cls)


# A class that writes one of these itself, or inherits from another dataclass, is left to the library.
_OWN: Final = frozenset(
    {"__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__", "__setstate__"}
)


def _made(cls: type, frozen: bool, repr: bool) -> Any:
    if not _OWN.isdisjoint(vars(cls)) or any(dataclasses.is_dataclass(base) for base in cls.__mro__):
        return dataclasses.dataclass(frozen=frozen, slots=True, repr=repr)(cls)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__, made.__eq__ = _later(made, "__init__", _init), _later(made, "__eq__", _eq)
    made.__hash__ = _later(made, "__hash__", _hash) if frozen else None
    if repr:
        made.__repr__ = _repr
    if frozen:
        made.__setattr__, made.__delattr__ = _refuse_to_set, _refuse_to_delete
        made.__getstate__, made.__setstate__ = _state, _take_state
    # What the library asks of a class when another inherits from it.
    params = made.__dataclass_params__
    params.init, params.eq, params.repr, params.frozen = True, True, repr, frozen
    return made


def _later(made: Any, name: str, write: Callable[[Any, dict[str, Any]], str]) -> Callable[..., Any]:
    """A method that, when it is first called, puts the real one in its place."""

    def first(self: object, /, *args: object, **kwargs: object) -> object:
        known: dict[str, Any] = {}
        exec(write(made, known), known)
        method = known[name]
        method.__qualname__, method.__module__ = f"{made.__qualname__}.{name}", made.__module__
        setattr(made, name, method)
        return method(self, *args, **kwargs)

    return first


def _init(made: Any, known: dict[str, Any]) -> str:
    """Each value goes in through its slot: a frozen class closes the door before it, and this is the shortest way."""
    taken, kept = ["_self"], []
    for at, field in enumerate(dataclasses.fields(made)):
        name = value = field.name
        known[f"_keep{at}"] = getattr(made, name).__set__
        usual = ""
        if field.default is not MISSING:
            usual, known[f"_usual{at}"] = f"_usual{at}", field.default
        elif field.default_factory is not MISSING:
            usual, known[f"_usual{at}"] = "_missing", field.default_factory
            known["_missing"] = MISSING
            value = f"_usual{at}() if {name} is _missing else {name}"
        if field.init:
            taken.append(f"{name}={usual}" if usual else name)
        elif not usual:
            continue
        else:
            value = f"_usual{at}()" if field.default is MISSING else usual
        kept.append(f"_keep{at}(_self, {value})")
    if hasattr(made, "__post_init__"):
        kept.append("_self.__post_init__()")
    return f"def __init__({', '.join(taken)}):\n {'; '.join(kept) or 'pass'}"


def _eq(made: Any, known: dict[str, Any]) -> str:
    mine, theirs = _compared(made, "_self"), _compared(made, "other")
    said = f"{mine} == {theirs} if other.__class__ is _self.__class__ else NotImplemented"
    return f"def __eq__(_self, other):\n return {said}"


def _hash(made: Any, known: dict[str, Any]) -> str:
    return f"def __hash__(_self):\n return hash({_compared(made, '_self')})"


def _compared(made: Any, whose: str) -> str:
    return f"({''.join(f'{whose}.{field.name},' for field in dataclasses.fields(made) if field.compare)})"


@recursive_repr()
def _repr(self: Any) -> str:
    said = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(said)})"


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _take_state(self: Any, state: Iterable[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)

"""Drafts: the file that `publish` takes, as fields. YAML of one or several documents, JSON, JSON-LD.

YAML is read by the plain rules of its version 1.2: `01000` and `10:30` stay what was written, `no` is a word.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar, Final

import orjson
import yaml

from node.errors import NodeError
from vocab.language import Text

MAX_BYTES: Final = 5_000_000
MAX_DRAFTS: Final = 10_000
MAX_DEPTH: Final = 50

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML's flow style would begin with too, but for the quotes: `{kind: offer}` is YAML.
_LOOKS_JSON: Final = re.compile(r'\s*(\{\s*["}]|\[\s*[{"\]\[])')
_NULL: Final = ("tag:yaml.org,2002:null", re.compile(r"(~|null|Null|NULL|)\Z"))
_BOOL: Final = ("tag:yaml.org,2002:bool", re.compile(r"(true|True|TRUE|false|False|FALSE)\Z"))
_INT: Final = ("tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z"))
_FLOAT: Final = ("tag:yaml.org,2002:float", re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?\Z"))


class _Plain(_Base):  # type: ignore[misc]
    """YAML without the surprises of its version 1.1."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {
        "": [_NULL],
        "~": [_NULL],
        "n": [_NULL],
        "N": [_NULL],
        **dict.fromkeys("tTfF", [_BOOL]),
        **dict.fromkeys("-+0123456789", [_INT, _FLOAT]),
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Of two fields of one name the first would be lost without a word."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                line = key.start_mark.line + 1
                raise _twice(key.value, f"ligne {line}, ", f"line {line}, ")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_drafts(data: bytes) -> list[object]:
    """The drafts of a file, in order. Raises `NodeError` that says where it cannot be read."""
    if len(data) > MAX_BYTES:
        raise NodeError(
            Text(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.", f"The file is over {MAX_BYTES // 1_000_000} MB.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable("le texte n'est pas en UTF-8", "the text is not UTF-8") from error
    found = _json(text) if _LOOKS_JSON.match(text) else _yaml(text)
    drafts = [draft for document in found for draft in (document if isinstance(document, list) else [document])]
    if len(drafts) > MAX_DRAFTS:
        raise _unreadable(f"plus de {MAX_DRAFTS} fiches", f"more than {MAX_DRAFTS} records")
    return [draft for draft in drafts if draft is not None]


def _json(text: str) -> list[object]:
    try:
        found = orjson.loads(text)
        json.loads(text, object_pairs_hook=_require_each_once)
        return [found]
    except orjson.JSONDecodeError as error:
        fr = "une virgule, une accolade ou un guillemet n'est pas à sa place"
        raise _unreadable(f"ligne {error.lineno}, {fr}", f"line {error.lineno}, {error.msg}") from error
    except RecursionError as error:
        raise _too_deep() from error


def _require_each_once(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _twice(key)
        seen.add(key)


def _yaml(text: str) -> list[object]:
    try:
        _require_plain(text)
        found = list(yaml.load_all(text, Loader=_Plain))
        return [json.loads(json.dumps(document)) for document in found]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        fr = "les champs d'un niveau s'alignent, un texte qui contient « : » ou « # » se met entre guillemets"
        raise _unreadable(f"ligne {line}, {fr}", f"line {line}, {error.problem or error}") from error
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        raise _unreadable("un caractère n'a pas sa place dans un texte", str(error)[:200]) from error


def _require_plain(text: str) -> None:
    """Neither aliases, which make a small file a huge one, nor nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_Plain):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable("les alias YAML (*nom) ne sont pas admis", "YAML aliases (*name) are not allowed")
        if depth > MAX_DEPTH:
            raise _too_deep()


def _twice(key: str, fr: str = "", en: str = "") -> NodeError:
    return _unreadable(f"{fr}« {key[:80]} » y est deux fois", f'{en}"{key[:80]}" is there twice')


def _too_deep() -> NodeError:
    return _unreadable("trop de niveaux", "too many levels")


def _unreadable(fr: str, en: str) -> NodeError:
    return NodeError(Text(f"Ce fichier ne se lit pas : {fr}.", f"This file cannot be read: {en}."))

"""JSON-LD expansion by table: what each key and value of a document means, in full IRIs, without a JSON-LD processor.

The answer equals that of pyld, or there is none: Unproven says that the document uses something outside the subset that
the differential tests cover, and the worker process expands it. The subset is what people write: terms, compact IRIs,
`@id` `@type` coercion, lists, sets, language maps, named graphs around proofs, type-scoped and property-scoped contexts
as the security contexts have them, and nested contexts. Value objects (`@value`), index maps, relative IRIs and every
other keyword are left to the worker.

Algorithm: JSON-LD 1.1 API section 5.1. Keys are taken in sorted order, since several may lead to the same property.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocab.errors import Unproven
from vocab.table import DROPPED, ID, INITIAL, PROPERTY, TYPE, Property, Table
from vocab.tables import Tables

Node = dict[str, object]


def expand(document: dict[str, object], tables: Tables) -> list[Node]:
    """The expanded form of `document`, equal to pyld's, as a list of at most one node; raises Unproven.

    A relative IRI is Unproven: the wire has none that means the same to two readers.
    """
    node = _node(tables, INITIAL, document, None)
    if not node or (len(node) == 1 and "@id" in node):
        return []
    return [node]


def _node(tables: Tables, active: Table, element: dict[str, object], key: str | None) -> Node:
    """One node object under property `key`, whose scoped context (if any) `active` already holds."""
    table = active
    if active.previous is not None and not _is_reference(active, element):
        table = active.previous
    if key is not None and key in active.scoped:
        table = tables.scope_from(active, table, key)
    if "@context" in element:
        table = tables.read(element["@context"], table)
    of_types = table
    if table.scoped:
        table = _with_types(tables, table, element)

    node: Node = {}
    properties = table.properties
    for name in sorted(element):
        prop = properties.get(name) or table.property(name)
        value = element[name]
        kind = prop.kind
        if kind == PROPERTY:
            if type(value) is str and prop.simple and prop.iri not in node:
                node[prop.iri] = [_scalar(table, prop, value)]
            elif value is not None:
                _add(tables, table, node, name, prop, value)
        elif kind == ID:
            if "@id" in node or type(value) is not str:
                raise Unproven("@id twice or not a text")
            node["@id"] = table.iri(value)
        elif kind == TYPE:
            _add_types(of_types, node, value)
        elif kind != DROPPED:
            raise Unproven(f"value of {name[:80]!r}")
    return node


def _is_reference(active: Table, element: dict[str, object]) -> bool:
    """Whether `element` is `{id}` alone: only then does a type-scoped context reach into it."""
    if len(element) != 1:
        return False
    (name,) = element
    return name != "@context" and active.property(name).kind == ID


def _with_types(tables: Tables, table: Table, element: dict[str, object]) -> Table:
    """The table once the contexts scoped to the element's types are in force."""
    inner = table
    for key in sorted(name for name in table.type_keys if name in element):
        value = element[key]
        names = sorted(name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str))
        for name in names:
            if name in table.scoped:
                if inner is not table:
                    raise Unproven("two types with a context of their own")
                inner = tables.scope(table, name, of_type=True)
    if inner is not table and inner.type_keys != table.type_keys:
        raise Unproven("a type that redefines what a type is")
    return inner


def _add_types(table: Table, node: Node, value: object) -> None:
    found = []
    for name in value if isinstance(value, list) else [value]:
        if type(name) is not str:
            raise Unproven("a type that is not a text")
        found.append(table.vocab_iri(name))
    if found:
        earlier = node.get("@type")
        node["@type"] = [*earlier, *found] if isinstance(earlier, list) else found


def _add(tables: Tables, table: Table, node: Node, key: str, prop: Property, value: object) -> None:
    inner = table
    if prop.coerce == "@json":
        if prop.scoped or prop.iri in node:
            raise Unproven(f"{key[:80]!r}: JSON beside something else")
        node[prop.iri] = [{"@value": value, "@type": "@json"}]
        return
    if prop.scoped:
        inner = tables.scope(table, key, of_type=False)
        scoped = inner.property(key)
        if (scoped.kind, scoped.iri, scoped.is_list) != (PROPERTY, prop.iri, prop.is_list):
            raise Unproven(f"{key[:80]!r} redefined inside itself")
    else:
        scoped = prop
    found: list[object]
    if prop.by_language and type(value) is dict:
        found = list(_language_map(inner, value))
    elif type(value) is list:
        found = _values(tables, inner, key, scoped, value)
    else:
        found = [_value(tables, inner, key, scoped, value)]
    if prop.is_list:
        found = [{"@list": found}]
    if prop.is_graph:
        found = [{"@graph": [single]} for single in found]
    earlier = node.get(prop.iri)
    node[prop.iri] = [*earlier, *found] if isinstance(earlier, list) else found


def _values(tables: Tables, table: Table, key: str, prop: Property, values: list[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        if type(value) is list:
            nested = _values(tables, table, key, prop, value)
            if prop.is_list:
                found.append({"@list": nested})
            else:
                found.extend(nested)
        elif value is not None:
            found.append(_value(tables, table, key, prop, value))
    return found


def _value(tables: Tables, table: Table, key: str, prop: Property, value: object) -> object:
    if type(value) is dict:
        return _node(tables, table, value, key)
    return _scalar(table, prop, value)


def _scalar(table: Table, prop: Property, value: object) -> Node:
    coerce = prop.coerce
    if type(value) is str:
        if coerce is None:
            if prop.language is None:
                return {"@value": value}
            return {"@value": value, "@language": prop.language}
        if coerce == "@id":
            return {"@id": value if value.startswith("https://") else table.iri(value)}
        if coerce == "@vocab":
            return {"@id": table.vocab_iri(value)}
    elif coerce is None or coerce == "@id" or coerce == "@vocab":
        return {"@value": value}
    return {"@value": value, "@type": coerce}


def _language_map(table: Table, texts: dict[str, object]) -> Iterator[Node]:
    for tag in sorted(texts):
        if tag.startswith("@") or tag in table.terms:
            raise Unproven("a language tag that is a word of the context")
        values = texts[tag]
        for text in values if isinstance(values, list) else [values]:
            if text is None:
                continue
            if type(text) is not str:
                raise Unproven("a language map of something else than texts")
            yield {"@value": text, "@language": tag.lower()}

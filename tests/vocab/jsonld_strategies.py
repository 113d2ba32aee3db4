"""Documents and contexts at random for the differential tests: mostly sensible, often odd, sometimes nonsense."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from vocab.context import ACTOR, AS, RECORD

URLS = [
    AS,
    "https://w3id.org/security/v1",
    "https://w3id.org/security/data-integrity/v1",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
    "https://www.w3.org/ns/did/v1",
    "https://www.w3.org/ns/cid/v1",
    "https://w3id.org/identity/v1",
    "https://gotosocial.org/ns",
    "https://join-lemmy.org/context.json",
    "https://purl.archive.org/miscellany",
]
IRIS = st.sampled_from(
    [
        "https://a.example/1",
        "http://a.example/2#x",
        "as:Public",
        "coop:need-livrer",
        "territory:fr/epci/200093201",
        "urn:x:y",
        "acct:a@b.example",
        "_:b0",
    ]
)
WORDS = st.sampled_from(
    [
        "",
        "mailto:a b@c",
        "Note",
        "name",
        "word",
        "id",
        "type",
        "word with space",
        "@id",
        "@foo",
        "./rel",
        "#f",
        "?q",
        ":c",
        "x:",
        "fr",
        "a:b c",
    ]
)
TEXTS = st.integers(0, 11).flatmap(lambda dice: WORDS if dice == 11 else st.text(max_size=6) if dice == 10 else IRIS)
TYPES = st.sampled_from(
    [
        "Note",
        "Create",
        "Organization",
        "Proposal",
        "Intent",
        "DataIntegrityProof",
        "Multikey",
        "Place",
        "Key",
        "Strange",
        "as:Note",
        "A",
        "B",
    ]
)
_OURS = [
    key for context in (RECORD, ACTOR) for part in context if isinstance(part, dict) for key in part if key[0] != "@"
]
_THEIRS = (
    "name nameMap content contentMap summary actor object target to cc tag url items orderedItems published attachment"
    " proof verificationMethod proofPurpose cryptosuite created proofValue assertionMethod publicKey publicKeyPem owner"
    " controller publicKeyMultibase expires revoked endpoints sharedInbox duration latitude totalItems service"
    " interactionPolicy canReply always focalPoint a b c d as:name undefined x:y foo@bar"
).split()
KEYS = st.sampled_from([*_OURS, *_THEIRS])
SCALARS = st.one_of(
    TEXTS, st.integers(-5, 2**60), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False, width=32)
)


def _node(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda fields, identity, kind: {**fields, **identity, **kind},
        st.dictionaries(KEYS, values, max_size=5),
        st.one_of(st.just({}), IRIS.map(lambda iri: {"id": iri}), TEXTS.map(lambda iri: {"@id": iri})),
        st.one_of(
            st.just({}),
            TYPES.map(lambda kind: {"type": kind}),
            st.lists(TYPES, max_size=3).map(lambda kinds: {"type": kinds}),
            TYPES.map(lambda kind: {"@type": kind}),
            st.tuples(TYPES, TEXTS).map(lambda pair: {"type": pair[0], "kind": pair[1]}),
        ),
    )


LANGUAGES = st.dictionaries(
    st.sampled_from(["fr", "en", "FR-be", "und"] * 4 + ["@none", "id"]),
    st.one_of(st.text(max_size=5), st.none(), st.lists(st.text(max_size=3), max_size=2)),
    max_size=3,
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(SCALARS, SCALARS, LANGUAGES),
    lambda inner: st.one_of(st.lists(inner, max_size=3), _node(inner)),
    max_leaves=14,
)

_DEFINITIONS = st.one_of(
    st.sampled_from(
        ["https://t.example/a", "https://t.example/ns#", "as:name", "as:Foo", "a", "@id", "@type", "_:x", "b:c", "name"]
    ),
    st.none(),
    st.fixed_dictionaries(
        {},
        optional={
            "@id": st.sampled_from(
                ["https://t.example/d", "as:name", "as:actor", "a", "b", "@type", "https://t.example/p/"]
            ),
            "@type": st.sampled_from(["@id", "@vocab", "@none", "@json", "https://t.example/dt", "xsd:date", "a"]),
            "@container": st.sampled_from(
                ["@set", "@list", "@language", "@graph", ["@set"], ["@language", "@set"], "@index", "@id"]
            ),
            "@language": st.sampled_from(["FR", "en", None]),
            "@protected": st.booleans(),
            "@prefix": st.booleans(),
            "@context": st.dictionaries(
                st.sampled_from(["a", "b", "name", "type", "A"]),
                st.sampled_from(["https://s.example/s", "as:s", None]),
                max_size=2,
            ),
        },
    ),
)
INLINE: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda terms, words: {**terms, **words},
    st.dictionaries(
        st.sampled_from([*"abcd", "A", "B", "name", "type", "id", "proof", "actor", "x", "Note", "xsd"]),
        _DEFINITIONS,
        max_size=5,
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "@vocab": st.sampled_from(["https://v.example/", "_:", "as:", "x"]),
            "@language": st.sampled_from(["FR", "en-GB"]),
            "@version": st.sampled_from([1.1] * 8 + [1.0]),
            "@protected": st.just(True),
        },
    ),
)
CONTEXTS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(URLS),
    INLINE,
    st.lists(st.one_of(st.sampled_from(URLS), INLINE), min_size=1, max_size=4),
    st.sampled_from([RECORD, ACTOR]),
)


def documents(contexts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Documents under one of `contexts`, at times with another context inside."""
    nested = st.builds(lambda context, node: {"@context": context, **node}, CONTEXTS, _node(VALUES))
    return st.builds(
        lambda context, node, key, inner: {"@context": context, **node, **({key: inner} if inner else {})},
        contexts,
        _node(VALUES),
        KEYS,
        st.one_of(st.none(), st.none(), nested),
    )

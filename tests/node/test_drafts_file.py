"""The file that `publish` takes."""

from __future__ import annotations

import pytest

from node.cli.drafts import MAX_BYTES, read_drafts
from node.errors import NodeError


def test_read_drafts__yaml_means_what_was_written():
    text = "siren: 012345670\npostcode: 01000\nstarts: 10:30\nday: 2027-06-30\nword: no\nlevel: 3\nvoid:\nprice: 1.5\n"

    assert read_drafts(text.encode()) == [
        {
            "siren": "012345670",
            "postcode": "01000",
            "starts": "10:30",
            "day": "2027-06-30",
            "word": "no",
            "level": 3,
            "void": None,
            "price": 1.5,
        }
    ]


def test_read_drafts__json_and_json_lists():
    assert read_drafts(b'{"kind": "offer", "ok": true}') == [{"kind": "offer", "ok": True}]
    assert read_drafts(b'\xef\xbb\xbf [{"kind": "offer"}, {"kind": "request"}]') == [
        {"kind": "offer"},
        {"kind": "request"},
    ]


def test_read_drafts__several_documents_and_flow_style():
    assert read_drafts(b"kind: offer\n---\nkind: request\n---\n") == [{"kind": "offer"}, {"kind": "request"}]
    assert read_drafts(b"{kind: offer, need: [livrer]}") == [{"kind": "offer", "need": ["livrer"]}]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: &x [1]\nb: *x\n", "aliases"),
        (b"a: [\n", "line 2"),
        (b'{"a": 1,\n "b": }', "line 2"),
        (b"a: !!python/object:os.system x", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "cannot be read"),
        (b"a: " + b"[" * 100_000, "too many levels"),
        (b"a" * (MAX_BYTES + 1), "over 5 MB"),
        (b"\x00", "cannot be read"),
        (b"name: a\nneed: [livrer]\nname: b\n", 'line 3, "name" is there twice'),
        (b"location: {name: a, name: b}\n", '"name" is there twice'),
        (b'{"name": "a", "name": "b"}', '"name" is there twice'),
        (b'[{"a": {"b": 1, "\\u0062": 2}}]', '"b" is there twice'),
    ],
)
def test_read_drafts__says_what_is_wrong(data, said):
    with pytest.raises(NodeError, match=said):
        read_drafts(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"name: a: b\n", "ligne 1, les champs d'un niveau s'alignent, un texte qui contient"),
        (b'{"a": 1,\n "b": }', "ligne 2, une virgule"),
        (b"name: a\nname: b\n", "ligne 2, « name » y est deux fois"),
        (b"\x00", "un caractère n'a pas sa place"),
    ],
)
def test_read_drafts__says_it_in_french_too(data, said):
    with pytest.raises(NodeError) as caught:
        read_drafts(data)

    assert said in caught.value.public.fr


def test_read_drafts__nothing():
    assert read_drafts(b"") == []
    assert read_drafts(b"---\n") == []

"""Organisations from the command line: added, moved, joined in networks, followed."""

from __future__ import annotations

from tests.node.cli_world import REPOSITORY


def test_actor_add__and_act_as_it(desk, offer):
    added = desk.did("actor", "add", "--name", "panier", "--title", "Panier", "--territory", "fr-commune-62041")

    assert added == "http://127.0.0.1:8401/actors/panier\n"
    assert [actor["name"] for actor in desk.json("actor", "list")] == ["pedales", "panier"]
    id = desk.did("publish", offer, "--as", "panier").strip()
    assert desk.json("explain", id)["record"]["owner"] == "http://127.0.0.1:8401/actors/panier"
    assert desk.type("publish", offer, "--as", "nobody").exit_code == 1


def test_actor__moves_within_the_node(desk, offer):
    here, there = "http://127.0.0.1:8401/actors/pedales", "http://127.0.0.1:8401/actors/roues"
    desk.did("actor", "add", "--name", "roues")
    kept = desk.did("publish", offer).strip()

    # The new address must say so first, and the sentence says how
    refused = desk.type("actor", "move", "pedales", "--to", "roues@127.0.0.1:8401")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"bocage actor alias roues --add {here}" in refused.stderr
    assert desk.did("actor", "alias", "roues", "--add", "pedales@127.0.0.1:8401") == f"{here}\n"
    assert desk.did("actor", "move", "pedales", "--to", "roues@127.0.0.1:8401") == f"pedales → {there}\n"

    # Then it is said wherever it is named, and it begins nothing new
    assert f"→ {there}" in desk.did("actor", "list")
    assert [(row["moved_to"], row["also_known_as"]) for row in desk.json("actor", "list")] == [
        (there, []),
        (None, [here]),
    ]
    refused = desk.type("publish", offer)
    assert refused.exit_code == 1 and f"a déménagé : c'est depuis {there}" in refused.stderr
    assert desk.type("import", str(REPOSITORY / "README.md"), "--as", "pedales").exit_code == 1
    assert desk.json("explain", kept)["record"]["withdrawn"] is False

    # And it comes back
    assert desk.did("actor", "move", "pedales", "--cancel") == "pedales : de retour ici\n"
    assert desk.did("publish", offer).startswith("http")
    assert desk.did("actor", "alias", "roues", "--remove", here) == ""


def test_actor_move__wrong_use(desk):
    assert desk.type("actor", "move", "pedales").exit_code == 2
    assert desk.type("actor", "move", "pedales", "--to", "a@b.example", "--cancel").exit_code == 2
    assert desk.type("actor", "move", "personne", "--cancel").exit_code == 1
    assert desk.type("actor", "move", "actor", "--to", "pedales@127.0.0.1:8401").exit_code == 1


def test_members__ask_and_are_answered(desk, monkeypatch):
    monkeypatch.setenv("BOCAGE_MEMBERSHIP", "approve")
    desk.did("actor", "add", "--name", "reseau", "--kind", "network")

    assert desk.json("join", "reseau")["state"] == "asked"
    assert [row["state"] for row in desk.json("members", "--as", "reseau")] == ["asked"]
    assert "accepté" in desk.did("members", "--as", "reseau", "--accept", "pedales")
    assert [row["as"] for row in desk.json("followers", "--as", "reseau")] == ["reseau"]
    assert "pedales" not in desk.did("members", "--as", "reseau", "--remove", "pedales")
    assert desk.type("members", "--as", "reseau", "--accept", "pedales").exit_code == 1
    assert desk.type("leave", "reseau").exit_code == 1


def test_follow__and_stop(desk):
    desk.did("actor", "add", "--name", "panier")

    assert desk.did("follow", "panier", "--as", "pedales") == "panier : accepté\n"
    assert [row["id"] for row in desk.json("following", "--as", "pedales")] == ["http://127.0.0.1:8401/actors/panier"]
    desk.did("unfollow", "panier", "--as", "pedales")
    assert desk.json("following") == []
    assert desk.type("follow", "pedales", "--as", "pedales").exit_code == 1


def test_follow__a_relay(desk):
    inbox = "http://127.0.0.1:9/inbox"

    assert desk.did("follow", "--relay", inbox) == f"{inbox} : demandé\n"

    assert desk.did("following").split()[:3] == ["(relais)", inbox, "demandé"]
    assert [(row["id"], row["relay"], row["as"]) for row in desk.json("following")] == [(inbox, "mastodon", "actor")]
    assert desk.json("following", "--as", "pedales") == []
    assert "bocage follow --relay" in desk.type("follow", inbox).stderr
    assert desk.type("follow", "--relay", inbox, "--as", "pedales").exit_code == 2
    assert desk.did("unfollow", "--relay", inbox) == f"{inbox} : plus suivi\n"
    assert desk.json("following") == []
    assert desk.type("unfollow", "--relay", inbox).exit_code == 1

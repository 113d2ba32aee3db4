"""Who has what we sent: for its author's own programs, absent for everybody else."""

from __future__ import annotations

from node.store import deliveries
from node.store.connection import Db
from tests.node.ground import Peer
from tests.node.web.served import Served

NEAR = Peer("https://panier.example/actors/panier")
AWAY = Peer("https://clef.example/actors/clef", seed=2)
DEAF = Peer("https://sourd.example/actors/sourd", seed=3)


async def test_deliveries__one_line_an_inbox(node: Served) -> None:
    node.ground.followed_by(NEAR, AWAY, DEAF)
    made = await node.say()
    activity = next(entry.id for entry in node.ground.entries() if entry.subject == made.id)
    await node.write(_some_arrive)
    headers = {"Authorization": f"Bearer {await node.token()}"}

    answer = await node.get(f"{activity}/deliveries", headers)

    assert answer.status == 200
    assert answer.json["id"] == activity
    assert answer.json["counts"] == {"due": 1, "refused": 1, "done": 1}
    rows = {row["inbox"].split("/")[2]: row for row in answer.json["deliveries"]}
    assert (rows["panier.example"]["state"], rows["panier.example"]["next_attempt"]) == ("done", None)
    assert rows["panier.example"]["finished"]
    assert (rows["clef.example"]["state"], rows["clef.example"]["answer"]) == ("due", "503: en panne")
    assert rows["clef.example"]["next_attempt"]
    assert rows["sourd.example"]["answer"] == "403: bloqué"
    assert [row["state"] for row in answer.json["deliveries"]][-1] == "done"


async def test_deliveries__of_another_or_without_token(node: Served) -> None:
    node.ground.followed_by(NEAR)
    made = await node.say()
    activity = next(entry.id for entry in node.ground.entries() if entry.subject == made.id)
    other = await node.add("autre")
    assert (await node.get(f"{activity}/deliveries")).status == 401
    token = await node.token()
    await node.write(lambda db: db.execute("UPDATE tokens SET actor = ?", (other,)))
    headers = {"Authorization": f"Bearer {token}"}
    hidden = await node.get(f"{activity}/deliveries", headers)
    absent = await node.get("/activities/00000000000000000000000000/deliveries", headers)
    assert (hidden.status, hidden.body) == (absent.status, absent.body) == (404, absent.body)


def _some_arrive(db: Db) -> None:
    for row in deliveries.waiting(db):
        if "panier" in row.inbox:
            deliveries.finish(db, [row.id], "done", None, row.next_attempt + 1)
        elif "sourd" in row.inbox:
            deliveries.finish(db, [row.id], "refused", "403: bloqué", row.next_attempt + 1)
        else:
            deliveries.postpone(db, row.id, row.next_attempt + 60, "503: en panne", row.next_attempt)

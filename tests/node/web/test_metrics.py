"""What a node measures, and who may read it."""

from __future__ import annotations

from tests.node.ground import Peer
from tests.node.web.served import Served

FAR = Peer("https://panier.example/actors/panier")


async def test_metrics__waiting_by_host_and_refusals_by_cause(node: Served) -> None:
    node.ground.followed_by(FAR)
    await node.say()
    node.ground.clock.at += 90
    await node.post("/inbox", b"{}", {"Content-Type": "application/activity+json"})
    await node.post("/inbox", b"{}", {"Content-Type": "text/plain"})

    text = (await node.get("/metrics")).text

    assert 'bocage_host_deliveries{host="panier.example"} 1.0' in text
    assert 'bocage_host_lag_seconds{host="panier.example"} 90.0' in text
    assert 'bocage_refusals_total{cause="unsigned"} 1.0' in text
    assert 'bocage_refusals_total{cause="wrong_type"} 1.0' in text
    assert "_created" not in text
    assert 'bocage_waiting{state="moderation"} 0.0' in text
    assert "bocage_strangers 0.0" in text


async def test_metrics__are_for_those_inside(node: Served) -> None:
    assert (await node.get("/metrics")).status == 200
    # A proxy of ours says on whose behalf it asks.
    assert (await node.get("/metrics", {"X-Forwarded-For": "203.0.113.9"})).status == 404
    assert (await node.get("/metrics", {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"})).status == 404

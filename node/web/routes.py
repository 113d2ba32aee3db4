"""Every route of a node, in one list; `docs/http.md` says what each is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from federation.websites import CLAIM_PATH
from node.web import (
    actors,
    collections,
    directory,
    dumps,
    inbox,
    notices,
    oauth,
    objects,
    ogc,
    operation,
    outbox,
    pages,
    sparql,
    wellknown,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAME: Final = "{name:[a-z0-9_]{1,64}}"
ULID: Final = "{ulid:[0-9a-z]{26}}"

ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/", directory.get_home),
    ("GET", "/directory", directory.get_directory),
    ("GET", "/directory.{ext}", directory.get_directory),
    ("GET", "/directory/csv-schema.json", directory.get_schema),
    ("GET", "/ogc", ogc.get_landing),
    ("GET", "/ogc/", ogc.get_landing),
    ("GET", "/ogc/conformance", ogc.get_conformance),
    ("GET", "/ogc/api", ogc.get_api),
    ("GET", "/ogc/collections", ogc.get_collections),
    ("GET", "/ogc/collections/{collection}", ogc.get_collection),
    ("GET", "/ogc/collections/{collection}/items", ogc.get_items),
    ("GET", "/ogc/collections/{collection}/items/{item}", ogc.get_item),
    ("GET", "/sparql", sparql.get_sparql),
    ("POST", "/sparql", sparql.post_sparql),
    ("OPTIONS", "/sparql", sparql.options_sparql),
    ("GET", "/dumps/", dumps.get_dumps),
    ("GET", "/dumps/{stamp}/{file}", dumps.get_dump),
    ("GET", "/static/{name}", pages.get_static),
    ("GET", "/.well-known/webfinger", wellknown.get_webfinger),
    ("GET", "/.well-known/host-meta", wellknown.get_host_meta),
    ("GET", "/.well-known/nodeinfo", wellknown.get_nodeinfo_links),
    ("GET", CLAIM_PATH, wellknown.get_claim),
    ("GET", "/.well-known/oauth-authorization-server", oauth.get_metadata),
    ("GET", "/oauth/authorize", oauth.get_authorize),
    ("POST", "/oauth/authorize", oauth.post_authorize),
    ("POST", "/oauth/token", oauth.post_token),
    ("POST", "/oauth/revoke", oauth.post_revoke),
    ("GET", "/nodeinfo/{version}", wellknown.get_nodeinfo),
    ("GET", "/actor", actors.get_application),
    ("GET", "/actor/outbox", outbox.get_outbox),
    ("GET", "/actor/followers", collections.get_followers),
    ("GET", "/actor/following", collections.get_following),
    ("POST", "/inbox", inbox.post_inbox),
    ("GET", f"/actors/{NAME}", actors.get_actor),
    ("POST", f"/actors/{NAME}/inbox", inbox.post_inbox),
    ("GET", f"/actors/{NAME}/outbox", outbox.get_outbox),
    ("POST", f"/actors/{NAME}/outbox", outbox.post_outbox),
    ("GET", f"/actors/{NAME}/followers", collections.get_followers),
    ("GET", f"/actors/{NAME}/followers_synchronization", collections.get_followers_synchronization),
    ("GET", f"/actors/{NAME}/following", collections.get_following),
    ("GET", f"/actors/{NAME}/members", collections.get_members),
    ("GET", f"/actors/{NAME}/featured", collections.get_featured),
    ("GET", f"/actors/{NAME}/practices", collections.get_shelf),
    ("GET", f"/actors/{NAME}/reports", collections.get_shelf),
    ("GET", f"/actors/{NAME}/endorsements", collections.get_shelf),
    ("GET", f"/actors/{NAME}/offers", collections.get_shelf),
    ("GET", f"/actors/{NAME}/requests", collections.get_shelf),
    ("GET", f"/objects/{ULID}", objects.get_object),
    ("GET", f"/activities/{ULID}", objects.get_activity),
    ("GET", f"/activities/{ULID}/deliveries", objects.get_deliveries),
    ("GET", "/about", notices.get_about),
    ("GET", "/accessibilite", notices.get_accessibility),
    ("GET", "/mentions-legales", notices.get_legal),
    ("GET", "/donnees-personnelles", notices.get_personal_data),
    ("GET", "/livez", operation.get_livez),
    ("GET", "/readyz", operation.get_readyz),
    ("GET", "/metrics", operation.get_metrics),
)

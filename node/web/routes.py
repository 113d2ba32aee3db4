"""Every route of a node, in one list, each with its description (`node/api`); `docs/http.md` says what each is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from federation.websites import CLAIM_PATH
from node.api import activitypub as on_activitypub
from node.api import catalog as on_catalog
from node.api import directory as on_directory
from node.api import discovery as on_discovery
from node.api import dumps as on_dumps
from node.api import embeds as on_embeds
from node.api import feeds as on_feeds
from node.api import observatory as on_observatory
from node.api import places as on_places
from node.api import questions as on_questions
from node.api import reaching as on_reaching
from node.api import running as on_running
from node.api.operation import Operation
from node.web import (
    actors,
    api,
    catalog,
    charter,
    collections,
    contours,
    directory,
    dumps,
    embedding,
    embeds,
    feeds,
    follow,
    home,
    inbox,
    notices,
    oauth,
    objects,
    observatory,
    ogc,
    ontology,
    operation,
    outbox,
    pages,
    people,
    pictures,
    pins,
    practices,
    qr,
    sparql,
    territories,
    wellknown,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAME: Final = "{name:[a-z0-9_]{1,64}}"
SLUG: Final = "{slug:[a-z][a-z]-[a-z-]+-[0-9A-Z]+}"
CHARTER: Final = "{slug:[a-z][a-z0-9-]*}"
TERRITORY: Final = "{country:[a-z][a-z]}/{type:[a-z-]+}/{code:[0-9A-Z]+}"
NOTATION: Final = "{notation:[A-Z][0-9]+(?:-[a-z0-9-]+)?}"
MONTH: Final = "{month:[0-9]+-[0-9]+}"
ULID: Final = "{ulid:[0-9a-z]{26}}"

ROUTES: Final[tuple[tuple[str, str, Handler, Operation], ...]] = (
    ("GET", "/api", api.get_api, on_running.API),
    ("GET", "/api/", api.get_api, on_running.API_TOO),
    ("GET", "/api/openapi.json", api.get_contract, on_running.CONTRACT),
    ("GET", "/", home.get_home, on_directory.HOME),
    ("GET", "/directory", directory.get_directory, on_directory.DIRECTORY),
    ("GET", "/directory.{ext}", directory.get_directory, on_directory.DIRECTORY_AS),
    ("GET", "/directory/pins.json", pins.get_pins, on_directory.PINS),
    ("GET", "/directory/csv-schema.json", directory.get_schema, on_directory.CSV_SCHEMA),
    ("GET", "/feeds/directory.{ext}", feeds.get_directory_feed, on_feeds.DIRECTORY_FEED),
    ("GET", "/feeds/practice-{notation:[A-Z]+[0-9]+}.{ext}", feeds.get_practice_feed, on_feeds.PRACTICE_FEED),
    ("GET", "/feeds/theme-{theme:[A-Z]+}.{ext}", feeds.get_theme_feed, on_feeds.THEME_FEED),
    ("GET", f"/feeds/{SLUG}.{{ext}}", feeds.get_territory_feed, on_feeds.TERRITORY_FEED),
    ("GET", "/embed", embedding.get_embedding, on_embeds.EMBEDDING),
    ("GET", "/embed/pins.json", pins.get_embed_pins, on_embeds.EMBED_PINS),
    ("GET", "/embed/bocage.js", embeds.get_script, on_embeds.EMBED_SCRIPT),
    ("GET", "/embed/story", embeds.get_story_embed, on_embeds.STORY_EMBED),
    ("GET", "/embed/{show:list|map|figures}", embeds.get_embed, on_embeds.EMBED),
    ("GET", "/ogc", ogc.get_landing, on_questions.LANDING),
    ("GET", "/ogc/", ogc.get_landing, on_questions.LANDING_TOO),
    ("GET", "/ogc/conformance", ogc.get_conformance, on_questions.CONFORMANCE),
    ("GET", "/ogc/api", ogc.get_api, on_questions.OGC_API),
    ("GET", "/ogc/collections", ogc.get_collections, on_questions.COLLECTIONS_),
    ("GET", "/ogc/collections/{collection}", ogc.get_collection, on_questions.COLLECTION),
    ("GET", "/ogc/collections/{collection}/items", ogc.get_items, on_questions.ITEMS),
    ("GET", "/ogc/collections/{collection}/items/{item}", ogc.get_item, on_questions.ITEM),
    ("GET", "/sparql", sparql.get_sparql, on_questions.SPARQL),
    ("POST", "/sparql", sparql.post_sparql, on_questions.POST_SPARQL),
    ("OPTIONS", "/sparql", sparql.options_sparql, on_questions.SPARQL_OPTIONS),
    ("GET", "/dumps/", dumps.get_dumps, on_dumps.DUMPS),
    ("GET", "/dumps/{stamp}/{file}", dumps.get_dump, on_dumps.DUMP),
    ("GET", "/catalog", catalog.get_catalog, on_catalog.CATALOG),
    ("GET", "/catalog.{ext:ttl|jsonld|xml}", catalog.get_catalog, on_catalog.CATALOG_AS),
    ("GET", "/catalog/{table:practices|territories}.{ext:csv|json}", catalog.get_table, on_catalog.TABLE),
    ("GET", "/catalog/{table:practices|territories}-schema.json", catalog.get_schema, on_catalog.TABLE_SCHEMA),
    ("GET", "/static/{name}", pages.get_static, on_running.STATIC),
    ("GET", "/.well-known/webfinger", wellknown.get_webfinger, on_discovery.WEBFINGER),
    ("GET", "/.well-known/host-meta", wellknown.get_host_meta, on_discovery.HOST_META),
    ("GET", "/.well-known/nodeinfo", wellknown.get_nodeinfo_links, on_discovery.NODEINFO_LINKS),
    ("GET", CLAIM_PATH, wellknown.get_claim, on_discovery.CLAIM),
    ("GET", "/.well-known/oauth-authorization-server", oauth.get_metadata, on_discovery.METADATA),
    ("GET", "/oauth/authorize", oauth.get_authorize, on_discovery.AUTHORIZE),
    ("POST", "/oauth/authorize", oauth.post_authorize, on_discovery.AGREE),
    ("POST", "/oauth/token", oauth.post_token, on_discovery.TOKEN),
    ("POST", "/oauth/revoke", oauth.post_revoke, on_discovery.REVOKE),
    ("GET", "/nodeinfo/{version}", wellknown.get_nodeinfo, on_discovery.NODEINFO),
    ("GET", "/actor", actors.get_application, on_activitypub.APPLICATION),
    ("GET", "/actor/outbox", outbox.get_outbox, on_activitypub.NODE_OUTBOX),
    ("GET", "/actor/followers", collections.get_followers, on_activitypub.NODE_FOLLOWERS),
    ("GET", "/actor/following", collections.get_following, on_activitypub.NODE_FOLLOWING),
    ("POST", "/inbox", inbox.post_inbox, on_activitypub.SHARED_INBOX),
    ("GET", f"/actors/{NAME}", actors.get_actor, on_activitypub.ACTOR),
    ("GET", f"/actors/{NAME}/qr.svg", qr.get_qr, on_reaching.ACTOR_QR),
    ("POST", f"/actors/{NAME}/follow", follow.post_follow, on_reaching.FOLLOW),
    ("POST", f"/actors/{NAME}/inbox", inbox.post_inbox, on_activitypub.INBOX),
    ("GET", f"/actors/{NAME}/outbox", outbox.get_outbox, on_activitypub.OUTBOX),
    ("POST", f"/actors/{NAME}/outbox", outbox.post_outbox, on_activitypub.POST_OUTBOX),
    ("GET", f"/actors/{NAME}/followers", collections.get_followers, on_activitypub.FOLLOWERS),
    (
        "GET",
        f"/actors/{NAME}/followers_synchronization",
        collections.get_followers_synchronization,
        on_activitypub.SYNCHRONIZATION,
    ),
    ("GET", f"/actors/{NAME}/following", collections.get_following, on_activitypub.FOLLOWING),
    ("GET", f"/actors/{NAME}/members", collections.get_members, on_activitypub.MEMBERS),
    ("GET", f"/actors/{NAME}/featured", collections.get_featured, on_activitypub.FEATURED),
    ("GET", f"/actors/{NAME}/practices", collections.get_shelf, on_activitypub.PRACTICES),
    ("GET", f"/actors/{NAME}/reports", collections.get_shelf, on_activitypub.REPORTS),
    ("GET", f"/actors/{NAME}/endorsements", collections.get_endorsements, on_activitypub.ENDORSEMENTS),
    ("GET", f"/actors/{NAME}/endorsements/status", collections.get_status, on_activitypub.ENDORSEMENTS_STATUS),
    ("GET", f"/actors/{NAME}/offers", collections.get_shelf, on_activitypub.OFFERS),
    ("GET", f"/actors/{NAME}/requests", collections.get_shelf, on_activitypub.REQUESTS),
    ("GET", f"/objects/{ULID}", objects.get_object, on_activitypub.OBJECT),
    ("GET", "/pictures/{hash:[0-9a-f]{64}}.{ext:jpg|webp}", pictures.get_picture, on_reaching.PICTURE),
    ("GET", f"/objects/{ULID}/qr.svg", qr.get_qr, on_reaching.OBJECT_QR),
    ("GET", f"/activities/{ULID}", objects.get_activity, on_activitypub.GET_ACTIVITY),
    ("GET", f"/activities/{ULID}/deliveries", objects.get_deliveries, on_activitypub.DELIVERIES),
    ("GET", "/record", people.get_held, on_places.HELD),
    ("GET", f"/territories/{SLUG}", territories.get_territory, on_places.TERRITORY),
    ("GET", f"/territories/{SLUG}.json", territories.get_territory, on_places.TERRITORY_AS_JSON),
    ("GET", f"/territories/{SLUG}.csv", territories.get_figures, on_places.TERRITORY_AS_CSV),
    ("GET", "/contours/{slug:[a-z][a-z](?:-[a-z]+-[0-9A-Z]+)?}.json", contours.get_contours, on_places.CONTOURS),
    ("GET", "/ns/", ontology.get_ontology, on_places.ONTOLOGY),
    ("GET", f"/ns/territory/{TERRITORY}", ontology.get_territory, on_places.TERRITORY_IRI),
    ("GET", "/ns/charter", charter.get_charter, on_places.CHARTER),
    ("GET", "/ns/charter.{ext:ttl|jsonld}", charter.get_charter, on_places.CHARTER_AS),
    ("GET", f"/ns/charter/{CHARTER}", charter.get_charter, on_places.FORK),
    ("GET", f"/ns/charter/{CHARTER}.{{ext:ttl|jsonld}}", charter.get_charter, on_places.FORK_AS),
    ("GET", "/observatory", observatory.get_observatory, on_observatory.OBSERVATORY),
    ("GET", "/observatory.{ext:json|csv}", observatory.get_newest, on_observatory.NEWEST),
    ("GET", f"/observatory/{MONTH}.{{ext:json|csv}}", observatory.get_month, on_observatory.MONTH),
    ("GET", "/practices", practices.get_practices, on_places.PRACTICES),
    ("GET", f"/practices/{NOTATION}", practices.get_practice, on_places.PRACTICE),
    ("GET", f"/practices/{NOTATION}.json", practices.get_practice, on_places.PRACTICE_AS_JSON),
    ("GET", "/about", notices.get_about, on_running.ABOUT),
    ("GET", "/accessibilite", notices.get_accessibility, on_running.ACCESSIBILITY),
    ("GET", "/mentions-legales", notices.get_legal, on_running.LEGAL),
    ("GET", "/donnees-personnelles", notices.get_personal_data, on_running.PERSONAL_DATA),
    ("GET", "/livez", operation.get_livez, on_running.LIVEZ),
    ("GET", "/readyz", operation.get_readyz, on_running.READYZ),
    ("GET", "/metrics", operation.get_metrics, on_running.METRICS),
)

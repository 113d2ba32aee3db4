"""What other servers may try: forged, replayed, endless, malformed."""

from __future__ import annotations

from typing import Final

from tests.threats.threat import Threat

_CLIENT: Final = "tests/hostile/test_client.py::"
_GUARD: Final = "tests/hostile/test_guard.py::"
_SIGNATURES: Final = "tests/hostile/test_signatures.py::"
_DECODE: Final = "tests/vocab/test_decode.py::"
_OWNER: Final = "tests/federation/test_owner.py::"
_REPLAY: Final = "tests/node/test_replay.py::"

SERVERS: Final = (
    Threat(
        "A host written so that two parsers read two names (Mastodon, 2023)",
        "R1: an address is parsed once, in one spelling; what could be read in two ways is refused",
        (_OWNER + "test_origin_of__refuses", _OWNER + "test_origin_of__canonical", _OWNER + "test_same_origin"),
    ),
    Threat(
        "A document believed although its id stands on another server (CVE-2024-23832)",
        "R2: the id and the address it came from agree, or the id is asked once and must then be its own",
        (_CLIENT + "test_id_on_another_host", _CLIENT + "test_id_that_leads_to_yet_another_id"),
    ),
    Threat(
        "Something done in another's name: the key's owner is not the actor (CVE-2025-54888), or the record is not "
        "the sender's (Misskey, 2023)",
        "R3, R8: one table says who may do what to what, asked once before any effect; a key counts only where its "
        "owner lists it",
        (
            "tests/federation/test_authority.py::test_cell__*",
            "tests/node/test_claims.py::test_cell__by_another__changes_nothing",
            "tests/network/test_relays.py::test_relay__speaks_for_itself_alone",
            _OWNER + "test_key_belongs_to__needs_the_owner_to_list_it",
            _SIGNATURES + "test_key_of_another_actor",
        ),
    ),
    Threat(
        "An upload or a page on the same server taken for an ActivityPub document (Mastodon, 2024)",
        "R4: two media types count, the second only with its profile",
        (_CLIENT + "test_not_an_activitypub_type",),
    ),
    Threat(
        "The server made to ask its own network (CVE-2024-39687, CVE-2025-23221, CVE-2025-25194, CVE-2026-33693, "
        "CVE-2026-50131 and others)",
        "R5: one client for everything; each hop judged as an address and again as the socket that is dialled",
        (
            "tests/hostile/test_fetch_paths.py::test_*",
            _GUARD + "test_check_ip__forbidden",
            _GUARD + "test_check_url__forbidden",
            _CLIENT + "test_redirect_to_a_forbidden_place",
            _CLIENT + "test_name_that_changes_its_mind",
            _CLIENT + "test_name_with_one_public_and_one_private_address",
            _CLIENT + "test_production_never_dials_loopback_by_any_name",
        ),
    ),
    Threat(
        "A link that somebody writes makes the server ask where it leads, again and again, or tells others what is "
        "private (previews of links: Mastodon 4486)",
        "R5, R6: only the links that everybody may read in reports of our own organisations are looked at, a few an "
        "hour and below one domain, by their head, each step of a redirect judged anew",
        (
            "tests/node/test_looking_worker.py::test_looks__*",
            "tests/node/test_looking_worker.py::test_pace__*",
            "tests/federation/test_reachable.py::test_reach__*",
            "tests/federation/test_repositories.py::test_read__*",
            "tests/node/web/desk/test_looking_again.py::test_look__once_an_hour_for_all_that_an_organisation_declares",
        ),
    ),
    Threat(
        "Redirects without end, answers that drip, bombs (CVE-2026-34148, CVE-2025-66471)",
        "R6: a deadline over all of it, three redirects, a megabyte after decompression",
        (
            "tests/hostile/test_ill_behaved.py::test_*",
            _CLIENT + "test_redirect_loop",
            _CLIENT + "test_redirect_chain_without_end",
            _CLIENT + "test_gzip_bomb",
            _CLIENT + "test_slow_drip_is_cut_by_the_total_deadline",
            _CLIENT + "test_endless_headers",
            _CLIENT + "test_delivery__answer_that_never_ends",
        ),
    ),
    Threat(
        "A key id that makes the server fetch before it looked at anything, or again and again (Owncast 5121, "
        "CVE-2026-34148)",
        "R7: everything cheap first; one fetch at a time for a key; a failure is remembered",
        (
            "tests/federation/test_inbox.py::test_authenticate__cheap_refusals_ask_nobody",
            "tests/federation/test_keyring.py::test_*",
        ),
    ),
    Threat(
        "A signature that covers too little, is too old, or is read in two ways (CVE-2026-28432)",
        "R3: what must be signed is decided here; dates and digests are checked before the key",
        (
            "tests/hostile/test_mutations.py::test_mutated__nobody_accepts_it",
            _SIGNATURES + "test_strength__a_post_must_sign_all_of_these",
            _SIGNATURES + "test_changed_header",
            _SIGNATURES + "test_repeated_signature_header",
            "tests/federation/test_inbox.py::test_authenticate__message_signed_for_another_host_is_refused",
        ),
    ),
    Threat(
        "An edit or a copy that widens who may see a record (Mastodon, 2024)",
        "R8: a version is its owner's; an older one, or one brought again, changes nothing",
        (_REPLAY + "test_old_version__*", _REPLAY + "test_public_version__*", _REPLAY + "test_object__*"),
    ),
    Threat(
        "Followers' posts read by whoever says that they follow (CVE-2025-30741)",
        "R8: a follow counts after our Accept; every exit asks who reads",
        ("tests/network/test_canary.py::test_canary__*", "tests/node/web/test_maps.py::test_canary__*"),
    ),
    Threat(
        "A context that gives a signed document another meaning (CVE-2022-24307); keywords that restructure it "
        "(CVE-2026-46349, CVE-2026-42462)",
        "R9, R10: decisions read plain keys, the graph must agree; contexts come with the program; restructuring "
        "keywords are refused at any depth",
        (
            "tests/vocab/test_two_views.py::test_views_agree__not",
            _DECODE + "test_decode__restructuring_keywords",
            "tests/vocab/test_loader.py::test_get__unknown",
            "tests/vocab/test_loader.py::test_load__altered_file",
        ),
    ),
    Threat(
        "Documents too large, too deep or with the same key twice (GHSA-gg8q-rcg7-p79g, GHSA-6x3w-9g92-gvf3)",
        "R11: bytes, depth, keys, numbers and lengths are bounded while reading",
        (_DECODE + "test_decode__too_large", _DECODE + "test_decode__repeated_key"),
    ),
    Threat(
        "An expression that takes minutes on a crafted text (CVE-2025-68475)",
        "R13: what comes from others is read in one pass",
        (_SIGNATURES + "test_parse__stays_linear",),
    ),
    Threat(
        "Tables that grow by names an attacker makes up (CVE-2026-69132)",
        "R14: every memory has a size, in entries and in bytes; a stranger who does not come back is forgotten",
        (
            "tests/node/store/test_strangers.py::test_retention__*",
            "tests/node/store/test_oauth.py::test_keep_program__*",
            "tests/federation/test_actors.py::test_resolve__document_too_large_to_keep",
            "tests/federation/test_knocking.py::test_doors__memory_is_bounded",
            "tests/federation/test_visit.py::test_wants_signature__for_a_week_of_a_bounded_number_of_servers",
            "tests/federation/test_keyring.py::test_*",
            "tests/hostile/test_synchronization.py::test_strangers_*",
        ),
    ),
    Threat(
        "A server led to read somebody else's followers, or to end follows that stand, by a header of a stranger's or "
        "by an address whose authority is percent-encoded (WordPress, 2026)",
        "R1, R3, R6: the header counts under the signature, of the signer's own followers, at its own origin; the list "
        "is read there alone, to a limit, and ends nothing unless it is the very list the header told of",
        (
            "tests/hostile/test_synchronization.py::test_*",
            "tests/federation/test_synchronization.py::test_is_of__*",
            "tests/federation/test_collections.py::test_read__led_to_another_server",
            "tests/node/web/test_followers_synchronization.py::test_part__*",
        ),
    ),
    Threat(
        "A wildcard in the DNS: servers and actors without end, each of which names others (Mastodon 4.0.2)",
        "R14: strangers are counted by the domain somebody registered, actors, servers and fetches under way; one "
        "activity leads to so many requests, actors and steps; nobody uses up another's room",
        (
            "tests/hostile/test_wildcard.py::test_wildcard__*",
            "tests/network/test_strangers.py::test_*",
            "tests/federation/test_discovery.py::test_*",
            "tests/federation/test_outing.py::test_*",
            "tests/node/test_preparing.py::test_activity__*",
        ),
    ),
    Threat(
        "Garbage at the inbox that fails halfway",
        "R3, R11, R22: a refusal in a sentence, never a failure of ours, and nothing is kept of what was refused",
        ("tests/hostile/test_inbox.py::test_*",),
    ),
    Threat(
        "A stolen key that still works after it was replaced",
        "R21: what memory held of the old keys goes with the first sight of the new",
        ("tests/network/test_rotation.py::test_*",),
    ),
    Threat(
        "The same message again, within or after its window",
        "R22: ids are remembered, effects are idempotent in any order, our nonces serve once",
        (
            "tests/node/test_order.py::test_order__*",
            _REPLAY + "test_*",
            "tests/node/web/test_challenge.py::test_challenge__obeyed_once",
        ),
    ),
    Threat(
        "A refused server heard through somebody else (CVE-2026-23961)",
        "R23: a verdict holds for requests, deliveries, announces, questions, fetches and what is held already",
        (
            "tests/network/test_domains.py::test_refused_server__*",
            "tests/federation/test_domains.py::test_refuses__*",
            "tests/node/test_subscribing.py::test_relayed__of_an_author_on_a_refused_server__is_left_out",
        ),
    ),
    Threat(
        "Whoever asks for the accounts of all territories, or reads their logs, makes this node make keys, write rows",
        "so many accounts are woken an hour; what stood in a territory is told once, to a follower whose request is "
        "signed, a page at a time",
        (
            "tests/node/announcers/test_waking.py::test_wake__so_many_an_hour",
            "tests/node/announcers/test_backlog.py::test_wants__followers_of_what_is_served_alone",
            "tests/node/announcers/test_backlog.py::test_worker__fills_a_page_at_each_reading",
        ),
    ),
)

"""The classes of bug that others had, our rule against each, and the tests that hold it: the table of SECURITY.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Threat:
    """A class of bug, with where it was seen; our rule; the tests, as file::name."""

    bug: str
    rule: str
    tests: tuple[str, ...]


_CLIENT: Final = "tests/hostile/test_client.py::"
_GUARD: Final = "tests/hostile/test_guard.py::"
_SIGNATURES: Final = "tests/hostile/test_signatures.py::"
_DECODE: Final = "tests/vocab/test_decode.py::"
_OWNER: Final = "tests/federation/test_owner.py::"
_REPLAY: Final = "tests/node/test_replay.py::"
_DOOR: Final = "tests/node/web/desk/test_door.py::"
_CLAIM: Final = "tests/node/web/desk/test_claim.py::"
_WEBHOOKS: Final = "tests/node/web/desk/test_webhooks.py::"
_DIGEST: Final = "tests/node/digest/test_signing_up.py::"
_LINK: Final = "tests/node/web/desk/test_link.py::"
_FACTOR: Final = "tests/node/web/desk/test_second_factor.py::"
_PASSKEY: Final = "tests/node/web/desk/test_passkeys.py::"
_MAIL: Final = "tests/node/mail/"
_OAUTH: Final = "tests/node/web/test_oauth.py::"

THREATS: Final = (
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
        "A script in what others wrote (Mastodon, 2023)",
        "R12: HTML passes an allow list when it comes and when it is shown; pages forbid scripts in line",
        (
            "tests/node/web/test_policy.py::test_page__*",
            "tests/vocab/test_prose.py::test_clean",
            "tests/vocab/test_prose.py::test_to_html__is_clean",
        ),
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
        "Requests without end, limits on the wrong path or by an address that the asker wrote (CVE-2025-54879, "
        "WordPress, 2026)",
        "R15: every route has buckets by address, forwarded addresses are believed from named proxies alone; after the "
        "signature a server has its share of what waits; passwords are counted by person too",
        (
            "tests/node/web/test_rates.py::test_every_route__has_a_limit",
            "tests/node/web/test_rates.py::test_source__*",
            "tests/node/web/test_rates.py::test_inbox__*",
            "tests/node/web/test_rates.py::test_password__*",
        ),
    ),
    Threat(
        "Connections that are held and say nothing, or drip half a request",
        "R6, R15: headers and bodies have deadlines; connections have places, in all and by address, and who waits "
        "longest gives way",
        (
            "tests/node/web/test_connections.py::test_headers__*",
            "tests/node/web/test_connections.py::test_body__*",
            "tests/node/web/test_connections.py::test_places__*",
        ),
    ),
    Threat(
        "A file written or read where a remote name says (CVE-2023-36460, CVE-2023-5588)",
        "R16: no file of others is kept, no path is made of their words; our own files are called by their content",
        ("tests/node/pages/test_pages.py::test_static__by_its_content",),
    ),
    Threat(
        "A query language that reaches what it should not",
        "R20: SPARQL reads and reads here: no SERVICE, LOAD, update or graph from elsewhere; processes that can be "
        "killed, limited in time, rows, bytes and memory and without network, read snapshots that hold what their "
        "reader may take; a graph says who said it, and an owner's holds nothing of what lives elsewhere",
        (
            "tests/node/sparql/test_question.py::test_read_question__*",
            "tests/node/sparql/test_query_worker.py::test_process__*",
            "tests/node/sparql/test_pool.py::test_ask__*",
            "tests/node/sparql/test_keeper.py::test_keeper__what_an_owner_says_of_others_stays_a_link",
            "tests/node/sparql/test_keeper.py::test_keeper__nobody_says_by_which_way_its_own_record_came",
            "tests/node/web/test_sparql.py::test_refused__*",
            "tests/node/pages/test_directory_page.py::test_directory__bad_parameter_is_said_in_words",
        ),
    ),
    Threat(
        "Garbage at the inbox that fails halfway",
        "R3, R11, R22: a refusal in a sentence, never a failure of ours, and nothing is kept of what was refused",
        ("tests/hostile/test_inbox.py::test_*",),
    ),
    Threat(
        "Errors or caches that betray what is private (Mastodon 4.5.3, 4.5.6)",
        "R17: what depends on the reader is never cached for others; hidden is answered as absent",
        ("tests/network/test_canary.py::test_canary__*",),
    ),
    Threat(
        "Codes and tokens that outlive their owner, redirects that are not exact",
        "R18, R19: PKCE, exact addresses, codes that serve once, hashes at rest, revocation ends all",
        (
            _OAUTH + "test_look__nothing_leads_to_an_address_that_is_not_proved",
            _OAUTH + "test_exchange__a_code_that_comes_back_ends_what_it_gave",
            _OAUTH + "test_refresh__each_serves_once_and_a_stolen_one_ends_all",
            _OAUTH + "test_person__who_leaves_takes_the_programs_along",
        ),
    ),
    Threat(
        "A form sent from another site in the name of somebody signed in (CSRF), a session planted, stolen or older "
        "than its password",
        "R18: one cookie, for people alone, out of reach of scripts; only its hash is kept; a form brings a token of "
        "its session and comes from this origin; a new password or a dismissal ends sessions and programs; who comes "
        "in gets a new secret",
        (
            _DOOR + "test_form__of_another_site_does_nothing",
            _DOOR + "test_login__cookie_is_out_of_reach_of_scripts_and_only_its_hash_is_kept",
            _DOOR + "test_me__a_new_password_signs_out_everywhere_else",
            _DOOR + "test_login__leads_nowhere_else",
        ),
    ),
    Threat(
        "A password or a mailbox in other hands; a second factor guessed, replayed, skipped by another door, or "
        "set up by whoever found a browser open",
        "R18: every door asks for the code (password, link, invitation, a program's consent); a code serves once, a "
        "step early or late; so many wrong ones and none is looked at for a while; changing how one signs in takes "
        "the password or a sign-in just made; secrets are sealed with a key outside the database",
        (
            _LINK + "test_forgotten__by_a_link_within_a_quarter_of_an_hour",
            _LINK + "test_forgotten__asks_for_the_second_factor",
            _LINK + "test_handed__by_an_administrator_alone_and_once",
            _FACTOR + "test_code__is_good_once_and_a_step_early_or_late",
            _FACTOR + "test_link__asks_for_the_code_as_well",
            _FACTOR + "test_invitation__of_somebody_known_asks_for_the_code_as_well",
            _OAUTH + "test_person__with_a_second_factor_is_asked_for_the_code",
            _FACTOR + "test_wrong__so_many_in_a_row_then_a_rest",
            _FACTOR + "test_code__is_counted_as_passwords_are",
            _FACTOR + "test_half__so_many_tries_and_so_long",
            _FACTOR + "test_remove__only_with_a_code",
            _FACTOR + "test_set_up__of_an_old_session_needs_the_password",
            _FACTOR + "test_key__that_is_lost_lets_nobody_in_but_by_a_recovery_code",
        ),
    ),
    Threat(
        "A passkey's answer that was given to another site, comes again, is signed by another key or a copy, or is "
        "rubbish that makes its reader stumble",
        "R3, R11, R22: the origin letter for letter, no frame of another site, the person verified by the device; a "
        "challenge is ours by its seal, for one purpose and session, for ten minutes, once; a counter that does not "
        "grow is refused; what comes is bounded before it is read; one answer for whatever is wrong",
        (
            _PASSKEY + "test_sign_in__what_a_device_may_not_say",
            _PASSKEY + "test_sign_in__a_challenge_is_good_once_not_long_and_for_its_purpose",
            _PASSKEY + "test_sign_in__of_somebody_else_tampered_or_copied",
            _PASSKEY + "test_passkeys__forms_of_elsewhere_old_sessions_and_too_many",
            _PASSKEY + "test_login__tells_devices_nothing_of_anybody",
            _PASSKEY + "test_read__rubbish_is_unproved_and_nothing_else",
            _PASSKEY + "test_read__attestations_that_are_traps",
            "tests/node/web/desk/test_passkeys_in_browser.py::test_passkey__added_and_signed_in_with",
        ),
    ),
    Threat(
        "Somebody of one organisation who reads or writes for another (IDOR), a reader who writes",
        "One table gives each page of the desk its permit and one door asks for it; what is not permitted is denied, "
        "and another's record is answered as absent",
        (
            "tests/node/web/desk/test_permits.py::test_routes__each_for_each_person",
            "tests/node/web/desk/test_permits.py::test_people__of_another_organisation_are_out_of_reach",
            "tests/node/web/desk/test_seeing.py::test_files__do_not_know_the_cookie",
        ),
    ),
    Threat(
        "A page of ours in a frame of another site, where people press what they do not see (clickjacking); feeds and "
        "embeds that show what is not for everybody",
        "No page may stand in a frame but embeds, which have links alone and never read a credential or a cookie; "
        "feeds and embeds are the same for everybody; a withdrawn record leaves its address and nothing else",
        (
            "tests/node/web/test_policy.py::test_page__*",
            "tests/node/web/test_embeds.py::test_hidden__is_in_none_whoever_asks",
            "tests/node/web/test_embeds_in_browser.py::test_embed__both_ways_on_another_site",
            "tests/node/web/test_feeds.py::test_hidden__is_in_no_form_whoever_asks",
            "tests/node/web/test_feeds.py::test_withdrawn__is_gone_everywhere_and_atom_says_its_address_for_a_while",
        ),
    ),
    Threat(
        "A picture that is a bomb, a script, or carries the place where it was taken",
        "R16: a process of its own, with bounds on memory, time and pixels, draws it anew as JPEG or WebP and ends; no "
        "other format is opened, no byte of the file is kept; it is served as a picture alone, sandboxed, and erased "
        "with its record; pictures of other nodes are not loaded",
        (
            "tests/node/test_pictures.py::test_made__keeps_the_points_and_nothing_else",
            "tests/node/test_pictures.py::test_made__what_is_no_picture_is_refused",
            "tests/node/test_pictures.py::test_picture__is_said_as_others_read_it_and_goes_with_its_record",
            "tests/node/web/desk/test_pictures.py::test_picture__is_sent_shown_served_and_taken_away",
            "tests/node/web/desk/test_pictures.py::test_pictures__of_elsewhere_are_not_loaded",
        ),
    ),
    Threat(
        "A message between two organisations that somebody else reads, that runs in its reader's browser, or of which "
        "there are too many",
        "Messages stand in a table of their own that no directory, export, query or public page reads; what comes is "
        "made plain text; so many an hour from one server, and none from whom the organisation blocked; a report says "
        "nothing of what was written",
        (
            "tests/network/test_canary.py::test_canary__each_record_where_it_should_be_and_nowhere_else",
            "tests/node/test_messaging.py::test_hear__markup_is_made_plain",
            "tests/node/test_messaging.py::test_hear__no_more_than_so_many_in_an_hour_from_a_server",
            "tests/node/test_messaging.py::test_hear__of_somebody_barred__nothing_either_way",
            "tests/node/test_messaging.py::test_report__names_the_messages_and_not_who_reports",
            "tests/node/web/desk/test_messages.py::test_messages__of_one_organisation_are_nobody_elses",
        ),
    ),
    Threat(
        "A cell of a table that runs as a formula when somebody opens it (formula injection), a sheet that loads from "
        "elsewhere",
        "R12: in CSV a text that could be a formula has an apostrophe before it; in a workbook texts are texts, and "
        "nothing is a formula or a link",
        (
            "tests/node/test_formats.py::test_defused__however_it_begins",
            "tests/node/test_formats.py::test_csv__formulas_are_defused",
            "tests/node/test_xlsx.py::test_texts__stay_texts",
            "tests/node/test_exporting.py::test_nquads__a_licence_cannot_end_a_line",
        ),
    ),
    Threat(
        "A file that somebody installs and that is a bomb: it unpacks without end, or names one line a million times",
        "R6: files of contours are read in a process of their own, bounded in bytes, points, memory and time; what is "
        "refused leaves what was there",
        (
            "tests/node/contours/test_reading.py::test_bomb__*",
            "tests/node/contours/test_installing.py::test_install__too_*",
            "tests/node/contours/test_installing.py::test_install__refused__*",
        ),
    ),
    Threat(
        "Exports that are begun and not read, or asked for by the dozen",
        "R15: exports have places, in all and by address, and deadlines for each piece and for the whole; between two "
        "pieces they hold no connection of the store; once nobody waits, they end",
        (
            "tests/node/web/test_downloads.py::test_places__*",
            "tests/node/web/test_downloads.py::test_reader_who_takes_nothing__is_cut_off",
            "tests/node/test_exporting.py::test_nobody_waits__ends_it",
        ),
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
        "A link in an e-mail that acts when it is opened, by a scanner or by somebody else; one that works twice",
        "secrets are kept as hashes, end by themselves, act by the button of their page, once; their pages tell no "
        "other site their address",
        (
            _CLAIM + "test_letter__to_the_domain_hands_the_listing_over",
            _CLAIM + "test_letter__holds_two_days",
            _LINK + "test_link__signs_in_once_by_its_button",
            _LINK + "test_link__holds_a_quarter_of_an_hour",
            "tests/node/test_reminding.py::test_due__once_a_year_and_confirmed_by_a_button",
            "tests/node/test_reminding.py::test_stop__by_a_button_or_by_the_mail_program",
        ),
    ),
    Threat(
        "News by e-mail used to write to strangers, to learn who gets them, to put words into a letter, to gather "
        "addresses",
        "nothing is sent before the address confirms; one answer for any address; so many confirmations for an "
        "address, a source, a day; only words of our own lists stand in the letter; addresses sealed with a key "
        "outside the database",
        (
            _DIGEST + "test_opening_the_letters_links__does_nothing",
            _DIGEST + "test_answer__is_the_same_for_everybody",
            _DIGEST + "test_node__sends_so_many_confirmations_a_day",
            _DIGEST + "test_what_is_in_no_list_of_ours__is_refused_by_name",
            _DIGEST + "test_addresses__are_readable_nowhere",
            _DIGEST + "test_an_address_that_does_not_confirm__is_forgotten_after_two_days",
        ),
    ),
    Threat(
        "A webhook used to make this node speak to addresses inside, to flood somebody, or to be believed by forgery",
        "the guard stands before the address when it is given and at each telling; no redirect; nothing before a "
        "challenge is given back; ten a person, editors alone; signed with a secret of its own and the moment",
        (
            _WEBHOOKS + "test_guard__stands_before_the_address",
            _WEBHOOKS + "test_guard__stands_before_each_telling",
            _WEBHOOKS + "test_challenge__that_is_not_answered_keeps_nothing",
            _WEBHOOKS + "test_ten_a_person",
            _WEBHOOKS + "test_program__is_told_what_is_new_changed_and_ended",
            _WEBHOOKS + "test_whoever_may_no_longer_speak__is_told_no_more",
        ),
    ),
    Threat(
        "Asking for a link tells who has access, or floods a stranger's mailbox",
        "one answer and the same work for any address; so many letters for an address, a listing, an hour",
        (
            _LINK + "test_link__the_same_answer_for_an_unknown_address",
            _LINK + "test_link__so_many_for_one_address",
            _CLAIM + "test_letter__the_same_answer_whether_the_address_is_known",
            _CLAIM + "test_letter__so_many_for_a_listing",
            _MAIL + "test_worker.py::test_send__so_many_an_hour",
        ),
    ),
    Threat(
        "A listing taken by somebody whose organisation it is not: an address that looks like the domain's, a shared "
        "host, the code of another",
        "the domain is that of the listed website, letter for letter; hosts shared by many prove nothing; each page "
        "has a code of its own",
        (
            _CLAIM + "test_letter__to_another_domain_is_not_written",
            _CLAIM + "test_code__of_one_page_opens_no_other",
            _CLAIM + "test_doors__what_a_website_can_prove",
        ),
    ),
    Threat(
        "Headers injected into e-mail; addresses in logs, rows or backups; a password sent in the clear because the "
        "offer to encrypt was taken out on the way",
        "headers are made of single lines; letters are sealed with a key outside the database; without the encryption "
        "that is set nothing is sent",
        (
            _MAIL + "test_letters.py::test_message__nothing_typed_becomes_a_header",
            _MAIL + "test_worker.py::test_address__is_in_no_row_and_no_log",
            _MAIL + "test_smtp.py::test_send__a_server_without_starttls_gets_nothing",
            _MAIL + "test_smtp.py::test_send__no_password_in_the_clear",
        ),
    ),
)

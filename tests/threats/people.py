"""What people may try at the doors of this node: in another's name, with another's password, in another's record."""

from __future__ import annotations

from typing import Final

from tests.threats.threat import Threat

_DOOR: Final = "tests/node/web/desk/test_door.py::"
_CLAIM: Final = "tests/node/web/desk/test_claim.py::"
_LINK: Final = "tests/node/web/desk/test_link.py::"
_FACTOR: Final = "tests/node/web/desk/test_second_factor.py::"
_PASSKEY: Final = "tests/node/web/desk/test_passkeys.py::"
_OAUTH: Final = "tests/node/web/test_oauth.py::"

PEOPLE: Final = (
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
)

"""What may go wrong with what is sent to people and to their programs: letters, links in them, webhooks."""

from __future__ import annotations

from typing import Final

from tests.threats.threat import Threat

_CLAIM: Final = "tests/node/web/desk/test_claim.py::"
_WEBHOOKS: Final = "tests/node/web/desk/test_webhooks.py::"
_DIGEST: Final = "tests/node/digest/test_signing_up.py::"
_LINK: Final = "tests/node/web/desk/test_link.py::"
_MAIL: Final = "tests/node/mail/"

LETTERS: Final = (
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
        "challenge is given back; ten a person, editors alone; signed with a secret of its own and the moment; an "
        "answer that drips has a deadline; of one that was removed meanwhile nothing is noted",
        (
            _WEBHOOKS + "test_guard__stands_before_the_address",
            _WEBHOOKS + "test_guard__stands_before_each_telling",
            _WEBHOOKS + "test_challenge__that_is_not_answered_keeps_nothing",
            _WEBHOOKS + "test_ten_a_person",
            _WEBHOOKS + "test_program__is_told_what_is_new_changed_and_ended",
            _WEBHOOKS + "test_whoever_may_no_longer_speak__is_told_no_more",
            _WEBHOOKS + "test_program_that_drips_its_answer__has_a_deadline",
            _WEBHOOKS + "test_removed_while_it_is_told__nothing_is_left_and_its_number_is_anothers",
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

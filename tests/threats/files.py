"""What files, pages and questions may do: bombs, scripts, formulas, frames, connections and exports without end."""

from __future__ import annotations

from typing import Final

from tests.threats.threat import Threat

FILES: Final = (
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
        "Errors or caches that betray what is private (Mastodon 4.5.3, 4.5.6)",
        "R17: what depends on the reader is never cached for others; hidden is answered as absent",
        ("tests/network/test_canary.py::test_canary__*",),
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
)

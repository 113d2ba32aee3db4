"""Every page of the desk with the permit it takes: the one table that the server and the matrix of tests read.

These pages are for people and change with them: they are no part of the contract that `/api` describes.
"""

from __future__ import annotations

from typing import Final

from node.accounts.permits import Permit
from node.web import digest
from node.web.desk import (
    adhering,
    around,
    assessment,
    calls,
    choosing,
    claim,
    committing,
    contours,
    door,
    drafts,
    endorsing,
    health,
    held,
    history,
    importing,
    interacting,
    invited,
    journal,
    knocking,
    learning,
    link,
    listings,
    messages,
    moderation,
    oneself,
    overview,
    passkeys,
    pictures,
    planning,
    reminders,
    second_factor,
    sourcing,
    start,
    team,
    timeline,
    webhooks,
    writing,
)
from node.web.desk.uploading import entered_with_file
from node.web.desk.visit import DeskHandler, Handler, entered

OF: Final = "/desk/of/{name:[a-z0-9_]{1,64}}"
RECORD: Final = "{ulid:[0-9a-z]{26}|profile}"
PRACTICE: Final = "{notation:[A-Z][0-9]{2,3}(?:-[a-z0-9-]{1,40})?}"
RUN: Final = "{run:[0-9]{1,15}}"
INVITATION: Final = "/invitation/{secret:[A-Za-z0-9_-]{20,100}}"

LINK: Final = "/login/link/{secret:[A-Za-z0-9_-]{20,100}}"
STOP: Final = "/mail/stop/{secret:[0-9a-f]{40}}"
DIGEST_CONFIRM: Final = "/digest/confirm/{secret:[A-Za-z0-9_-]{20,100}}"
DIGEST_STOP: Final = "/digest/stop/{secret:[0-9a-f]{40}}"
STILL_TRUE: Final = "/still-true/{secret:[A-Za-z0-9_-]{20,100}}"
CLAIM: Final = "/claim/{secret:[A-Za-z0-9_-]{20,100}}"

INVITED: Final = "/invited/{ulid:[0-9a-z]{26}}/{token:[0-9a-f]{40}}"
ABOUT_LISTING: Final = "/objects/{ulid:[0-9a-z]{26}}/{door:claim|correct|remove}"

# Before one is signed in.
DOORS: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/login", door.get_login),
    ("POST", "/login", door.post_login),
    ("POST", "/login/code", door.post_code),
    ("POST", "/login/passkey", passkeys.post_passkey),
    ("POST", "/login/link", link.post_ask),
    ("GET", LINK, link.get_link),
    ("POST", LINK, link.post_link),
    ("GET", INVITATION, door.get_invitation),
    ("POST", INVITATION, door.post_invitation),
    ("GET", ABOUT_LISTING, knocking.get_door),
    ("POST", ABOUT_LISTING, knocking.post_door),
    ("GET", STOP, reminders.get_stop),
    ("POST", STOP, reminders.post_stop),
    ("GET", STILL_TRUE, reminders.get_still_true),
    ("POST", STILL_TRUE, reminders.post_still_true),
    ("GET", "/digest", digest.get_digest),
    ("POST", "/digest", digest.post_digest),
    ("GET", DIGEST_CONFIRM, digest.get_confirm),
    ("POST", DIGEST_CONFIRM, digest.post_confirm),
    ("GET", DIGEST_STOP, digest.get_stop),
    ("POST", DIGEST_STOP, digest.post_stop),
    ("GET", CLAIM, claim.get_claim),
    ("POST", CLAIM, claim.post_claim),
    ("GET", INVITED, invited.get_invited),
    ("POST", INVITED, invited.post_invited),
)

DESK: Final[tuple[tuple[str, str, Permit, DeskHandler], ...]] = (
    ("POST", "/logout", "self", door.post_logout),
    ("GET", "/desk", "self", overview.get_desk),
    ("GET", "/interact", "self", interacting.get_interact),
    ("GET", "/desk/me", "self", oneself.get_me),
    ("POST", "/desk/me", "self", oneself.post_me),
    ("GET", "/desk/me/second-factor", "self", second_factor.get_second_factor),
    ("POST", "/desk/me/second-factor", "self", second_factor.post_second_factor),
    ("GET", "/desk/me/passkeys", "self", passkeys.get_passkeys),
    ("POST", "/desk/me/passkeys", "self", passkeys.post_passkeys),
    ("GET", "/desk/people", "administer", team.get_everybody),
    ("POST", "/desk/people", "administer", team.post_everybody),
    ("GET", "/desk/moderation", "moderate", moderation.get_moderation),
    ("POST", "/desk/moderation", "moderate", moderation.post_moderation),
    ("GET", "/desk/moderation/held", "moderate", held.get_held),
    ("POST", "/desk/moderation/held", "moderate", held.post_held),
    ("GET", "/desk/moderation/held/line", "moderate", held.get_held_line),
    ("POST", "/desk/moderation/held/line", "moderate", held.post_held_line),
    ("GET", "/desk/health", "administer", health.get_health),
    ("GET", "/desk/contours", "administer", contours.get_contours),
    ("POST", "/desk/contours", "administer", contours.post_contours),
    ("GET", "/desk/journal", "administer", journal.get_journal),
    ("GET", "/desk/import", "moderate", importing.get_imports),
    ("POST", "/desk/import", "moderate", importing.post_imports),
    ("GET", f"/desk/import/{RUN}", "moderate", importing.get_import),
    ("POST", f"/desk/import/{RUN}", "moderate", importing.post_import),
    ("GET", OF, "read", overview.get_organisation),
    ("GET", f"{OF}/webhooks", "publish", webhooks.get_webhooks),
    ("POST", f"{OF}/webhooks", "publish", webhooks.post_webhooks),
    ("GET", f"{OF}/start", "publish", start.get_start),
    ("POST", f"{OF}/start", "publish", start.post_start),
    ("GET", f"{OF}/new/{{kind}}", "publish", writing.get_new),
    ("POST", f"{OF}/new/{{kind}}", "publish", writing.post_new),
    ("GET", f"{OF}/record/{RECORD}", "read", writing.get_record),
    ("GET", f"{OF}/record/{RECORD}/edit", "publish", writing.get_edit),
    ("POST", f"{OF}/record/{RECORD}/edit", "publish", writing.post_edit),
    ("GET", f"{OF}/record/{RECORD}/history", "read", history.get_history),
    ("POST", f"{OF}/record/{RECORD}/history", "publish", history.post_history),
    ("GET", f"{OF}/record/{RECORD}/pictures", "publish", pictures.get_pictures),
    ("POST", f"{OF}/record/{RECORD}/pictures", "publish", pictures.post_pictures),
    ("POST", f"{OF}/record/{RECORD}/confirm", "publish", writing.post_confirm),
    ("GET", f"{OF}/record/{RECORD}/withdraw", "publish", writing.get_withdraw),
    ("POST", f"{OF}/record/{RECORD}/withdraw", "publish", writing.post_withdraw),
    ("GET", f"{OF}/practices", "read", assessment.get_assessment),
    ("POST", f"{OF}/practices", "publish", assessment.post_assessment),
    ("GET", f"{OF}/practices/charter", "publish", choosing.get_choice),
    ("POST", f"{OF}/practices/charter", "publish", choosing.post_choice),
    ("GET", f"{OF}/practices/publish", "publish", assessment.get_publishing),
    ("GET", f"{OF}/practices/{PRACTICE}", "publish", assessment.get_question),
    ("POST", f"{OF}/practices/{PRACTICE}", "publish", assessment.post_question),
    ("GET", f"{OF}/progress", "read", planning.get_progress),
    ("POST", f"{OF}/progress", "publish", planning.post_progress),
    ("GET", f"{OF}/progress/review", "read", planning.get_review),
    ("GET", f"{OF}/progress/{PRACTICE}", "read", learning.get_learning),
    ("POST", f"{OF}/progress/{PRACTICE}", "publish", learning.post_learning),
    ("GET", f"{OF}/charter", "read", adhering.get_charter),
    ("POST", f"{OF}/charter", "publish", adhering.post_charter),
    ("GET", f"{OF}/commitments", "read", committing.get_commitments),
    ("POST", f"{OF}/commitments", "publish", committing.post_commitments),
    ("GET", f"{OF}/members", "read", committing.get_members),
    ("GET", f"{OF}/around", "read", around.get_around),
    ("POST", f"{OF}/around", "publish", around.post_around),
    ("GET", f"{OF}/listings", "publish", listings.get_listings),
    ("POST", f"{OF}/listings", "publish", listings.post_listings),
    ("GET", f"{OF}/listings/links", "publish", listings.get_links),
    ("POST", f"{OF}/drafts", "publish", drafts.post_drafts),
    ("GET", f"{OF}/timeline", "read", timeline.get_timeline),
    ("GET", f"{OF}/calls", "read", calls.get_calls),
    ("POST", f"{OF}/calls", "publish", calls.post_calls),
    ("GET", f"{OF}/endorsements", "read", endorsing.get_endorsing),
    ("POST", f"{OF}/endorsements", "publish", endorsing.post_endorsing),
    ("GET", f"{OF}/sourcing", "read", sourcing.get_sourcing),
    ("GET", f"{OF}/messages", "read", messages.get_messages),
    ("POST", f"{OF}/messages", "publish", messages.post_messages),
    ("GET", f"{OF}/import", "publish", importing.get_imports),
    ("POST", f"{OF}/import", "publish", importing.post_imports),
    ("GET", f"{OF}/import/{RUN}", "publish", importing.get_import),
    ("POST", f"{OF}/import/{RUN}", "publish", importing.post_import),
    ("GET", f"{OF}/people", "people", team.get_people),
    ("POST", f"{OF}/people", "people", team.post_people),
    ("GET", f"{OF}/journal", "read", journal.get_journal),
)

# Whose forms may bring a file.
WITH_FILE: Final = (importing.post_imports, contours.post_contours, pictures.post_pictures)


def desk_routes() -> tuple[tuple[str, str, Handler], ...]:
    """The doors, and every page behind what it takes to see it."""
    return DOORS + tuple(
        (method, path, (entered_with_file if handler in WITH_FILE else entered)(permit, handler))
        for method, path, permit, handler in DESK
    )

"""Settings: one list with name, default and help; `config.toml`, then `BOCAGE_*`, then flags."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeVar

from node.errors import NodeError
from node.setting_words import FRENCH
from vocab.language import LANGUAGES, Language, Text

CONFIG = "config.toml"
T = TypeVar("T")


def _setting(default: T, help: str) -> T:
    made: T = field(default=default, metadata={"help": help})
    return made


_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "membership": ("approve", "open"),
    "federation": ("open", "closed"),
    "language": LANGUAGES,
    "default_visibility": ("public", "network", "followers", "private"),
    "default_policy": ("commons-open", "commons-share-alike", "reciprocal-ess", "network-only", "private"),
    "metrics": ("local", "open"),
    "smtp_tls": ("starttls", "tls", "none"),
    "log_format": ("text", "json"),
    "log_level": ("debug", "info", "warning", "error"),
}
# What a text has to look like, and an example.
_SHAPES: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    "origin": (re.compile(r"|https?://[^\s/?#@]+"), "https://coop.example"),
    "listen": (re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\s]*):[0-9]{1,5}"), "127.0.0.1:8401"),
    "email": (re.compile(r"|[^\s@]+@[^\s@]+"), "contact@coop.example"),
    "smtp_from": (re.compile(r"|[^\s@<>]+@[^\s@<>]+"), "bocage@coop.example"),
    "smtp_host": (re.compile(r"[A-Za-z0-9.:-]{0,253}"), "mail.coop.example"),
    "audit_date": (re.compile(r"|20[0-9]{2}-[0-9]{2}-[0-9]{2}"), "2026-11-23"),
    "embed_sites": (
        re.compile(r"\*|(https?://[A-Za-z0-9*.-]+(:[0-9]+)?( +|$))*"),
        "https://ville.example https://reseau.example",
    ),
    "map_tiles": (
        re.compile(r"|https://[A-Za-z0-9.-]+(:[0-9]+)?/[^\s'\";,]*\{z\}[^\s'\";,]*"),
        "https://tiles.example/{z}/{x}/{y}.png",
    ),
    "source_url": (re.compile(r"|https://[^\s]+"), "https://code.example/bocage"),
    "default_license": (re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{1,60}"), "etalab-2.0"),
}
# Numbers with which nothing would be done or read any more.
_AT_LEAST_ONE: Final = frozenset({
    "export_limit", "export_limit_xlsx", "exports_at_once", "workbooks_at_once", "export_stall_s", "export_deadline_s",
    "max_body_bytes", "max_actor_bytes", "max_backlog", "header_deadline_s", "body_deadline_s", "max_connections",
    "max_connections_per_address", "catchup_interval_s", "deliveries_at_once", "slow_deliveries_at_once",
    "inboxes_per_host", "backfill_pages", "page_size", "import_pause_records", "import_max_mb", "import_max_lines",
    "keep_imports_days", "rate_passwords", "session_days", "invitation_days", "messages_kept", "drafts_kept",
    "picture_megapixels", "keep_journal_days", "keep_counts_months",
    "signature_window_past_s", "activity_actors", "activity_fetches", "activity_depth", "ask_software_days",
    "contours_file_mb", "contours_memory_mb", "contours_time_s",
    "sparql_time_s", "sparql_rows", "sparql_answer_mb", "sparql_query_bytes", "sparql_workers", "sparql_per_address",
    "sparql_running_per_address", "sparql_max_lag_s", "mail_per_hour", "mail_keep_hours",
})  # fmt: skip


_AT_MOST: Final = {"audit_rate": 100, "smtp_port": 65_535}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set. Bounds are settings too (DESIGN law 10)."""

    origin: str = _setting(
        "", "public address of the node, such as https://coop.example; ids are built on it and it never changes"
    )
    title: str = _setting("Bocage", "name of the node, shown on its pages")
    language: str = _setting("fr", "language of the node when a reader does not choose: fr or en")
    email: str = _setting("", "address of the people who answer for the node; objections to listings go there")
    description: str = _setting("", "a sentence or two on what this node is for, shown on its first page and on /about")
    source_url: str = _setting("", "where the source code of this node is, if it was changed; shown on /about")
    publisher: str = _setting("", "who publishes this site: name and legal form, for /mentions-legales")
    publisher_address: str = _setting("", "postal address of the publisher, for /mentions-legales")
    publisher_phone: str = _setting("", "telephone of the publisher, for /mentions-legales")
    publisher_number: str = _setting("", "register number of the publisher (SIREN, RNA…), if it has one")
    publication_director: str = _setting("", "director of publication, for /mentions-legales")
    hosting: str = _setting("", "who hosts the machine: name, address and telephone, for /mentions-legales")
    data_contact: str = _setting("", "e-mail or address to write to about personal data, for /donnees-personnelles")
    data_officer: str = _setting("", "data protection officer, if the publisher has appointed one")
    audit_date: str = _setting("", "day of the accessibility audit (2026-11-23); without one /accessibilite says so")
    audit_by: str = _setting("", "who made the accessibility audit")
    audit_standard: str = _setting("RGAA 4.1", "what the accessibility audit went by")
    audit_rate: int = _setting(0, "criteria met at the accessibility audit, out of 100")
    audit_exceptions: str = _setting(
        "", "what the audit found that is not accessible, separated by |; and what is exempt"
    )
    listen: str = _setting("127.0.0.1:8401", "address and port to listen on, behind the reverse proxy")
    membership: str = _setting("approve", "how a network of this node admits members: approve (by hand) or open")
    federation: str = _setting(
        "open", "which servers this node deals with: open (all but those refused) or closed (only those allowed)"
    )
    recognised_networks: str = _setting(
        "", "networks whose members count as attested: handles or addresses, separated by spaces"
    )
    shared_hosts: str = _setting(
        "", "hosts shared by many, whose websites prove nothing, besides those we know; -HOST for one that does prove"
    )
    website_recheck_days: int = _setting(30, "days after which a website, or a link of a report, is looked at again")
    website_reads_per_hour: int = _setting(
        300, "websites read in an hour, and as many links of reports; 0: none is read"
    )
    website_reads_per_domain: int = _setting(6, "the same, in an hour below one registered domain")
    website_page_bytes: int = _setting(1_000_000, "largest page of a website that is read, in bytes")
    credential_status_hours: int = _setting(
        24, "hours after which the list of what an issuer elsewhere revoked is read again; 0: none is read"
    )
    credential_status_minutes: int = _setting(
        10, "minutes after which that list is read again when a page shows something its issuer states"
    )
    move_cooldown_days: int = _setting(
        7, "days between two moves: one of ours moves no sooner, a second move of somebody we follow does nothing"
    )
    default_license: str = _setting("etalab-2.0", "licence of a record whose author names none (SPDX)")
    default_policy: str = _setting("commons-open", "policy of a record whose author names none")
    default_visibility: str = _setting(
        "public", "who sees a record whose author does not say: public, network, followers or private"
    )
    territory_actors_per_hour: int = _setting(
        120,
        "territories and themes whose actor is given keys in an hour, because somebody asks for it for the first time",
    )
    territory_told_per_hour: int = _setting(
        20, "what a territory or a theme tells in an hour to those without our namespace; the rest is summed up"
    )
    allow_private_networks: bool = _setting(
        False, "development only: permits http and peers on loopback or private networks"
    )
    max_body_bytes: int = _setting(1_000_000, "largest body accepted, in bytes")
    max_actor_bytes: int = _setting(200_000, "largest document of an actor elsewhere that is read, in bytes")
    max_backlog: int = _setting(
        5_000, "activities of one server that may wait to be applied before it is told to come back later"
    )
    header_deadline_s: int = _setting(10, "seconds a connection may take to the end of a request's headers")
    body_deadline_s: int = _setting(30, "seconds a request with a body may take, from its headers to its answer")
    max_connections: int = _setting(
        4_000, "connections at once; one more takes the place of the one that has been waiting longest"
    )
    max_connections_per_address: int = _setting(
        100, "connections at once from one address; loopback and trusted proxies are not counted"
    )
    trusted_proxies: str = _setting(
        "", "addresses or networks of proxies besides loopback whose X-Forwarded-For is believed"
    )
    rate_read: int = _setting(1_200, "pages and documents one address may ask for in a minute; 0: without limit")
    rate_query: int = _setting(300, "questions to the directory one address may ask in a minute; 0: without limit")
    rate_discovery: int = _setting(
        600, "questions to WebFinger and NodeInfo one address may ask in a minute; 0: without limit"
    )
    rate_oauth: int = _setting(
        120, "requests of programs, and of people who let them act, one address may make in a minute; 0: without limit"
    )
    rate_follow: int = _setting(
        20, "times one address may ask in a minute to follow from its own server, which we then ask; 0: without limit"
    )
    rate_failures: int = _setting(
        120, "bad signatures, unknown keys and bad tokens of one address in a minute before its inbox posts wait"
    )
    discovery_actors: int = _setting(
        200, "unknown actors that one registered domain may bring in an hour by writing to us; 0: without limit"
    )
    discovery_hosts: int = _setting(
        20, "unknown servers, subdomains and ports included, of one registered domain in an hour; 0: without limit"
    )
    discovery_everybody: int = _setting(
        5_000, "unknown actors that all domains together may bring in an hour; 0: without limit"
    )
    discovery_at_once: int = _setting(
        8, "fetches at once from one registered domain for what others name there; 0: without limit"
    )
    discovery_everybody_at_once: int = _setting(
        64, "the same of all domains together, so that deliveries keep their connections; 0: without limit"
    )
    activity_actors: int = _setting(20, "actors that one activity may make us look up")
    activity_fetches: int = _setting(50, "requests that one activity may make us send")
    activity_depth: int = _setting(5, "steps from what an activity names to what that names in turn")
    rate_passwords: int = _setting(10, "passwords tried in a minute from one address, and for one person")
    session_days: int = _setting(14, "days after which somebody who did not come to the desk has to sign in again")
    messages_per_hour: int = _setting(30, "messages that one organisation may send in an hour")
    messages_heard_per_hour: int = _setting(
        60, "messages that one organisation takes from one server in an hour; more are dropped"
    )
    messages_kept: int = _setting(5_000, "messages kept of one organisation; the oldest go first")
    versions_kept: int = _setting(30, "earlier versions kept of each record of ours; 0: none")
    picture_megapixels: int = _setting(50, "pixels that a picture sent to the desk may have, in millions")
    pictures_mb: int = _setting(50, "megabytes of pictures kept of one organisation")
    drafts_kept: int = _setting(100, "drafts kept of one organisation; the oldest go first")
    invitation_days: int = _setting(14, "days during which an invitation lets somebody in")
    smtp_host: str = _setting("", "mail server that carries this node's e-mail; without one it sends none")
    smtp_port: int = _setting(0, "its port; 0: the usual one, 587 for starttls, 465 for tls, 25 for none")
    smtp_tls: str = _setting("starttls", "how the way to it is encrypted: starttls, tls or none")
    smtp_user: str = _setting("", "name to sign in to it with; without one the node does not sign in")
    smtp_password_file: str = _setting("", "file with the password, below the data folder or a full path")
    smtp_from: str = _setting("", "address that e-mail comes from; email when not set")
    mail_per_hour: int = _setting(300, "e-mails sent in an hour; the rest waits")
    digests_most: int = _setting(5_000, "digests sent by e-mail to people who asked for one")
    digest_asks_per_day: int = _setting(200, "confirmations of digests that leave in a day, whoever asks; 0: none")
    digest_asks_per_source: int = _setting(
        10, "addresses that one source may give for a digest in a day; 0: as many as it likes"
    )
    mail_keep_hours: int = _setting(72, "hours for which an e-mail that cannot leave is tried again")
    keep_journal_days: int = _setting(730, "days for which the journal of the desk is kept")
    signature_window_past_s: int = _setting(3_600, "how old a signed request may be, in seconds")
    signature_window_future_s: int = _setting(300, "how far in the future a signed request may be dated, in seconds")
    record_future_s: int = _setting(3_600, "how far in the future a record may be dated, in seconds")
    catchup_interval_s: int = _setting(21_600, "how often to ask those we follow what we missed, in seconds")
    deliveries_at_once: int = _setting(16, "inboxes served in parallel")
    slow_deliveries_at_once: int = _setting(
        128, "inboxes of servers that keep us waiting, beside the others; they take no place from those that answer"
    )
    inboxes_per_host: int = _setting(8, "inboxes of one server served in parallel")
    backfill_pages: int = _setting(2_000, "pages read at most when catching up with one actor")
    synchronize_followers: int = _setting(
        10_000, "followers on one server at most for both sides to compare their lists (FEP-8fcf); 0: never compared"
    )
    synchronize_interval_s: int = _setting(
        3_600, "how often at most the list of followers of one actor elsewhere that we dispute is read, in seconds"
    )
    synchronize_pages: int = _setting(10, "pages read at most of such a list")
    embed_sites: str = _setting(
        "*", "sites that may show the directory in a frame: * (all), addresses separated by spaces, or nothing"
    )
    feeds_kept_mb: int = _setting(4, "megabytes of feeds kept ready in memory; 0: each is written anew")
    feed_tombstone_days: int = _setting(
        30, "days during which Atom feeds say which records were withdrawn, by their addresses; 0: never"
    )
    export_limit: int = _setting(
        100_000, "records that one export of the directory holds at most; it says so when there are more"
    )
    export_limit_xlsx: int = _setting(
        50_000, "records that one workbook holds at most: it must be whole before the first of it leaves"
    )
    exports_at_once: int = _setting(8, "exports under way at once; one address has half of these at most")
    workbooks_at_once: int = _setting(2, "workbooks being made at once; each takes a process and room on the disk")
    export_stall_s: int = _setting(30, "seconds a reader of an export may take to accept the next piece of it")
    export_deadline_s: int = _setting(1_800, "seconds an export may take from its beginning to its end")
    page_size: int = _setting(50, "entries on a page of a collection")
    directory_in_memory: bool = _setting(
        True, "keep in memory what everybody may find: any question is counted and sorted at once, however many answer"
    )
    import_pause_records: int = _setting(256, "records an import publishes in one commit")
    import_workers: int = _setting(
        0, "processes that prepare an import; 0: for a long one as many as there are processors"
    )
    import_max_mb: int = _setting(20, "largest file that the desk takes for an import, in megabytes")
    import_max_lines: int = _setting(20_000, "lines that a file brought in at the desk may have")
    keep_imports_days: int = _setting(
        30, "days during which an import can be undone; then its report and whatever is left of its file are erased"
    )
    keep_inbox_days: int = _setting(30, "days during which an applied activity's id is remembered")
    keep_deliveries_days: int = _setting(30, "days during which it is remembered who received what no longer stands")
    ask_software_days: int = _setting(7, "days after which a server we deliver to is asked again what it runs")
    keep_strangers_days: int = _setting(
        30, "days during which an actor or a server that nobody here has to do with is remembered"
    )
    map_tiles: str = _setting(
        "",
        "where maps take their background, such as https://tiles.example/{z}/{x}/{y}.png; none: nothing from elsewhere",
    )
    map_tiles_credit: str = _setting("", "whom the background of maps is by, said on them")
    contours_file_mb: int = _setting(100, "largest file of contours that is installed, unpacked, in megabytes")
    contours_memory_mb: int = _setting(2_000, "memory that reading a file of contours may take, in megabytes")
    contours_time_s: int = _setting(300, "seconds of work that reading a file of contours may take")
    sparql: bool = _setting(
        True, "answer SPARQL: a derived store is kept in step with the records, by processes of their own"
    )
    sparql_time_s: int = _setting(10, "seconds a SPARQL question may take before it is stopped")
    sparql_rows: int = _setting(10_000, "rows or triples that the answer to a SPARQL question may have")
    sparql_answer_mb: int = _setting(20, "size of such an answer at most, in megabytes")
    sparql_query_bytes: int = _setting(100_000, "size of a SPARQL question at most, in bytes")
    sparql_workers: int = _setting(2, "SPARQL questions answered at once, each in a process of its own")
    sparql_queue: int = _setting(16, "SPARQL questions that may wait for a process; others are told to come back")
    sparql_per_address: int = _setting(
        2, "SPARQL questions of one address at once; loopback and trusted proxies are not counted"
    )
    sparql_running_per_address: int = _setting(
        1,
        "of these, how many are answered at the same time; the others wait, so that a process is left to other readers",
    )
    sparql_memory_mb: int = _setting(500, "memory that one SPARQL question may take, in megabytes")
    sparql_max_lag_s: int = _setting(
        3_600, "how far behind the records the store may be before SPARQL answers nothing, in seconds"
    )
    dump_hour: int = _setting(
        2, "hour of the day, in universal time, at which all that may leave in bulk is dumped; 24: never"
    )
    keep_dumps_days: int = _setting(7, "days for which a dump is kept; the newest always is")
    keep_counts_months: int = _setting(120, "months for which the monthly figures of territories are kept")
    keep_upgrade_copies: int = _setting(
        2, "copies of the database kept in backups/, one made before each change of its schema"
    )
    metrics: str = _setting(
        "local", "who may read /metrics: local (this machine and trusted_proxies, on nobody's behalf) or open"
    )
    log_format: str = _setting("text", "text or json")
    log_level: str = _setting("info", "debug, info, warning or error")

    @property
    def smtp_sender(self) -> str:
        """The address that e-mail comes from."""
        return self.smtp_from or self.email

    @property
    def host(self) -> str:
        """host[:port] of the origin."""
        return self.origin.partition("://")[2]


def load(data: Path, environment: Mapping[str, str], flags: Mapping[str, object] | None = None) -> Settings:
    """The settings of a data folder. Raises `NodeError` naming the setting that is unknown or of the wrong type."""
    values: dict[str, object] = {}
    config = data / CONFIG
    if config.exists():
        try:
            values |= tomllib.loads(config.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            fr = "une ligne s'écrit nom = valeur, un texte entre guillemets"
            raise NodeError(
                Text(f"{config} ne se lit pas ({_where(error)}) : {fr}.", f"{config} cannot be read: {error}.")
            ) from error
    known = {item.name: item for item in dataclasses.fields(Settings)}
    for name in known:
        written = environment.get(f"BOCAGE_{name.upper()}")
        if written is not None:
            values[name] = written
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    for name in values:
        if name not in known:
            near = ", ".join(get_close_matches(name, known, n=3, cutoff=0.5)) or "bocage settings"
            raise NodeError(
                Text(f"Réglage inconnu : {name} ; au plus près : {near}.", f"Unknown setting: {name}; nearest: {near}.")
            )
    return Settings(**{name: _typed(name, value, known[name].default) for name, value in values.items()})  # type: ignore[arg-type]


def _typed(name: str, value: object, default: object) -> object:
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("1", "true", "yes", "0", "false", "no"):
            return str(value).lower() in ("1", "true", "yes")
        raise NodeError(Text(f"{name} : true ou false", f"{name}: true or false"))
    if isinstance(default, int):
        least = 1 if name in _AT_LEAST_ONE else 0
        most = _AT_MOST.get(name, 10**15)
        if re.fullmatch(r"[0-9]{1,15}", str(value)) and least <= int(str(value)) <= most:
            return int(str(value))
        if name in _AT_MOST:
            raise NodeError(Text(f"{name} : de {least} à {most}", f"{name}: from {least} to {most}"))
        raise NodeError(
            Text(f"{name} : un nombre entier, {least} au moins", f"{name}: a whole number, {least} at least")
        )
    if not isinstance(value, str):
        raise NodeError(Text(f"{name} : un texte entre guillemets", f"{name}: a text in quotes"))
    shape, example = _SHAPES.get(name, (None, ""))
    if shape is not None and not (shape.fullmatch(value) and (name != "audit_date" or _is_day(value))):
        raise NodeError(
            Text(f"{name} : « {value[:80]} » ne convient pas ; par exemple {example}", f'{name}: such as "{example}"')
        )
    if str(value) not in _CHOICES.get(name, (str(value),)):
        choices = ", ".join(_CHOICES[name])
        raise NodeError(Text(f"{name} : l'un de {choices}", f"{name}: one of {choices}"))
    return str(value)


def _is_day(value: str) -> bool:
    """Whether it is empty or a day of the calendar."""
    try:
        return not value or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _where(error: Exception) -> str:
    found = re.search(r"line [0-9]+", str(error))
    if isinstance(error, UnicodeDecodeError):
        return "UTF-8"
    return found[0].replace("line", "ligne") if found else "à la fin"


def explained(item: dataclasses.Field[object]) -> Text:
    """What a setting is."""
    return Text(FRENCH.get(item.name, item.metadata["help"]), item.metadata["help"])


def to_toml(values: Mapping[str, object], language: Language = "en") -> str:
    """A config file of these values, each explained in a comment."""
    said = Text("Bocage. Tous les réglages : bocage settings", "Bocage. Every setting: bocage settings")
    lines = [f"# {said.in_(language)}", ""]
    for item in dataclasses.fields(Settings):
        if item.name in values:
            lines += [f"# {explained(item).in_(language)}", f"{item.name} = {_toml(values[item.name])}", ""]
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'

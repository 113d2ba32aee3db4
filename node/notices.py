"""Notices: what a public site must say of itself: who publishes it, hosts it, answers for data; and what is missing.

Everything comes from settings; what is not set is said to be missing, never made up. Pages, `doctor` and the desk read
the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from node.settings import Settings
from vocab.language import Text

# An audit describes a site for three years at most (French decree 2019-768, article 5).
AUDIT_YEARS: Final = 3
WHOLE: Final = 100
HALF: Final = 50

Conformity = Literal["total", "partial", "none"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a notice: its setting, its label, an example; `needed`: without it a site is not in order."""

    setting: str
    label: Text
    example: str
    needed: bool = True


LEGAL: Final = (
    Line("publisher", Text("Éditeur", "Publisher"), "Les Pédales, SCIC SA à capital variable"),
    Line("publisher_address", Text("Adresse de l'éditeur", "Publisher's address"), "12 rue des Moulins, 59000 Lille"),
    Line("publisher_phone", Text("Téléphone de l'éditeur", "Publisher's telephone"), "03 20 00 00 00"),
    Line("publisher_number", Text("Numéro de registre", "Register number"), "RCS Lille 123 456 789", needed=False),
    Line("publication_director", Text("Direction de la publication", "Director of publication"), "Camille Dupont"),
    Line("hosting", Text("Hébergement", "Hosting"), "Hébergeur, 1 rue du Port, 59100 Roubaix, 03 20 00 00 01"),
)
PERSONAL: Final = (
    Line("publisher", Text("Responsable du traitement", "Controller"), "Les Pédales, SCIC SA à capital variable"),
    Line("data_contact", Text("À qui écrire", "Whom to write to"), "donnees@coop.example"),
    Line("data_officer", Text("Délégué à la protection des données", "Data protection officer"), "", needed=False),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A line as this node has it; `value` is None where it is missing."""

    line: Line
    value: str | None


@dataclass(frozen=True, slots=True)
class Audit:
    """The accessibility audit that an operator entered."""

    made: date
    by: str
    standard: str
    rate: int
    exceptions: tuple[str, ...]

    @property
    def conformity(self) -> Conformity:
        """What its rate means: whole, at least half, less (article 5 of the same decree)."""
        if self.rate >= WHOLE:
            return "total"
        return "partial" if self.rate >= HALF else "none"

    def holds(self, today: date) -> bool:
        """Whether it still describes the site.

        >>> audit = Audit(date(2024, 2, 29), "Access", "RGAA 4.1", 80, ())
        >>> [audit.holds(day) for day in (date(2024, 2, 28), date(2027, 2, 27), date(2027, 3, 1))]
        [False, True, False]
        """
        end = date(self.made.year + AUDIT_YEARS, self.made.month, min(self.made.day, 28))
        return self.made <= today <= end


def said(settings: Settings, lines: Sequence[Line]) -> list[Said]:
    """The lines that are set, and those that are needed and are not."""
    found = [Said(line, _value(settings, line.setting)) for line in lines]
    return [each for each in found if each.value or each.line.needed]


def missing(settings: Settings, lines: Sequence[Line]) -> list[Line]:
    """The lines that are needed and not set."""
    return [each.line for each in said(settings, lines) if each.value is None]


def audit_of(settings: Settings) -> Audit | None:
    """The audit, when its date and who made it are set."""
    if not settings.audit_date or not settings.audit_by.strip():
        return None
    exceptions = tuple(each.strip() for each in settings.audit_exceptions.split("|") if each.strip())
    made = date.fromisoformat(settings.audit_date)
    return Audit(made, settings.audit_by.strip(), settings.audit_standard, settings.audit_rate, exceptions)


def _value(settings: Settings, name: str) -> str | None:
    value = str(getattr(settings, name)).strip()
    if not value and name == "data_contact":  # whoever answers for the node answers for this too
        value = settings.email
    return value or None

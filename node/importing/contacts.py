"""Law 13 at the door: e-mail addresses, telephone numbers and names of contact persons do not come in.

Contact cells are never carried unless the mapping keeps them; this module takes the same things out of free text,
where a description ends with "Contact : Jeanne Martin, 03 20 00 00 00".
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

_EMAIL: Final = re.compile(r"(?:mailto:)?[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}")
_HIDDEN_EMAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s?[\[({]\s?(?:at|arobase|chez|@|a|ät)\s?[\])}]\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|[\[({]\s?(?:dot|point|punkt)\s?[\])}])\s?[\w-]{1,24}){1,4}",
    re.IGNORECASE,
)
_CALLED: Final = (
    r"(?:t[eé]l[eé]?(?:ph(?:one|on)?|fono|fon)?|phone|mobile|portable|gsm|fax|handy|m[oó]vil|cellulare|whatsapp|signal)"
)
_NAMED_PHONE: Final = re.compile(
    rf"\b{_CALLED}\.?\s?(?:n[o°]\.?|number)?\s?[:.]?\s?\(?\+?\d[\d ().\u00a0/-]{{4,20}}\d", re.IGNORECASE
)
_PHONE: Final = re.compile(r"(?<![\w/.,=#-])(?:\(?\+|\(?0)[\d ().\u00a0/-]{7,20}\d(?![\w%€])")
_DAY: Final = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d\b")
_TITLE: Final = r"(?:(?:M|Mr|Mrs|Ms|Mme|Mlle|Dr|Herr|Frau|Sig|Sr|Sra)\.?\s|(?:Monsieur|Madame)\s)?"
_NAME: Final = r"[^\W\d_a-zà-ÿ][\w'’.-]{1,30}(?:\s[^\W\d_a-zà-ÿ][\w'’.-]{0,30}){1,2}"
_PERSON: Final = re.compile(
    r"(?i:\b(?:personne à contacter|votre contact|contact(?: person| name)?|contacter|référent(?:e|\(e\))?"
    r"|responsable|président(?:e|\(e\))?|directeur|directrice|gérant(?:e|\(e\))?|interlocut(?:eur|rice)|coordinat(?:eur|rice)"
    r"|chair(?:man|woman|person)?|manager|ansprechpartner(?:in)?|kontakt(?:person)?|persona de contacto|contacto"
    r"|referente|contatto))\s?[:=–-]\s?" + _TITLE + _NAME
)
_TITLED: Final = re.compile(r"\b(?:Mme|Mlle|Monsieur|Madame|Mrs|Herrn?|Frau)\.?\s" + _NAME)
_LEFTOVERS: Final = re.compile(r"\(\s*[,;:]?\s*\)|(?:\s*[,;:|–-]){2,}(?=\s*(?:[.\n]|$))")
_SPACES: Final = re.compile(r"[ \t]{2,}")
# Cheap signs: a text without them is spared the search they stand for.
_BRACKETED: Final = re.compile(r"[\[({]\s?(?:at|arobase|chez|a|ät|@)\s?[\])}]", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d[\d ().\u00a0/-]{4,}\d")
_ROLES: Final = re.compile(
    r"conta[ct]|kontakt|r[ée]f[ée]rent|responsable|pr[ée]sident|direct|g[ée]rant|interlocut|coordinat|chair|manager"
    r"|ansprech|m(?:me|lle|rs|onsieur|adame)\b|herr|frau"
)

MIN_PHONE_DIGITS: Final = 8
MAX_PHONE_DIGITS: Final = 15


def without_contacts(
    text: str, keep: Set[str] = frozenset(), names: tuple[str, ...] = ()
) -> tuple[str, tuple[str, ...]]:
    """`text` without e-mail addresses, telephone numbers and names of contact persons, and what was taken out.

    `keep` may hold contact_email, contact_phone, contact_name; `names` are contact persons known from other cells.
    The second value names what was dropped, by the same three words.

    >>> without_contacts("Ouvert à tous. Contact : Jeanne Martin, 03 20 00 00 00")[0]
    'Ouvert à tous.'
    """
    dropped: list[str] = []
    for name in names if "contact_name" not in keep else ():
        if len(name) > 4 and name in text:
            text = text.replace(name, "")
            dropped.append("contact_name")
    if "contact_name" not in keep and _ROLES.search(text.lower()):
        text = _without(_PERSON, text, "contact_name", dropped)
        text = _without(_TITLED, text, "contact_name", dropped)
    if "contact_email" not in keep:
        text = _without(_EMAIL, text, "contact_email", dropped) if "@" in text else text
        text = _without(_HIDDEN_EMAIL, text, "contact_email", dropped) if _BRACKETED.search(text) else text
    if "contact_phone" not in keep and _DIGITS.search(text):
        text = _without(_NAMED_PHONE, text, "contact_phone", dropped)
        text = _without_numbers(text, dropped)
    return (_tidy(text) if dropped else text), tuple(dict.fromkeys(dropped))


def _without(pattern: re.Pattern[str], text: str, what: str, dropped: list[str]) -> str:
    found, count = pattern.subn("", text)
    if count:
        dropped.append(what)
    return found


def _without_numbers(text: str, dropped: list[str]) -> str:
    def judge(match: re.Match[str]) -> str:
        number = match.group()
        digits = sum(letter.isdigit() for letter in number)
        if not MIN_PHONE_DIGITS <= digits <= MAX_PHONE_DIGITS or _DAY.search(number):
            return number
        dropped.append("contact_phone")
        return "(" if number.count("(") > number.count(")") else ""  # its closing bracket stands behind the number

    return _PHONE.sub(judge, text)


def _tidy(text: str) -> str:
    """What is left, without the commas and brackets that held what was taken out."""
    text = _SPACES.sub(" ", _LEFTOVERS.sub("", text))
    return re.sub(r"[ \t]+([.\n]|$)", r"\1", text).strip(" ,;:|–-\t\n")

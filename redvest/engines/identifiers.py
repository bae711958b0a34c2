"""Identifiers of persons and organisations: normalise, check, read.

Every reader takes what people type (full-width digits, blanks, a lower-case x) and returns the one
form that is stored, or raises :class:`IdentifierError` with a stable code the caller words.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from operator import mul


class IdentifierError(ValueError):
    """An identifier that is not one.

    Attributes
    ----------
    code : str
        ``id_length``, ``id_characters``, ``id_region``, ``id_date``, ``id_check``,
        ``credit_code``, ``credit_code_check``, ``phone``, ``document_number``,
        ``volunteer_no``, ``volunteer_no_check`` or ``name``. The value itself is never in the
        message: it would end up in a log.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sex(StrEnum):
    """Codes of GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


class DocumentKind(StrEnum):
    """Kinds of identity document a volunteer or resident may register with."""

    RESIDENT_ID = "resident_id"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGN_RESIDENT_CARD = "foreign_resident_card"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_ZERO = ord("0") * sum(_ID_WEIGHTS)
_PROVINCE_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
    "61 62 63 64 65 81 82 83"
)
_PROVINCES = frozenset(_PROVINCE_CODES.split())
_EARLIEST_DAY = date(1850, 1, 1)
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-9][0-9]{6,7}")
_NAME_PART = re.compile(
    r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+|[A-Za-zÀ-ÖØ-öø-ÿ'’.-]+"
)
NAME_MAX = 40
_DOCUMENT_SHAPES = {
    DocumentKind.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{5,17}"),
    DocumentKind.HK_MACAU_PERMIT: re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}([0-9]{2}[A-Z]?)?"),
}
_ID_CARD_PREFIXES = {
    DocumentKind.RESIDENT_ID: tuple("123456"),
    DocumentKind.RESIDENCE_PERMIT: ("81", "82", "83"),
    DocumentKind.FOREIGN_RESIDENT_CARD: ("9",),
}

# The quasigroup of Damm (2004, "Total anti-symmetrische Quasigruppen"): its check digit catches
# every single wrong digit and every swap of two neighbors, the two usual slips of a typist.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

VOLUNTEER_SEQUENCE_MAX = 9_999_999
"""Largest sequence number of a volunteer number within one district."""


def compact(text: str) -> str:
    """Return text in half-width capitals without blanks: how all identifiers are compared."""
    if text.isascii() and text.isalnum():
        return text.upper()  # Nearly every number is typed this way; imports read thousands.
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf").upper()


def id_check_character(first17: str) -> str:
    """Return the 18th character for the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(map(mul, first17.encode(), _ID_WEIGHTS)) - _ID_ZERO  # The bytes are "0" to "9".
    return _ID_CHECKS[total % 11]


def resident_id(text: str, today: date) -> str:
    """Return the stored form of a resident ID number.

    Parameters
    ----------
    text : str
        As typed: 18 characters, or the 15 digits of the cards of before 1999, which become 18.
    today : date
        Nobody is born after this day.

    Returns
    -------
    str
        18 characters; the last is a digit or a capital X.

    Raises
    ------
    IdentifierError
        ``id_length``, ``id_characters``, ``id_region``, ``id_date`` or ``id_check``.

    Notes
    -----
    Source: GB 11643-1999. Only the province prefix is checked, because numbers keep the code of
    their year of issue and districts come and go. 81, 82 and 83 are the residence permits of Hong
    Kong, Macau and Taiwan residents (2018); numbers beginning with 9 are the foreign permanent
    resident cards of 2023.
    """
    number = compact(text)
    if len(number) == 15 and number.isascii() and number.isdigit():
        number = number[:6] + "19" + number[6:]
        number += id_check_character(number)
    if len(number) != 18:
        raise IdentifierError("id_length")
    if not _ID_SHAPE.fullmatch(number):
        raise IdentifierError("id_characters")
    if number[:2] not in _PROVINCES and number[0] != "9":
        raise IdentifierError("id_region")
    if not _EARLIEST_DAY <= birth_date(number) <= today:
        raise IdentifierError("id_date")
    if id_check_character(number[:17]) != number[17]:
        raise IdentifierError("id_check")
    return number


def birth_date(number: str) -> date:
    """Return the day of birth in an 18-character ID number.

    Raises
    ------
    IdentifierError
        ``id_date`` when the eight digits are no day of the calendar.
    """
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentifierError("id_date") from None


def sex(number: str) -> Sex:
    """Return the sex in an 18-character ID number: an odd 17th digit is male (GB 11643-1999)."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age_on(born_on: date, day: date) -> int:
    """Return the full years of age on a day.

    Somebody born on 29 February completes the year on 1 March in common years, since a full year
    is counted from the day after the birthday (Civil Code article 201).
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def credit_code(text: str) -> str:
    """Return the stored form of a unified social credit code.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    str
        18 characters of digits and capitals without I, O, S, V and Z.

    Raises
    ------
    IdentifierError
        ``credit_code`` for a wrong shape, ``credit_code_check`` for a wrong check character.

    Notes
    -----
    Source: GB 32100-2015: weights are the powers of 3 modulo 31.
    """
    code = compact(text)
    if len(code) != 18 or any(character not in _CREDIT_ALPHABET for character in code):
        raise IdentifierError("credit_code")
    total = sum(
        _CREDIT_ALPHABET.index(character) * pow(3, i, 31) for i, character in enumerate(code[:17])
    )
    if _CREDIT_ALPHABET[(31 - total % 31) % 31] != code[17]:
        raise IdentifierError("credit_code_check")
    return code


def mobile(text: str) -> str:
    """Return the stored form of a mainland mobile number: eleven digits.

    Full-width digits, blanks, dashes, brackets and a country code of 86 in front are taken.

    Raises
    ------
    IdentifierError
        ``phone`` for anything else.
    """
    if _MOBILE.fullmatch(text):
        return text
    digits = re.sub(r"[-()\u2010-\u2015.]", "", compact(text))
    digits = re.sub(r"^(\+86|0086|86(?=1[0-9]{10}$))", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise IdentifierError("phone")
    return digits


def document_number(kind: DocumentKind, text: str, today: date) -> str:
    """Return the stored form of the number of an identity document.

    Parameters
    ----------
    kind : DocumentKind
        Which document it is.
    text : str
        As typed.
    today : date
        For the cards whose number holds a day of birth.

    Returns
    -------
    str
        Half-width capitals without blanks.

    Raises
    ------
    IdentifierError
        ``document_number`` when the shape does not fit the kind, or a code of
        :func:`resident_id`.

    Notes
    -----
    The shapes of passports and travel permits are loose on purpose: issuers change them, and a
    person with a valid document must never be refused by a form.
    """
    shape = _DOCUMENT_SHAPES.get(kind)
    if shape is None:
        number = resident_id(text, today)
        if not number.startswith(_ID_CARD_PREFIXES[kind]):
            raise IdentifierError("document_number")
        return number
    number = compact(text).replace("-", "")
    number = re.sub(r"[()]", "", number)
    if not shape.fullmatch(number):
        raise IdentifierError("document_number")
    return number


def volunteer_number(region_code: str, sequence: int) -> str:
    """Return the volunteer number: region code, sequence of seven digits, check digit.

    Parameters
    ----------
    region_code : str
        Six digits of the district.
    sequence : int
        From 1 to :data:`VOLUNTEER_SEQUENCE_MAX`; given out by the district, never reused.

    Returns
    -------
    str
        Fourteen digits which say nothing about the person.

    Raises
    ------
    IdentifierError
        ``volunteer_no`` for a region or sequence out of range.
    """
    if not re.fullmatch(r"[0-9]{6}", region_code) or not 1 <= sequence <= VOLUNTEER_SEQUENCE_MAX:
        raise IdentifierError("volunteer_no")
    body = f"{region_code}{sequence:07d}"
    return body + str(_damm(body))


def check_volunteer_number(text: str) -> str:
    """Return the stored form of a volunteer number as typed.

    Raises
    ------
    IdentifierError
        ``volunteer_no`` for a wrong shape, ``volunteer_no_check`` for a slip in typing.
    """
    number = compact(text).replace("-", "")
    if not re.fullmatch(r"[0-9]{14}", number):
        raise IdentifierError("volunteer_no")
    if _damm(number) != 0:
        raise IdentifierError("volunteer_no_check")
    return number


def _damm(digits: str) -> int:
    """Return the interim digit after all digits; 0 for a number that ends in its check digit."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim


def contact_phone(text: str) -> str:
    """Return the stored form of a number somebody can be called on: a mobile or a landline.

    A landline needs its area code, since the person who calls may sit in another city.

    Raises
    ------
    IdentifierError
        ``phone`` for anything else.
    """
    try:
        return mobile(text)
    except IdentifierError:
        digits = re.sub(r"[-()\u2010-\u2015.]", "", compact(text))
        if not _LANDLINE.fullmatch(digits):
            raise IdentifierError("phone") from None
        return digits


def person_name(text: str) -> str:
    """Return the stored form of a person's name: one kind of middle dot, single blanks.

    Raises
    ------
    IdentifierError
        ``name`` when it is too short or too long, or holds digits, emoji or other signs.
    """
    folded = unicodedata.normalize("NFC", re.sub(r"[·•‧・．∙●•]", "·", text))
    name = " ".join(folded.split())
    if re.search(r"[\u3400-\u9fff]", name):
        name = name.replace(" ", "")
    parts = re.split(r"[ ·]", name)
    if not 2 <= len(name) <= NAME_MAX or not all(_NAME_PART.fullmatch(part) for part in parts):
        raise IdentifierError("name")
    return name

"""星级: versioned schemes of hours and quality, as data.

Hours count from the levels A to C of :mod:`redvest.engines.evidence`. A scheme is never edited: a
district moves to another version from a day on, and stars given under an older one stay. Nothing
here takes a star away; a star is only ever proposed.

Sources: national rule of community volunteers and of the youth league (100, 300, 600, 1000, 1500
hours), Fujian 2013 (the same, with the levels that approve), Beijing 2010, Zhangjiagang 2014.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STARS_MAX = 5


@dataclass(frozen=True, slots=True)
class Scheme:
    """What each star takes.

    Attributes
    ----------
    code : str
        Names the scheme and its version; stored, so never changed.
    hours : tuple of int
        For one star, two stars and so on, rising.
    reviewers : tuple of str
        Who approves each star: ``street``, ``district``, ``city`` or ``province``. What lies above
        the district is recommended upward, not given here.
    grade_min : int
        The lowest average grade, in hundredths, of ratings that were given; unrated is not poor.
    upheld_max : int
        How many complaints that were found true may lie in the last year.
    """

    code: str
    hours: tuple[int, int, int, int, int]
    reviewers: tuple[str, str, str, str, str] = ("district",) * 5
    grade_min: int = 350
    upheld_max: int = 0


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        scheme.code: scheme
        for scheme in (
            Scheme("national-2021", (100, 300, 600, 1000, 1500)),
            Scheme(
                "fujian-2013",
                (100, 300, 600, 1000, 1500),
                ("district", "district", "city", "city", "province"),
            ),
            Scheme("beijing-2010", (100, 200, 500, 800, 1000)),
            Scheme("zhangjiagang-2014", (30, 60, 100, 200, 300)),
        )
    }
)
DEFAULT = "national-2021"


@dataclass(frozen=True, slots=True)
class Quality:
    """How the services were found: the sum and number of grades, and complaints found true."""

    grades: int = 0
    rated: int = 0
    upheld: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a scheme.

    Attributes
    ----------
    stars : int
        Reached by hours and quality, 0 to 5.
    by_hours : int
        Reached by hours alone.
    next_at : int or None
        Minutes at which the next star is reached by hours; None after the last.
    missing : int
        Minutes until then.
    held_by : tuple of str
        Which quality gates hold the stars back: ``grade``, ``complaint``.
    """

    stars: int
    by_hours: int
    next_at: int | None
    missing: int
    held_by: tuple[str, ...] = ()


UNRATED = Quality()


def standing(scheme: Scheme, minutes: int, quality: Quality = UNRATED, held: int = 0) -> Standing:
    """Return the star somebody has reached, and how far the next one is.

    Parameters
    ----------
    scheme : Scheme
        The version that holds.
    minutes : int
        Effective minutes of the levels A to C.
    quality : Quality
        Of the services rendered.
    held : int
        Stars already given; the answer is never below it.

    Examples
    --------
    >>> standing(SCHEMES[DEFAULT], 100 * 60).stars
    1
    >>> standing(SCHEMES[DEFAULT], 100 * 60 - 1).missing
    1
    """
    by_hours = sum(minutes >= hours * 60 for hours in scheme.hours)
    gates = {
        "grade": quality.grades * 100 < scheme.grade_min * quality.rated,
        "complaint": quality.upheld > scheme.upheld_max,
    }
    held_by = tuple(gate for gate, closed in gates.items() if closed)
    reached = 0 if held_by else by_hours
    next_at = scheme.hours[by_hours] * 60 if by_hours < STARS_MAX else None
    missing = next_at - minutes if next_at is not None else 0
    return Standing(max(reached, held), by_hours, next_at, missing, held_by)

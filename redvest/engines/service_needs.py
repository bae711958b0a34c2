"""What an item of the catalog asks of those who serve it, and whether somebody may.

Sources: Regulation on Volunteer Services articles 15 (tasks fit age, knowledge, skill and health),
16 (training and lawful qualification) and 17 (accident insurance before danger); the provincial
rules that keep minors away from rescue and other dangerous work. Whoever is kept from one item
is kept from nothing else, and being kept is never counted against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from redvest.engines.ages import AgeBand, is_minor


class ItemKind(StrEnum):
    """How an order of an item is served; stored, so never renamed."""

    HELP = "help"
    """Somebody comes."""
    TALK = "talk"
    """A station asks a speaker to come to its place."""
    WISH = "wish"
    """Goods handed over at the station, never money."""
    MEAL = "meal"
    """Brought to the door, usually on many days."""
    CLASS = "class"
    """Several people learn together."""


class Qualification(StrEnum):
    """What the law, or a careful station, asks a paper for; stored, so never renamed."""

    ELECTRICIAN = "electrician"
    NURSE = "nurse"
    DOCTOR = "doctor"
    LAWYER = "lawyer"
    COUNSELOR = "counselor"
    TEACHER = "teacher"
    HEALTH_CARD = "health_card"
    DRIVER = "driver"


LANGUAGES = (
    "local_dialect",
    "cantonese",
    "minnan",
    "wu",
    "tibetan",
    "mongolian",
    "uyghur",
    "kazakh",
    "korean",
    "zhuang",
    "yi",
    "english",
)
"""What somebody may speak best, besides the common language; stored, so never renamed."""


class Obstacle(StrEnum):
    """Why somebody may not serve an item on a day."""

    OWN_ORDER = "own_order"
    AGE_UNKNOWN = "age_unknown"
    MINOR = "minor"
    TOO_YOUNG = "too_young"
    CHILD_ALONE = "child_alone"
    UNQUALIFIED = "unqualified"
    QUALIFICATION_ENDED = "qualification_ended"
    UNINSURED = "uninsured"
    INSURANCE_ENDED = "insurance_ended"
    UNTRAINED = "untrained"
    TRAINING_ENDED = "training_ended"
    OTHER_SEX = "other_sex"
    OTHER_LANGUAGE = "other_language"
    KEPT_APART = "kept_apart"


class Shortfall(StrEnum):
    """Why a group of people who may each serve is still not enough."""

    NOBODY = "nobody"
    TOO_FEW = "too_few"
    NO_ADULT = "no_adult"
    NO_LANGUAGE = "no_language"


@dataclass(frozen=True, slots=True)
class Need:
    """What an item asks.

    Attributes
    ----------
    skill : str
        Code of the skill that helps; without it somebody is ranked later, never refused.
    qualification : str
        A :class:`Qualification`, or empty.
    training : str
        Code of the training that comes first, or empty.
    minors : bool
        Whether those under 18 may take part.
    insured : bool
        Whether accident insurance has to cover the day.
    people : int
        How many go together at least; 2 is the two-person rule.
    sex : str
        A code of GB/T 2261.1 where everybody who goes has to be of that sex, or empty.
    language : str
        One of :data:`LANGUAGES` that whoever goes, or one of them, has to speak; or empty.
    least_age : int
        Years of age somebody has to have on the day, beyond what ``minors`` says; 0 for none.
    """

    skill: str = ""
    qualification: str = ""
    training: str = ""
    minors: bool = False
    insured: bool = False
    people: int = 1
    sex: str = ""
    language: str = ""
    least_age: int = 0


@dataclass(frozen=True, slots=True)
class Server:
    """What is known about one volunteer. A paper without a last day is valid until withdrawn.

    Attributes
    ----------
    band : AgeBand or None
        None when nobody has written down the day of birth.
    skills : set of str
        Skills the volunteer states.
    qualifications, trainings : mapping
        Code to the last valid day.
    insured_until : sequence
        Last days of the insurances; None in it means open-ended.
    is_requester : bool
        Whether the volunteer asked for this very order.
    sex : str
        A code of GB/T 2261.1.
    languages : set of str
        What the volunteer speaks besides the common language.
    kept_apart : bool
        Whether the desk wrote down that they do not go to this resident.
    age : int or None
        Years of age on the day of the service; None when nobody has written down the day of birth.
    """

    band: AgeBand | None = AgeBand.ADULT
    skills: Set[str] = frozenset()
    qualifications: Mapping[str, date | None] = field(default_factory=dict)
    trainings: Mapping[str, date | None] = field(default_factory=dict)
    insured_until: Sequence[date | None] = ()
    is_requester: bool = False
    sex: str = ""
    languages: Set[str] = frozenset()
    kept_apart: bool = False
    age: int | None = None


def _covers(until: date | None, day: date) -> bool:
    return until is None or until >= day


def _paper(
    held: Mapping[str, date | None], code: str, day: date, none: Obstacle, ended: Obstacle
) -> list[Obstacle]:
    if not code:
        return []
    if code not in held:
        return [none]
    return [] if _covers(held[code], day) else [ended]


def obstacles(need: Need, server: Server, day: date) -> tuple[Obstacle, ...]:
    """Return every reason why a volunteer may not serve an item on a day; none means may.

    Parameters
    ----------
    need : Need
        What the item asks.
    server : Server
        What is known about the volunteer.
    day : date
        The day of the service, not today: papers have to cover it.
    """
    found: list[Obstacle] = []
    if server.is_requester:
        found.append(Obstacle.OWN_ORDER)
    if server.band is AgeBand.COMPANION:
        found.append(Obstacle.CHILD_ALONE)
    elif not need.minors:
        if server.band is None:
            found.append(Obstacle.AGE_UNKNOWN)
        elif is_minor(server.band):
            found.append(Obstacle.MINOR)
    if need.least_age and not found:
        if server.age is None:
            found.append(Obstacle.AGE_UNKNOWN)
        elif server.age < need.least_age:
            found.append(Obstacle.TOO_YOUNG)
    found += _paper(
        server.qualifications,
        need.qualification,
        day,
        Obstacle.UNQUALIFIED,
        Obstacle.QUALIFICATION_ENDED,
    )
    found += _paper(
        server.trainings, need.training, day, Obstacle.UNTRAINED, Obstacle.TRAINING_ENDED
    )
    if need.sex and server.sex != need.sex:
        found.append(Obstacle.OTHER_SEX)
    if need.people == 1 and not speaks(need, server):
        found.append(Obstacle.OTHER_LANGUAGE)
    if server.kept_apart:
        found.append(Obstacle.KEPT_APART)
    if need.insured and not any(_covers(until, day) for until in server.insured_until):
        found.append(Obstacle.INSURANCE_ENDED if server.insured_until else Obstacle.UNINSURED)
    return tuple(found)


def speaks(need: Need, server: Server) -> bool:
    """Whether a volunteer can talk with the resident in the language the order asks for."""
    return not need.language or need.language in server.languages


def may_serve(need: Need, server: Server, day: date) -> bool:
    """Whether a volunteer may serve an item on a day."""
    return not obstacles(need, server, day)


def shortfall(need: Need, group: Sequence[Server]) -> Shortfall | None:
    """Return why these people together are not enough, or None.

    Minors never go without an adult, whatever the item allows.
    """
    if not group:
        return Shortfall.NOBODY
    if len(group) < need.people:
        return Shortfall.TOO_FEW
    if all(one.band is not None and is_minor(one.band) for one in group):
        return Shortfall.NO_ADULT
    if not any(speaks(need, one) for one in group):
        return Shortfall.NO_LANGUAGE
    return None


def lacks_skill(need: Need, server: Server) -> bool:
    """Whether the stated skills miss the one that helps: a hint for choosing, never a refusal."""
    return bool(need.skill) and need.skill not in server.skills

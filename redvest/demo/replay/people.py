"""People of a year that is gone through: as many as a district has, and nobody who exists.

Names and papers are put together as those of the small demo are (``demo/names.py``), from as many
days of birth as a hundred thousands of people need; phones are 1990 followed by seven digits.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from redvest.demo.bulk import Wish, volunteering
from redvest.demo.names import GIVEN, SURNAMES, Invented
from redvest.engines.identifiers import id_check_character, volunteer_number
from redvest.people.actors import Actor
from redvest.people.labels import SERVICE_CATEGORIES, SKILLS
from redvest.people.models import Volunteer

RESIDENTS, STAFF = 700_000, 900_000
"""Numbers from here on are residents and staff; below them are volunteers."""
BLOCK = 1_000_000
"""Phones of one district."""
YOUNG, OLD = date(1956, 1, 1), date(1936, 1, 1)
DAYS, OLD_DAYS, STEP, OF_ONE_DAY = 16_000, 7_000, 44_919, 1_000
"""Days of birth, the step by which they are gone through, and people who share one."""


def invented(number: int, block: int, province: str) -> Invented:
    """Somebody of a district's block: always the same for a number, never two alike."""
    is_old = RESIDENTS <= number < STAFF
    days = number // OF_ONE_DAY * STEP + number % OF_ONE_DAY * 37
    born = OLD if is_old else YOUNG
    born += timedelta(days=days % (OLD_DAYS if is_old else DAYS))
    body = f"{province}0000{born:%Y%m%d}{number * 7 % OF_ONE_DAY:03d}"
    name = SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 11 % len(GIVEN)]
    return Invented(name, f"1990{block * BLOCK + number:07d}", body + id_check_character(body))


def wish_of(district: str, block: int, number: int, homes: list[str]) -> Wish:
    """What a volunteer says when registering."""
    skills, kinds = list(SKILLS), list(SERVICE_CATEGORIES)
    wanted = {skills[number % len(skills)], skills[number * 3 % len(skills)]}
    return Wish(
        who=invented(number, block, district[:2]),
        sequence=number + 1,
        home=homes[number % len(homes)],
        skills=[code for code in skills if code in wanted],
        service_categories=[kinds[number % len(kinds)]],
        availability=number * 2654435761 % (1 << 21),
        matching=number % 3 != 0,
    )


def rows_of(district: str, numbers: Iterable[int]) -> dict[int, Volunteer]:
    """Volunteers by their number in the plan."""
    wanted = {volunteer_number(district, one + 1): one for one in numbers}
    if not wanted:
        return {}
    rows = Volunteer.objects.select_related("person").filter(
        district=district, volunteer_no__in=list(wanted)
    )
    return {wanted[row.volunteer_no]: row for row in rows}


def acting(rows: dict[int, Volunteer], numbers: Iterable[int]) -> list[Actor]:
    """The same people as they act for themselves."""
    return [volunteering(rows[one]) for one in numbers]

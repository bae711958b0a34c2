"""Who may serve what on which day: every reason, alone and together."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.ages import AgeBand
from redvest.engines.service_needs import (
    LANGUAGES,
    Need,
    Obstacle,
    Server,
    Shortfall,
    lacks_skill,
    may_serve,
    obstacles,
    shortfall,
)

DAY = date(2026, 3, 5)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
RISKY = Need(
    skill="plumbing", qualification="electrician", training="ladders", insured=True, people=2
)
ABLE = Server(
    skills=frozenset({"plumbing"}),
    qualifications={"electrician": AFTER},
    trainings={"ladders": None},
    insured_until=(BEFORE, DAY),
)


def test_somebody_with_everything_may_serve():
    assert obstacles(RISKY, ABLE, DAY) == ()
    assert may_serve(RISKY, ABLE, DAY)
    assert not lacks_skill(RISKY, ABLE)


def test_somebody_with_nothing_is_told_every_reason_at_once():
    assert obstacles(RISKY, Server(band=AgeBand.YOUTH, is_requester=True), DAY) == (
        Obstacle.OWN_ORDER,
        Obstacle.MINOR,
        Obstacle.UNQUALIFIED,
        Obstacle.UNTRAINED,
        Obstacle.UNINSURED,
    )


@pytest.mark.parametrize(("until", "found"), [(None, 0), (AFTER, 0), (DAY, 0), (BEFORE, 3)])
def test_papers_cover_their_last_day_and_not_the_next(until: date | None, found: int):
    server = Server(
        qualifications={"electrician": until}, trainings={"ladders": until}, insured_until=(until,)
    )
    expected = (Obstacle.QUALIFICATION_ENDED, Obstacle.TRAINING_ENDED, Obstacle.INSURANCE_ENDED)
    assert obstacles(RISKY, server, DAY) == expected[:found]


@pytest.mark.parametrize(("band", "minors"), list(product([*AgeBand, None], [True, False])))
def test_age_decides_alone_and_an_unknown_age_is_not_taken_for_grown_up(
    band: AgeBand | None, minors: bool
):
    expected: tuple[Obstacle, ...] = ()
    if band is AgeBand.COMPANION:
        expected = (Obstacle.CHILD_ALONE,)
    elif not minors and band is None:
        expected = (Obstacle.AGE_UNKNOWN,)
    elif not minors and band is not AgeBand.ADULT:
        expected = (Obstacle.MINOR,)
    assert obstacles(Need(minors=minors), Server(band=band), DAY) == expected


@pytest.mark.parametrize(
    ("age", "found"),
    [(None, (Obstacle.AGE_UNKNOWN,)), (15, (Obstacle.TOO_YOUNG,)), (16, ()), (70, ())],
)
def test_a_least_age_counts_on_the_day_itself(age: int | None, found: tuple[Obstacle, ...]):
    need = Need(minors=True, least_age=16)
    assert obstacles(need, Server(band=None, age=age), DAY) == found


def test_a_missing_skill_is_a_hint_and_never_an_obstacle():
    assert lacks_skill(Need(skill="law"), Server())
    assert not lacks_skill(Need(), Server())
    assert may_serve(Need(skill="law"), Server(), DAY)


def test_a_group_needs_its_number_and_one_adult():
    youth = Server(band=AgeBand.YOUTH)
    assert shortfall(Need(), []) is Shortfall.NOBODY
    assert shortfall(RISKY, [ABLE]) is Shortfall.TOO_FEW
    assert shortfall(Need(minors=True, people=2), [youth, youth]) is Shortfall.NO_ADULT
    assert shortfall(Need(minors=True, people=2), [youth, Server()]) is None
    assert shortfall(RISKY, [ABLE, ABLE]) is None


papers = st.dictionaries(
    st.sampled_from(["electrician", "nurse"]), st.none() | st.dates(BEFORE, AFTER)
)
servers = st.builds(
    Server,
    band=st.sampled_from([*AgeBand, None]),
    qualifications=papers,
    trainings=papers,
    insured_until=st.lists(st.none() | st.dates(BEFORE, AFTER), max_size=2).map(tuple),
    is_requester=st.booleans(),
)
codes = st.sampled_from(["", "electrician", "nurse"])
needs = st.builds(
    Need, qualification=codes, training=codes, minors=st.booleans(), insured=st.booleans()
)


@given(needs, servers, st.dates(BEFORE, AFTER))
def test_asking_for_less_never_adds_a_reason(need: Need, server: Server, day: date):
    least = Need(minors=True)
    assert set(obstacles(least, server, day)) <= set(obstacles(need, server, day))
    assert len(set(obstacles(need, server, day))) == len(obstacles(need, server, day))


@given(needs, servers)
def test_an_older_paper_is_never_worth_more_on_a_later_day(need: Need, server: Server):
    if may_serve(need, server, AFTER):
        assert may_serve(need, server, DAY)


def test_a_sex_is_asked_of_everybody_and_a_language_of_whoever_goes_alone():
    alone, two = Need(sex="2", language="tibetan"), Need(sex="2", language="tibetan", people=2)
    able, silent = Server(sex="2", languages={"tibetan"}), Server(sex="2")
    assert obstacles(alone, able, DAY) == ()
    assert obstacles(alone, silent, DAY) == (Obstacle.OTHER_LANGUAGE,)
    assert obstacles(two, silent, DAY) == ()
    for other in ("1", "0", "9", ""):
        assert obstacles(two, Server(sex=other), DAY) == (Obstacle.OTHER_SEX,)
    assert shortfall(two, [silent, silent]) is Shortfall.NO_LANGUAGE
    assert shortfall(two, [silent, able]) is None
    assert obstacles(Need(), Server(kept_apart=True), DAY) == (Obstacle.KEPT_APART,)


def test_every_language_has_a_name_and_a_bit_of_its_own():
    from redvest.engines.crews import FIRST_STREET, LANGUAGE_BITS
    from redvest.people.labels import LANGUAGES as NAMED

    assert tuple(NAMED) == LANGUAGES
    assert len(set(LANGUAGE_BITS.values())) == len(LANGUAGES)
    assert max(LANGUAGE_BITS.values()) < FIRST_STREET

"""Ages at their edges, to the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines import ages
from redvest.engines.ages import AgeBand, age_band

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2026, 11, 22), AgeBand.COMPANION),
        (date(2018, 11, 23), AgeBand.COMPANION),  # 7 years 364 days
        (date(2018, 11, 22), AgeBand.CHILD),  # 8 years 0 days
        (date(2012, 11, 23), AgeBand.CHILD),  # 13 years 364 days
        (date(2012, 11, 22), AgeBand.YOUTH),  # 14 years 0 days
        (date(2009, 6, 1), AgeBand.YOUTH),  # 17
        (date(2008, 11, 23), AgeBand.YOUTH),  # 17 years 364 days
        (date(2008, 11, 22), AgeBand.ADULT),
        (date(1930, 1, 1), AgeBand.ADULT),
    ],
)
def test_the_band_changes_on_the_birthday(born: date, band: AgeBand):
    assert age_band(born, TODAY) is band


@pytest.mark.parametrize("born", [date(2026, 11, 23), date(1890, 1, 1)])
def test_it_refuses_a_birthday_nobody_alive_can_have(born: date):
    with pytest.raises(ValueError, match="born_on"):
        age_band(born, TODAY)


@pytest.mark.parametrize(
    ("band", "account", "volunteer", "approval", "danger"),
    [
        (AgeBand.COMPANION, False, False, True, False),
        (AgeBand.CHILD, False, True, True, False),
        (AgeBand.YOUTH, True, True, False, False),
        (AgeBand.ADULT, True, True, False, True),
    ],
)
def test_what_each_band_may_do(
    band: AgeBand, account: bool, volunteer: bool, approval: bool, danger: bool
):
    assert ages.may_hold_account(band) is account
    assert ages.may_volunteer(band) is volunteer
    assert ages.needs_approval_to_read(band) is approval
    assert ages.may_do_dangerous_work(band) is danger
    assert ages.is_minor(band) is (band is not AgeBand.ADULT)


@given(st.dates(date(1950, 1, 1), date(2026, 11, 22)))
def test_coming_of_age_is_the_first_adult_day(born: date):
    first = ages.comes_of_age_on(born)
    assert age_band(born, first) is AgeBand.ADULT
    assert age_band(born, first - timedelta(days=1)) is AgeBand.YOUTH

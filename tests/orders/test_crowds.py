"""The volunteers in memory: what they say is what the rows say, also after any change."""

from collections.abc import Callable
from datetime import date, time, timedelta
from unittest import mock
from uuid import UUID

import numpy as np
import pytest
import time_machine
from django.utils import timezone

from redvest.districts.models import Region
from redvest.districts.services.settling import change_policy
from redvest.engines.crews import OPEN_ENDED, PAPERS, hours
from redvest.engines.crowd import CHANGED_MAX
from redvest.engines.matching import trial
from redvest.journal.services import record_event
from redvest.notices.models import Message, Preference
from redvest.notices.relay import relay_due
from redvest.notices.services import set_preference
from redvest.orders import crowds
from redvest.orders.jobs import tell_who_fits
from redvest.orders.models import Assignment, Dispatch, Pairing, ServiceOrder, VolunteerPaper
from redvest.orders.queries.crowd_rows import rows_of, rows_touched
from redvest.orders.queries.free_hours import free_hours
from redvest.orders.services import pool_order
from redvest.orders.services.pool_telling import tell_fitting, untold_orders
from redvest.people.actors import system
from redvest.people.models import Guardianship, Person, Volunteer
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, NEXT_DOOR, Cast, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WEEK = (1 << 21) - 1


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile before the stage is set: a transaction would not wait for it that long."""
    trial.run()


@pytest.fixture(autouse=True)
def a_map(patient: None, cast: Cast) -> None:
    for code, north in ((HOME, 0.0), (NEXT_DOOR, 0.003), (ELSEWHERE, 0.5)):
        Region.objects.filter(code=code).update(lat=36.0 + north, lon=103.8)
    Volunteer.objects.update(availability=WEEK, skills=["haircut", "plumbing"])


def pooled(cast: Cast) -> ServiceOrder:
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    return ServiceOrder.objects.get(id=order.id)


def touched(volunteer: Volunteer) -> None:
    record_event(actor=system(DISTRICT), kind="volunteer.service", subject=volunteer)


def found(order: ServiceOrder) -> set[UUID]:
    """Ask again, as if two seconds had passed."""
    for kept in crowds._kept.values():
        kept.looked = -crowds.FRESH_S
    return {one.id for one in crowds.fitting(order.id, DISTRICT)}


def ids(cast: Cast, *names: str) -> set[UUID]:
    return {cast.volunteers[name].id for name in names}


EVERYBODY = ("wang", "li", "zhao", "qian")


def test_rows_come_as_they_are_in_the_database(cast: Cast):
    wang = cast.volunteers["wang"]
    Volunteer.objects.filter(id=wang.id).update(availability=0b101, accepts_matching=False)
    Volunteer.objects.filter(id=cast.volunteers["li"].id).update(skills=[], home_community="")
    Preference.objects.create(account=cast.accounts["li"], quiet_from=time(22), quiet_to=time(12))
    VolunteerPaper.objects.filter(volunteer=wang).update(valid_until=date(2030, 1, 2))
    rows = rows_of(DISTRICT)
    assert len(rows.people) == len(rows.papers) == 4
    assert (np.sort(rows.people["id"]) == rows.people["id"]).all()
    own = rows.people[rows.people["id"] == wang.id.bytes.rstrip(b"\0")][0]
    assert (own["ticked"], own["adult"], own["matchable"]) == (0b101, True, False)
    assert (own["lat"], own["lon"], own["month"], own["week"]) == (36.0, 103.8, 0, 0)
    li = rows_touched(DISTRICT, [cast.volunteers["li"].id])[1]
    assert (len(li.people), len(li.papers)) == (1, 1)
    assert li.people["skills"][0] == 0
    assert li.people["ticked"][0] == WEEK & ~0o1111111  # Not in the mornings.
    assert free_hours(DISTRICT, [cast.volunteers["li"].id]) == {
        cast.volunteers["li"].id: hours(WEEK & ~0o1111111)
    }
    assert np.isnan(li.people["lat"][0])
    until = {bytes(one["id"]): one["until"] for one in rows.papers}
    assert until[wang.id.bytes.rstrip(b"\0")] == date(2030, 1, 2).toordinal()
    assert sorted(until.values())[-1] == OPEN_ENDED
    assert {PAPERS[one] for one in rows.papers["paper"]} == {"insurance:accident"}
    assert len(rows_touched(DISTRICT, [])[1].people) == 0


def test_everybody_who_fits_is_found_and_the_nearer_comes_first(cast: Cast):
    order = pooled(cast)
    Volunteer.objects.filter(id=cast.volunteers["li"].id).update(home_community=NEXT_DOOR)
    near = crowds.fitting(order.id, DISTRICT)
    assert {one.id for one in near} == ids(cast, *EVERYBODY)
    assert near[-1].id == cast.volunteers["li"].id
    assert [one.cost_m for one in near] == sorted(one.cost_m for one in near)


def minor(cast: Cast) -> None:
    tie = Guardianship.objects.create(
        district=DISTRICT, minor=cast.persons["wang"], relation="parent", asked_at=timezone.now()
    )
    record_event(actor=system(DISTRICT), kind="guardian.asked", subject=tie)


def change(**values: object) -> Callable[[Cast], None]:
    def apply(cast: Cast) -> None:
        wang = cast.volunteers["wang"]
        Volunteer.objects.filter(id=wang.id).update(**values)
        touched(wang)

    return apply


def consent(cast: Cast) -> None:
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(accepts_matching=False)
    after = {"person": str(cast.persons["wang"].id)}
    record_event(actor=system(DISTRICT), kind="consent.withdrawn", district=DISTRICT, after=after)


def paper(cast: Cast) -> None:
    row = VolunteerPaper.objects.get(volunteer=cast.volunteers["wang"])
    VolunteerPaper.objects.filter(id=row.id).update(withdrawn_at=timezone.now())
    record_event(actor=system(DISTRICT), kind="paper.withdrawn", subject=row)


def quiet(cast: Cast) -> None:
    """From before the first part of a day until after the last."""
    set_preference(
        actor=cast.wang,
        version=1,
        wants_sms=True,
        wants_wechat=True,
        wants_email=False,
        quiet_from=time(5),
        quiet_to=time(23),
    )


@pytest.mark.parametrize(
    "happens",
    [
        change(skills=["haircut"]),
        change(availability=0),
        change(status="paused"),
        change(home_community=ELSEWHERE),
        consent,
        paper,
        minor,
        quiet,
    ],
)
def test_a_change_is_known_with_the_next_look_and_undone_the_same_way(
    cast: Cast, happens: Callable[[Cast], None]
):
    order = pooled(cast)
    assert found(order) == ids(cast, *EVERYBODY)
    happens(cast)
    assert found(order) == ids(cast, "li", "zhao", "qian")
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(
        skills=["plumbing"],
        availability=WEEK,
        status="active",
        home_community=HOME,
        accepts_matching=True,
    )
    VolunteerPaper.objects.update(withdrawn_at=None)
    Guardianship.objects.all().delete()
    Preference.objects.all().delete()
    touched(cast.volunteers["wang"])
    assert found(order) == ids(cast, *EVERYBODY)


def test_only_who_speaks_the_language_and_is_of_the_sex_asked_for_is_found(cast: Cast):
    order = pooled(cast)
    assert found(order) == ids(cast, *EVERYBODY)
    ServiceOrder.objects.filter(id=order.id).update(flags=["by_woman"], language="wu")
    assert found(order) == set()
    Person.objects.filter(id__in=[cast.persons[one].id for one in ("wang", "li")]).update(sex="2")
    for name in ("wang", "zhao"):
        Volunteer.objects.filter(id=cast.volunteers[name].id).update(languages=["english", "wu"])
    for name in EVERYBODY:
        touched(cast.volunteers[name])
    assert found(order) == ids(cast, "wang")
    order.refresh_from_db()
    near = [one.id for one in crowds.fitting(order.id, DISTRICT)]
    Person.objects.update(sex="0")
    assert tell_fitting(district=DISTRICT, order_id=order.id, volunteer_ids=near) == 0


def test_whoever_is_kept_apart_from_her_is_not_found_and_who_was_asked_for_comes_first(
    cast: Cast,
):
    order = pooled(cast)
    for name, kind in (("wang", "apart"), ("zhao", "rather")):
        Pairing.objects.create(
            district=DISTRICT,
            resident=cast.persons["granny"],
            volunteer=cast.volunteers[name],
            kind=kind,
            reason="resident_asked",
            set_at=timezone.now(),
        )
    assert found(order) == ids(cast, "li", "zhao", "qian")
    near = crowds.fitting(order.id, DISTRICT)
    assert near[0].id == cast.volunteers["zhao"].id
    assert near[0].cost_m < near[1].cost_m
    everybody = [one.id for one in cast.volunteers.values()]
    tell_fitting(district=DISTRICT, order_id=order.id, volunteer_ids=everybody)
    assert cast.persons["wang"].id not in told(order)


def test_a_month_is_as_full_as_the_district_decides(cast: Cast):
    order = pooled(cast)
    assert found(order) == ids(cast, *EVERYBODY)
    crowds.forget()
    went = {"order": order, "state": "ended", "named_at": timezone.now()}
    dispatch = Dispatch.objects.create(
        district=DISTRICT, order=order, team=cast.team, state="ended", offered_at=timezone.now()
    )
    ServiceOrder.objects.filter(id=order.id).update(scheduled_from=timezone.now())
    Assignment.objects.create(
        district=DISTRICT, dispatch=dispatch, volunteer=cast.volunteers["wang"], **went
    )
    assert found(order) == ids(cast, *EVERYBODY)
    crowds.forget()
    change_policy(
        actor=cast.centre, version=0, values={"match_month_most": "1"}, reason="少打扰志愿者"
    )
    assert found(order) == ids(cast, "li", "zhao", "qian")


def test_many_changes_one_by_one_say_the_same_as_reading_everything_anew(cast: Cast):
    order = pooled(cast)
    found(order)
    rng = np.random.default_rng(3)
    for _ in range(12):
        name = str(rng.choice(EVERYBODY))
        change_it = {
            "skills": [["plumbing"], ["haircut"]][int(rng.integers(2))],
            "availability": [WEEK, 0][int(rng.integers(2))],
            "home_community": [HOME, NEXT_DOOR][int(rng.integers(2))],
        }
        Volunteer.objects.filter(id=cast.volunteers[name].id).update(**change_it)
        touched(cast.volunteers[name])
        kept = found(order)
        crowds.forget()
        assert kept == {one.id for one in crowds.fitting(order.id, DISTRICT)}


def test_an_event_of_another_kind_or_district_changes_nobody(cast: Cast):
    order = pooled(cast)
    found(order)
    (kept,) = crowds._kept.values()
    kept.until = timezone.now() + timedelta(minutes=1)
    record_event(actor=system("610102"), kind="volunteer.service", district="610102")
    kept.until -= timedelta(minutes=1)
    crowds.refresh(DISTRICT, kept)
    assert crowds.refresh(DISTRICT, kept) == 0
    assert not kept.crowd.is_worn
    assert len(kept.crowd.changed) <= CHANGED_MAX


def told(order: ServiceOrder) -> set[UUID | None]:
    return set(
        Message.objects.filter(
            template="order_pooled_near", dedupe_key__startswith=f"order_pooled_near:{order.id}"
        ).values_list("to_person_id", flat=True)
    )


def test_only_who_fits_hears_of_a_pooled_order_and_only_once(cast: Cast):
    Volunteer.objects.filter(id=cast.volunteers["li"].id).update(skills=["law"])
    Volunteer.objects.filter(id=cast.volunteers["zhao"].id).update(accepts_matching=False)
    order = pooled(cast)
    assert untold_orders(DISTRICT) == [order.id]
    assert tell_who_fits() == 2
    assert told(order) == {cast.persons["wang"].id, cast.persons["qian"].id}
    before = Message.objects.count()
    assert tell_who_fits() == 0
    assert untold_orders(DISTRICT) == []
    assert Message.objects.count() == before


def test_who_fits_hears_of_it_on_the_phone_only_after_quiet_hours_of_their_own(cast: Cast):
    """The matching proposes at any hour; nobody's phone rings in hours they asked to be spared."""
    now = timezone.localtime()
    Preference.objects.create(
        account=cast.accounts["wang"],
        quiet_from=(now - timedelta(hours=1)).time(),
        quiet_to=(now + timedelta(hours=1)).time(),
    )
    for name in ("li", "zhao", "qian"):
        Volunteer.objects.filter(id=cast.volunteers[name].id).update(accepts_matching=False)
    order = pooled(cast)
    assert tell_who_fits() == 1
    mine = Message.objects.filter(
        template="order_pooled_near", to_account=cast.accounts["wang"], channel="sms"
    )
    carried = mock.Mock(keeps=False)
    with mock.patch("redvest.notices.relay.adapter_for", return_value=carried):
        relay_due()
        assert (mine.get().status, mine.get().attempts) == ("queued", 0)
        with time_machine.travel(now + timedelta(minutes=61)):
            Preference.objects.update(quiet_from=time(0), quiet_to=time(0))
            relay_due()
    assert mine.get().status == "sent"
    assert told(order) == {cast.persons["wang"].id}


def gone(cast: Cast, order: ServiceOrder) -> None:
    ServiceOrder.objects.filter(id=order.id).update(state="claimed")


STALE: dict[str, Callable[[Cast, ServiceOrder], object]] = {
    "the order was taken": gone,
    "opted out": lambda cast, _order: Volunteer.objects.update(accepts_matching=False),
    "paused": lambda cast, _order: Volunteer.objects.update(status="paused"),
    "left in peace": lambda cast, _order: [
        Preference.objects.create(account=one, quiet_from=time(6), quiet_to=time(22))
        for one in cast.accounts.values()
    ],
    "no time": lambda cast, _order: Volunteer.objects.update(availability=0),
    "another skill": lambda cast, _order: Volunteer.objects.update(skills=["law"]),
    "a paper withdrawn": lambda cast, _order: VolunteerPaper.objects.update(
        withdrawn_at=timezone.now()
    ),
}


@pytest.mark.parametrize("what", STALE)
def test_nobody_is_told_because_of_what_was_true_a_moment_ago(cast: Cast, what: str):
    order = pooled(cast)
    stale = [one.id for one in crowds.fitting(order.id, DISTRICT)]
    assert stale
    STALE[what](cast, order)
    assert tell_fitting(district=DISTRICT, order_id=order.id, volunteer_ids=stale) == 0
    assert told(order) == set()

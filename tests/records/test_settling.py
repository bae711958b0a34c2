"""From the gate to hours: what a settled activity says about everybody, and who may not settle."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp, Stamp
from redvest.activities.services import propose_attendance
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.ids import uuid7
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import Assignment
from redvest.people.actors import system
from redvest.people.services.roles import grant_role
from redvest.records.models import ServiceRecord
from redvest.records.services.drafting import settle_visits
from redvest.records.services.settling import settle_activity
from tests.activities.cast import Cast, counted, shift_of, stands
from tests.activities.gate import MINUTE, attended, signed
from tests.activities.test_pages import browser
from tests.records.cast import BEGAN, HOUR, a_visit, both_came, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMES = ("wang", "li", "zhao", "qian")


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> None:
    """Tomorrow at noon: no test of this file meets midnight on the way."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    time_machine.move_to(tomorrow.replace(hour=12, minute=0), tick=True)


def an_afternoon(
    cast: Cast, clock: Any, *, until: int = 110, **ways: str
) -> tuple[Activity, dict[str, SignUp]]:
    """An activity of two hours that is over; ``ways`` says who came how."""
    activity, found = signed(cast, *NAMES)
    rows = dict(zip(NAMES, found, strict=True))
    attended(cast, clock, rows, until=until, **ways)
    return Activity.objects.get(id=activity.id), rows


def record_of(row: SignUp) -> ServiceRecord | None:
    return ServiceRecord.objects.filter(signup=row).first()


def said(row: SignUp) -> tuple[str, str, int] | None:
    found = record_of(row)
    return (found.level, found.state, found.minutes) if found else None


def test_everybodys_hours_follow_from_what_proves_them(cast: Cast, time_machine: Any):
    activity, rows = an_afternoon(
        cast, time_machine, wang="code", li="lead", zhao="desk", qian="forgets"
    )
    propose_attendance(actor=cast.zhao, activity_id=activity.id, stayed=[rows["qian"].id])
    done = settle_activity(actor=cast.desk, activity_id=activity.id)
    assert said(rows["wang"]) == ("A", "effective", 110)
    assert said(rows["li"]) == ("C", "effective", 110)
    assert said(rows["qian"]) == ("C", "effective", 120), (
        "until the planned end, by the lead's word"
    )
    # The lead's own: seen by the desk, and nobody's word but the desk's stands beside it.
    assert said(rows["zhao"]) == ("B", "effective", 110)
    lead = record_of(rows["zhao"])
    assert lead is not None
    assert (lead.vouched_as, lead.vouched_by) == ("desk", cast.accounts["desk"].id)
    theirs = record_of(rows["li"])
    assert theirs is not None
    assert (theirs.vouched_by, theirs.approver) == (
        cast.accounts["zhao"].id,
        cast.accounts["desk"].id,
    )
    assert (done.records, done.effective, done.minutes) == (4, 4, 450)
    assert {stands(row.id) for row in rows.values()} == {"settled"}
    assert Activity.objects.get(id=activity.id).status == "settled"
    steps = Event.objects.get(kind="record.settle", subject_id=theirs.id).after["steps"]
    assert steps == ["ask", "confirm", "approve", "take_effect"]
    assert theirs.version == 1 + len(steps)
    assert Event.objects.filter(kind="signup.settle").count() == 4


def test_a_forgotten_check_out_without_a_word_brings_the_last_proof_only(
    cast: Cast, time_machine: Any
):
    activity, rows = an_afternoon(cast, time_machine, wang="forgets", li="code")
    propose_attendance(actor=cast.zhao, activity_id=activity.id)
    settle_activity(actor=cast.desk, activity_id=activity.id)
    assert record_of(rows["wang"]) is None
    assert said(rows["li"]) == ("A", "effective", 110)


@pytest.mark.parametrize(("until", "minutes"), [(20, 20), (155, 150)])
def test_minutes_are_what_they_were_below_the_plan_and_capped_above_it(
    cast: Cast, time_machine: Any, until: int, minutes: int
):
    activity, rows = an_afternoon(cast, time_machine, until=until, wang="code")
    time_machine.move_to(activity.ends_at + 70 * MINUTE, tick=False)
    propose_attendance(actor=cast.zhao, activity_id=activity.id)
    settle_activity(actor=cast.desk, activity_id=activity.id)
    assert said(rows["wang"]) == ("A", "effective", minutes)


def test_who_did_not_come_is_excused_unless_the_lead_says_otherwise(cast: Cast, time_machine: Any):
    activity, rows = an_afternoon(cast, time_machine, wang="code")
    propose_attendance(actor=cast.zhao, activity_id=activity.id, missed=[rows["li"].id])
    assert stands(rows["li"].id) == "no_show"
    assert stands(rows["qian"].id) == "absent_excused"
    assert stands(rows["zhao"].id) == "confirmed", "nobody decides about themselves"
    assert counted(shift_of(activity))
    account = cast.accounts["li"].id
    assert Message.objects.filter(template="signup_absence", to_account=account).exists()
    assert Message.objects.filter(template="activity_to_settle").exists()
    settle_activity(actor=cast.desk, activity_id=activity.id)
    assert ServiceRecord.objects.filter(signup__activity=activity).count() == 1
    assert counted(Shift.objects.get(activity=activity))


def test_nobody_settles_what_they_proposed_or_what_nobody_proposed(cast: Cast, time_machine: Any):
    activity, rows = an_afternoon(cast, time_machine, wang="code", li="lead")
    with pytest.raises(Conflict):
        settle_activity(actor=cast.desk, activity_id=activity.id)
    with pytest.raises(NotAllowed):
        propose_attendance(actor=cast.desk, activity_id=activity.id)
    propose_attendance(actor=cast.zhao, activity_id=activity.id)
    with pytest.raises(NotAllowed):
        settle_activity(actor=cast.zhao, activity_id=activity.id)
    grant_role(
        actor=system(activity.district),
        account_id=cast.accounts["zhao"].id,
        role=Role.VENUE_ADMIN,
        scope=activity.region,
    )
    with pytest.raises(NotAllowed) as caught:
        settle_activity(actor=cast.zhao, activity_id=activity.id)
    assert caught.value.code == "same_hand"
    assert not ServiceRecord.objects.filter(signup__activity=activity).exists()
    row = Activity.objects.filter(id=activity.id)
    with pytest.raises(IntegrityError, match="settled_by_other_hands"), transaction.atomic():
        row.update(settled_by=cast.accounts["zhao"].id)
    assert stands(rows["wang"].id) == "checked_out"


def test_whoever_settles_does_not_approve_their_own_hours(cast: Cast, time_machine: Any):
    activity, rows = an_afternoon(cast, time_machine, wang="lead", li="lead")
    grant_role(
        actor=system(activity.district),
        account_id=cast.accounts["wang"].id,
        role=Role.VENUE_ADMIN,
        scope=activity.region,
    )
    propose_attendance(actor=cast.zhao, activity_id=activity.id)
    settle_activity(actor=cast.wang, activity_id=activity.id)
    assert said(rows["wang"]) == ("C", "pending_review", 110)
    assert said(rows["li"]) == ("C", "effective", 110)


def test_hours_that_overlap_others_do_not_slip_in_with_the_crowd(cast: Cast, time_machine: Any):
    activity, rows = an_afternoon(cast, time_machine, wang="code", li="code")
    propose_attendance(actor=cast.zhao, activity_id=activity.id)
    starts = rows["wang"].starts_at + 30 * MINUTE
    other = ServiceRecord.objects.create(
        district=activity.district,
        number="209901-000001",
        volunteer=cast.volunteers["wang"],
        entry="system",
        title="别处",
        region=activity.region,
        organizer="别处",
        starts_at=starts,
        ends_at=starts + 60 * MINUTE,
        service_on=timezone.localdate(starts),
        minutes=60,
        level="A",
        document="签到表",
        state="effective",
        state_since=starts,
        recorded_at=starts,
    )
    settle_activity(actor=cast.desk, activity_id=activity.id)
    assert said(rows["wang"]) == ("A", "pending_review", 110)
    found = record_of(rows["wang"])
    assert found is not None
    assert "overlap" in found.flags
    assert said(rows["li"]) == ("A", "effective", 110)
    with pytest.raises(IntegrityError, match="nobody_serves_twice"), transaction.atomic():
        ServiceRecord.objects.filter(id=found.id).update(state="effective")
    assert ServiceRecord.objects.get(id=other.id).state == "effective"


def test_an_activity_is_settled_once_and_what_comes_later_is_not_paid(
    cast: Cast, time_machine: Any
):
    activity, rows = an_afternoon(cast, time_machine, wang="code")
    propose_attendance(actor=cast.zhao, activity_id=activity.id)
    settle_activity(actor=cast.desk, activity_id=activity.id)
    before = ServiceRecord.objects.count(), Stamp.objects.count()
    for again in (
        lambda: settle_activity(actor=cast.desk, activity_id=activity.id),
        lambda: propose_attendance(actor=cast.zhao, activity_id=activity.id),
    ):
        with pytest.raises(Conflict):
            again()
    copied = record_of(rows["wang"])
    assert copied is not None
    copied.pk, copied.number, copied.state = uuid7(), "209901-000002", "draft"
    with pytest.raises(IntegrityError, match="shift_is_recorded_once"), transaction.atomic():
        copied.save(force_insert=True)
    assert (ServiceRecord.objects.count(), Stamp.objects.count()) == before


def test_the_lead_hands_the_list_in_and_the_desk_settles_it_on_their_pages(
    cast: Cast, time_machine: Any
):
    activity, rows = an_afternoon(cast, time_machine, wang="code", li="forgets")
    lead, desk = browser(cast, "zhao"), browser(cast, "desk")
    propose = reverse("activities:propose", args=[activity.id])
    page = lead.get(propose).content.decode()
    assert cast.volunteers["li"].volunteer_no in page
    assert cast.volunteers["qian"].volunteer_no in page
    assert lead.post(propose, {"stayed": [str(rows["li"].id)]})["Location"] == propose
    assert (
        reverse("records:settle", args=[activity.id])
        in desk.get(reverse("records:to_settle")).content.decode()
    )
    settle = reverse("records:settle", args=[activity.id])
    page = desk.get(settle).content.decode()
    assert cast.volunteers["wang"].volunteer_no in page
    assert "演员2" not in page
    version = Activity.objects.get(id=activity.id).version
    assert desk.post(settle, {"version": version - 1}).status_code == 409
    assert desk.post(settle, {"version": version})["Location"] == settle
    assert said(rows["li"]) == ("C", "effective", 120)
    assert desk.get(settle).status_code == 200


def test_the_lead_of_a_visit_is_asked_for_a_word_and_else_the_desk(cast: Cast):
    own = recorded(a_visit(cast))
    led = a_visit(cast, began=BEGAN - 24 * HOUR)
    Assignment.objects.filter(order=led.order_id).update(is_lead=False)
    Assignment.objects.filter(id=led.id).update(is_lead=True)
    theirs = recorded(both_came(cast, led))
    asked = Message.objects.filter(template="record_to_confirm", channel="in_app")
    assert own.state == theirs.state == "pending_confirm"
    who = {(row.dedupe_key.split(":")[1], row.to_account_id) for row in asked}
    assert (str(theirs.id), cast.accounts["wang"].id) in who
    assert (str(own.id), cast.accounts["desk"].id) in who
    assert (str(own.id), cast.accounts["wang"].id) not in who, "nobody confirms their own hours"
    settle_visits()
    assert asked.count() == len(who), "once"

"""Hours from visits: what is recorded, by whose word it counts, and what stops it."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from redvest.engines.evidence import Level
from redvest.engines.record_flow import State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.notices.models import Message
from redvest.orders.models import Assignment
from redvest.orders.services import complain_order, confirm_order
from redvest.orders.services.codes import order_code
from redvest.people.actors import Actor, Grant
from redvest.records.models import RecordQuestion, ServiceRecord
from redvest.records.passport import passport_of, signed_rightly
from redvest.records.queries import record_seen_by, totals_of
from redvest.records.services.asking import answer_question, ask_about_record
from redvest.records.services.deciding import (
    approve_record,
    ask_revocation,
    confirm_record,
    decide_revocation,
    deny_record,
)
from redvest.records.services.drafting import settle_visits
from redvest.records.services.filling import FilledIn, Times, correct_record, fill_in_record
from redvest.records.signing import public_key
from tests.orders.cast import DISTRICT, HOME, Cast
from tests.records.cast import BEGAN, HOUR, a_visit, again, both_came, recorded, state_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def effective(cast: Cast) -> ServiceRecord:
    return recorded(a_visit(cast, "confirmed"))


def test_a_visit_becomes_a_record_once_and_waits_for_somebody_elses_word(cast: Cast):
    visit = a_visit(cast)
    record = recorded(visit)
    assert settle_visits() == 0
    assert ServiceRecord.objects.count() == 1
    assert (record.minutes, record.level, record.state) == (60, "B", State.PENDING_CONFIRM.value)
    assert (record.organizer, record.region) == ("邻里帮帮队", HOME)
    assert record.number == f"{BEGAN:%Y%m}-000001"


def test_the_residents_word_makes_the_code_proof_of_the_highest_level(cast: Cast):
    record = effective(cast)
    assert (record.level, record.state) == ("A", State.EFFECTIVE.value)
    assert record.vouched_as == "beneficiary"
    assert record.vouched_by == cast.accounts["granny"].id
    kinds = Event.objects.filter(subject_id=record.id).order_by("at", "id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "record.draft",
        "record.ask",
        "record.confirm",
        "record.waive_review",
        "record.take_effect",
    ]
    assert record.version == 5
    assert totals_of(record.volunteer_id, DISTRICT).merit == 60


def test_one_s_own_button_needs_the_resident_and_a_reviewer(cast: Cast):
    record = recorded(a_visit(cast, "confirmed", evidence="self"))
    assert (record.level, record.state) == ("C", State.PENDING_REVIEW.value)
    done = approve_record(actor=cast.desk, record_id=record.id)
    assert (done.level, done.state) == ("C", State.EFFECTIVE.value)


def test_a_word_that_comes_late_proves_nothing_and_nobody_may_approve_it(cast: Cast):
    record = recorded(a_visit(cast, "confirmed", evidence="self", began=BEGAN - 96 * HOUR))
    assert (record.level, record.state) == ("", State.PENDING_REVIEW.value)
    before = state_of(record.id)
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.centre, record_id=record.id)
    assert state_of(record.id) == before


def test_minutes_outside_the_agreed_time_bring_no_record(cast: Cast):
    visit = a_visit(cast, began=BEGAN)
    Assignment.objects.filter(id=visit.id).update(
        checked_in_at=BEGAN + 5 * HOUR, checked_out_at=BEGAN + 6 * HOUR
    )
    settle_visits()
    assert not ServiceRecord.objects.exists()


def test_the_lead_vouches_for_others_and_never_for_themselves(cast: Cast):
    visit = a_visit(cast)
    Assignment.objects.filter(order=visit.order_id).update(is_lead=False)
    Assignment.objects.filter(id=visit.id).update(is_lead=True)
    theirs = recorded(both_came(cast, visit, "code"))
    own = ServiceRecord.objects.get(assignment=visit)
    done = confirm_record(actor=cast.wang, record_id=theirs.id)
    assert (done.vouched_as, done.state) == ("lead", State.EFFECTIVE.value)
    before = state_of(own.id)
    with pytest.raises(NotAllowed):
        confirm_record(actor=cast.wang, record_id=own.id)
    with pytest.raises(NotSeen):
        confirm_record(actor=cast.li, record_id=own.id)
    assert state_of(own.id) == before


def test_who_served_and_also_handled_the_order_needs_other_hands(cast: Cast):
    visit = a_visit(cast)

    double = Actor(cast.accounts["wang"].id, DISTRICT, grants=(Grant(Role.VENUE_ADMIN, HOME),))
    record_event(actor=double, kind="order.accept", subject=visit.order, role=Role.VENUE_ADMIN)
    confirm_order(actor=cast.granny, order_id=visit.order_id)
    record = recorded(visit)
    assert record.state == State.PENDING_CONFIRM.value
    assert "own_order" in record.flags
    confirm_record(actor=cast.desk, record_id=record.id)
    assert again(record).state == State.PENDING_REVIEW.value
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.desk, record_id=record.id)
    assert approve_record(actor=cast.centre, record_id=record.id).state == "effective"


def test_a_lead_who_also_kept_the_order_does_not_make_hours_count_alone(cast: Cast):
    visit = a_visit(cast)
    Assignment.objects.filter(order=visit.order_id).update(is_lead=False)
    Assignment.objects.filter(id=visit.id).update(is_lead=True)
    theirs = recorded(both_came(cast, visit, "code"))
    double = Actor(cast.accounts["wang"].id, DISTRICT, grants=(Grant(Role.VENUE_ADMIN, HOME),))
    record_event(actor=double, kind="order.accept", subject=visit.order, role=Role.VENUE_ADMIN)
    done = confirm_record(actor=cast.wang, record_id=theirs.id)
    assert (done.vouched_as, done.level, done.state) == ("desk", "B", "pending_review")
    with pytest.raises((NotAllowed, NotSeen)):
        approve_record(actor=cast.wang, record_id=theirs.id)
    assert approve_record(actor=cast.desk, record_id=theirs.id).state == "effective"


def test_the_closing_code_is_the_residents_word(cast: Cast):
    visit = a_visit(cast)
    visit.order.refresh_from_db()
    code = order_code(visit.order, "done")
    confirm_order(actor=cast.wang, order_id=visit.order_id, method="code", code=code)
    record = recorded(visit)
    assert (record.level, record.state, record.vouched_by) == ("A", "effective", None)


def test_while_somebody_looks_into_the_order_its_hours_count_for_nothing(cast: Cast):
    record = effective(cast)
    complain_order(
        actor=cast.granny, order_id=record.assignment.order_id, reason="other", text="没换好"
    )
    settle_visits()
    assert again(record).state == State.QUESTIONED.value
    assert totals_of(record.volunteer_id, DISTRICT).effective == 0


def test_two_records_never_hold_the_same_minute(cast: Cast):
    first = effective(cast)
    second = recorded(a_visit(cast, "confirmed", began=BEGAN + timedelta(minutes=30)))
    assert (second.state, "overlap" in second.flags) == (State.PENDING_REVIEW.value, True)
    before = state_of(second.id)
    with pytest.raises(Conflict) as refusal:
        approve_record(actor=cast.desk, record_id=second.id)
    assert refusal.value.code == "overlap"
    assert state_of(second.id) == before
    # The database refuses it too, whatever the program says.
    with pytest.raises(IntegrityError, match="nobody_serves_twice_at_once"), transaction.atomic():
        ServiceRecord.objects.filter(id=second.id).update(state="effective")
    deny_record(actor=cast.desk, record_id=second.id, reason="twice")
    assert (again(first).state, again(second).state) == ("effective", "rejected")
    assert Message.objects.filter(template="record_refused").exists()


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("recorder", "nobody_handles_their_own_hours"),
        ("vouched_by", "nobody_handles_their_own_hours"),
        ("first_approver", "nobody_handles_their_own_hours"),
        ("approver", "nobody_handles_their_own_hours"),
    ],
)
def test_the_database_keeps_whoever_served_away_from_their_hours(
    cast: Cast, column: str, constraint: str
):
    record = recorded(a_visit(cast))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ServiceRecord.objects.filter(id=record.id).update(**{column: cast.accounts["wang"].id})
    with pytest.raises(IntegrityError, match="record_has_minutes"), transaction.atomic():
        ServiceRecord.objects.filter(id=record.id).update(minutes=0)
    with pytest.raises(IntegrityError, match="record_fits"), transaction.atomic():
        ServiceRecord.objects.filter(id=record.id).update(minutes=61)


def yesterday() -> Times:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    start = noon - timedelta(days=1)
    return Times(start, start + 2 * HOUR, 30)


def card(cast: Cast, name: str = "wang", **changes: object) -> FilledIn:
    values: dict[str, object] = {
        "volunteer_no": cast.volunteers[name].volunteer_no,
        "title": "河道清理",
        "category": "other",
        "times": yesterday(),
        "document": "签到表第3页，社区档案柜",
        "region": HOME,
    }
    return FilledIn(**{**values, **changes})  # type: ignore[arg-type]


def test_hours_filled_in_take_three_people_and_a_notice(cast: Cast):
    by_team = card(cast, region="", team_id=cast.team.id)
    record = fill_in_record(actor=cast.zhao, card=by_team)
    assert (record.level, record.minutes, record.state) == ("D", 90, "pending_review")
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.zhao, record_id=record.id)
    assert approve_record(actor=cast.desk, record_id=record.id).state == "pending_review"
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.desk, record_id=record.id)
    done = approve_record(actor=cast.centre, record_id=record.id)
    assert done.state == State.PUBLIC_NOTICE.value
    assert done.notice_until > timezone.now() + timedelta(days=1)
    ServiceRecord.objects.filter(id=record.id).update(notice_until=timezone.now())
    settle_visits()
    assert again(record).state == State.EFFECTIVE.value
    totals = totals_of(record.volunteer_id, DISTRICT)
    assert (totals.effective, totals.merit, totals.filled_in) == (90, 0, 90)


def test_nobody_fills_in_their_own_hours_or_too_many_or_elsewhere(cast: Cast):
    with pytest.raises(NotAllowed):
        fill_in_record(actor=cast.zhao, card=card(cast, "zhao", region="", team_id=cast.team.id))
    with pytest.raises(Invalid):
        fill_in_record(actor=cast.other_desk, card=card(cast))
    with pytest.raises(Invalid):
        fill_in_record(actor=cast.qian, card=card(cast, region="", team_id=cast.team.id))
    with pytest.raises(Invalid):
        fill_in_record(actor=cast.desk, card=card(cast, document=" "))
    late = timezone.now() + HOUR
    for times in (Times(late, late + HOUR), Times(BEGAN - timedelta(days=400), BEGAN)):
        with pytest.raises(Invalid):
            fill_in_record(actor=cast.desk, card=card(cast, times=times))
    assert not ServiceRecord.objects.exists()


def test_an_organizer_fills_in_at_most_forty_hours_a_month(cast: Cast):
    # One month of a fixed past, a year at most back.
    start = timezone.localtime().replace(hour=1, minute=0, second=0, microsecond=0)
    day = (start.replace(day=1) - timedelta(days=1)).replace(day=2)
    for offset, name in enumerate(("wang", "li", "qian")):
        times = Times(day + timedelta(days=offset), day + timedelta(days=offset, hours=13))
        fill_in_record(actor=cast.desk, card=card(cast, name, times=times))
    with pytest.raises(Conflict) as refusal:
        fill_in_record(actor=cast.desk, card=card(cast, "zhao", times=Times(day, day + 2 * HOUR)))
    assert (refusal.value.code, ServiceRecord.objects.count()) == ("month_full", 3)


def test_fewer_minutes_hold_at_once_and_the_old_version_stays(cast: Cast):
    old = effective(cast)
    times = Times(BEGAN, BEGAN + timedelta(minutes=40))
    new = correct_record(actor=cast.desk, record_id=old.id, times=times)
    assert (new.minutes, new.level, new.state) == (40, "A", "effective")
    assert (again(old).state, again(old).minutes, new.supersedes_id) == ("corrected", 60, old.id)
    assert totals_of(old.volunteer_id, DISTRICT).merit == 40


def test_more_minutes_are_written_by_hand_and_take_two_more_people(cast: Cast):
    old = effective(cast)
    times = Times(BEGAN, BEGAN + 2 * HOUR)
    with pytest.raises(Invalid):
        correct_record(actor=cast.desk, record_id=old.id, times=times)
    new = correct_record(actor=cast.desk, record_id=old.id, times=times, document="签到表")
    assert (new.level, new.state, again(old).state) == ("D", "pending_review", "effective")
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.desk, record_id=new.id)
    approve_record(actor=cast.centre, record_id=new.id)
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.centre, record_id=new.id)
    cast.staff("second", 50, Role.CENTRE_ADMIN, DISTRICT)
    done = approve_record(actor=cast.second, record_id=new.id)
    assert (done.state, again(old).state) == ("public_notice", "corrected")


def test_revoking_takes_two_and_the_appeal_a_third(cast: Cast):
    record = effective(cast)
    asked = ask_revocation(actor=cast.centre, record_id=record.id, reason="false")
    assert asked.state == State.FROZEN.value
    with pytest.raises(NotAllowed):
        decide_revocation(actor=cast.centre, record_id=record.id, revoke=True)
    with pytest.raises(NotAllowed):
        decide_revocation(actor=cast.desk, record_id=record.id, revoke=True)
    cast.staff("second", 50, Role.CENTRE_ADMIN, DISTRICT)
    decide_revocation(actor=cast.second, record_id=record.id, revoke=True)
    assert again(record).state == State.REVOKED.value
    assert Message.objects.filter(template="record_revoked").exists()
    appeal = ask_about_record(
        actor=cast.wang, record_id=record.id, kind="appeal", text="我确实去了"
    )
    with pytest.raises(NotAllowed):
        answer_question(actor=cast.desk, question_id=appeal.id, granted=True, answer="好")
    done = answer_question(actor=cast.second, question_id=appeal.id, granted=True, answer="核实了")
    assert done.state == State.EFFECTIVE.value


def test_a_refused_correction_may_be_taken_to_somebody_else_at_the_center(cast: Cast):
    record = effective(cast)
    appeal = partial(ask_about_record, actor=cast.wang, record_id=record.id, text="做了两小时")
    with pytest.raises(Invalid, match="申诉"):
        appeal(kind="appeal")
    asked = appeal(kind="wrong", wished_minutes=120)
    answer = partial(answer_question, granted=False, answer="签到表上是一小时")
    answer(actor=cast.centre, question_id=asked.id)
    taken = appeal(kind="appeal")
    with pytest.raises(NotAllowed, match="更正"):
        answer(actor=cast.centre, question_id=taken.id)
    assert not RecordQuestion.objects.get(id=taken.id).decided_at
    cast.staff("second", 50, Role.CENTRE_ADMIN, DISTRICT)
    answer_question(actor=cast.second, question_id=taken.id, granted=True, answer="核实是两小时")
    assert again(record).state == State.EFFECTIVE.value


def test_a_doubt_stops_the_hours_until_somebody_answers(cast: Cast):
    record = effective(cast)
    doubt = ask_about_record(actor=cast.desk, record_id=record.id, kind="doubt", text="时间很怪")
    assert again(record).state == State.QUESTIONED.value
    with pytest.raises(NotAllowed):
        answer_question(actor=cast.desk, question_id=doubt.id, granted=False, answer="没问题")
    answer_question(actor=cast.centre, question_id=doubt.id, granted=False, answer="没问题")
    assert again(record).state == State.EFFECTIVE.value
    row = RecordQuestion.objects.get()
    assert (row.granted, row.decided_by) == (False, cast.accounts["centre"].id)


def test_strangers_and_other_desks_see_nothing(cast: Cast):
    record = effective(cast)
    for name in ("stranger", "granny", "other_desk", "qian"):
        with pytest.raises(NotSeen):
            record_seen_by(cast.actor(name), record.id)


def test_the_passport_is_signed_and_every_change_is_noticed(cast: Cast):
    record = effective(cast)
    passport = passport_of(cast.wang)
    assert passport["minutes"]["effective"] == 60
    assert [row["number"] for row in passport["records"]] == [record.number]
    assert signed_rightly(passport, public_key())
    assert not signed_rightly(passport, bytes(32))
    for name in ("volunteer_no", "district", "written_at", "format", "key", "signature"):
        assert not signed_rightly({**passport, name: passport[name] + "x"}, public_key())
    changed = [{**passport["records"][0], "minutes": 61}]
    assert not signed_rightly({**passport, "records": changed}, public_key())


def test_the_level_is_computed_never_taken_from_anybody(cast: Cast):
    record = recorded(a_visit(cast))
    ServiceRecord.objects.filter(id=record.id).update(level=Level.A.value)
    assert confirm_record(actor=cast.desk, record_id=record.id).level == "B"

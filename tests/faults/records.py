"""Hours in the fault loop: each step from a fresh visit, no two at one time."""

from datetime import timedelta

from django.utils import timezone

from redvest.orders.services import complain_order
from redvest.people.actors import Actor, system
from redvest.people.models import RoleGrant
from redvest.records.models import (
    Certificate,
    CertificateRun,
    ServiceRecord,
)
from redvest.records.services import (
    asking,
    certifying,
    deciding,
    drafting,
    filling,
    issuing,
    telling,
)
from redvest.records.services.filling import FilledIn, Times
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.orders.cast import DISTRICT, HOME, Cast
from tests.records.cast import BEGAN, HOUR, a_visit

DAYS = iter(range(2, 100_000))
MACHINE = system(DISTRICT)


def visit(until: str = "done") -> tuple[Cast, ServiceRecord]:
    """A record of one minute of its own, as it stands after the worker came by."""
    cast = stage()
    began = BEGAN - timedelta(minutes=2 * next(DAYS))
    row = a_visit(cast, until, began=began, lasted=timedelta(minutes=1))
    drafting.draft_from_visit(row.id)
    record = ServiceRecord.objects.get(assignment=row)
    drafting.confirm_by_order(record.id)
    return cast, ServiceRecord.objects.get(id=record.id)


def filled(cast: Cast) -> FilledIn:
    start = timezone.localtime() - timedelta(minutes=2 * next(DAYS) + 200)
    number = cast.volunteers["li"].volunteer_no
    times = Times(start, start + timedelta(minutes=1))
    return FilledIn(number, "河道清理", "other", times, "签到表第3页", HOME)


def second_center(cast: Cast) -> Actor:
    if "second_center" not in cast.accounts:
        from redvest.engines.roles import Role

        cast.staff("second_center", 60, Role.CENTRE_ADMIN, DISTRICT)
    assert RoleGrant.objects.filter(account=cast.accounts["second_center"]).exists()
    return cast.actor("second_center")


@case("records.draft_from_visit")
def drafting_one() -> tuple[Actor, Act]:
    cast = stage()
    row = a_visit(cast, began=BEGAN - timedelta(minutes=2 * next(DAYS)), lasted=HOUR / 60)
    return MACHINE, lambda: drafting.draft_from_visit(row.id)


@case("records.ask_about")
def asking_for_a_word() -> tuple[Actor, Act]:
    _cast, record = visit()
    ServiceRecord.objects.filter(id=record.id).update(state="draft")
    return MACHINE, lambda: drafting.ask_about(record.id)


@case("records.confirm_by_order")
def confirming_by_order() -> tuple[Actor, Act]:
    _cast, record = visit("confirmed")
    ServiceRecord.objects.filter(id=record.id).update(state="pending_confirm", notice_until=None)
    return MACHINE, lambda: drafting.confirm_by_order(record.id)


@case("records.question_disputed")
def questioning() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    assert record.assignment is not None
    complain_order(
        actor=cast.granny, order_id=record.assignment.order_id, reason="other", text="没换好"
    )
    return MACHINE, lambda: drafting.question_disputed(record.id)


@case("records.end_notice")
def ending_a_notice() -> tuple[Actor, Act]:
    _cast, record = visit("confirmed")
    ServiceRecord.objects.filter(id=record.id).update(state="public_notice")
    return MACHINE, lambda: drafting.end_notice(record.id)


@case("records.confirm_record")
def confirming() -> tuple[Actor, Act]:
    cast, record = visit()
    desk = cast.desk
    return desk, lambda: deciding.confirm_record(actor=desk, record_id=record.id)


@case("records.deny_record")
def denying() -> tuple[Actor, Act]:
    cast, record = visit()
    desk = cast.desk
    return desk, lambda: deciding.deny_record(actor=desk, record_id=record.id, reason="not_there")


@case("records.approve_record")
def approving() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    ServiceRecord.objects.filter(id=record.id).update(state="pending_review")
    desk = cast.desk
    return desk, lambda: deciding.approve_record(actor=desk, record_id=record.id)


@case("records.ask_revocation")
def asking_to_revoke() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    desk = cast.desk
    return desk, lambda: deciding.ask_revocation(actor=desk, record_id=record.id, reason="false")


@case("records.decide_revocation")
def revoking() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    deciding.ask_revocation(actor=cast.desk, record_id=record.id, reason="false")
    center = second_center(cast)
    return center, lambda: deciding.decide_revocation(
        actor=center, record_id=record.id, revoke=True
    )


@case("records.fill_in_record")
def filling_in() -> tuple[Actor, Act]:
    cast = stage()
    desk, card = cast.desk, filled(cast)
    return desk, lambda: filling.fill_in_record(actor=desk, card=card)


@case("records.correct_record")
def correcting() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    center = second_center(cast)
    times = Times(record.starts_at, record.ends_at)
    return center, lambda: filling.correct_record(actor=center, record_id=record.id, times=times)


@case("records.ask_about_record")
def asking_a_question() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    wang = cast.wang
    return wang, lambda: asking.ask_about_record(
        actor=wang, record_id=record.id, kind="doubt", text="时间很怪"
    )


@case("records.answer_question")
def answering() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    question = asking.ask_about_record(
        actor=cast.wang, record_id=record.id, kind="doubt", text="时间很怪"
    )
    desk = cast.desk
    return desk, lambda: asking.answer_question(
        actor=desk, question_id=question.id, granted=False, answer="核实过，没问题"
    )


def asked(cast: Cast, record: ServiceRecord) -> Certificate:
    """A request of its own, whatever was asked before."""
    Certificate.objects.filter(state="requested").update(state="rejected")
    return certifying.request_certificate(
        actor=cast.wang,
        record_id=record.id,
        first_on=record.service_on,
        last_on=record.service_on,
    )


@case("records.request_certificate")
def asking_for_a_certificate() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    Certificate.objects.filter(state="requested").update(state="rejected")
    wang, day = cast.wang, record.service_on
    return wang, lambda: certifying.request_certificate(
        actor=wang, record_id=record.id, first_on=day, last_on=day
    )


def issued() -> tuple[Cast, Certificate]:
    cast, record = visit("confirmed")
    row = asked(cast, record)
    return cast, certifying.issue_certificate(
        actor=cast.desk, certificate_id=row.id, in_charge="王主任", contact="0931-8000000"
    )


@case("records.issue_certificate")
def certifying_hours() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    row, desk = asked(cast, record), cast.desk
    return desk, lambda: certifying.issue_certificate(
        actor=desk, certificate_id=row.id, in_charge="王主任", contact="0931-8000000"
    )


def a_run() -> tuple[Cast, CertificateRun]:
    cast, record = visit("confirmed")
    row = asked(cast, record)
    CertificateRun.objects.update(state="done")
    return cast, issuing.start_issuing(
        actor=cast.desk, certificate_ids=[row.id], in_charge="王主任", contact="0931-8000000"
    )


@case("records.ask_desk")
def asking_the_desk() -> tuple[Actor, Act]:
    _cast, record = visit()
    ServiceRecord.objects.filter(id=record.id).update(state_since=timezone.now() - 96 * HOUR)
    return MACHINE, lambda: telling.ask_desk(record.id)


@case("records.start_issuing")
def choosing_what_to_issue() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    row, desk = asked(cast, record), cast.desk
    return desk, lambda: issuing.start_issuing(
        actor=desk, certificate_ids=[row.id], in_charge="王主任", contact="0931-8000000"
    )


@case("records.issue_next")
def issuing_the_next() -> tuple[Actor, Act]:
    _cast, run = a_run()
    return MACHINE, lambda: issuing.issue_next(run.id)


@case("records.reject_certificate")
def refusing_a_certificate() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    row, desk = asked(cast, record), cast.desk
    return desk, lambda: certifying.reject_certificate(
        actor=desk, certificate_id=row.id, reason="not_ours"
    )


@case("records.revoke_certificate")
def revoking_a_certificate() -> tuple[Actor, Act]:
    cast, row = issued()
    center = cast.centre
    return center, lambda: certifying.revoke_certificate(
        actor=center, certificate_id=row.id, reason="false"
    )


@case("records.end_certificate_notice")
def ending_a_certificates_notice() -> tuple[Actor, Act]:
    _cast, row = issued()
    Certificate.objects.filter(id=row.id).update(notice_until=timezone.now())
    return MACHINE, lambda: certifying.end_certificate_notice(row.id)


@case("records.doubt_noticed_record")
def doubting_what_is_on_notice() -> tuple[Actor, Act]:
    cast = stage()
    record = filling.fill_in_record(actor=cast.centre, card=filled(cast))
    ServiceRecord.objects.filter(id=record.id).update(
        state="public_notice", notice_until=timezone.now() + timedelta(days=3)
    )
    wang = cast.wang
    return wang, lambda: asking.doubt_noticed_record(
        actor=wang, record_id=record.id, text="那天没看到"
    )

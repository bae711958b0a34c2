"""Trainings and awards: two hands, never one's own, in the book of hours and on certificates."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from redvest.engines import flow
from redvest.engines.attainment_flow import STEPS, Action, State, may_decide
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.records.checking import checked
from redvest.records.models import Attainment, Certificate
from redvest.records.passport import passport_of, signed_rightly
from redvest.records.services.attaining import Attained, decide_attainment, enter_attainment
from redvest.records.services.certifying import issue_certificate, request_certificate
from redvest.records.signing import public_key
from tests.orders.cast import HOME, Cast
from tests.records.cast import a_visit, recorded


def a_training(cast: Cast, **changes: object) -> Attained:
    card = Attained(
        kind="training",
        volunteer_no=cast.volunteers["wang"].volunteer_no,
        title="急救员培训",
        happened_on=timezone.localdate() - timedelta(days=3),
        body="区红十字会",
        document="培训签到表第2页，存在社区档案柜",
        place="区文明实践中心",
        class_hours=16,
        team_id=cast.team.id,
    )
    return replace(card, **changes)


def entered(cast: Cast, **changes: object) -> Attainment:
    return enter_attainment(actor=cast.zhao, card=a_training(cast, **changes))


def confirmed(cast: Cast, **changes: object) -> Attainment:
    row = entered(cast, **changes)
    return decide_attainment(actor=cast.desk, attainment_id=row.id, action=Action.CONFIRM)


def test_no_hand_confirms_its_own_entry_and_nobody_their_own():
    for action in Action:
        assert not may_decide(action, "wang", "wang", "zhao")
        assert not may_decide(action, None, "wang", "zhao")
        assert may_decide(action, "desk", "wang", "zhao")
    assert not may_decide(Action.CONFIRM, "zhao", "wang", "zhao")
    assert not may_decide(Action.REFUSE, "zhao", "wang", "zhao")


def test_the_flow_leads_only_forward():
    for state in State:
        for action in Action:
            (step,) = STEPS[action]
            if state in step.before:
                assert flow.next_state(STEPS, state, action, step.by) is step.after
            else:
                with pytest.raises(flow.WrongState):
                    flow.next_state(STEPS, state, action, step.by)
    with pytest.raises(flow.NotAllowed):
        flow.next_state(STEPS, State.ENTERED, Action.CONFIRM, frozenset({Role.TEAM_ADMIN}))


@pytest.mark.slow
@pytest.mark.django_db
class TestAttaining:
    def test_it_counts_once_another_hand_confirmed_it_and_the_volunteer_is_told(self, cast: Cast):
        row = entered(cast)
        assert "急救员培训" not in str(passport_of(cast.wang))
        with pytest.raises(NotAllowed):
            decide_attainment(actor=cast.zhao, attainment_id=row.id, action=Action.CONFIRM)
        done = decide_attainment(actor=cast.desk, attainment_id=row.id, action=Action.CONFIRM)
        assert done.state == "confirmed"
        assert Message.objects.filter(template="attainment_confirmed").exists()
        book = passport_of(cast.wang)
        assert [(one["title"], one["class_hours"]) for one in book["attainments"]] == [
            ("急救员培训", 16)
        ]
        assert signed_rightly(book, public_key())
        book["attainments"][0]["class_hours"] = 160
        assert not signed_rightly(book, public_key())
        with pytest.raises(Conflict):
            decide_attainment(actor=cast.centre, attainment_id=row.id, action=Action.CONFIRM)

    def test_whoever_entered_it_does_not_confirm_it_in_any_role(self, cast: Cast):
        row = enter_attainment(actor=cast.desk, card=a_training(cast, team_id=None, region=HOME))
        with pytest.raises(NotAllowed, match="另一个人"):
            decide_attainment(actor=cast.desk, attainment_id=row.id, action=Action.CONFIRM)
        with pytest.raises(IntegrityError, match="other_hands"), transaction.atomic():
            Attainment.objects.update(state="confirmed", decided_by=cast.accounts["desk"].id)
        with pytest.raises(IntegrityError, match="own_attainments"), transaction.atomic():
            Attainment.objects.update(state="confirmed", decided_by=cast.accounts["wang"].id)
        assert Attainment.objects.get().state == "entered"

    def test_nobody_enters_their_own_or_for_another_place(self, cast: Cast):
        with pytest.raises(Invalid):
            enter_attainment(actor=cast.wang, card=a_training(cast))
        with pytest.raises(Invalid):
            enter_attainment(actor=cast.other_desk, card=a_training(cast))
        number = cast.volunteers["zhao"].volunteer_no
        with pytest.raises(NotAllowed):
            enter_attainment(actor=cast.zhao, card=a_training(cast, volunteer_no=number))
        assert not Attainment.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": "medal"}, "kind"),
            ({"title": " "}, "title"),
            ({"body": ""}, "body"),
            ({"document": ""}, "document"),
            ({"class_hours": 0}, "class_hours"),
            ({"kind": "award"}, "class_hours"),
            ({"volunteer_no": "X"}, "volunteer_no"),
        ],
    )
    def test_what_the_paper_must_say_is_asked_for(self, cast: Cast, changes: dict, field: str):
        with pytest.raises(Invalid) as refusal:
            entered(cast, **changes)
        assert field in refusal.value.fields
        assert not Attainment.objects.exists()

    def test_the_same_is_not_entered_twice_nor_before_it_happened(self, cast: Cast):
        entered(cast)
        with pytest.raises(Invalid):
            entered(cast)
        with pytest.raises(Invalid):
            entered(cast, title="别的", happened_on=timezone.localdate() + timedelta(days=1))
        assert Attainment.objects.count() == 1

    def test_a_refusal_has_a_reason_and_the_center_alone_withdraws(self, cast: Cast):
        row = entered(cast)
        with pytest.raises(Invalid):
            decide_attainment(actor=cast.desk, attainment_id=row.id, action=Action.REFUSE)
        assert Attainment.objects.get().state == "entered"
        decide_attainment(
            actor=cast.desk, attainment_id=row.id, action=Action.CONFIRM, version=row.version
        )
        with pytest.raises(NotAllowed):
            decide_attainment(
                actor=cast.desk, attainment_id=row.id, action=Action.WITHDRAW, reason="false"
            )
        with pytest.raises(NotSeen):
            decide_attainment(
                actor=cast.other_desk, attainment_id=row.id, action=Action.WITHDRAW, reason="false"
            )
        with pytest.raises(Conflict):
            decide_attainment(
                actor=cast.centre,
                attainment_id=row.id,
                action=Action.WITHDRAW,
                reason="false",
                version=row.version,
            )
        decide_attainment(
            actor=cast.centre, attainment_id=row.id, action=Action.WITHDRAW, reason="false"
        )
        assert passport_of(cast.wang)["attainments"] == []
        event = Event.objects.get(kind="attainment.withdraw")
        assert (event.reason, event.before["state"]) == ("false", "confirmed")

    def test_a_certificate_lists_trainings_only_when_wished_and_lapses_with_one(self, cast: Cast):
        row = confirmed(cast)
        confirmed(cast, kind="award", title="年度优秀志愿者", class_hours=0)
        record = recorded(a_visit(cast, "confirmed"))
        day = record.service_on
        days = {"first_on": day - timedelta(days=30), "last_on": day}
        said = []
        for wished in (False, True):
            one = request_certificate(
                actor=cast.wang, record_id=record.id, with_training=wished, **days
            )
            one = issue_certificate(
                actor=cast.zhao, certificate_id=one.id, in_charge="王主任", contact="1"
            )
            said.append(checked(one.token)["class_hours"])
        assert said == [0, 16]
        listed = Certificate.objects.get(with_training=True)
        assert [line.attainment_id for line in listed.trainings.all()] == [row.id]
        decide_attainment(
            actor=cast.centre, attainment_id=row.id, action=Action.WITHDRAW, reason="false"
        )
        states = Certificate.objects.order_by("with_training").values_list("state", flat=True)
        assert list(states) == ["noticed", "superseded"]

    def test_the_desk_enters_it_on_a_page_and_another_confirms_it(self, cast: Cast):
        card = a_training(cast)
        sent = {
            "kind": card.kind,
            "volunteer_no": card.volunteer_no,
            "organizer": f"place:{HOME}",
            "title": card.title,
            "body": card.body,
            "happened_on": card.happened_on.isoformat(),
            "document": card.document,
        }
        client = Client()
        client.force_login(cast.accounts["desk"])
        again = client.post("/desk/hours/attainments/new/", sent)
        assert "培训请填写学时" in again.content.decode()
        assert card.document in again.content.decode()
        client.post("/desk/hours/attainments/new/", {**sent, "class_hours": "16"})
        row = Attainment.objects.get()
        shown = client.get(f"/desk/hours/attainments/{row.id}/").content.decode()
        assert "要由另一个人核对" in shown
        client.force_login(cast.accounts["centre"])
        assert "急救员培训" in client.get("/desk/hours/attainments/").content.decode()
        client.post(f"/desk/hours/attainments/{row.id}/confirm/", {"version": row.version})
        client.force_login(cast.accounts["wang"])
        assert "16学时" in client.get("/me/hours/").content.decode()
        assert client.get("/me/hours/hours.pdf").content.startswith(b"%PDF")

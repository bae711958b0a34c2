"""What a kind has to say before it is submitted, and what the lead writes down on the way."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from redvest.activities import services
from redvest.activities.models import Activity, Outcome
from redvest.activities.queries.outcomes import figures_of
from redvest.activities.services.announcing import check_ready
from redvest.engines.roles import Role
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from tests.activities.cast import Cast, a_draft, plan
from tests.activities.test_pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATROL = {"route": "东门到二号桥", "records": "垃圾、水温、酸碱度"}
CLASS = {"topic": "书法", "from_age": "8", "to_age": "14", "guarding": "brings_and_collects"}


def on_patrol(cast: Cast) -> Activity:
    """A patrol that has begun."""
    activity = a_draft(cast, kind="patrol")
    services.describe_kind(actor=cast.zhao, activity_id=activity.id, answers=PATROL)
    services.submit_activity(actor=cast.zhao, activity_id=activity.id)
    services.approve_activity(actor=cast.centre, activity_id=activity.id)
    services.publish_activity(actor=cast.zhao, activity_id=activity.id)
    return services.start_activity(actor=cast.zhao, activity_id=activity.id)


def test_a_patrol_says_its_way_before_it_is_submitted(cast: Cast):
    activity = a_draft(cast, kind="patrol")
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        services.submit_activity(actor=cast.zhao, activity_id=activity.id)
    assert refusal.value.code == "details"
    assert Activity.objects.get(id=activity.id).status == "draft"
    services.describe_kind(actor=cast.zhao, activity_id=activity.id, answers=PATROL)
    services.submit_activity(actor=cast.zhao, activity_id=activity.id)
    page = browser(cast, "desk").get(reverse("activities:desk", args=[activity.id]))
    assert "东门到二号桥" in page.content.decode()


def test_a_class_for_children_goes_to_the_center_one_for_adults_does_not(cast: Cast):
    activity = a_draft(cast, kind="class")
    common = {"actor": cast.zhao, "activity_id": activity.id}
    row = services.describe_kind(**common, answers=CLASS)
    assert check_ready(row) is Role.CENTRE_ADMIN
    adults = {**CLASS, "from_age": "18", "to_age": "99", "guarding": "no_children"}
    assert check_ready(services.describe_kind(**common, answers=adults)) is Role.VENUE_ADMIN


def test_little_children_are_not_left_alone(cast: Cast):
    activity = a_draft(cast, kind="class")
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        services.describe_kind(
            actor=cast.zhao, activity_id=activity.id, answers={**CLASS, "from_age": "5"}
        )
    assert set(refusal.value.fields) == {"guarding"}
    assert Activity.objects.get(id=activity.id).details == {}


def test_another_kind_forgets_what_only_the_old_one_asked(cast: Cast):
    activity = a_draft(cast, kind="class")
    common = {"actor": cast.zhao, "activity_id": activity.id}
    services.describe_kind(**common, answers=CLASS)
    services.edit_activity(**common, card=plan(cast, kind="lecture"))
    assert Activity.objects.get(id=activity.id).details == {"topic": "书法"}


def test_the_lead_writes_down_values_and_they_add_up(cast: Cast):
    activity = on_patrol(cast)
    common = {"actor": cast.zhao, "activity_id": activity.id}
    for value in ("35.5", "4.5"):
        services.record_outcome(**common, measure="litter", value=value)
    for value in ("7.1", "6.8"):
        services.record_outcome(**common, measure="ph", value=value, spot="二号桥")
    found = [(one.measure.value, one.low, one.high) for one in figures_of("620102", [activity.id])]
    assert found == [
        ("litter", Decimal("40"), Decimal("40")),
        ("ph", Decimal("6.8"), Decimal("7.1")),
    ]
    page = browser(cast).get(reverse("activities:show", args=[activity.id])).content.decode()
    assert "40.0 kg" in page
    assert "6.8–7.1" in page


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [("ph", "72", "impossible"), ("litter", "x", "number"), ("litter", "900", "unusual")],
)
def test_a_slip_is_refused_and_nothing_is_kept(cast: Cast, measure: str, value: str, code: str):
    activity = on_patrol(cast)
    common = {"actor": cast.zhao, "activity_id": activity.id, "measure": measure}
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        services.record_outcome(**common, value=value)
    assert refusal.value.code == code
    assert not Outcome.objects.exists()
    if code == "unusual":
        assert services.record_outcome(**common, value=value, sure=True).is_unusual


def test_a_wrong_value_is_taken_back_with_a_reason_and_stays_on_record(cast: Cast):
    activity = on_patrol(cast)
    common = {"actor": cast.zhao, "activity_id": activity.id}
    row = services.record_outcome(**common, measure="litter", value="35.5")
    with pytest.raises(Invalid), transaction.atomic():
        services.withdraw_outcome(**common, outcome_id=row.id, reason=" ")
    assert figures_of("620102", [activity.id])
    services.withdraw_outcome(**common, outcome_id=row.id, reason="多写了一位")
    assert figures_of("620102", [activity.id]) == ()
    assert Outcome.objects.get(id=row.id).reason == "多写了一位"
    with pytest.raises(NotSeen), transaction.atomic():
        services.withdraw_outcome(**common, outcome_id=row.id, reason="再来一次")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(id=row.id).update(reason="")


@pytest.mark.parametrize(
    ("who", "kind"), [("wang", NotSeen), ("other_desk", NotSeen), ("granny", NotSeen)]
)
def test_only_the_lead_and_the_organiser_record(cast: Cast, who: str, kind: type[DomainError]):
    activity = on_patrol(cast)
    with pytest.raises(kind), transaction.atomic():
        services.record_outcome(
            actor=cast.actor(who), activity_id=activity.id, measure="litter", value="3"
        )
    assert not Outcome.objects.exists()


def test_before_it_begins_there_is_nothing_to_record(cast: Cast):
    activity = a_draft(cast, kind="patrol")
    with pytest.raises(Conflict), transaction.atomic():
        services.record_outcome(
            actor=cast.zhao, activity_id=activity.id, measure="litter", value="3"
        )
    assert not Outcome.objects.exists()


def test_who_only_watches_sees_no_form(cast: Cast):
    activity = on_patrol(cast)
    url = reverse("activities:outcomes", args=[activity.id])
    lead = browser(cast, "zhao")
    again = lead.post(url, {"measure": "ph", "value": "3", "spot": "二号桥"})
    assert again.status_code == 200
    assert "二号桥" in again.content.decode()
    assert lead.post(url, {"measure": "ph", "value": "3", "sure": "on"}).status_code == 302
    row = Outcome.objects.get()
    away = reverse("activities:outcome_withdraw", args=[activity.id, row.id])
    assert lead.get(away).status_code == 200
    assert lead.post(away, {"reason": "仪器坏了"}).status_code == 302
    assert browser(cast, "wang").get(url).status_code == 404
    details = reverse("activities:details", args=[activity.id])
    assert lead.get(details).status_code == 200


def test_an_auditor_may_not_record(cast: Cast):
    from redvest.people.actors import system
    from redvest.people.services.roles import grant_role

    activity = on_patrol(cast)
    grant_role(
        actor=system("620102"),
        account_id=cast.accounts["granny"].id,
        role=Role.AUDITOR,
        scope="620102",
    )
    with pytest.raises(NotAllowed), transaction.atomic():
        services.record_outcome(
            actor=cast.granny, activity_id=activity.id, measure="litter", value="3"
        )
    assert not Outcome.objects.exists()

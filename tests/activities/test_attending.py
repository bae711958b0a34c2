"""At the gate: what lets somebody in, and every way in which a code or a phone may lie."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from redvest.activities.models import Activity, Session, SignUp, Stamp
from redvest.activities.queries.attendance import session_now, story_of
from redvest.activities.services import (
    Shown,
    Wish,
    cancel_activity,
    codes,
    sign_up,
    stamp_own,
    tick,
)
from redvest.engines.attendance_merge import Mark
from redvest.errors import DomainError
from redvest.journal.models import Event
from tests.activities.cast import Cast, a_child, an_activity, at, shift_of, stands
from tests.activities.gate import MINUTE, by_code, nothing_changed, on_screen, signed
from tests.activities.test_pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = (36.06, 103.83)


@pytest.fixture(autouse=True)
def no_wrong_codes_before() -> None:
    cache.clear()


def refused(act: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def test_somebody_comes_and_goes_by_the_turning_code(cast: Cast, time_machine: Any):
    _activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)
    stamp_own(actor=cast.wang, signup_id=row.id, mark=Mark.IN, shown=by_code(row, row.starts_at))
    assert stands(row.id) == "checked_in"
    leaves = row.starts_at + 110 * MINUTE
    time_machine.move_to(leaves, tick=False)
    stamp_own(actor=cast.wang, signup_id=row.id, mark=Mark.OUT, shown=by_code(row, leaves))
    assert stands(row.id) == "checked_out"
    [stay] = story_of(row).stays
    assert (stay.stay.arrived, stay.stay.left) == (row.starts_at, leaves)
    kinds = Event.objects.filter(subject_id=row.id).order_by("at").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["signup.check_in", "signup.check_out"]


def test_every_code_but_that_of_now_is_refused_and_half_a_minute_is_forgiven(
    cast: Cast, time_machine: Any
):
    _activity, [row] = signed(cast, "wang")
    there = shift_of(an_activity(cast, starts=at(4)))
    [other] = sign_up(actor=cast.li, shift_id=there.id)
    now, session = row.starts_at, row.shift.session
    right = {on_screen(row, now + timedelta(seconds=off)) for off in (-30, 0, 30)}
    assert all(codes.code_fits(session, code, now) for code in right)
    wrong = {
        "photographed a minute ago": on_screen(row, now - MINUTE),
        "of the next minute": on_screen(row, now + MINUTE),
        "of tomorrow": on_screen(row, now + timedelta(days=1)),
        "of another activity": on_screen(other, now),
        "one digit changed": str((int(on_screen(row, now)) + 1) % 10**8).zfill(8),
        "one digit less": on_screen(row, now)[:-1],
        "nothing": "",
        "a word": "let me in",
    }
    time_machine.move_to(now, tick=False)
    for name, code in wrong.items():
        if code in right:
            continue  # Once in a hundred million: by chance the same digits.
        shown = Shown(code=code)
        act = partial(stamp_own, actor=cast.wang, signup_id=row.id, mark=Mark.IN, shown=shown)
        assert refused(act) in ("wrong_code", "invalid"), name
    assert nothing_changed(row)


def test_a_forwarded_code_lets_in_nobody_who_did_not_sign_up(cast: Cast, time_machine: Any):
    activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)
    url = reverse("activities:here", args=[activity.id])
    code = on_screen(row, row.starts_at)
    answer = browser(cast, "li").post(url, {"code": code, "mark": "in", "signup": str(row.id)})
    assert answer.status_code == 404
    act = lambda: stamp_own(  # noqa: E731
        actor=cast.li, signup_id=row.id, mark=Mark.IN, shown=Shown(code=code)
    )
    assert refused(act) == "not_found"
    assert nothing_changed(row)


def test_one_phone_checks_in_one_person(cast: Cast, time_machine: Any):
    _activity, [wang, li] = signed(cast, "wang", "li")
    time_machine.move_to(wang.starts_at, tick=False)
    stamp_own(
        actor=cast.wang, signup_id=wang.id, mark=Mark.IN, shown=by_code(wang, wang.starts_at, "p1")
    )
    act = lambda: stamp_own(  # noqa: E731
        actor=cast.li, signup_id=li.id, mark=Mark.IN, shown=by_code(li, wang.starts_at, "p1")
    )
    assert refused(act) == "device_used"
    assert nothing_changed(li)


def test_one_person_has_one_phone_and_the_lead_helps_who_changed_it(cast: Cast, time_machine: Any):
    _activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)
    stamp_own(
        actor=cast.wang, signup_id=row.id, mark=Mark.IN, shown=by_code(row, row.starts_at, "p1")
    )
    later = row.starts_at + 60 * MINUTE
    time_machine.move_to(later, tick=False)
    act = lambda: stamp_own(  # noqa: E731
        actor=cast.wang, signup_id=row.id, mark=Mark.OUT, shown=by_code(row, later, "p2")
    )
    assert refused(act) == "other_device"
    assert Stamp.objects.filter(signup=row).count() == 1
    tick(actor=cast.zhao, signup_id=row.id, mark=Mark.OUT)
    assert stands(row.id) == "checked_out"


def test_a_parent_checks_in_a_child_on_the_parents_phone(cast: Cast, time_machine: Any):
    child = a_child(cast, "wang", "2014-05-01")
    activity = an_activity(cast, capacity=5, position={"takes_minors": True})
    rows = sign_up(
        actor=cast.wang,
        shift_id=shift_of(activity).id,
        wish=Wish((cast.volunteers["wang"].id, child.id)),
    )
    time_machine.move_to(rows[0].starts_at, tick=False)
    for row in rows:
        stamp_own(
            actor=cast.wang,
            signup_id=row.id,
            mark=Mark.IN,
            shown=by_code(row, rows[0].starts_at, "p"),
        )
    assert {stands(row.id) for row in rows} == {"checked_in"}


def test_the_lead_reads_the_code_from_anywhere_and_so_proves_nothing_by_it(
    cast: Cast, time_machine: Any
):
    _activity, [row] = signed(cast, "zhao")
    time_machine.move_to(row.starts_at, tick=False)
    by_own_screen = lambda: stamp_own(  # noqa: E731
        actor=cast.zhao, signup_id=row.id, mark=Mark.IN, shown=by_code(row, row.starts_at)
    )
    assert refused(by_own_screen) == "own_screen"
    assert refused(lambda: tick(actor=cast.zhao, signup_id=row.id, mark=Mark.IN)) == "own_signup"
    assert nothing_changed(row)
    tick(actor=cast.desk, signup_id=row.id, mark=Mark.IN)
    assert Stamp.objects.get(signup=row).method == "desk"


def test_the_same_once_more_is_refused_and_nobody_leaves_before_coming(
    cast: Cast, time_machine: Any
):
    _activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)

    def stamp(mark: Mark) -> SignUp:
        return stamp_own(
            actor=cast.wang, signup_id=row.id, mark=mark, shown=by_code(row, row.starts_at)
        )

    assert refused(lambda: stamp(Mark.OUT)) == "not_there"
    assert nothing_changed(row)
    stamp(Mark.IN)
    assert refused(lambda: stamp(Mark.IN)) == "already"
    assert refused(lambda: stamp(Mark.OUT)) == "too_soon", "one code never does both"
    assert Stamp.objects.filter(signup=row).count() == 1


@pytest.mark.parametrize(("minutes", "code"), [(-31, "early"), (181, "over")])
def test_it_refuses_before_and_after_the_session(
    cast: Cast, time_machine: Any, minutes: int, code: str
):
    _activity, [row] = signed(cast, "wang")
    now = row.starts_at + minutes * MINUTE
    time_machine.move_to(now, tick=False)
    act = lambda: stamp_own(  # noqa: E731
        actor=cast.wang, signup_id=row.id, mark=Mark.IN, shown=by_code(row, now)
    )
    assert refused(act) == code
    assert nothing_changed(row)


def test_it_refuses_when_the_policy_has_ended_or_the_activity_was_cancelled(
    cast: Cast, time_machine: Any
):
    activity, [row] = signed(cast, "wang")
    over = date(2020, 1, 1)
    Activity.objects.filter(id=activity.id).update(
        is_risky=True, policy_from=over, policy_until=over
    )
    time_machine.move_to(row.starts_at, tick=False)
    assert refused(lambda: tick(actor=cast.zhao, signup_id=row.id, mark=Mark.IN)) == "not_insured"
    Activity.objects.filter(id=activity.id).update(is_risky=False)
    cancel_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    assert refused(lambda: tick(actor=cast.zhao, signup_id=row.id, mark=Mark.IN)) == "not_expected"
    assert not Stamp.objects.exists()


def test_five_wrong_codes_close_the_door_for_a_while(cast: Cast, time_machine: Any):
    activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)
    client, url = browser(cast, "wang"), reverse("activities:here", args=[activity.id])
    sent = {"mark": "in", "signup": str(row.id)}
    for _number in range(5):
        answer = client.post(url, {**sent, "code": "00000000"})
        assert answer.status_code == 200
    right = client.post(url, {**sent, "code": on_screen(row, row.starts_at)})
    assert right.status_code == 429
    assert nothing_changed(row)


@pytest.mark.parametrize(
    ("off", "band"), [(0.0, "inside"), (0.003, "near"), (0.02, ""), (None, "")]
)
def test_the_wall_needs_the_place_and_keeps_a_word_of_it(
    cast: Cast, time_machine: Any, off: float | None, band: str
):
    activity, [row] = signed(cast, "wang")
    Activity.objects.filter(id=activity.id).update(lat=HERE[0], lon=HERE[1])
    time_machine.move_to(row.starts_at, tick=False)
    page = browser(cast, "zhao").get(reverse("activities:wall", args=[activity.id]))
    assert page.status_code == 200
    sent: dict[str, Any] = {
        "mark": "in",
        "signup": str(row.id),
        "place": codes.place_token(activity),
    }
    if off is not None:
        sent |= {"lat": str(HERE[0] + off), "lon": str(HERE[1]), "accuracy": "10"}
    url = reverse("activities:here", args=[activity.id])
    answer = browser(cast, "wang").post(url, sent)
    assert (answer.status_code == 302) is bool(band)
    if not band:
        assert nothing_changed(row)
        return
    stamp = Stamp.objects.get(signup=row)
    assert (stamp.method, stamp.band) == ("place", band)
    kept = str(list(Stamp.objects.values_list())) + str(list(Event.objects.values_list("after")))
    assert f"{HERE[0] + (off or 0):.3f}"[:5] not in kept, "where exactly is nobody's business"


def test_the_wall_of_another_activity_is_refused(cast: Cast, time_machine: Any):
    activity, [row] = signed(cast, "wang")
    other = an_activity(cast, starts=at(5))
    Activity.objects.filter(id=activity.id).update(lat=HERE[0], lon=HERE[1])
    time_machine.move_to(row.starts_at, tick=False)
    shown = Shown(place=codes.place_token(other), lat=HERE[0], lon=HERE[1])
    act = lambda: stamp_own(actor=cast.wang, signup_id=row.id, mark=Mark.IN, shown=shown)  # noqa: E731
    assert refused(act) == "wrong_place"
    assert nothing_changed(row)


def test_those_who_are_served_vouch_by_a_code_only_the_desk_can_read(cast: Cast, time_machine: Any):
    activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)
    spoken = codes.beneficiary_code(row.shift.session)
    gate = reverse("activities:gate", args=[activity.id])
    assert f"{spoken}。" in browser(cast, "desk").get(gate).content.decode()
    assert f"{spoken}。" not in browser(cast, "zhao").get(gate).content.decode()
    stamp_own(actor=cast.wang, signup_id=row.id, mark=Mark.IN, shown=Shown(code=spoken))
    assert Stamp.objects.get(signup=row).method == "beneficiary"


def test_the_lead_shows_the_code_ticks_names_and_somebody_scans_it(cast: Cast, time_machine: Any):
    activity, [wang, li] = signed(cast, "wang", "li")
    time_machine.move_to(wang.starts_at, tick=False)
    lead = browser(cast, "zhao")
    for name in ("gate", "gate_code"):
        page = lead.get(reverse(f"activities:{name}", args=[activity.id])).content.decode()
        code = on_screen(wang, wang.starts_at)
        assert f"{code[:4]} {code[4:]}" in page
        assert (
            browser(cast, "wang").get(reverse(f"activities:{name}", args=[activity.id])).status_code
            == 404
        )
    names = lead.get(reverse("activities:ticks", args=[activity.id])).content.decode()
    assert cast.volunteers["li"].volunteer_no in names
    assert "演员3" not in names
    lead.post(reverse("activities:tick", args=[activity.id, li.id, "in"]))
    assert (stands(li.id), Stamp.objects.get(signup=li).method) == ("checked_in", "lead")
    client = browser(cast, "wang")
    scanned = client.get(reverse("activities:here", args=[activity.id]), {"code": code})
    assert f'value="{code}"' in scanned.content.decode()
    answer = client.post(
        reverse("activities:here", args=[activity.id]),
        {"code": code, "mark": "in", "signup": str(wang.id)},
    )
    assert answer["Location"] == reverse("activities:one", args=[wang.id])
    assert Stamp.objects.get(signup=wang).device, "the phone is known again"


def test_without_a_sign_up_the_page_says_what_to_do(cast: Cast):
    activity = an_activity(cast)
    page = browser(cast, "li").get(reverse("activities:here", args=[activity.id]))
    assert reverse("activities:show", args=[activity.id]) in page.content.decode()


def test_the_session_that_is_on_comes_first(cast: Cast, time_machine: Any):
    activity = an_activity(cast)
    [first] = Session.objects.filter(activity=activity)
    second = Session.objects.create(
        district=first.district,
        activity=activity,
        starts_at=first.ends_at + timedelta(minutes=20),
        ends_at=first.ends_at + timedelta(hours=2),
    )
    assert session_now(activity) == first
    assert session_now(activity, first.ends_at - MINUTE) == first
    assert session_now(activity, first.ends_at + 25 * MINUTE) == second
    assert session_now(activity, second.ends_at + timedelta(days=9)) == second

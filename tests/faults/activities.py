"""Activities and sign-ups in the fault loop: each step by the one whose turn it is."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from redvest.activities import services
from redvest.activities.models import Activity, Position, Session, Shift, SignUp, StandIn
from redvest.activities.services import PositionCard, SessionCard, announcing, planning
from redvest.activities.services.cards import Draft
from redvest.activities.services.clock import lapse_offer, move_activities, remind_each
from redvest.people.actors import Actor
from tests.activities.cast import a_draft, at, plan, shift_of
from tests.faults.harness import Act, case
from tests.faults.orders import newcomer, stage
from tests.orders.cast import Cast

Made = tuple[Actor, Act]
_names = iter(range(1, 90_000))


def drafted(**more: object) -> tuple[Cast, Activity]:
    cast = stage()
    return cast, a_draft(cast, title=f"活动{next(_names)}", **more)  # type: ignore[arg-type]


def submitted(**more: object) -> tuple[Cast, Activity]:
    cast, activity = drafted(**more)
    services.submit_activity(actor=cast.zhao, activity_id=activity.id)
    return cast, activity


def approved(**more: object) -> tuple[Cast, Activity]:
    cast, activity = submitted(**more)
    services.approve_activity(actor=cast.centre, activity_id=activity.id)
    return cast, activity


def published(**more: object) -> tuple[Cast, Activity]:
    cast, activity = approved(**more)
    services.publish_activity(actor=cast.zhao, activity_id=activity.id)
    return cast, activity


def someone() -> tuple[Actor, UUID]:
    """A volunteer nobody has promised anything."""
    cast, name = newcomer()
    return cast.actor(name), cast.volunteers[name].id


def signed(**more: object) -> tuple[Cast, Activity, Actor, SignUp]:
    cast, activity = published(**more)
    actor, _volunteer = someone()
    [row] = services.sign_up(actor=actor, shift_id=shift_of(activity).id)
    return cast, activity, actor, row


def begun(row: SignUp) -> None:
    """The shift has begun an hour ago."""
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    SignUp.objects.filter(id=row.id).update(**times)
    Shift.objects.filter(id=row.shift_id).update(**times)


def absent() -> tuple[Cast, Actor, SignUp]:
    cast, _activity, actor, row = signed()
    begun(row)
    services.record_absence(actor=cast.zhao, signup_id=row.id, excused=False)
    return cast, actor, row


def offered() -> tuple[Cast, Actor, SignUp]:
    """One place; the first leaves, the second is asked."""
    cast, activity, first, row = signed(capacity=1)
    second, _volunteer = someone()
    [waiting] = services.sign_up(actor=second, shift_id=shift_of(activity).id)
    services.withdraw_signup(actor=first, signup_id=row.id)
    return cast, second, waiting


def of_activity(
    act: Callable[..., object],
    arrange: Callable[[], tuple[Cast, Activity]],
    who: str = "zhao",
    **more: object,
) -> None:
    """Register a step of an activity that takes nothing but its id."""

    def arranged() -> Made:
        cast, activity = arrange()
        actor = cast.actor(who)
        return actor, partial(act, actor=actor, activity_id=activity.id, **more)

    case(f"activities.{act.__name__}")(arranged)


def of_many(
    act: Callable[..., object], arrange: Callable[[], tuple[Cast, Activity]], who: str = "zhao"
) -> None:
    """Register a step that many activities take at once: here two."""

    def arranged() -> Made:
        cast, first = arrange()
        _cast, second = arrange()
        actor = cast.actor(who)
        return actor, partial(act, asked=[(actor, first.id), (actor, second.id)])

    case(f"activities.{act.__name__}")(arranged)


of_many(announcing.submit_each, drafted)
of_many(announcing.approve_each, submitted, "centre")
of_many(announcing.publish_each, approved)
of_activity(services.submit_activity, drafted)
of_activity(services.take_back_activity, submitted)
of_activity(services.approve_activity, submitted, "centre")
of_activity(services.reject_activity, submitted, "desk", reason="请补充")
of_activity(services.revise_activity, approved)
of_activity(services.publish_activity, approved)
of_activity(services.close_signup, published)
of_activity(services.unpublish_activity, published)
of_activity(services.start_activity, published)


def closed() -> tuple[Cast, Activity]:
    cast, activity = published()
    services.close_signup(actor=cast.zhao, activity_id=activity.id)
    return cast, activity


def signed_up() -> tuple[Cast, Activity]:
    cast, activity, _actor, _row = signed()
    return cast, activity


def postponed() -> tuple[Cast, Activity]:
    cast, activity = signed_up()
    services.postpone_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    return cast, activity


def started() -> tuple[Cast, Activity]:
    cast, activity = published()
    services.start_activity(actor=cast.zhao, activity_id=activity.id)
    return cast, activity


of_activity(services.open_signup, closed)
of_activity(services.cancel_activity, signed_up, reason="weather")
of_activity(services.postpone_activity, signed_up, reason="weather")
of_activity(services.reschedule_activity, postponed, starts_at=at(9))
of_activity(services.end_activity, started)


@case("activities.create_activity")
def creating() -> Made:
    cast = stage()
    actor = cast.zhao
    return actor, lambda: services.create_activity(
        actor=actor,
        card=plan(cast, title=f"活动{next(_names)}"),
        session=SessionCard(at(), at(3, 11)),
        position=PositionCard("捡垃圾", 3),
        team_id=cast.team.id,
    )


@case("activities.create_each")
def creating_two() -> Made:
    cast = stage()
    drafts = [
        (cast.zhao, Draft(plan(cast, title=f"活动{next(_names)}"), SessionCard(at(), at(3, 11)),
                          PositionCard("捡垃圾", 3), cast.team.id))
        for _one in range(2)
    ]  # fmt: skip
    return cast.zhao, lambda: planning.create_each(drafts=drafts)


@case("activities.edit_activity")
def editing() -> Made:
    cast, activity = drafted()
    actor, card = cast.zhao, plan(cast, title="改名")
    return actor, partial(services.edit_activity, actor=actor, activity_id=activity.id, card=card)


@case("activities.add_session")
def adding_a_session() -> Made:
    cast, activity = drafted()
    actor, card = cast.zhao, SessionCard(at(5), at(5, 11))
    return actor, partial(services.add_session, actor=actor, activity_id=activity.id, card=card)


@case("activities.drop_session")
def dropping_a_session() -> Made:
    cast, activity = drafted()
    actor, row = cast.zhao, Session.objects.get(activity=activity)
    return actor, lambda: services.drop_session(
        actor=actor, activity_id=activity.id, session_id=row.id
    )


@case("activities.add_position")
def adding_a_position() -> Made:
    cast, activity = drafted()
    actor, card = cast.zhao, PositionCard("登记", 2)
    return actor, partial(services.add_position, actor=actor, activity_id=activity.id, card=card)


@case("activities.drop_position")
def dropping_a_position() -> Made:
    cast, activity = drafted()
    actor, row = cast.zhao, Position.objects.get(activity=activity)
    return actor, lambda: services.drop_position(
        actor=actor, activity_id=activity.id, position_id=row.id
    )


@case("activities.answer_lead")
def answering_as_lead() -> Made:
    cast, name = newcomer()
    _cast, activity = drafted(lead_no=cast.volunteers[name].volunteer_no)
    actor = cast.actor(name)
    return actor, partial(services.answer_lead, actor=actor, activity_id=activity.id, agrees=False)


@case("activities.set_capacity")
def setting_the_capacity() -> Made:
    cast, activity, _actor, _row = signed(capacity=1)
    waiting, _volunteer = someone()
    services.sign_up(actor=waiting, shift_id=shift_of(activity).id)
    actor, shift = cast.zhao, shift_of(activity)
    return actor, lambda: services.set_capacity(
        actor=actor, activity_id=activity.id, shift_id=shift.id, capacity=2
    )


@case("activities.sign_up")
def signing_up() -> Made:
    _cast, activity = published(capacity=1)
    actor, _volunteer = someone()
    return actor, partial(services.sign_up, actor=actor, shift_id=shift_of(activity).id)


@case("activities.invite_members")
def inviting_members() -> Made:
    from redvest.teams.services import accept_membership, apply_to_team

    cast, activity = published()
    joins, volunteer = someone()
    membership = apply_to_team(actor=joins, team_id=cast.team.id)
    accept_membership(actor=cast.zhao, membership_id=membership.id)
    actor = cast.zhao
    return actor, lambda: services.invite_members(
        actor=actor, shift_id=shift_of(activity).id, volunteer_ids=[volunteer]
    )


@case("activities.withdraw_signup")
def withdrawing() -> Made:
    _cast, activity, actor, row = signed(capacity=1)
    waiting, _volunteer = someone()
    services.sign_up(actor=waiting, shift_id=shift_of(activity).id)
    return actor, partial(services.withdraw_signup, actor=actor, signup_id=row.id)


@case("activities.confirm_signup")
def confirming() -> Made:
    _cast, actor, row = offered()
    return actor, partial(services.confirm_signup, actor=actor, signup_id=row.id)


@case("activities.decline_signup")
def declining() -> Made:
    _cast, actor, row = offered()
    return actor, partial(services.decline_signup, actor=actor, signup_id=row.id)


def applied() -> tuple[Actor, SignUp]:
    cast, _activity, _actor, row = signed(position={"by_approval": True})
    return cast.zhao, row


@case("activities.admit_signup")
def admitting() -> Made:
    actor, row = applied()
    return actor, partial(services.admit_signup, actor=actor, signup_id=row.id)


@case("activities.reject_signup")
def rejecting() -> Made:
    actor, row = applied()
    return actor, partial(services.reject_signup, actor=actor, signup_id=row.id)


@case("activities.record_absence")
def noting_an_absence() -> Made:
    cast, _activity, _actor, row = signed()
    begun(row)
    actor = cast.zhao
    return actor, partial(services.record_absence, actor=actor, signup_id=row.id, excused=False)


@case("activities.appeal_absence")
def contesting_an_absence() -> Made:
    _cast, actor, row = absent()
    return actor, partial(services.appeal_absence, actor=actor, signup_id=row.id, text="我到了")


@case("activities.answer_appeal")
def answering_an_appeal() -> Made:
    cast, actor, row = absent()
    services.appeal_absence(actor=actor, signup_id=row.id, text="我到了")
    desk = cast.desk
    return desk, partial(services.answer_appeal, actor=desk, signup_id=row.id, upheld=True)


@case("activities.correct_absence")
def correcting_an_absence() -> Made:
    cast, _actor, row = absent()
    desk = cast.desk
    return desk, partial(services.correct_absence, actor=desk, signup_id=row.id)


def asked() -> tuple[Actor, StandIn]:
    _cast, _activity, actor, row = signed(capacity=1)
    cast, name = newcomer()
    number = cast.volunteers[name].volunteer_no
    found = services.ask_stand_in(actor=actor, signup_id=row.id, volunteer_no=number)
    return cast.actor(name), found


@case("activities.ask_stand_in")
def asking_a_stand_in() -> Made:
    _cast, _activity, actor, row = signed()
    cast, name = newcomer()
    number = cast.volunteers[name].volunteer_no
    return actor, lambda: services.ask_stand_in(actor=actor, signup_id=row.id, volunteer_no=number)


@case("activities.answer_stand_in")
def answering_as_stand_in() -> Made:
    actor, row = asked()
    return actor, partial(services.answer_stand_in, actor=actor, stand_in_id=row.id, agrees=True)


@case("activities.move_activities")
def running_the_clock() -> Made:
    cast, activity = published()
    Activity.objects.filter(id=activity.id).update(starts_at=timezone.now())
    return cast.zhao, partial(move_activities, row_ids=[activity.id])


@case("activities.lapse_offer")
def lapsing_an_offer() -> Made:
    _cast, actor, row = offered()
    SignUp.objects.filter(id=row.id).update(answer_by=timezone.now() - timedelta(minutes=1))
    return actor, partial(lapse_offer, row_id=row.id)


@case("activities.remind_each")
def reminding() -> Made:
    _cast, _activity, actor, row = signed()
    return actor, partial(remind_each, row_ids=[row.id])

"""The gate and what comes of it in the fault loop."""

from datetime import timedelta
from functools import partial

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from redvest.activities import services
from redvest.activities.models import Activity, SignUp
from redvest.activities.services import closing, codes, together
from redvest.engines.attendance_merge import Mark
from redvest.ids import uuid7
from redvest.people.actors import Actor
from redvest.people.queries import actor_of
from redvest.records.services import settling
from tests.activities.cast import shift_of
from tests.activities.phones import InHand
from tests.faults.activities import Made, begun, published, signed, someone
from tests.faults.harness import case
from tests.faults.orders import stage
from tests.orders.cast import Cast


def on() -> tuple[Cast, Actor, SignUp]:
    """A shift that began an hour ago."""
    cast, _activity, actor, row = signed()
    begun(row)
    return cast, actor, SignUp.objects.select_related("shift__session").get(id=row.id)


@case("activities.stamp_own")
def arriving() -> Made:
    _cast, actor, row = on()
    code = codes.beneficiary_code(row.shift.session)  # It does not turn while this is repeated.
    return actor, lambda: services.stamp_own(
        actor=actor, signup_id=row.id, mark=Mark.IN, shown=services.Shown(code=code, device="p")
    )


@case("activities.stamp_each")
def arriving_together() -> Made:
    _cast, actor, row = on()
    code = codes.beneficiary_code(row.shift.session)
    asked = [together.Asking(row.shift_id, [actor], code)]
    return actor, lambda: together.stamp_each(asked=asked, mark=Mark.IN)


@case("activities.sign_up_each")
def signing_up_together() -> Made:
    activity = published()[1]
    actor, _volunteer = someone()
    asked = [together.Asking(shift_of(activity).id, [actor])]
    return actor, lambda: together.sign_up_each(asked=asked)


@case("activities.tick")
def ticking() -> Made:
    cast, _actor, row = on()
    actor = cast.zhao
    return actor, lambda: services.tick(actor=actor, signup_id=row.id, mark=Mark.IN)


@case("activities.propose_attendance")
def handing_in() -> Made:
    cast, _actor, row = on()
    services.tick(actor=cast.zhao, signup_id=row.id, mark=Mark.IN)
    over(row)
    actor = cast.zhao
    return actor, lambda: services.propose_attendance(
        actor=actor, activity_id=row.activity_id, stayed=[row.id]
    )


@case("activities.propose_each")
def handing_in_two() -> Made:
    words = []
    for _one in range(2):
        cast, _actor, row = on()
        services.tick(actor=cast.zhao, signup_id=row.id, mark=Mark.IN)
        over(row)
        words.append((cast.zhao, closing.Word(row.activity_id, [row.id])))
    return words[0][0], lambda: closing.propose_each(words=words)


def over(row: SignUp) -> None:
    """The activity of a shift that is on has ended."""
    now = timezone.now()
    Activity.objects.filter(id=row.activity_id).update(
        status="ended", starts_at=now - timedelta(hours=1), ends_at=now
    )
    SignUp.objects.filter(id=row.id).update(ends_at=now)


@case("activities.add_phone")
def adding_a_phone() -> Made:
    stage()
    actor, _volunteer = someone()
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    public = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    mark = uuid7().hex
    return actor, lambda: services.add_phone(actor=actor, mark=mark, public_key=public)


@case("activities.revoke_phone")
def switching_off_a_phone() -> Made:
    actor, add = adding_a_phone()
    phone = add()
    return actor, lambda: services.revoke_phone(actor=actor, phone_id=phone.id)


@case("activities.hand_in")
def handing_in_what_was_noted() -> Made:
    _cast, _actor, row = on()
    holder = actor_of(row.volunteer.person.account, row.district)
    phone = InHand(holder)
    now = timezone.now()
    entry = phone.note(row, "in", now, codes.turning(row.shift.session).at(now))
    return holder, lambda: services.hand_in(actor=holder, phone_id=phone.row.id, entries=[entry])


@case("records.settle_activity")
def settling_an_activity() -> Made:
    cast, _actor, row = on()
    services.tick(actor=cast.zhao, signup_id=row.id, mark=Mark.IN)
    over(row)
    services.propose_attendance(actor=cast.zhao, activity_id=row.activity_id, stayed=[row.id])
    actor = cast.desk
    return actor, partial(settling.settle_activity, actor=actor, activity_id=row.activity_id)


@case("records.settle_activities")
def settling_two() -> Made:
    asked = []
    for _one in range(2):
        actor, settle = settling_an_activity()
        asked.append((actor, settle.keywords["activity_id"]))  # type: ignore[attr-defined]
    return asked[0][0], lambda: settling.settle_activities(asked=asked)

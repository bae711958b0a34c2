"""People in the fault loop, second part: claiming, agreeing for others, leaving, being read."""

from collections.abc import Callable
from datetime import date, timedelta
from unittest import mock

from django.utils import timezone

from redvest.core.services import remember_display
from redvest.core.tables import Table
from redvest.engines.roles import Role
from redvest.people.actors import Actor, system
from redvest.people.indexes import phone_index
from redvest.people.models import Guardianship, Invitation, Person, ProxyLink, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.services import (
    claiming,
    closing,
    codes,
    consenting,
    families,
    inviting,
    merging,
    profiles,
    residents,
    standing_in,
    taking,
    volunteering,
)
from tests.faults.harness import Act, case
from tests.faults.people import number
from tests.people.cast import (
    DISTRICT,
    HERE,
    a_candidate,
    a_resident,
    acting,
    an_account,
    papers,
    staff,
)

PASSWORD = "long enough 1"
SYSTEM = system(DISTRICT)


def code_sent_by(act: Act) -> str:
    """The code that went to a phone."""
    sent: list[str] = []
    with mock.patch.object(codes, "deliver", lambda **said: sent.append(said["code"])):
        act()
    return sent[-1]


def a_granny(**more: object) -> tuple[Actor, Person]:
    """Somebody the station entered, and the station."""
    who, desk = number(), staff(number())
    entered = {
        "name": "李桂兰",
        "phone": f"1860000{who:04d}",
        "home_community": HERE,
        "consent_basis": "in_person",
        **more,
    }
    return desk, residents.register_resident(actor=desk, **entered)  # type: ignore[arg-type]


def an_invitation(who: int) -> Invitation:
    phone = f"1990000{who:04d}"
    row = Invitation(
        district=DISTRICT,
        home_community=HERE,
        phone_index=phone_index(phone),
        expires_at=timezone.now() + timedelta(days=60),
    )
    row.name, row.phone = "李桂兰", phone
    row.save(force_insert=True)
    return row


@case("people.claim")
def claiming_an_entry() -> tuple[Actor, Act]:
    who = number()
    row, actor = an_invitation(who), acting(an_account(who))
    return actor, lambda: claiming.claim(actor=actor, row_id=row.id, answer="李桂兰")


@case("people.claim (a wrong answer)")
def guessing_an_entry() -> tuple[Actor, Act]:
    who = number()
    row, actor = an_invitation(who), acting(an_account(who))
    return actor, lambda: claiming.claim(actor=actor, row_id=row.id, answer="王五")


@case("people.decline_invitation")
def declining() -> tuple[Actor, Act]:
    who = number()
    row, actor = an_invitation(who), acting(an_account(who))
    return actor, lambda: claiming.decline_invitation(actor=actor, invitation_id=row.id)


@case("people.expire_invitations")
def expiring() -> tuple[Actor, Act]:
    row = an_invitation(number())
    Invitation.objects.filter(id=row.id).update(expires_at=timezone.now() - timedelta(days=1))
    return SYSTEM, lambda: claiming.expire_invitations(district=DISTRICT)


@case("people.decide_merge")
def deciding_a_merge() -> tuple[Actor, Act]:
    desk, kept = a_granny(care_note="独居")
    _desk, gone = a_granny(phone="")
    wish = merging.ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="本人到站")
    other = staff(number())
    return other, lambda: merging.decide_merge(actor=other, merge_id=wish.id, approve=True)


@case("people.attach_account")
def attaching() -> tuple[Actor, Act]:
    who = number()
    an_account(who)
    desk, person = a_granny(phone="")
    return desk, lambda: claiming.attach_account(
        actor=desk, person_id=person.id, phone=f"1990000{who:04d}", saw="身份证"
    )


@case("people.verify_in_person")
def verifying() -> tuple[Actor, Act]:
    actor, desk = a_resident(number()), staff(number())
    return desk, lambda: profiles.verify_in_person(
        actor=desk, person_id=actor.person_id, saw="身份证"
    )


@case("people.agree_to_rules")
def agreeing_to_rules() -> tuple[Actor, Act]:
    actor = acting(an_account(number()))
    return actor, lambda: consenting.agree_to_rules(actor=actor)


@case("people.set_switches")
def switching() -> tuple[Actor, Act]:
    actor = a_candidate(number())
    shown = {Purpose.REAL_NAME, Purpose.CARE}
    return actor, lambda: consenting.set_switches(actor=actor, wanted={Purpose.CARE}, shown=shown)


@case("people.change_resident")
def changing_a_resident() -> tuple[Actor, Act]:
    desk, person = a_granny()
    return desk, lambda: residents.change_resident(
        actor=desk, person_id=person.id, address="畅家巷9号", version=person.version
    )


@case("people.write_file")
def writing_a_file() -> tuple[Actor, Act]:
    desk, person = a_granny(care_note="独居")
    return desk, lambda: residents.write_file(
        actor=desk, person_id=person.id, care_note="青霉素过敏", version=1
    )


@case("people.read_file")
def reading_a_file() -> tuple[Actor, Act]:
    desk, person = a_granny(care_note="独居")
    return desk, lambda: residents.read_file(actor=desk, person_id=person.id, reason="上门")


@case("people.read_in_full")
def reading_in_full() -> tuple[Actor, Act]:
    desk, person = a_granny()
    return desk, lambda: residents.read_in_full(
        actor=desk, person_id=person.id, field="phone", reason="上门"
    )


@case("people.export_mine")
def taking_along() -> tuple[Actor, Act]:
    actor = a_resident(number())
    return actor, lambda: taking.export_mine(actor=actor)


def a_child() -> tuple[Actor, Person]:
    who = number()
    guardian = a_resident(who)
    child = families.add_child(
        actor=guardian,
        name="张小小",
        id_number=papers(date(2016, 5, 1), who % 999),
        relation="father",
        agrees=True,
    )
    return guardian, child


@case("people.ask_minor_access")
def asking_about_a_child() -> tuple[Actor, Act]:
    _guardian, child = a_child()
    desk = staff(number())
    return desk, lambda: residents.ask_minor_access(actor=desk, person_id=child.id, reason="核对")


@case("people.decide_minor_access")
def deciding_about_a_child() -> tuple[Actor, Act]:
    _guardian, child = a_child()
    asked = residents.ask_minor_access(actor=staff(number()), person_id=child.id, reason="核对")
    centre = staff(number(), Role.CENTRE_ADMIN, DISTRICT)
    return centre, lambda: residents.decide_minor_access(
        actor=centre, access_id=asked.id, approve=True
    )


@case("people.forget_child")
def forgetting_a_child() -> tuple[Actor, Act]:
    guardian, child = a_child()
    return guardian, lambda: closing.forget_child(actor=guardian, person_id=child.id)


def a_tie(*, confirmed: bool = False) -> tuple[Actor, Guardianship]:
    """A youth of sixteen has asked a guardian, who has an account."""
    who, youth = number(), a_candidate(number(), date(2010, 1, 1))
    volunteering.register_volunteer(actor=youth)
    guardian = a_resident(who)
    with mock.patch.object(codes, "deliver"):
        tie = families.ask_guardian(actor=youth, phone=f"1990000{who:04d}", relation="mother")
    if confirmed:
        families.answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)
    return guardian, tie


@case("people.ask_guardian")
def asking_a_guardian() -> tuple[Actor, Act]:
    who, youth = number(), a_candidate(number(), date(2010, 1, 1))
    return youth, lambda: families.ask_guardian(
        actor=youth, phone=f"1990000{who:04d}", relation="mother"
    )


@case("people.answer_as_guardian")
def answering_as_guardian() -> tuple[Actor, Act]:
    guardian, tie = a_tie()
    return guardian, lambda: families.answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)


@case("people.end_guardianship")
def ending_a_guardianship() -> tuple[Actor, Act]:
    guardian, tie = a_tie(confirmed=True)
    return guardian, lambda: families.end_guardianship(actor=guardian, tie_id=tie.id)


@case("people.end_guardianships_of_adults")
def coming_of_age() -> tuple[Actor, Act]:
    _guardian, tie = a_tie(confirmed=True)
    minor = tie.minor
    minor.refresh_from_db()
    minor.birth_date = "2000-01-01"
    minor.save(update_fields=["birth_date"])
    return SYSTEM, lambda: families.end_guardianships_of_adults(district=DISTRICT)


def a_link() -> tuple[Actor, ProxyLink, str]:
    who, actor = number(), a_resident(number())
    made: list[ProxyLink] = []
    code = code_sent_by(
        lambda: made.append(
            standing_in.ask_to_stand_in(
                actor=actor, name="张奶奶", phone=f"1880000{who:04d}", home_community=HERE
            )
        )
    )
    return actor, made[0], code


@case("people.confirm_with_code")
def confirming_with_a_code() -> tuple[Actor, Act]:
    actor, link, code = a_link()
    return actor, lambda: standing_in.confirm_with_code(actor=actor, link_id=link.id, code=code)


@case("people.confirm_in_person")
def confirming_in_person() -> tuple[Actor, Act]:
    _actor, link, _code = a_link()
    desk = staff(number())
    return desk, lambda: standing_in.confirm_in_person(
        actor=desk, link_id=link.id, note="本人持身份证到站点"
    )


@case("people.end_proxy")
def ending_a_proxy() -> tuple[Actor, Act]:
    actor, link, code = a_link()
    standing_in.confirm_with_code(actor=actor, link_id=link.id, code=code)
    return actor, lambda: standing_in.end_proxy(actor=actor, link_id=link.id)


@case("people.forget_unconfirmed")
def forgetting_the_unconfirmed() -> tuple[Actor, Act]:
    _actor, link, _code = a_link()
    long_ago = timezone.now() - timedelta(days=30)
    Person.objects.filter(id=link.resident_id).update(created_at=long_ago)
    return SYSTEM, lambda: closing.forget_unconfirmed(district=DISTRICT)


def a_volunteer(status: str) -> tuple[Actor, Volunteer]:
    actor = a_candidate(number())
    found = volunteering.register_volunteer(actor=actor)
    Volunteer.objects.filter(id=found.id).update(status=status)
    return acting_again(actor), found


def acting_again(actor: Actor) -> Actor:
    from redvest.people.models import Account

    return acting(Account.objects.get(id=actor.account_id))


@case("people.make_pledge")
def pledging() -> tuple[Actor, Act]:
    actor = a_candidate(number())
    found = volunteering.register_volunteer(actor=actor)
    actor = acting_again(actor)
    return actor, lambda: volunteering.make_pledge(actor=actor, volunteer_id=found.id)


@case("people.set_service")
def setting_service() -> tuple[Actor, Act]:
    actor, found = a_volunteer("active")
    version = Volunteer.objects.get(id=found.id).version
    return actor, lambda: volunteering.set_service(
        actor=actor, skills=[], service_categories=[], availability=7, version=version
    )


def step(name: str, status: str, act: Callable[..., object]) -> None:
    """A volunteer moves from one state to the next."""

    @case(f"people.{name}")
    def stepping() -> tuple[Actor, Act]:
        actor, found = a_volunteer(status)
        if name.startswith(("pause", "resume")):
            return actor, lambda: act(actor=actor, volunteer_id=found.id)
        centre = staff(number(), Role.CENTRE_ADMIN, DISTRICT)
        return centre, lambda: act(actor=centre, volunteer_id=found.id, reason="经核实")


step("pause_volunteer", "active", volunteering.pause_volunteer)
step("resume_volunteer", "paused", volunteering.resume_volunteer)
step("restrict_volunteer", "active", volunteering.restrict_volunteer)
step("lift_restriction", "restricted", volunteering.lift_restriction)
step("record_death", "active", volunteering.record_death)


def a_preview() -> tuple[Actor, object]:
    desk, who = staff(number()), number()
    rows = [["张三", f"1850000{who:04d}", "", ""], ["李四", f"1840000{who:04d}", "", ""]]
    table = Table(["姓名", "手机号", "身份证号", "社区"], rows)
    return desk, lambda: inviting.preview_import(
        actor=desk, table=table, scope=HERE, file_name="名单.csv", content=b"x", team_id=None
    )


@case("people.preview_import")
def previewing() -> tuple[Actor, Act]:
    return a_preview()  # type: ignore[return-value]


@case("people.confirm_import")
def importing() -> tuple[Actor, Act]:
    desk, preview = a_preview()
    batch = preview()  # type: ignore[operator]
    return desk, lambda: inviting.confirm_import(actor=desk, batch_id=batch.id)


@case("people.undo_import")
def undoing_an_import() -> tuple[Actor, Act]:
    desk, preview = a_preview()
    batch = inviting.confirm_import(actor=desk, batch_id=preview().id)  # type: ignore[operator]
    return desk, lambda: inviting.undo_import(actor=desk, batch_id=batch.id, reason="名单错了")


@case("core.remember_display")
def remembering() -> tuple[Actor, Act]:
    actor = acting(an_account(number()))
    return actor, lambda: remember_display(actor=actor, language="en", elder_mode=True)

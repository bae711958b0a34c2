"""Two entries of one person become one: nothing is lost, and nobody decides alone about much."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.orders.models import ServiceCategory, ServiceItem, ServiceOrder
from redvest.people.indexes import phone_index
from redvest.people.models import (
    Account,
    BeneficiaryFile,
    Consent,
    Invitation,
    Person,
    PersonMerge,
    ProxyLink,
    Volunteer,
)
from redvest.people.purposes import Purpose
from redvest.people.queries.merges import entries_alike, merges_waiting
from redvest.people.services.consenting import give_consent
from redvest.people.services.merging import ask_merge, decide_merge
from redvest.people.services.residents import read_file, register_resident
from redvest.people.services.standing_in import ask_to_stand_in
from redvest.teams.models import Membership, Team
from tests.people.cast import (
    DISTRICT,
    ELSEWHERE,
    HERE,
    a_candidate,
    a_place,
    a_resident,
    papers,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place() -> None:
    a_place()


def entry(actor, name: str = "王奶奶", **more: object) -> Person:
    values = {"name": name, "home_community": HERE, "consent_basis": "in_person", **more}
    return register_resident(actor=actor, **values)  # type: ignore[arg-type]


def joined(team: Team, volunteer: Volunteer) -> Membership:
    return Membership.objects.create(
        district=DISTRICT,
        team=team,
        volunteer=volunteer,
        state="member",
        joined_at=timezone.now(),
    )


def an_order_of(person: Person) -> ServiceOrder:
    heading = ServiceCategory.objects.create(district=DISTRICT, code="home", name="家政")
    item = ServiceItem.objects.create(
        district=DISTRICT, category=heading, code="repair", name="修理"
    )
    now = timezone.now()
    return ServiceOrder.objects.create(
        district=DISTRICT,
        number="RV1",
        requester=person,
        community=HERE,
        item=item,
        preferred_on=now.date(),
        state="submitted",
        state_since=now,
        placed_at=now,
    )


def everything() -> list[object]:
    return [
        *Person.objects.order_by("id").values_list("id", "account_id", "closed_at", "version"),
        PersonMerge.objects.count(),
    ]


def test_two_bare_entries_become_one_at_once():
    desk = staff(1)
    kept = entry(desk, phone="13900001111")
    number = papers(date(1950, 5, 1), 2)
    gone = entry(desk, phone="13900002222", id_number=number, address="畅家巷12号")
    done = ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="本人到站")
    assert done.done
    one = Person.objects.get(closed_at=None)
    assert one.id == kept.id
    assert one.phone._open() == "13900001111"
    assert one.id_number._open() == number
    assert one.birth_date._open() == "1950-05-01"
    assert one.address._open() == "畅家巷12号"
    other = Person.objects.get(id=gone.id)
    assert [other.name, other.phone, other.id_number, other.id_index, other.address] == [None] * 5
    # Both had this member of staff standing in: one link goes on, the other is history.
    assert ProxyLink.objects.filter(resident=kept, ended_at=None).count() == 1
    assert not ProxyLink.objects.filter(resident=gone, ended_at=None).exists()
    kinds = Event.objects.filter(kind__startswith="person.merged").order_by("at", "id")
    assert [row.subject_id for row in kinds] == [kept.id, gone.id]
    assert "13900002222" not in str([row.after for row in kinds])


def test_what_is_chosen_from_the_other_is_taken():
    desk = staff(1)
    kept = entry(desk, "王奶", phone="13900001111")
    gone = entry(desk, "王桂兰", phone="13900002222")
    ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="x", taken=["name", "phone"])
    one = Person.objects.get(id=kept.id)
    assert (one.name._open(), one.phone._open()) == ("王桂兰", "13900002222")
    assert bytes(one.phone_index) == phone_index("13900002222")


def test_orders_teams_family_consents_and_the_account_follow():
    desk, other_desk = staff(1), staff(2)
    volunteer = a_candidate(3)
    relative = a_resident(4)
    kept = entry(desk, care_note="独居")
    gone = Person.objects.get(id=volunteer.person_id)
    helper = Volunteer.objects.create(
        district=DISTRICT, person=gone, volunteer_no="T-1", status="active", home_community=HERE
    )
    team = Team.objects.create(district=DISTRICT, name="队", kind="unit", tier=3, region=HERE)
    Membership.objects.create(
        district=DISTRICT, team=team, volunteer=helper, state="member", joined_at=timezone.now()
    )
    order = an_order_of(gone)
    ProxyLink.objects.create(
        district=DISTRICT, proxy_id=relative.account_id, resident=gone, kind="family",
        consent_basis="code",
    )  # fmt: skip
    invitation = Invitation.objects.create(
        district=DISTRICT, expires_at=order.placed_at, person_id=gone.id, status="accepted"
    )
    wish = ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="本人到站")
    assert not wish.done
    assert Person.objects.filter(closed_at=None, id=gone.id).exists()
    assert [row.id for row in merges_waiting(other_desk)] == [wish.id]
    decide_merge(actor=other_desk, merge_id=wish.id, approve=True)
    one = Person.objects.get(id=kept.id)
    assert one.account_id == volunteer.account_id
    assert one.phone is None
    assert one.phone_index == Account.objects.get(id=volunteer.account_id).phone_index
    assert Volunteer.objects.get(person=one).id == helper.id
    assert Membership.objects.get().volunteer_id == helper.id
    assert ServiceOrder.objects.get().requester_id == kept.id
    assert ProxyLink.objects.get(proxy_id=relative.account_id).resident_id == kept.id
    assert Invitation.objects.get(id=invitation.id).person_id == kept.id
    purposes = Consent.objects.filter(person=one, withdrawn_at=None)
    assert {Purpose.CARE.value, Purpose.REAL_NAME.value} <= set(
        purposes.values_list("purpose", flat=True)
    )
    assert BeneficiaryFile.objects.get().person_id == kept.id


def test_of_two_volunteers_the_kept_one_has_both_their_teams():
    desk, other_desk = staff(1), staff(2)
    persons = [Person.objects.get(id=a_candidate(n).person_id) for n in (3, 4)]
    persons[1].id_number, persons[1].id_index = "", None
    persons[1].save()
    own, old = (
        Volunteer.objects.create(
            district=DISTRICT, person=person, volunteer_no=f"T-{n}", status="active",
            home_community=HERE, skills=[f"skill{n}"],
        )
        for n, person in enumerate(persons)
    )  # fmt: skip
    teams = [
        Team.objects.create(district=DISTRICT, name=f"队{n}", kind="unit", tier=3, region=HERE)
        for n in range(2)
    ]
    for team, who in ((teams[0], own), (teams[0], old), (teams[1], old)):
        Membership.objects.create(
            district=DISTRICT, team=team, volunteer=who, state="member", joined_at=timezone.now()
        )
    wish = ask_merge(actor=desk, kept_id=persons[0].id, gone_id=persons[1].id, reason="两个手机号")
    decide_merge(actor=other_desk, merge_id=wish.id, approve=True)
    own.refresh_from_db()
    old.refresh_from_db()
    assert {row.team_id for row in Membership.objects.filter(volunteer=own)} == {
        team.id for team in teams
    }
    assert Membership.objects.count() == 3
    assert (own.status, old.status) == ("active", "closed")
    assert own.skills == ["skill0", "skill1"]


def test_two_protected_files_become_one():
    desk, other_desk = staff(1), staff(2)
    kept = entry(desk, care_note="独居")
    gone = entry(desk, "王桂兰", care_note="对青霉素过敏", emergency_contact="女儿")
    wish = ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="x")
    decide_merge(actor=other_desk, merge_id=wish.id, approve=True)
    found = read_file(actor=desk, person_id=kept.id, reason="看")
    assert found["care_note"] == "独居\n对青霉素过敏"
    assert found["emergency_contact"] == "女儿"
    old = BeneficiaryFile.objects.get(person=gone)
    assert [old.care_note, old.emergency_contact, old.categories] == [None, None, None]


def test_nobody_decides_alone_what_needs_two():
    desk = staff(1)
    kept, gone = entry(desk), entry(desk, care_note="独居")
    wish = ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="x")
    before = everything()
    with pytest.raises(NotAllowed):
        decide_merge(actor=desk, merge_id=wish.id, approve=True)
    with pytest.raises(Conflict):
        ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="x")
    with pytest.raises(NotSeen):
        decide_merge(actor=staff(5, scope=ELSEWHERE), merge_id=wish.id, approve=True)
    assert everything() == before
    decide_merge(actor=staff(2), merge_id=wish.id, approve=False)
    wish.refresh_from_db()
    assert (wish.done, wish.decided_at is None) == (False, False)
    assert Person.objects.filter(closed_at=None).count() == 2
    with pytest.raises(Conflict):
        decide_merge(actor=staff(3), merge_id=wish.id, approve=True)


def test_it_refuses_two_people():
    desk = staff(1)
    kept = entry(desk, id_number=papers(date(1950, 5, 1), 2))
    gone = entry(desk, id_number=papers(date(1951, 5, 1), 2))
    far = entry(staff(2, scope=ELSEWHERE), home_community=ELSEWHERE)
    before = everything()
    for other, error in ((gone, Conflict), (far, NotSeen), (kept, Conflict)):
        with pytest.raises(error):
            ask_merge(actor=desk, kept_id=kept.id, gone_id=other.id, reason="x")
    assert everything() == before


def test_it_refuses_without_a_reason_and_about_oneself():
    desk = staff(1)
    kept, gone = entry(desk), entry(desk)
    with pytest.raises(Invalid):
        ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="  ")
    Person.objects.filter(id=gone.id).update(account_id=desk.account_id)
    before = everything()
    with pytest.raises(NotAllowed):
        ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="x")
    assert everything() == before


def test_a_relative_who_turns_out_to_be_the_resident_does_not_stand_in_for_herself():
    desk, other_desk = staff(1), staff(2)
    granny = a_resident(3)
    link = ask_to_stand_in(actor=granny, name="李奶奶", phone="13900003333", home_community=HERE)
    wish = ask_merge(
        actor=desk, kept_id=granny.person_id, gone_id=link.resident_id, reason="同一人"
    )
    decide_merge(actor=other_desk, merge_id=wish.id, approve=True)
    assert ProxyLink.objects.get(id=link.id).ended_at is not None


def test_the_desk_finds_compares_and_joins():
    desk = staff(1)
    kept = entry(desk, "王奶奶", phone="13900001111")
    gone = entry(desk, "王桂兰", phone="13900001111")
    assert [one.id for one in entries_alike(desk, kept)] == [gone.id]
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(id=desk.account_id))
    html = client.get(f"/desk/residents/{kept.id}/merge/").content.decode()
    assert f"/desk/residents/{kept.id}/merge/{gone.id}/" in html
    url = f"/desk/residents/{kept.id}/merge/{gone.id}/"
    html = client.get(url).content.decode()
    assert "王*兰" in html
    assert "13900001111" not in html
    assert "合并成一份" in html
    answer = client.post(url, {"reason": "本人到站", "_key": "1"})
    assert answer.status_code == 200
    assert "sure" in answer.context["form"].errors
    assert answer.context["form"]["reason"].value() == "本人到站"
    assert Person.objects.filter(closed_at=None).count() == 2
    answer = client.post(url, {"reason": "本人到站", "sure": "on", "taken": ["name"], "_key": "2"})
    assert answer["Location"] == f"/desk/residents/{kept.id}/"
    assert Person.objects.get(closed_at=None).name._open() == "王桂兰"


def test_a_colleague_agrees_on_the_page():
    desk, other_desk = staff(1), staff(2)
    kept = entry(desk)
    gone = Person.objects.get(id=a_resident(3).person_id)
    wish = ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="本人到站")
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(id=desk.account_id))
    assert "请由另一位同事批准" in client.get("/desk/merges/").content.decode()
    client.force_login(Account.objects.get(id=other_desk.account_id))
    data = {"merge": str(wish.id), "decision": "approve", "_key": "1"}
    assert client.post("/desk/merges/", data)["Location"] == "/desk/merges/"
    wish.refresh_from_db()
    assert wish.done
    assert Person.objects.get(closed_at=None, account_id=gone.account_id).id == kept.id


def test_consents_given_twice_are_held_once():
    desk, other_desk = staff(1), staff(2)
    kept, gone = entry(desk, care_note="a"), entry(desk, care_note="b")
    give_consent(actor=desk, purpose=Purpose.CARE, person_id=kept.id, channel="desk")
    wish = ask_merge(actor=desk, kept_id=kept.id, gone_id=gone.id, reason="x")
    decide_merge(actor=other_desk, merge_id=wish.id, approve=True)
    live = Consent.objects.filter(purpose=Purpose.CARE.value, withdrawn_at=None)
    assert [row.person_id for row in live] == [kept.id]
    assert Consent.objects.filter(purpose=Purpose.CARE.value).count() == 2

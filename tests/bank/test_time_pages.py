"""The pages of the time bank: look first, then commit; the desk says how it knew who asked."""

import pytest
from django.test import Client

from redvest.bank.models import BankGift, TimeReceiver, TimeUse
from redvest.journal.models import Event
from redvest.orders.models import ServiceOrder
from tests.bank.savers import asked, entered, everything, minutes_of, name
from tests.orders.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def sent(cast: Cast, step: str, **changes: str) -> dict[str, str]:
    told = asked(cast).told
    return {
        "item": str(told.item_id), "minutes": "60", "description": "想请人换灯泡",
        "preferred_on": told.preferred_on.isoformat(), "preferred_slot": "any",
        "address": "畅家巷3号楼2单元501室", "contact_phone": "19900000001", "consented": "on",
        "step": step, **changes,
    }  # fmt: skip


def test_an_elder_looks_at_the_limits_checks_and_orders(saved: Cast):
    granny = entered(saved, "granny")
    home = granny.get("/time/").text
    assert "4小时" in home
    assert "60岁起可以自己用" in home
    before = everything()
    wrong = granny.post("/time/use/", sent(saved, "check", description="", minutes="999"))
    assert "请写下需要什么帮助" in wrong.text
    assert "畅家巷3号楼2单元501室" in wrong.text
    check = granny.post("/time/use/", sent(saved, "check")).text
    assert "还剩" in check
    assert "3小时" in check
    assert everything() == before
    done = granny.post("/time/use/", sent(saved, "place"))
    use = TimeUse.objects.get()
    assert done["Location"] == f"/time/uses/{use.id}/"
    assert use.order.number in granny.get(done["Location"]).text
    book = granny.get("/passbook/?unit=minutes").text
    assert f"/time/uses/{use.id}/" in book
    assert use.order.number in granny.get(f"/passbook/{use.person_id}/print/").text
    assert entered(saved, "li").get(done["Location"]).status_code == 404


def test_the_young_are_told_for_whom_they_may_use_it_and_cover_an_order(saved: Cast):
    wang = entered(saved, "wang")
    assert "想给家人或困难老人用" in wang.get("/time/").text
    tie = name(saved, "wang", "granny")
    assert "父母" in wang.get("/time/").text
    before = everything()
    wrong = wang.post("/time/cover/", {"cover-number": "20260305-9999", "cover-minutes": "60"})
    assert "没有找到这一单" in wrong.text
    assert everything() == before
    gone = wang.post(f"/time/receivers/{tie.id}/drop/", {"version": tie.version})
    assert gone["Location"] == "/time/"
    assert not TimeReceiver.objects.filter(ended_at=None).exists()


def test_giving_away_asks_whether_one_knows_that_it_is_for_good(saved: Cast):
    wang = entered(saved, "wang")
    before = everything()
    unsaid = wang.post("/time/give/", {"give-unit": "minutes", "give-amount": "30"})
    assert "捐出后不能收回，请先勾选" in unsaid.text
    assert everything() == before
    done = wang.post(
        "/time/give/", {"give-unit": "minutes", "give-amount": "30", "give-agreed": "on"}
    )
    assert done.status_code == 302
    assert minutes_of(saved.persons["wang"]) == 90
    assert BankGift.objects.get().amount == 30


def test_the_desk_orders_for_somebody_on_the_phone(saved: Cast):
    desk = entered(saved, "desk")
    granny = saved.persons["granny"]
    found = desk.post("/desk/time/find/", {"typed": "19900000001"})
    assert found["Location"] == f"/desk/time/{granny.id}/"
    assert Event.objects.filter(kind="resident.looked_up", subject_id=granny.id).exists()
    assert "没有找到" in desk.post("/desk/time/find/", {"typed": "19911112222"}).text
    url = f"/desk/time/{granny.id}/use/"
    unsaid = desk.post(url, sent(saved, "check", address="", contact_phone=""))
    assert "请选择您怎样核实了本人" in unsaid.text
    more = {"verified_by": "callback", "caller_phone": "19900000001"}
    check = desk.post(url, sent(saved, "check", **more)).text
    assert "念给" in check
    assert not ServiceOrder.objects.exists()
    done = desk.post(url, sent(saved, "place", **more))
    assert done["Location"] == f"/desk/time/{granny.id}/"
    use = TimeUse.objects.get()
    assert (use.verified_by, use.order.channel) == ("callback", "hotline")
    assert use.order.number in desk.get("/desk/time/").text
    assert use.order.number in desk.get(f"/desk/time/{granny.id}/").text


def test_the_desk_names_for_whom_and_gives_when_told(saved: Cast):
    desk = entered(saved, "desk")
    wang = saved.persons["wang"]
    url = f"/desk/time/{wang.id}/"
    card = {
        "name-typed": "19900000001", "name-basis": "relative", "name-tie": "parent",
        "name-proof": "household", "name-consent": "phone",
    }  # fmt: skip
    nobody = desk.post(f"{url}name/", {**card, "name-typed": "19911112222"})
    assert "没有找到这位居民" in nobody.text
    assert desk.post(f"{url}name/", card).status_code == 302
    assert TimeReceiver.objects.get().receiver_id == saved.persons["granny"].id
    told = {"give-unit": "minutes", "give-amount": "20", "give-agreed": "on"}
    assert "请选择您怎样核实了本人" in desk.post(f"{url}give/", told).text
    told["give-verified_by"] = "in_person"
    assert desk.post(f"{url}give/", told).status_code == 302
    assert minutes_of(wang) == 100
    assert entered(saved, "other_desk").get(url).status_code == 404
    assert Client().get("/time/").status_code == 302

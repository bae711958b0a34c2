"""Teams and volunteers on their phones: pool, offers, agreeing, the door, the result."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import Assignment, ServiceOrder, VisitFeedback, VisitPhoto
from redvest.orders.services import order_code, pool_order
from redvest.orders.services.feedback import give_safety_feedback
from redvest.orders.services.photos import add_photo, redrawn
from tests.orders.cast import Cast, an_order, state_of

pytestmark = pytest.mark.slow


def browser(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def pooled(cast: Cast) -> ServiceOrder:
    order = an_order(cast, "accepted")
    return pool_order(actor=cast.desk, order_id=order.id)


def test_the_pool_shows_area_time_and_category_and_nothing_else(cast: Cast):
    order = pooled(cast)
    wang = browser(cast, "wang")
    for path in ("/pool/", f"/pool/{order.id}/"):
        text = wang.get(path).text
        assert "修理水电" in text
        assert "畅家巷" in text
        for secret in (order.number, "阳台", "501室", "1990000", "演员1", "3号楼"):
            assert secret not in text
    assert browser(cast, "granny").get("/pool/").status_code == 403


def test_the_first_who_takes_it_has_it_and_the_second_is_told(cast: Cast):
    order = pooled(cast)
    wang, li = browser(cast, "wang"), browser(cast, "li")
    shown = li.get(f"/pool/{order.id}/")
    assert shown.status_code == 200
    taken = wang.post(f"/pool/{order.id}/", {"who": "alone", "version": order.version})
    assert taken["Location"] == f"/desk/offers/{order.id}/"
    late = li.post(f"/pool/{order.id}/", {"who": "alone", "version": order.version})
    assert late.status_code == 409
    assert "已经有人接了" in late.text
    assert state_of(order.id)[0] == "claimed"
    assert li.get(f"/pool/{order.id}/").status_code == 404


def test_who_took_it_alone_agrees_the_time_and_goes(cast: Cast):
    order = pooled(cast)
    wang = browser(cast, "wang")
    wang.post(f"/pool/{order.id}/", {"who": "alone", "version": order.version})
    page = wang.get(f"/desk/offers/{order.id}/")
    assert "我自己" in page.text
    starts = timezone.localtime() + timedelta(hours=3)
    sent = wang.post(
        f"/desk/offers/{order.id}/schedule/",
        {
            "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
            "minutes": "60",
            "volunteers": [str(cast.volunteers["wang"].id)],
            "version": ServiceOrder.objects.get(id=order.id).version,
        },
    )
    assert sent.status_code == 302, sent.text
    row = ServiceOrder.objects.get(id=order.id)
    assert row.proposed_by == "provider" or row.state == "scheduled"


def test_an_offer_says_why_the_team_is_asked(cast: Cast):
    order = an_order(cast, "dispatched")
    zhao = browser(cast, "zhao")
    for path in ("/desk/offers/", f"/desk/offers/{order.id}/"):
        text = zhao.get(path).text
        assert "为什么问您" in text
        assert "服务这个社区" in text
    declined = zhao.post(
        f"/desk/offers/{order.id}/decline/", {"reason": "nobody_free", "version": order.version}
    )
    assert declined["Location"] == "/desk/offers/"
    assert state_of(order.id)[0] == "accepted"


def test_a_list_of_offers_asks_as_often_for_many_as_for_few(
    cast: Cast, django_assert_max_num_queries: object
):
    zhao = browser(cast, "zhao")
    an_order(cast, "dispatched")
    zhao.get("/desk/offers/")
    counts = []
    for more in (0, 6):
        for _ in range(more):
            an_order(cast, "dispatched")
        with django_assert_max_num_queries(12) as seen:  # type: ignore[operator]
            zhao.get("/desk/offers/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_was_taken_can_be_given_back(cast: Cast):
    order = an_order(cast, "claimed")
    zhao = browser(cast, "zhao")
    empty = zhao.post(f"/desk/offers/{order.id}/give_back/", {"version": order.version})
    assert empty.status_code == 200
    assert "请选择退单的原因" in empty.text
    given = zhao.post(
        f"/desk/offers/{order.id}/give_back/", {"reason": "ill", "version": order.version}
    )
    assert given.status_code == 302
    assert state_of(order.id)[0] == "accepted"


def test_the_resident_s_code_is_the_evidence_of_arriving(cast: Cast):
    order = an_order(cast, "agreed")
    wang = browser(cast, "wang")
    code = order_code(ServiceOrder.objects.get(id=order.id), "arrive")
    assert code not in wang.get(f"/tasks/{order.id}/").text
    wrong = wang.post(
        f"/tasks/{order.id}/check_in/", {"code": "000000" if code != "000000" else "1"}
    )
    assert wrong.status_code == 200
    assert "口令不对" in wrong.text
    assert state_of(order.id)[0] == "scheduled"
    assert wang.post(f"/tasks/{order.id}/check_in/", {"code": code}).status_code == 302
    own = Assignment.objects.get(order=order, volunteer=cast.volunteers["wang"])
    assert own.evidence == "code"


def test_the_result_is_kept_in_figures_and_a_wrong_figure_keeps_what_was_typed(cast: Cast):
    order = an_order(cast, "in_service")
    wang = browser(cast, "wang")
    sent = {"outcome": "换了两个灯泡", "persons": "1", "times": "2", "kg": "many"}
    wrong = wang.post(f"/tasks/{order.id}/complete/", sent)
    assert wrong.status_code == 200
    assert "换了两个灯泡" in wrong.text
    assert wang.post(f"/tasks/{order.id}/complete/", {**sent, "kg": "1.5"}).status_code == 302
    row = ServiceOrder.objects.get(id=order.id)
    assert row.state == "done"
    assert row.tally == {"persons": "1", "times": "2", "kg": "1.5"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60)) -> bytes:
    """A picture that says where it was taken, in every way a picture can."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "畅家巷3号楼"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    made = Image.new("RGB", size, "red")
    more = {"comment": b"secret-comment"} if kind == "JPEG" else {}
    made.save(out, kind, exif=exif, **more)
    return out.getvalue() + b"secret-tail"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_of_a_picture_only_the_pixels_are_kept(kind: str):
    data, width, height = redrawn(picture(kind))
    found = Image.open(io.BytesIO(data))
    assert (found.format, width, height) == ("JPEG", 60, 80), "turned upright as it was meant"
    assert not found.getexif()
    assert not {"exif", "comment", "icc_profile", "photoshop"} & set(found.info)
    for secret in (b"secret", "畅家巷".encode(), b"Exif"):
        assert secret not in data


def test_a_large_picture_becomes_smaller():
    data, width, height = redrawn(picture(size=(4000, 3000)))
    assert max(width, height) == 1600
    assert len(data) < 500_000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 100,
        b"\xff\xd8\xff" + b"\0" * 1000,
        picture()[:200],
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\xff\xff\xff\x7f\xff\xff\xff\x7f\x08\2\0\0\0",
        b"x" * (10 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes):
    with pytest.raises(Invalid) as refusal:
        redrawn(data)
    assert set(refusal.value.fields) == {"photo"}


def test_a_photo_is_added_after_arriving_and_every_look_is_recorded(cast: Cast):
    order = an_order(cast, "agreed")
    with pytest.raises(NotAllowed):
        add_photo(actor=cast.wang, order_id=order.id, data=picture())
    assert not VisitPhoto.objects.exists()
    wang = browser(cast, "wang")
    wang.post(f"/tasks/{order.id}/check_in/")
    sent = SimpleUploadedFile("家.jpg", picture(), "image/jpeg")
    assert wang.post(f"/tasks/{order.id}/photo/", {"photo": sent}).status_code == 302
    photo = VisitPhoto.objects.get()
    assert b"JFIF" not in bytes(photo.__dict__["content"])
    before = Event.objects.filter(kind="personal_data.read").count()
    shown = wang.post(f"/orders/{order.id}/photos/{photo.id}/")
    assert re.search(r'src="data:image/jpeg;base64,[A-Za-z0-9+/=]+"', shown.text)
    assert Event.objects.filter(kind="personal_data.read").count() == before + 1
    assert (
        browser(cast, "stranger").post(f"/orders/{order.id}/photos/{photo.id}/").status_code == 404
    )
    bad = SimpleUploadedFile("x.jpg", b"nothing", "image/jpeg")
    assert "不是能打开的照片" in wang.post(f"/tasks/{order.id}/photo/", {"photo": bad}).text
    assert VisitPhoto.objects.count() == 1


def test_a_worry_reaches_the_desk_and_never_the_resident(cast: Cast):
    order = an_order(cast, "done")
    wang = browser(cast, "wang")
    assert "安全反馈" in wang.get(f"/tasks/{order.id}/").text
    empty = wang.post(f"/tasks/{order.id}/safety/", {"felt_safe": "no"})
    assert empty.status_code == 200
    said = {"felt_safe": "no", "concerns": ["animal"], "text": "狗没有拴"}
    assert wang.post(f"/tasks/{order.id}/safety/", said).status_code == 302
    assert VisitFeedback.objects.get().concerns == ["animal"]
    told = Message.objects.filter(template="order_unsafe").values_list("to_account_id", flat=True)
    assert set(told) == {cast.accounts["desk"].id}
    page = browser(cast, "granny").get(f"/orders/{order.id}/").text
    assert "安全反馈" not in page
    assert "狗没有拴" not in page
    with pytest.raises(Conflict):
        give_safety_feedback(actor=cast.wang, order_id=order.id, felt_safe=True)
    with pytest.raises(NotAllowed):
        give_safety_feedback(actor=cast.granny, order_id=order.id, felt_safe=True)
    assert VisitFeedback.objects.count() == 1


def test_a_lead_who_meets_nobody_tries_twice_and_may_then_leave(cast: Cast):
    order = an_order(cast, "agreed")
    wang = browser(cast, "wang")
    begun = timezone.now() - timedelta(minutes=5)
    ServiceOrder.objects.filter(id=order.id).update(scheduled_from=begun)
    assert wang.post(f"/tasks/{order.id}/absent/").status_code == 422
    for method in ("phone", "door"):
        assert wang.post(f"/tasks/{order.id}/tried/", {"method": method}).status_code == 302
    assert wang.post(f"/tasks/{order.id}/absent/").status_code == 302
    assert state_of(order.id)[0] == "cancelled"

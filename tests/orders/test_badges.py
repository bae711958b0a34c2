"""Who is at the door: a photo somebody compared, a code to scan, digits to type, and a clear no."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from redvest.errors import NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.orders.models import Assignment, BadgePhoto, ServiceOrder
from redvest.orders.queries.badges import (
    badge_code,
    badge_token,
    photo_states,
    visit_of_code,
    visit_of_token,
    waiting_photos,
)
from redvest.orders.queries.links import code_of, token_of
from redvest.orders.services.badges import (
    bring_badge_photo,
    decide_badge_photo,
    look_at_visitor,
    take_badge_photo_back,
)
from redvest.orders.services.links import make_link
from redvest.people.models import Person
from tests.orders.cast import DISTRICT, Cast, an_order
from tests.orders.doors import picture, shown
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_counters(cast: Cast):
    cache.clear()


def visit(cast: Cast, who: str = "wang", until: str = "agreed") -> Assignment:
    order = an_order(cast, until)
    return Assignment.objects.select_related("order").get(
        order=order, volunteer=cast.volunteers[who]
    )


def today(going: Assignment) -> Assignment:
    """The same visit, agreed for noon of today whatever the clock says."""
    starts = timezone.localtime().replace(hour=12, minute=0)
    ServiceOrder.objects.filter(id=going.order_id).update(
        scheduled_from=starts, scheduled_to=starts + timedelta(hours=1)
    )
    return Assignment.objects.select_related("order").get(id=going.id)


def test_a_photo_is_shown_once_the_team_compared_it_and_each_look_is_recorded(cast: Cast):
    going = visit(cast)
    photo = bring_badge_photo(actor=cast.wang, data=picture())
    with pytest.raises(NotSeen):
        look_at_visitor(actor=cast.granny, order_id=going.order_id, visit_id=going.id)
    decide_badge_photo(actor=cast.zhao, photo_id=photo.id, approve=True)
    granny = browser(cast, "granny")
    page = granny.get(f"/orders/{going.order_id}/").text
    address = f"/orders/{going.order_id}/coming/{going.id}/"
    assert address in page
    assert badge_code(going) in page
    answer = granny.post(address)
    assert "data:image/jpeg;base64," in answer.text
    assert Event.objects.filter(kind="personal_data.read", subject_id=photo.id).count() == 1
    with pytest.raises(NotSeen):
        look_at_visitor(actor=cast.stranger, order_id=going.order_id, visit_id=going.id)


def test_nobody_sees_a_face_before_the_visit_is_fixed_or_after_it(cast: Cast):
    shown(cast)
    for until in ("claimed", "done"):
        order = an_order(cast, until)
        named = Assignment.objects.filter(order=order, volunteer=cast.volunteers["wang"]).first()
        page = browser(cast, "granny").get(f"/orders/{order.id}/").text
        assert "看照片" not in page
        with pytest.raises(NotSeen):
            look_at_visitor(
                actor=cast.granny, order_id=order.id, visit_id=named.id if named else order.id
            )


def test_who_decides_is_of_the_team_or_the_place_and_never_oneself(cast: Cast):
    photo = bring_badge_photo(actor=cast.wang, data=picture())
    own = bring_badge_photo(actor=cast.zhao, data=picture())
    assert photo in waiting_photos(cast.zhao)
    assert own not in waiting_photos(cast.zhao)
    assert {photo, own} <= set(waiting_photos(cast.desk))
    for name in ("wang", "qian", "other_desk", "granny"):
        with pytest.raises(NotSeen):
            decide_badge_photo(actor=cast.actor(name), photo_id=photo.id, approve=True)
    assert photo_states(cast.wang) == {"waiting": ""}


def test_a_refusal_has_a_reason_and_keeps_no_picture(cast: Cast):
    photo = bring_badge_photo(actor=cast.wang, data=picture())
    desk = browser(cast, "desk")
    assert "没有等审核的照片" not in desk.get("/desk/badges/").text
    assert "data:image/jpeg" in desk.post(f"/desk/badges/{photo.id}/").text
    again = desk.post(f"/desk/badges/{photo.id}/no/")
    assert "请选择不能用的原因" in again.text
    assert photo_states(cast.wang) == {"waiting": ""}
    desk.post(f"/desk/badges/{photo.id}/no/", {"reason": "unclear"})
    photo.refresh_from_db()
    assert (photo.state, photo.content) == ("refused", None)
    assert "看不清脸" in browser(cast, "wang").get("/tasks/badge/").text


def test_a_minor_shows_no_photo(cast: Cast):
    born = timezone.localdate().replace(day=1) - timedelta(days=15 * 365)
    person = Person.objects.get(id=cast.persons["wang"].id)
    person.birth_date = born.isoformat()
    person.save(update_fields=["birth_date"])
    with pytest.raises(NotAllowed, match="未成年人"):
        bring_badge_photo(actor=cast.wang, data=picture())
    assert not BadgePhoto.objects.exists()


def test_a_photo_taken_back_is_gone_for_visits_already_agreed(cast: Cast):
    going = visit(cast)
    shown(cast)
    browser(cast, "wang").post("/tasks/badge/remove/")
    assert not BadgePhoto.objects.filter(content__isnull=False).exists()
    with pytest.raises(NotSeen):
        look_at_visitor(actor=cast.granny, order_id=going.order_id, visit_id=going.id)
    assert take_badge_photo_back(actor=cast.wang) == 0


def test_uploading_shows_where_the_photo_stands_and_keeps_bad_files_out(cast: Cast):
    wang = browser(cast, "wang")
    bad = SimpleUploadedFile("x.jpg", b"nothing", "image/jpeg")
    assert "不是能打开的照片" in wang.post("/tasks/badge/", {"photo": bad}).text
    good = SimpleUploadedFile("我.jpg", picture(), "image/jpeg")
    assert wang.post("/tasks/badge/", {"photo": good}).status_code == 302
    assert "照片等队长或站点审核" in wang.get("/tasks/badge/").text


def test_the_code_on_the_badge_says_yes_today_and_nothing_more(cast: Cast):
    going = today(visit(cast, until="in_service"))
    page = browser(cast, "wang").get(f"/tasks/{going.order_id}/badge/").text
    assert badge_code(going) in page
    answer = Client().get(f"/v/{badge_token(going)}/").text
    assert "对得上" in answer
    assert "邻里帮帮队" in answer
    for text in ("演员2", "3号楼", "畅家巷", going.order.number, "1990000"):
        assert text not in answer


def test_only_the_visit_of_today_that_somebody_agreed_to_is_expected(cast: Cast):
    going = today(visit(cast))
    token, code, number = badge_token(going), badge_code(going), going.order.number
    assert visit_of_token(DISTRICT, token) == going
    assert visit_of_code(DISTRICT, number, code) == going
    assert visit_of_token("620103", token) is None
    assert visit_of_token(DISTRICT, token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert visit_of_code(DISTRICT, number, f"{(int(code) + 1) % 10**6:06d}") is None
    Assignment.objects.filter(id=going.id).update(state="proposed")
    assert visit_of_token(DISTRICT, token) is None
    Assignment.objects.filter(id=going.id).update(state="accepted")
    later = going.order.scheduled_from + timedelta(days=1)
    ServiceOrder.objects.filter(id=going.order_id).update(
        scheduled_from=later, scheduled_to=later + timedelta(hours=1)
    )
    moved = Assignment.objects.select_related("order").get(id=going.id)
    assert visit_of_token(DISTRICT, token) is None
    assert visit_of_token(DISTRICT, badge_token(moved)) is None


def test_digits_typed_at_the_door_answer_and_guessing_them_ends(cast: Cast):
    going = today(visit(cast, until="in_service"))
    right = {"number": going.order.number, "code": badge_code(going)}
    wrong = {**right, "code": f"{(int(right['code']) + 1) % 10**6:06d}"}
    visitor = Client()
    assert "核对来人" in visitor.get("/v/").text
    for _try in range(5):
        assert "对不上" in visitor.post("/v/", wrong).text
    answer = visitor.post("/v/", right)
    assert (answer.status_code, "查得太多了" in answer.text) == (429, True)
    # Another address is held up for this number too, and for no other number.
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert elsewhere.post("/v/", right).status_code == 429
    assert elsewhere.post("/v/", {**right, "number": "20260101-0000"}).status_code == 200


def test_the_code_of_a_badge_scanned_too_often_is_refused(cast: Cast):
    visitor = Client()
    answers = [visitor.get(f"/v/{'a' * 40}/").status_code for _try in range(31)]
    assert answers == [200] * 30 + [429]


def test_whoever_follows_by_the_link_sees_the_face_after_its_code_alone(cast: Cast):
    going = visit(cast)
    shown(cast)
    link = make_link(actor=cast.granny, order_id=going.order_id)
    token = token_of(link.id)
    address = f"/t/{token}/coming/{going.id}/"
    visitor = Client()
    assert visitor.post(address)["Location"] == f"/t/{token}/"
    visitor.post(f"/t/{token}/", {"code": code_of(link.id)})
    assert address in visitor.get(f"/t/{token}/progress/").text
    assert "data:image/jpeg" in visitor.post(address).text

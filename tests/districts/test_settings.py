"""The district's own decisions: policy versions, settings and the announced holidays."""

from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from redvest.districts import queries, services
from redvest.districts.models import District, DistrictPolicy, HolidayOverride
from redvest.engines.holiday_table import DayRow
from redvest.engines.opening_hours import ServiceDay
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.models import Event
from redvest.people.actors import Actor, Grant, system
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role

pytestmark = pytest.mark.django_db
HERE = "620102"
CENTER = Actor(None, HERE, grants=(Grant(Role.CENTRE_ADMIN, HERE),))
OFFICE = Actor(None, HERE, grants=(Grant(Role.VENUE_ADMIN, "620102001"),))


@pytest.fixture
def district() -> District:
    services.found_district(HERE)
    return District.objects.get(code=HERE)


@pytest.fixture
def client(district) -> Client:
    account = open_account(phone="13900000002", district=HERE)
    grant_role(actor=system(HERE), account_id=account.id, role=Role.CENTRE_ADMIN, scope=HERE)
    found = Client(headers={"accept-language": "zh-hans"})
    found.force_login(account)
    return found


def test_a_change_is_a_new_version_with_its_reason(district):
    services.change_policy(
        actor=CENTER, values={"claim_urgent_hours": "2"}, reason="区文明办〔2026〕3号", version=1
    )
    assert queries.policy_of(HERE).claim_urgent_hours == 2
    assert list(queries.policy_versions(HERE).values_list("version", flat=True)) == [2, 1]
    event = Event.objects.get(kind="policy.changed")
    assert event.before == {"version": 1, "claim_urgent_hours": 1}
    assert event.after == {"version": 2, "claim_urgent_hours": 2}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"actor": OFFICE}, NotAllowed),
        ({"version": 7}, Conflict),
        ({"reason": "  "}, Invalid),
        ({"reason": "长" * 201}, Invalid),
        ({"values": {"claim_urgent_hours": "99"}}, Invalid),
        ({"values": {"palace": "1"}}, Invalid),
        ({"values": {}}, Invalid),
    ],
)
def test_it_refuses_a_policy_that_cannot_hold(district, change, error):
    given = {"actor": CENTER, "values": {"claim_urgent_hours": "2"}, "reason": "x", "version": 1}
    with pytest.raises(error):
        services.change_policy(**given | change)
    assert DistrictPolicy.objects.count() == 1
    assert not Event.objects.filter(kind="policy.changed").exists()


def test_the_policy_page_keeps_what_was_typed_and_shows_the_bounds(client):
    page = client.get("/desk/district/policy/")
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if name != "reason"}
    data = {name: value for name, value in data.items() if value is not False}
    bad = data | {"claim_urgent_hours": "99", "reason": "试", "version": 1, "_key": uuid4().hex}
    answer = client.post("/desk/district/policy/", bad)
    assert answer.status_code == 200
    assert "1 至 72" in str(answer.context["form"].errors["claim_urgent_hours"])
    assert answer.context["form"]["claim_urgent_hours"].value() == "99"
    good = bad | {"claim_urgent_hours": "3", "_key": uuid4().hex}
    assert client.post("/desk/district/policy/", good).status_code == 302
    stale = good | {"claim_urgent_hours": "4", "_key": uuid4().hex}
    answer = client.post("/desk/district/policy/", stale)
    assert answer.status_code == 409
    assert answer.context["form"]["claim_urgent_hours"].value() == "4"
    assert queries.policy_of(HERE).claim_urgent_hours == 3
    history = client.get("/desk/district/policy/history/").content.decode()
    assert "紧急订单接单时限：1 改为 3" in history


def test_settings_show_at_once_and_a_stale_form_is_kept(client):
    data = {"brand_name": "志愿城关", "hotline": "0931-8400000", "version": 1}
    assert client.post("/desk/district/", data | {"_key": "1"}).status_code == 302
    assert District.objects.get(code=HERE).brand_name == "志愿城关"
    answer = client.post("/desk/district/", data | {"brand_name": "别的", "_key": "2"})
    assert answer.status_code == 409
    assert answer.context["form"]["brand_name"].value() == "别的"
    assert District.objects.get(code=HERE).brand_name == "志愿城关"


@pytest.mark.parametrize(
    ("field", "value"),
    [("icp_no", "12345"), ("police_no", "x"), ("hotline", "打给我"), ("report_phone", "1")],
)
def test_a_record_number_or_phone_of_the_wrong_shape_is_refused(client, field, value):
    answer = client.post("/desk/district/", {field: value, "version": 1, "_key": "1"})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert District.objects.get(code=HERE).version == 1


def test_a_districts_own_day_goes_before_the_common_one(district):
    day = date(2027, 2, 14)
    rows = [DayRow(day, True, "补班")]
    assert services.import_holidays(actor=system(HERE), rows=rows, everywhere=True) == 1
    assert queries.day_kinds(HERE, [day]) == {day: ServiceDay.WORKING_WEEKEND}
    own = [DayRow(day, False, "本地放假")]
    assert services.import_holidays(actor=CENTER, rows=own) == 1
    assert queries.day_kinds(HERE, [day]) == {day: ServiceDay.HOLIDAY}
    assert services.import_holidays(actor=CENTER, rows=own) == 0
    assert HolidayOverride.objects.count() == 2


def test_a_day_nobody_announced_follows_the_statute(district):
    kinds = queries.day_kinds(HERE, [date(2031, 10, 1), date(2031, 10, 8)])
    assert list(kinds.values()) == [ServiceDay.HOLIDAY, ServiceDay.NORMAL]


def test_a_bad_table_is_refused_line_by_line_and_changes_nothing(client):
    file = SimpleUploadedFile("h.csv", "日期,类型\n2027-02-30,放假\n2027-02-06,过节\n".encode())
    answer = client.post("/desk/district/holidays/", {"file": file, "_key": "1"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "第 2 行" in text
    assert "第 3 行" in text
    assert not HolidayOverride.objects.exists()


def test_the_command_imports_for_everybody(tmp_path, district):
    table = tmp_path / "2027.csv"
    table.write_text("date,kind,name\n2027-02-06,holiday,Spring Festival\n")
    out = StringIO()
    call_command("import_holidays", str(table), stdout=out)
    assert HolidayOverride.objects.get().district == ""
    table.write_text("date,kind\nsoon,holiday\n")
    with pytest.raises(CommandError):
        call_command("import_holidays", str(table), stdout=out)
    assert HolidayOverride.objects.count() == 1

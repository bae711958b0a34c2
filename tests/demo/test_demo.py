"""The demo: invented people who hold up, rows in bulk like rows one by one, one loop closed."""

import re
import secrets
from datetime import date

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from redvest import embedded
from redvest.activities.models import Activity, Project
from redvest.core import schema
from redvest.demo import bulk, cast, ground, walk
from redvest.demo.browser import Browser, WalkError, _Forms
from redvest.demo.names import (
    CHILDREN_FROM,
    RESIDENTS_FROM,
    STAFF_FROM,
    VOLUNTEERS_FROM,
    invented,
)
from redvest.demo.programme import WEEK
from redvest.demo.stage import Size, Stage, the_stage
from redvest.demo.wants import TOGETHER
from redvest.districts.models import District
from redvest.engines import identifiers
from redvest.journal.models import Event
from redvest.journal.services import event_hash, record_event
from redvest.orders.models import MicroWish, OrderBundle, ServiceOrder
from redvest.orders.services import seed_catalog
from redvest.people.actors import system
from redvest.people.models import Account, Consent, Person, RoleGrant, Volunteer
from redvest.teams.models import Membership, Team
from redvest.venues.services import init_district
from tests import databases
from tests.cluster import TESTS_DATA

pytestmark = pytest.mark.slow

DISTRICT, TODAY = "410106", date(2026, 11, 22)
SMALL = Size(residents=24, volunteers=40, teams=10, communities=4, orders=3)


def quietly(_what: str, _done: int, _whole: int) -> None:
    """No progress bar."""


def test_invented_people_have_papers_that_check_and_that_nobody_has():
    groups = [
        (RESIDENTS_FROM, 300, 60, 92),
        (VOLUNTEERS_FROM, 400, 20, 68),
        (CHILDREN_FROM, 10, 9, 12),
        (STAFF_FROM, 10, 30, 55),
    ]
    people = [
        (invented(index, first, "62", low, high, TODAY), low, high)
        for first, count, low, high in groups
        for index in range(count)
    ]
    for who, low, high in people:
        assert identifiers.resident_id(who.id_number, TODAY) == who.id_number
        assert who.id_number.startswith("620000")
        age = identifiers.age_on(identifiers.birth_date(who.id_number), TODAY)
        assert low <= age <= high
        assert re.fullmatch(r"1990000\d{4}", who.phone)
        assert identifiers.person_name(who.name) == who.name
    assert len({who.phone for who, _low, _high in people}) == len(people)
    assert len({who.id_number for who, _low, _high in people}) == len(people)


def test_the_same_index_is_always_the_same_person():
    one = invented(7, VOLUNTEERS_FROM, "62", 20, 68, TODAY)
    assert one == invented(7, VOLUNTEERS_FROM, "62", 20, 68, TODAY)


def test_a_browser_sends_what_the_page_would_have_sent():
    parser = _Forms("/here/")
    parser.feed(
        '<form method="post"><input type="hidden" name="_key" value="k">'
        '<input type="radio" name="slot" value="a"><input type="radio" name="slot" value="b" '
        'checked><select name="c"><option value="1"><option value="2" selected></select>'
        '<textarea name="t">old</textarea><button type="submit" name="step" value="x">'
        '</button></form><form action="/other/"></form>'
    )
    form, other = parser.forms
    assert (form.action, form.method) == ("/here/", "post")
    assert form.fields == {"_key": ["k"], "slot": ["b"], "c": ["2"], "t": ["old"]}
    assert "step" in form.names
    assert other.method == "get"


def shape(person: Person) -> dict[str, object]:
    """Everything stored about a volunteer except what must differ between two people."""
    different = {"id", "login_name", "password", "created_at", "joined_at", "last_login"}
    sealed = ("name", "id_number", "birth_date", "phone", "address", "political_status")
    found: dict[str, object] = {}
    for row in (person, person.account, person.volunteer):
        for column in row._meta.concrete_fields:
            name = f"{row._meta.model_name}.{column.name}"
            value = getattr(row, column.attname)
            there = column.name in (*sealed, *different) or column.is_relation
            if there or column.name.endswith(("_index", "_at", "_no")):
                found[name] = value is not None
            elif column.name != "sex":  # It follows from the papers.
                found[name] = value
    found["password"] = person.account.has_usable_password()
    found["consents"] = sorted(
        Consent.objects.filter(person=person).values_list("purpose", "channel", "text__version")
    )
    return found


def story(person: Person) -> list[tuple[object, ...]]:
    """Kinds of events about a volunteer in order, with what they say apart from ids."""
    events = Event.objects.filter(account_id=person.account_id).order_by("at", "id")
    return [
        (
            event.kind,
            event.subject_type,
            event.region,
            event.role,
            event.scope,
            event.channel,
            {**event.before},
            {k: v for k, v in event.after.items() if k not in ("person", "account")},
        )
        for event in events
        if not event.kind.startswith(("membership", "order"))
    ]


@pytest.mark.django_db
def test_somebody_entered_in_bulk_is_like_somebody_who_registered():
    init_district(DISTRICT)
    stage = the_stage(DISTRICT, SMALL)
    skills, kinds = ["haircut", "law"], ["community"]
    one = cast._wish(stage, 1, skills, kinds)
    other = cast._wish(stage, 4, skills, kinds)
    other = bulk.Wish(
        **{
            **other.__dict__,
            **{
                name: getattr(one, name)
                for name in ("home", "skills", "service_categories", "availability", "matching")
            },
        }
    )
    by_hand = cast._volunteer(stage, one)
    (in_bulk,) = bulk.enter_volunteers(DISTRICT, [other])
    rows = [Person.objects.get(id=row.person_id) for row in (by_hand, in_bulk)]
    shapes = [shape(row) for row in rows]
    # Only who can log in has a password.
    assert shapes[0].pop("password") is True
    assert shapes[1].pop("password") is False
    assert shapes[0] == shapes[1]
    assert story(rows[0]) == story(rows[1])
    for event in Event.objects.all():
        columns = {c.name: getattr(event, c.name) for c in event._meta.concrete_fields}
        assert bytes(columns.pop("row_hash")) == event_hash(columns)


def wanted_again_together_and_once(stage: Stage) -> None:
    """A standing order with its first day, a bundle that was offered, a public wish, and orders
    that wait at the desk, one in a language somebody of the team speaks."""
    resident = stage.actor("resident").person_id
    assert ServiceOrder.objects.filter(standing__requester=resident).exists()
    bundle = OrderBundle.objects.get()
    assert bundle.orders.filter(state="dispatched").count() == TOGETHER
    assert MicroWish.objects.exclude(published_at=None).count() == 1
    waiting = ServiceOrder.objects.filter(community=stage.home, state="accepted")
    spoken = waiting.exclude(language="").get().language
    team = bundle.orders.first().dispatches.get().team
    assert team.memberships.filter(volunteer__languages__contains=[spoken]).exists()


@pytest.mark.django_db
def test_a_small_demo_stands_and_closes_its_loop_through_pages():
    init_district(DISTRICT)
    seed_catalog(DISTRICT)
    stage = the_stage(DISTRICT, SMALL)
    assert not cast.already_there(DISTRICT)
    with override_settings(STAFF_MFA=False):
        cast.build(stage, quietly)
        assert cast.already_there(DISTRICT)
        assert not cast.others_there()
        assert Volunteer.objects.filter(status="active").count() == SMALL.volunteers
        assert Person.objects.count() == SMALL.residents + SMALL.volunteers + 1
        assert Team.objects.filter(status="active").count() == SMALL.teams
        assert Membership.objects.filter(state="member").count() >= SMALL.volunteers
        assert set(RoleGrant.objects.values_list("role", flat=True)) == {
            "team_admin",
            *(role.value for _name, role, _digits in cast.STAFF),
        }
        told: list[str] = []
        order = walk.close_one_loop(stage, lambda who, what: told.append(f"{who} {what}"))
    assert order.state == "rated"
    assert len(told) == 10
    assert [event.kind for event in walk.timeline(order)][-1] == "order.rate"
    states = set(ServiceOrder.objects.values_list("state", flat=True))
    assert {"rated", "submitted", "accepted"} <= states
    wanted_again_together_and_once(stage)
    again = the_stage(DISTRICT, SMALL)
    cast.find_logins(again)
    assert set(again.phones) == set(stage.phones)
    projects = Project.objects.filter(district=DISTRICT).order_by("created_at")
    assert [one.status for one in projects] == ["template", "running", "proposed"]
    assert [(one.is_brand, bool(one.featured_of)) for one in projects[:2]] == [
        (True, False),
        (False, True),
    ]
    week = Activity.objects.filter(district=DISTRICT, status="published")
    assert week.count() == len(WEEK)
    assert all(one.signups.filter(state="confirmed").exists() for one in week)


@pytest.mark.django_db
def test_a_walk_that_meets_a_closed_door_says_where():
    with pytest.raises(WalkError, match=r"nobody: GET /nowhere/ -> 404"):
        Browser("nobody").get("/nowhere/")
    with pytest.raises(WalkError, match="has no form"):
        Browser("nobody").submit("/accounts/login/password/", "no_such_field")


@pytest.fixture
def no_migration(monkeypatch: pytest.MonkeyPatch):
    """The tests' database is migrated already."""
    monkeypatch.setattr(ground, "migrate", lambda: None)


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_the_demo_does_not_touch_a_database_with_real_accounts(no_migration: None):
    Account.objects.create(login_name="real")
    with pytest.raises(CommandError, match="演示以外的账号"):
        call_command("demo", "--once")
    assert Account.objects.count() == 1
    assert not Event.objects.exists()


@pytest.mark.django_db
@override_settings(DEMO=True)
@pytest.mark.parametrize("code", ["999999", "62010", "abc", "620100", "130971"])
def test_an_unknown_district_is_named_in_words(no_migration: None, code: str):
    with pytest.raises(CommandError) as refusal:
        call_command("demo", "--once", "--district", code)
    assert re.search(r"[一-鿿]", str(refusal.value))
    assert not District.objects.exists()


@override_settings(DEMO=False)
def test_it_refuses_outside_a_demo():
    with pytest.raises(CommandError, match="REDVEST_DEMO=1"):
        call_command("demo", "--once")


@override_settings(DEMO=True)
def test_a_taken_port_is_said_before_anything_is_set_up():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=str(port)):
            call_command("demo", "--port", str(port))


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_a_full_disk_is_said_in_words(no_migration: None, monkeypatch: pytest.MonkeyPatch):
    import errno

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("redvest.demo.management.commands.demo.init_district", full)
    with pytest.raises(CommandError, match="磁盘已满"):
        call_command("demo", "--once")


def test_each_districts_demo_has_a_database_of_its_own(monkeypatch: pytest.MonkeyPatch):
    chosen = {"HOME": "/home/clerk", "REDVEST_DATA_DIR": "/srv/chosen"}
    monkeypatch.setattr("os.environ", chosen)  # What it sets must not outlive the test.
    ground.choose([])
    assert chosen["REDVEST_DATA_DIR"] == "/srv/chosen"
    assert chosen["REDVEST_DEMO"] == "1"
    assert chosen["REDVEST_STAFF_MFA"] == "0"

    for words, code in (
        ([], "620102"),
        (["--once", "--district", "350102"], "350102"),
        (["--district=410106", "--scale", "0.01"], "410106"),
        (["--district", "999999"], "620102"),
        (["--district", "../../"], "620102"),
        (["--district"], "620102"),
    ):
        silent = {"HOME": "/home/clerk"}
        monkeypatch.setattr("os.environ", silent)
        ground.choose(words)
        assert silent["REDVEST_DATA_DIR"].endswith(f"-demo-{code}")


@pytest.fixture
def begun_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What preparing did, without doing it."""
    done: list[str] = []
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(ground, "migrate", lambda: done.append("migrated"))
    monkeypatch.setattr(ground, "_begin_anew", lambda: done.append("began anew"))
    return done


def mark(kind: str, district: str = DISTRICT) -> None:
    Account.objects.create(login_name=kind)
    record_event(actor=system(district), kind=kind, district=district)


@pytest.mark.django_db
def test_a_demo_of_another_version_or_half_a_demo_is_built_anew(
    begun_anew: list[str], monkeypatch: pytest.MonkeyPatch
):
    assert not ground.prepare(DISTRICT)
    mark(ground.BUILDING)
    assert ground.prepare(DISTRICT)
    assert begun_anew == ["migrated", "migrated", "began anew", "migrated"]
    mark(ground.MARK)
    assert not ground.prepare(DISTRICT)
    begun_anew.clear()
    now = schema.stamps()
    monkeypatch.setattr(schema, "stamps", lambda: now | {"people.0001_initial": "older"})
    assert ground.prepare(DISTRICT)
    assert begun_anew == ["began anew", "migrated"]


@pytest.mark.django_db
@pytest.mark.parametrize("held", ["real", ground.BEGAN])
def test_what_may_be_more_than_a_demo_is_left_alone(
    held: str, begun_anew: list[str], monkeypatch: pytest.MonkeyPatch
):
    mark(held)
    monkeypatch.setattr(schema, "changed", lambda: ["people.0001_initial"])
    with pytest.raises(RuntimeError, match="REDVEST_DATA_DIR"):
        ground.prepare(DISTRICT)
    assert begun_anew == []


@pytest.mark.django_db
def test_in_one_folder_a_second_district_takes_the_place_of_the_first(
    begun_anew: list[str], monkeypatch: pytest.MonkeyPatch
):
    mark(ground.MARK, "620102")
    monkeypatch.setenv("DATABASE_URL", "postgresql://server/demo")
    with pytest.raises(RuntimeError, match="另一个区"):
        ground.prepare(DISTRICT)
    assert begun_anew == ["migrated"]
    monkeypatch.delenv("DATABASE_URL")
    assert ground.prepare(DISTRICT)
    assert begun_anew == ["migrated", "migrated", "began anew", "migrated"]


def test_only_a_database_that_nobody_uses_is_replaced(monkeypatch: pytest.MonkeyPatch):
    name = f"redvest_demo_{secrets.token_hex(4)}"
    monkeypatch.setattr(embedded, "DATABASE", name)
    monkeypatch.setattr(embedded, "data_dir", lambda: TESTS_DATA)
    url = embedded.url_for(database=name, user=embedded.OWNER_ROLE)
    with databases.admin() as db:
        databases.create(db, name)
        try:
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("CREATE TABLE old ()")
                with pytest.raises(RuntimeError, match="还在运行"):
                    ground._begin_anew()
                assert other.execute("SELECT to_regclass('old')").fetchone() == ("old",)
            ground._begin_anew()
            with psycopg.connect(url, autocommit=True) as other:
                assert other.execute("SELECT to_regclass('old')").fetchone() == (None,)
        finally:
            databases.drop(db, name)


@pytest.mark.django_db
def test_migrating_leaves_alone_what_another_version_set_up(monkeypatch: pytest.MonkeyPatch):
    assert schema.changed() == []
    now = schema.stamps()
    monkeypatch.setattr(schema, "stamps", lambda: now | {"people.0001_initial": "older"})
    assert schema.changed() == ["people.0001_initial"]
    with pytest.raises(CommandError, match=r"另一个版本.*people\.0001_initial"):
        call_command("migrate", "--verbosity", "0")

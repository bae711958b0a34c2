"""The menu and what hangs on it: standing orders of the resident, the desk's and team's pages."""

from datetime import timedelta

from django.utils import timezone

from redvest.orders.models import (
    OrderBundle,
    ServiceItem,
    StandingOrder,
    StandingPause,
    StandingTeam,
    Talk,
    VolunteerPaper,
)
from redvest.orders.services import seed_catalog
from tests.access import EVERYBODY, SIGNED_IN, Place, Row, Who, World
from tests.access.orders import (
    DESK,
    ELSEWHERE,
    HERE,
    NO_STREET,
    NOBODYS,
    OWN,
    POST,
    RESIDENTS,
    item,
    order_at,
    person_at,
    resident,
    resident_item,
    shared,
)
from tests.access.orders import one as order
from tests.access.teams import membership_at, team_at
from tests.access.venues import venue_at


def standing_at(world: World, place: Place) -> StandingOrder:
    """A standing order of the resident of the cast; in the other district somebody else's."""

    def make() -> StandingOrder:
        seed_catalog(place.district)
        here = place.district == Place.OWN.district
        standing = StandingOrder(
            district=place.district,
            requester=world.persons[Who.RESIDENT] if here else person_at(world, place),
            item=ServiceItem.objects.get(district=place.district, code="meal"),
            community=place.value,
            description="送饭",
            address="3号楼501室",
            contact_phone="19900000001",
            weekdays=[1],
            first_day=timezone.localdate(),
            last_day=timezone.localdate() + timedelta(days=30),
            made_until=timezone.localdate() + timedelta(days=30),
            created_at=timezone.now(),
        )
        standing.save(force_insert=True)
        return standing

    return world.once(("standing", place), make)  # type: ignore[return-value]


def pause_at(world: World, place: Place) -> StandingPause:
    def make() -> StandingPause:
        day = timezone.localdate() + timedelta(days=2)
        return StandingPause.objects.create(
            district=place.district,
            standing=standing_at(world, place),
            first_day=day,
            last_day=day,
            asked_at=timezone.now(),
        )

    return world.once(("pause", place), make)  # type: ignore[return-value]


def series(world: World, place: Place) -> dict[str, object]:
    """A team of the place is asked for all days."""

    def make() -> StandingTeam:
        return StandingTeam.objects.create(
            district=place.district,
            standing=standing_at(world, place),
            team=team_at(world, place),
            offered_at=timezone.now(),
        )

    return {"series_id": world.once(("series", place), make).id}  # type: ignore[attr-defined]


def one(world: World, place: Place) -> dict[str, object]:
    return {"standing_id": standing_at(world, place).id}


def own(**more: object) -> Row:
    sees = dict.fromkeys(RESIDENTS, NOBODYS) | {Who.RESIDENT: HERE}
    return Row(RESIDENTS, sees=sees, closed=NO_STREET, **more)  # type: ignore[arg-type]


def venue(world: World, place: Place) -> dict[str, object]:
    return {"venue_id": venue_at(world, place).id}


def team(world: World, place: Place) -> dict[str, object]:
    return {"team_id": team_at(world, place).id}


def coded(action: str = ""):  # type: ignore[no-untyped-def]
    return lambda world, place: item(world, place) | ({"action": action} if action else {})


def volunteer(world: World, place: Place) -> dict[str, object]:
    return {"volunteer_id": membership_at(world, place).volunteer_id}


def paper(world: World, place: Place) -> dict[str, object]:
    def make() -> VolunteerPaper:
        return VolunteerPaper.objects.create(
            district=place.district,
            volunteer_id=membership_at(world, place).volunteer_id,
            kind="training",
            code="first_aid",
            valid_from=timezone.localdate(),
            seen_at=timezone.now(),
        )

    return {"paper_id": world.once(("paper", place), make).id}  # type: ignore[attr-defined]


def bundle_at(world: World, place: Place) -> OrderBundle:
    def make() -> OrderBundle:
        seed_catalog(place.district)
        starts = timezone.now() + timedelta(days=1)
        return OrderBundle.objects.create(
            district=place.district,
            region=place.value,
            item=ServiceItem.objects.get(district=place.district, code="haircut"),
            title="义剪",
            venue=venue_at(world, place),
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            team=team_at(world, place),
            created_at=timezone.now(),
        )

    return world.once(("bundle", place), make)  # type: ignore[return-value]


def bundle(world: World, place: Place) -> dict[str, object]:
    return {"bundle_id": bundle_at(world, place).id}


def talk_item(world: World, place: Place) -> dict[str, object]:
    return {**item(world, place), "code": "lecture"}


def talk(world: World, place: Place) -> dict[str, object]:
    def make() -> Talk:
        return Talk.objects.create(
            district=place.district,
            order=order_at(world, place),
            venue=venue_at(world, place),
            topic="反诈",
            audience="elders",
            seats=30,
            starts_at=timezone.now() + timedelta(days=1),
        )

    world.once(("talk", place), make)
    return order(world, place)


CENTER = frozenset({Who.CENTRE})
TEAMS = {Who.TEAM_ADMIN: OWN}
PARTIES = DESK | {Who.TEAM_ADMIN, Who.VOLUNTEER}

ROWS = {
    "orders:desk_menu_all": Row(DESK),
    "orders:menu_history": Row(DESK),
    "orders:item_new": Row(CENTER),
    "POST orders:item_new": Row(CENTER, methods=POST),
    "orders:item_edit": Row(CENTER, kwargs=coded(), closed=ELSEWHERE),
    "POST orders:item_edit": Row(CENTER, kwargs=coded(), closed=ELSEWHERE, methods=POST),
    "orders:item_step": Row(CENTER, kwargs=coded("up"), closed=ELSEWHERE, methods=POST),
    "orders:venue_menu": Row(DESK, kwargs=venue),
    "orders:venue_item": Row(DESK, kwargs=lambda w, p: venue(w, p) | item(w, p)),
    "POST orders:venue_item": Row(DESK, kwargs=lambda w, p: venue(w, p) | item(w, p), methods=POST),
    "orders:team_menu": Row(DESK | {Who.TEAM_ADMIN}, kwargs=team, sees=TEAMS),
    "POST orders:team_menu": Row(DESK | {Who.TEAM_ADMIN}, kwargs=team, sees=TEAMS, methods=POST),
    "orders:bundles": Row(DESK | {Who.TEAM_ADMIN}),
    "orders:bundle_new": Row(DESK, kwargs=item, closed=ELSEWHERE),
    "POST orders:bundle_new": Row(DESK, kwargs=item, closed=ELSEWHERE, methods=POST),
    "orders:bundle": Row(PARTIES, kwargs=bundle, sees={**TEAMS, Who.VOLUNTEER: NOBODYS}),
    "orders:bundle_step": Row(
        PARTIES,
        kwargs=lambda w, p: {**bundle(w, p), "action": "decline"},
        sees=dict.fromkeys(DESK, NOBODYS) | {**TEAMS, Who.VOLUNTEER: NOBODYS},
        methods=POST,
    ),
    "orders:bundle_own": Row(
        RESIDENTS,
        kwargs=order,
        sees=dict.fromkeys(RESIDENTS, NOBODYS) | {Who.RESIDENT: HERE},
        closed=NO_STREET,
    ),
    "orders:wishes": Row(EVERYBODY),
    "orders:wish_new": Row(SIGNED_IN),
    "POST orders:wish_new": Row(SIGNED_IN, methods=POST),
    "orders:wishes_mine": Row(frozenset({Who.VOLUNTEER})),
    "orders:wish_step": Row(
        frozenset({Who.VOLUNTEER}),
        kwargs=lambda w, p: {**order(w, p), "action": "plan"},
        sees={Who.VOLUNTEER: NOBODYS},
        closed=NO_STREET,
        methods=POST,
    ),
    "orders:wishes_desk": Row(DESK),
    "orders:wish_desk_step": Row(
        DESK,
        kwargs=lambda w, p: {**order(w, p), "action": "publish"},
        closed=NO_STREET,
        methods=POST,
    ),
    "orders:wish_thanks": Row(
        RESIDENTS,
        kwargs=order,
        sees=dict.fromkeys(RESIDENTS, NOBODYS) | {Who.RESIDENT: HERE},
        closed=NO_STREET,
    ),
    "orders:talks": Row(DESK),
    "orders:talk_new": Row(DESK, kwargs=talk_item, closed=ELSEWHERE),
    "POST orders:talk_new": Row(DESK, kwargs=talk_item, closed=ELSEWHERE, methods=POST),
    "orders:talk": Row(DESK, kwargs=talk, closed=NO_STREET),
    "orders:papers": Row(DESK, kwargs=volunteer, closed=NO_STREET),
    "POST orders:papers": Row(DESK, kwargs=volunteer, closed=NO_STREET, methods=POST),
    "orders:paper_withdraw": Row(DESK, kwargs=paper, closed=NO_STREET, methods=POST),
    "orders:standings": Row(SIGNED_IN),
    "orders:standing_menu": Row(SIGNED_IN),
    "orders:standing_new": Row(SIGNED_IN, kwargs=item, closed=ELSEWHERE),
    "POST orders:standing_new": Row(SIGNED_IN, kwargs=item, closed=ELSEWHERE, methods=POST),
    "orders:standing": shared(kwargs=one),
    "orders:standing_step": shared(
        kwargs=lambda w, p: {**one(w, p), "action": "stop"}, methods=POST
    ),
    "orders:standing_change": shared(kwargs=one),
    "POST orders:standing_change": shared(kwargs=one, methods=POST),
    "orders:pause_end": shared(kwargs=lambda w, p: {"pause_id": pause_at(w, p).id}, methods=POST),
    "orders:desk_standings": Row(DESK),
    "orders:desk_standing_menu": Row(DESK, kwargs=resident, closed=NO_STREET),
    "orders:desk_standing_new": Row(DESK, kwargs=resident_item, closed=NO_STREET),
    "POST orders:desk_standing_new": Row(
        DESK, kwargs=resident_item, closed=NO_STREET, methods=POST
    ),
    "orders:series_list": Row(frozenset({Who.TEAM_ADMIN})),
    "orders:series": Row(
        DESK | {Who.TEAM_ADMIN}, kwargs=series, sees={Who.TEAM_ADMIN: OWN}, closed=NO_STREET
    ),
    "orders:series_step": Row(
        DESK | {Who.TEAM_ADMIN},
        kwargs=lambda w, p: {**series(w, p), "answer": "leave"},
        sees={Who.TEAM_ADMIN: OWN},
        closed=NO_STREET,
        methods=POST,
    ),
}

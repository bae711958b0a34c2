"""Front pages and figures."""

from datetime import date, timedelta

from django.utils import timezone

from redvest.activities.models import Activity, Session
from redvest.insight.models import OwnIndicator, OwnValue, Publication
from tests.access import EVERYBODY, SIGNED_IN, STAFF, Place, Row, Who, World
from tests.access.teams import team_at

DESK = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
READERS = DESK | {Who.SUPERVISOR, Who.AUDITOR}
CENTER = frozenset({Who.CENTRE})
POST = ("POST",)
ANY = dict.fromkeys(Who, frozenset(Place))  # no object of any place is named
# An indicator and a publication are the whole district's.
ALL = dict.fromkeys(Who, frozenset(set(Place) - {Place.OTHER_DISTRICT}))


def own_at(world: World, place: Place) -> OwnIndicator:
    def make() -> OwnIndicator:
        return OwnIndicator.objects.create(
            district=place.district,
            name=f"公厕{place.value}",
            unit="座",
            definition="新建和改造的公厕",
            created_at=timezone.now(),
        )

    return world.once(("own indicator", place), make)  # type: ignore[return-value]


def value_at(world: World, place: Place) -> OwnValue:
    def make() -> OwnValue:
        return OwnValue.objects.create(
            district=place.district,
            indicator=own_at(world, place),
            region=place.value,
            first=date(2024, 1, 1),
            last=date(2024, 12, 31),
            value=10,
            source="年度总结",
            entered_at=timezone.now(),
        )

    return world.once(("own value", place), make)  # type: ignore[return-value]


def session_at(world: World, place: Place) -> Session:
    """A session that is over."""

    def make() -> Session:
        ends = timezone.now() - timedelta(hours=2)
        activity = Activity.objects.create(
            district=place.district,
            region=place.value,
            team=team_at(world, place),
            kind="performance",
            title="演出",
            status="archived",
            status_since=ends,
            created_at=ends,
            starts_at=ends - timedelta(hours=2),
            ends_at=ends,
        )
        return Session.objects.create(
            district=place.district,
            activity=activity,
            starts_at=ends - timedelta(hours=2),
            ends_at=ends,
        )

    return world.once(("session over", place), make)  # type: ignore[return-value]


def publication_at(world: World, place: Place) -> Publication:
    def make() -> Publication:
        now = timezone.now()
        return Publication.objects.create(
            district=place.district,
            title="一年",
            region=place.district,
            period="2024",
            rows=[],
            as_of=now,
            published_at=now,
        )

    return world.once(("publication", place), make)  # type: ignore[return-value]


ROWS = {
    # Nobody of the cast brings the token; tests/insight/test_watching.py does.
    "metrics": Row(EVERYBODY, answers=lambda who, place: "404"),
    "home": Row(EVERYBODY),
    "desk": Row(STAFF - {Who.LEAD}),
    "me": Row(SIGNED_IN),
    "insight:figures": Row(READERS),
    "insight:figures_file": Row(READERS, kwargs=lambda _w, _p: {"kind": "csv"}, sees=ANY),
    "insight:indicator": Row(READERS, kwargs=lambda _w, _p: {"key": "orders"}, sees=ANY),
    "insight:funnel": Row(READERS),
    "insight:activity": Row(READERS),
    "insight:report": Row(READERS),
    "insight:briefing": Row(READERS, methods=("GET", "POST")),
    "insight:screen": Row(READERS),
    "insight:screen_data": Row(READERS),
    "insight:open_data": Row(EVERYBODY),
    "insight:open_data_file": Row(EVERYBODY, kwargs=lambda _w, _p: {"kind": "csv"}, sees=ANY),
    "insight:own": Row(READERS),
    "insight:own_new": Row(CENTER, methods=("GET", "POST")),
    "insight:own_values": Row(
        READERS, kwargs=lambda w, p: {"indicator_id": own_at(w, p).id}, sees=ALL
    ),
    "insight:own_retire": Row(
        CENTER,
        methods=POST,
        kwargs=lambda w, p: {"indicator_id": own_at(w, p).id},
    ),
    "insight:own_withdraw": Row(
        DESK, methods=POST, kwargs=lambda w, p: {"value_id": value_at(w, p).id}
    ),
    "insight:headcounts": Row(DESK),
    "insight:headcount": Row(DESK, kwargs=lambda w, p: {"session_id": session_at(w, p).id}),
    "insight:published": Row(READERS),
    "insight:publication": Row(
        READERS, kwargs=lambda w, p: {"publication_id": publication_at(w, p).id}, sees=ALL
    ),
}

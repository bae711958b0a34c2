"""The programme: projects and the year are public; planning them is the desk's."""

from datetime import date, timedelta

from django.utils import timezone

from redvest.activities.models import Campaign, Outcome, Project
from tests.access import EVERYBODY, Place, Row, Who, World
from tests.access.activities import one as an_activity
from tests.access.teams import team_at

KEEPERS = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
ORGANISERS = KEEPERS | {Who.TEAM_ADMIN}
CENTRE = frozenset({Who.CENTRE})
HERE = frozenset(set(Place) - {Place.OTHER_DISTRICT})
PUBLIC = dict.fromkeys(Who, HERE)
# The team administrator runs the projects of the first community's team only.
RUN = {Who.TEAM_ADMIN: frozenset({Place.OWN})}
RUNNING = ORGANISERS | {Who.VOLUNTEER}
# The volunteer leads none of these activities.
LED = {**RUN, Who.VOLUNTEER: frozenset()}
POST = ("POST",)


def project_at(world: World, place: Place, status: str = "running") -> Project:
    def make() -> Project:
        now = timezone.now()
        return Project.objects.create(
            district=place.district,
            region=place.value,
            team=team_at(world, place),
            title=f"{place.name}项目",
            aim="陪老人说话",
            kind="service",
            position="志愿者",
            status=status,
            status_since=now,
            created_at=now,
        )

    return world.once(("project", place, status), make)  # type: ignore[return-value]


def one(world: World, place: Place) -> dict[str, object]:
    return {"project_id": project_at(world, place).id}


def proposed(world: World, place: Place) -> dict[str, object]:
    return {"project_id": project_at(world, place, "proposed").id}


def step(world: World, place: Place) -> dict[str, object]:
    return {**proposed(world, place), "action": "drop"}


def campaign(world: World, place: Place) -> dict[str, object]:
    def make() -> Campaign:
        day = date(2026, 3, 1)
        return Campaign.objects.create(
            district=place.district,
            kind="campaign",
            name=f"专项{place.name}",
            starts_on=day,
            ends_on=day + timedelta(days=30),
        )

    row = world.once(("campaign", place), make)
    return {"what": "campaign", "row_id": row.id}  # type: ignore[attr-defined]


def outcome(world: World, place: Place) -> dict[str, object]:
    """A value somebody wrote down."""
    found = an_activity(world, place)

    def make() -> Outcome:
        return Outcome.objects.create(
            district=place.district,
            activity_id=found["activity_id"],
            measure="litter",
            value=3,
            recorded_at=timezone.now(),
        )

    row = world.once(("outcome", place), make)
    return {**found, "outcome_id": row.id}  # type: ignore[attr-defined]


ROWS = {
    "activities:year": Row(EVERYBODY),
    "activities:projects": Row(EVERYBODY),
    "activities:project": Row(EVERYBODY, kwargs=one, sees=PUBLIC),
    "activities:programme": Row(KEEPERS),
    "activities:quiet": Row(KEEPERS),
    "activities:programme_settings": Row(CENTRE),
    "POST activities:programme_settings": Row(
        CENTRE, methods=POST, data=lambda _w, _p: {"what": "campaign"}
    ),
    "activities:retire_occasion": Row(CENTRE, kwargs=campaign, methods=POST),
    "activities:series": Row(ORGANISERS, kwargs=an_activity, sees=RUN),
    "POST activities:series": Row(ORGANISERS, kwargs=an_activity, sees=RUN, methods=POST),
    "activities:change": Row(ORGANISERS, kwargs=an_activity, sees=RUN),
    "POST activities:change": Row(ORGANISERS, kwargs=an_activity, sees=RUN, methods=POST),
    "activities:share": Row(EVERYBODY, kwargs=an_activity, sees=PUBLIC),
    "activities:weather": Row(ORGANISERS),
    "POST activities:weather": Row(ORGANISERS, methods=POST),
    "activities:details": Row(ORGANISERS, kwargs=an_activity, sees=RUN),
    "POST activities:details": Row(ORGANISERS, kwargs=an_activity, sees=RUN, methods=POST),
    "activities:outcomes": Row(RUNNING, kwargs=an_activity, sees=LED),
    "POST activities:outcomes": Row(RUNNING, kwargs=an_activity, sees=LED, methods=POST),
    "activities:outcome_withdraw": Row(RUNNING, kwargs=outcome, sees=LED),
    "POST activities:outcome_withdraw": Row(RUNNING, kwargs=outcome, sees=LED, methods=POST),
    "activities:projects_kept": Row(ORGANISERS | {Who.AUDITOR}),
    "activities:project_new": Row(ORGANISERS),
    "POST activities:project_new": Row(ORGANISERS, methods=POST),
    "activities:project_desk": Row(ORGANISERS | {Who.AUDITOR}, kwargs=one, sees=RUN),
    "activities:project_edit": Row(ORGANISERS, kwargs=proposed, sees=RUN),
    "POST activities:project_edit": Row(ORGANISERS, kwargs=proposed, sees=RUN, methods=POST),
    "activities:project_copy": Row(ORGANISERS, kwargs=one, sees=PUBLIC),
    "POST activities:project_copy": Row(ORGANISERS, kwargs=one, sees=PUBLIC, methods=POST),
    "activities:project_step": Row(ORGANISERS, kwargs=step, sees=RUN, methods=POST),
}

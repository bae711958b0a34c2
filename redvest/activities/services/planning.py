"""Drafting an activity: the plan, its times and its positions. Nobody is asked to come yet."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import KINDS
from redvest.activities.models import Activity, Project
from redvest.activities.queries import (
    ORGANISERS,
    activity_seen_by,
)
from redvest.activities.services.cards import Draft, PlanCard, PositionCard, SessionCard
from redvest.activities.services.door import checked_choice, checked_text, trace
from redvest.activities.services.parts import draft_of, new_position, new_session, new_shift
from redvest.activities.services.telling import lead_account, tell_account, tell_organiser
from redvest.core.copying import copy_in
from redvest.db import transact
from redvest.engines.activity_asks import ASKS
from redvest.engines.activity_flow import EDITABLE, ActivityState
from redvest.engines.activity_rules import ActivityKind, Declared
from redvest.engines.project_flow import ACTIVE, ProjectState
from redvest.engines.roles import Role
from redvest.engines.team_flow import TeamStatus
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.teams.labels import CATEGORIES
from redvest.teams.models import Team
from redvest.teams.queries import keeps, leads
from redvest.venues.models import Venue
from redvest.venues.queries import public_venue, venue_seen_by

PLAIN = (
    "is_outdoor",
    "is_risky",
    "is_cross_street",
    "is_on_road",
    "is_for_families",
    "asks_agreement",
    "policy_from",
    "policy_until",
    "policy_people",
    "signup_opens_at",
    "signup_closes_at",
    "team_ahead_hours",
)
WRITTEN = (
    "title",
    "kind",
    "category",
    "description",
    "risk_statement",
    "bring",
    "venue",
    "place",
    "lat",
    "lon",
    "lead",
    "lead_agreed_at",
    "project",
    "tags",
    "declared",
    "details",
    "policy_name",
    *PLAIN,
)


class Known:
    """What cards point at, read together: teams, on-site leads by their number, venues."""

    def __init__(
        self, district: str, *, teams: Iterable[UUID] = (), leads: Iterable[str] = ()
    ) -> None:
        self.district, wanted = district, set(teams)
        self.teams = Team.objects.filter(district=district).in_bulk(wanted) if wanted else {}
        numbers = {number for one in leads if (number := _number(one))}
        rows = Volunteer.objects.filter(
            district=district, volunteer_no__in=numbers, status="active"
        )
        self._leads = {row.volunteer_no: row for row in rows} if numbers else {}
        self._venues: dict[UUID, Venue] = {}

    def lead(self, number: str) -> Volunteer | None:
        """The volunteer behind a number, who may lead."""
        if not _number(number):
            return None
        found = self._leads.get(_number(number))
        if found is None:
            message = _("没有找到这个编号的志愿者，请核对；编号在本人“志愿者”页面上。")
            raise Invalid(message, fields={"lead_no": message})
        return found

    def venue(self, venue_id: UUID) -> Venue:
        if venue_id not in self._venues:
            self._venues[venue_id] = public_venue(self.district, venue_id)
        return self._venues[venue_id]


def _number(typed: str) -> str:
    return typed.strip().upper()


def organiser_of_plan(
    actor: Actor, team_id: UUID | None, host_id: UUID | None, known: Known | None = None
) -> dict[str, Any]:
    """The team or the venue in whose name the actor may organise.

    Raises
    ------
    Invalid, NotSeen
        If neither or both are named, the team may not act now, or it is not the actor's.
    """
    if (team_id is None) == (host_id is None):
        message = _("请选择由哪支队伍或哪个阵地组织。")
        raise Invalid(message, fields={"organiser": message})
    if host_id is not None:
        host = venue_seen_by(actor, host_id)
        return {"host": host, "region": host.region}
    assert team_id is not None
    team = (known or Known(actor.district, teams=[team_id])).teams.get(team_id)
    if team is None or not (keeps(actor, team) or leads(actor, team)):
        raise NotSeen(_("没有找到这支队伍，或它不在您的管辖范围内。"))
    if team.status != TeamStatus.ACTIVE.value:
        message = _("这支队伍现在不能组织活动。")
        raise Invalid(message, fields={"organiser": message})
    return {"team": team, "region": team.region}


def _project(actor: Actor, activity: Activity, project_id: UUID | None) -> Project | None:
    """The project an activity belongs to: its own place's, or one of the places above."""
    if project_id is None:
        return None
    found = Project.objects.filter(district=actor.district, id=project_id).first()
    if found is not None and found.id == activity.project_id:
        return found
    if (
        found is None
        or ProjectState(found.status) not in ACTIVE
        or not activity.region.startswith(found.region)
    ):
        message = _("请选择正在进行的、本级或上级的项目。")
        raise Invalid(message, fields={"project": message})
    return found


def _write(actor: Actor, activity: Activity, card: PlanCard, known: Known) -> None:
    """Check a card and put it on the row."""
    activity.title = checked_text("title", card.title, 60, _("请给活动起个名字。"))
    activity.kind = checked_choice("kind", card.kind, KINDS)
    asked = {ask.key for ask in ASKS[ActivityKind(activity.kind)]}
    activity.details = {key: said for key, said in activity.details.items() if key in asked}
    activity.category = checked_choice("category", card.category, [str(one) for one in CATEGORIES])
    activity.description = checked_text("description", card.description, 1000)
    activity.risk_statement = checked_text("risk_statement", card.risk_statement, 500)
    activity.bring = checked_text("bring", card.bring, 200)
    activity.place = checked_text("place", card.place, 120)
    activity.project = _project(actor, activity, card.project_id)
    activity.policy_name = checked_text("policy_name", card.policy_name, 80)
    activity.tags = [checked_text("tags", tag, 30) for tag in card.tags if tag.strip()][:10]
    marks = {one.value for one in Declared}
    activity.declared = sorted(set(card.declared) & marks)
    if card.policy_from and card.policy_until and card.policy_until < card.policy_from:
        message = _("保险的最后一天不能早于第一天。")
        raise Invalid(message, fields={"policy_until": message})
    for name in PLAIN:
        setattr(activity, name, getattr(card, name))
    venue: Venue | None = None
    if card.venue_id is not None:
        venue = known.venue(card.venue_id)
    elif not activity.place:
        venue = activity.host
    activity.venue = venue
    activity.lat, activity.lon = (venue.lat, venue.lon) if venue else (None, None)
    lead = known.lead(card.lead_no)
    if (lead.id if lead else None) != activity.lead_id:
        own = lead is not None and lead.id == actor.volunteer_id
        activity.lead, activity.lead_agreed_at = lead, timezone.now() if own else None


@transact
def create_activity(
    *,
    actor: Actor,
    card: PlanCard,
    session: SessionCard,
    position: PositionCard,
    team_id: UUID | None = None,
    host_id: UUID | None = None,
) -> Activity:
    """Draft an activity with its first time and its first position."""
    [activity] = _create([(actor, Draft(card, session, position, team_id, host_id))])
    return activity


@transact
def create_each(*, drafts: Sequence[tuple[Actor, Draft]]) -> list[Activity]:
    """:func:`create_activity` for many of one district, each by its own organiser."""
    return _create(drafts)


def _create(drafts: Sequence[tuple[Actor, Draft]]) -> list[Activity]:
    known = Known(
        drafts[0][0].district,
        teams=[one.team_id for _actor, one in drafts if one.team_id is not None],
        leads=[one.card.lead_no for _actor, one in drafts],
    )
    activities = [_drafted(actor, one, known) for actor, one in drafts]
    positions, sessions, shifts = [], [], []
    for activity, (_actor, draft) in zip(activities, drafts, strict=True):
        position = new_position(activity, draft.position)
        session = new_session(activity, draft.session)
        activity.starts_at, activity.ends_at = session.starts_at, session.ends_at
        positions.append(position)
        sessions.append(session)
        shifts.append(new_shift(activity, session, position))
    copy_in(activities)
    copy_in(positions)
    copy_in(sessions)
    copy_in(shifts)
    for activity, (actor, draft) in zip(activities, drafts, strict=True):
        _ask_lead(actor, activity)
        _trace_draft(actor, activity, draft)
    return activities


def _drafted(actor: Actor, draft: Draft, known: Known) -> Activity:
    if not actor.roles & set(ORGANISERS):
        raise NotAllowed(_("活动由队伍或阵地的管理员组织。"))
    now = timezone.now()
    activity = Activity(
        district=actor.district,
        created_by=actor.account_id,
        created_at=now,
        status_since=now,
        **organiser_of_plan(actor, draft.team_id, draft.host_id, known),
    )
    _write(actor, activity, draft.card, known)
    return activity


def _trace_draft(actor: Actor, activity: Activity, draft: Draft) -> None:
    organiser = {"team": str(draft.team_id or ""), "host": str(draft.host_id or "")}
    record_event(
        actor=actor,
        kind="activity.created",
        subject=activity,
        region=activity.region,
        after={"kind": activity.kind, **organiser},
    )


def _ask_lead(actor: Actor, activity: Activity) -> None:
    """Somebody else than the drafter is named: they are asked, and may say no."""
    if activity.lead_id is not None and activity.lead_agreed_at is None:
        tell_account(lead_account(activity), activity, "activity_lead_asked", "/me/leading/")


@transact
def edit_activity(
    *, actor: Actor, activity_id: UUID, card: PlanCard, version: object = None
) -> Activity:
    """Change what a draft says."""
    activity, _roles = draft_of(actor, activity_id, version)
    asked = activity.lead_id
    _write(actor, activity, card, Known(actor.district, leads=[card.lead_no]))
    trace(actor, activity, "edited", *WRITTEN, what="plan")
    if activity.lead_id != asked:
        _ask_lead(actor, activity)
    return activity


@transact
def answer_lead(*, actor: Actor, activity_id: UUID, agrees: bool) -> Activity:
    """Who was named as on-site lead says yes or no, without giving a reason."""
    activity, roles = activity_seen_by(actor, activity_id, lock=True)
    if Role.LEAD not in roles:
        raise NotAllowed(_("现场负责人由本人答复。"))
    if agrees:
        activity.lead_agreed_at = timezone.now()
        trace(actor, activity, "lead_agreed", "lead_agreed_at")
        return activity
    if ActivityState(activity.status) not in EDITABLE:
        raise Conflict(_("活动已经提交或发布，请先联系组织方换一位负责人。"), code="wrong_state")
    tell_organiser(activity, "activity_lead_left")
    activity.lead, activity.lead_agreed_at = None, None
    trace(actor, activity, "lead_left", "lead", "lead_agreed_at")
    return activity

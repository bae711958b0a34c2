"""星级: asked for by the volunteer, looked at by somebody else, public for five working days."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.stepping import decide
from redvest.db import transact
from redvest.districts.queries import calendar_of
from redvest.engines.order_clock import after
from redvest.engines.order_flow import Limit, LimitUnit
from redvest.engines.roles import Role
from redvest.engines.star_flow import ABOVE, GIVERS, STEPS, Action, State
from redvest.engines.stars import SCHEMES
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor, strongest, system
from redvest.people.models import Volunteer
from redvest.records.labels import STAR_REASONS
from redvest.records.models import StarAward, StarSchemeChoice
from redvest.records.queries.stars import scheme_of, star_seen_by, stars_of
from redvest.records.services.deciding import checked_reason

NOTICE = Limit(5, LimitUnit.WORKING_DAYS)
CHANGED = _("这颗星的状态已经变化，请刷新页面查看最新情况。")


def _move(
    action: Action, actor: Actor, row: StarAward, roles: frozenset[Role], *changed: str
) -> StarAward:
    before = row.state
    row.state = decide(STEPS, State(before), action, roles, CHANGED).value
    row.state_since = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "state_since", "version", *changed])
    record_event(
        actor=actor,
        kind=f"star.{action.value}",
        subject=row,
        region=row.region,
        role=strongest(roles),
        reason=row.reason,
        before={"state": before},
        after={"state": row.state, "stars": row.stars, "scheme": row.scheme},
    )
    return row


def _tell(row: StarAward, template: str) -> None:
    notify(
        district=row.district,
        template=template,
        params={"stars": str(row.stars)},
        to_person_id=row.volunteer.person_id,
        url=reverse("records:stars"),
    )


def _held(actor: Actor, award_id: UUID, version: object) -> tuple[StarAward, frozenset[Role]]:
    row, roles = star_seen_by(actor, award_id, lock=True)
    if version is not None and str(version) != str(row.version):
        raise Conflict(CHANGED, code="stale")
    if actor.account_id == row.volunteer_account or actor.volunteer_id == row.volunteer_id:
        raise NotAllowed(_("自己的星级要由别人办理。"), code="same_hand")
    return row, roles


@transact
def choose_star_scheme(*, actor: Actor, code: str) -> StarSchemeChoice:
    """From now on another scheme holds; stars given under an older one stay."""
    if Role.CENTRE_ADMIN not in actor.roles or not actor.has(
        Role.CENTRE_ADMIN, region=actor.district
    ):
        raise NotAllowed(_("星级办法由区中心选定。"), code="not_allowed")
    if code not in SCHEMES:
        message = _("请从列出的办法中选择。")
        raise Invalid(message, fields={"code": message})
    before = scheme_of(actor.district).code
    if before == code:
        raise Conflict(_("现在用的就是这一套办法。"), code="unchanged")
    row = StarSchemeChoice(
        district=actor.district, code=code, chosen_at=timezone.now(), chosen_by=actor.account_id
    )
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="star.scheme",
        subject=row,
        region=actor.district,
        role=Role.CENTRE_ADMIN,
        before={"scheme": before},
        after={"scheme": code},
    )
    return row


@transact
def apply_for_star(*, actor: Actor) -> StarAward:
    """Ask for the next star that hours and quality have reached."""
    if actor.volunteer_id is None:
        raise NotAllowed(_("您在本区还不是志愿者。"), code="not_allowed")
    volunteer = Volunteer.objects.select_for_update(no_key=True).get(id=actor.volunteer_id)
    found = stars_of(volunteer.id, actor.district)
    if found.waiting is not None:
        raise Conflict(_("您申请的星级还在办理，请等结果。"), code="already_asked")
    stars = found.given + 1
    if found.standing.stars < stars:
        raise Conflict(_("下一颗星的工时或服务评价还没有达到，暂时不能申请。"), code="not_reached")
    now = timezone.now()
    row = StarAward(
        district=actor.district,
        region=volunteer.home_community or actor.district,
        volunteer=volunteer,
        volunteer_account=actor.account_id,
        scheme=found.scheme.code,
        stars=stars,
        level=found.scheme.reviewers[stars - 1],
        minutes=found.minutes,
        state_since=now,
        applied_at=now,
    )
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="star.apply",
        subject=row,
        region=row.region,
        role=Role.VOLUNTEER,
        after={"stars": stars, "minutes": row.minutes, "scheme": row.scheme},
    )
    return row


@transact
def approve_star(*, actor: Actor, award_id: UUID, version: object = None) -> StarAward:
    """Whoever may give stars of this level agrees; it is public for five working days."""
    row, roles = _held(actor, award_id, version)
    if not roles & GIVERS[row.level]:
        raise NotAllowed(_("这一级的星由区中心审核。"), code="not_allowed")
    found = stars_of(row.volunteer_id, row.district)
    if found.standing.stars < row.stars:
        raise Conflict(
            _("申请以后工时或评价有了变化，现在达不到这颗星。请核实后写明原因退回。"),
            code="not_reached",
        )
    row.reviewed_by = actor.account_id
    row.notice_until = after(timezone.now(), NOTICE, calendar_of(row.district))
    _move(Action.APPROVE, actor, row, roles, "reviewed_by", "notice_until")
    _tell(row, "star_noticed")
    return row


@transact
def reject_star(*, actor: Actor, award_id: UUID, reason: str, version: object = None) -> StarAward:
    """It is not given, and the volunteer hears why; they may ask again at any time."""
    row, roles = _held(actor, award_id, version)
    row.reason = checked_reason(reason, STAR_REASONS)
    _move(Action.REJECT, actor, row, roles, "reason")
    _tell(row, "star_refused")
    return row


@transact
def confirm_star(
    *, actor: Actor, award_id: UUID, document: str, version: object = None
) -> StarAward:
    """The level above has given it; its document is named."""
    row, roles = _held(actor, award_id, version)
    if not document.strip():
        message = _("请填写上级文件的名称和文号。")
        raise Invalid(message, fields={"document": message})
    row.document, row.awarded_at = document.strip()[:200], timezone.now()
    _move(Action.CONFIRM, actor, row, roles, "document", "awarded_at")
    _tell(row, "star_given")
    return row


@transact
def dispute_star(*, actor: Actor, award_id: UUID, reason: str, version: object = None) -> StarAward:
    """Somebody of the desk holds that it was given wrongly. It stands until that is decided."""
    row, roles = _held(actor, award_id, version)
    row.reason = checked_reason(reason, STAR_REASONS)
    row.disputed_by = actor.account_id
    return _move(Action.DISPUTE, actor, row, roles, "reason", "disputed_by")


@transact
def decide_star(*, actor: Actor, award_id: UUID, revoke: bool, version: object = None) -> StarAward:
    """The center decides about a doubt; whoever raised it does not. The volunteer hears of it."""
    row, roles = _held(actor, award_id, version)
    if actor.account_id == row.disputed_by:
        raise NotAllowed(_("您提出的，要由另一个人决定。"), code="same_hand")
    _move(Action.REVOKE if revoke else Action.KEEP, actor, row, roles)
    if revoke:
        _tell(row, "star_revoked")
    return row


@transact
def end_star_notice(award_id: UUID) -> int:
    """Five working days are over: the star is given, or recommended to the level above."""
    row = (
        StarAward.objects.select_related("volunteer")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(id=award_id, state=State.NOTICE.value, notice_until__lte=timezone.now())
        .first()
    )
    if row is None:
        return 0
    machine = system(row.district)
    if row.level in ABOVE:
        _move(Action.RECOMMEND, machine, row, machine.roles)
        _tell(row, "star_recommended")
        return 1
    row.awarded_at = timezone.now()
    _move(Action.TAKE_EFFECT, machine, row, machine.roles, "awarded_at")
    _tell(row, "star_given")
    return 1


def end_star_notices() -> int:
    """Every star whose notice is over."""
    rows = StarAward.objects.filter(state=State.NOTICE.value, notice_until__lte=timezone.now())
    ids = rows.order_by("notice_until").values_list("id", flat=True)[:500]
    return sum(end_star_notice(one) for one in ids)

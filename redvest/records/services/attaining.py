"""培训 and 表彰: one hand enters what the paper says, another confirms it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.stepping import decide
from redvest.db import transact
from redvest.engines.attainment_flow import STEPS, Action, Kind, State, may_decide
from redvest.errors import Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor, strongest
from redvest.records.labels import ATTAINMENT_REASONS
from redvest.records.models import Attainment
from redvest.records.queries.attainments import attainment_seen_by
from redvest.records.services.deciding import checked_reason
from redvest.records.services.filling import numbered_other, organizer_of
from redvest.records.services.superseding import supersede_trainings

CLASS_HOURS_MAX = 400


@dataclass(frozen=True)
class Attained:
    """One training or award as an organizer writes it down."""

    kind: str
    volunteer_no: str
    title: str
    happened_on: date
    body: str
    document: str
    content: str = ""
    place: str = ""
    class_hours: int = 0
    region: str = ""
    team_id: UUID | None = None


def _checked(card: Attained) -> None:
    """Refuse what is not over, or lacks what the paper must say.

    Raises
    ------
    Invalid
        With what to change.
    """
    faults: dict[str, object] = {}
    if card.kind not in set(Kind):
        faults["kind"] = _("请选择是培训还是表彰。")
    if not card.title.strip():
        faults["title"] = _("请填写名称。")
    if not card.body.strip():
        faults["body"] = _("请填写由谁举办或授予。")
    if not card.document.strip():
        faults["document"] = _("请写明凭什么单据，单据存在哪里。")
    if card.happened_on > timezone.localdate():
        faults["happened_on"] = _("只能登记已经过去的日子。")
    training = card.kind == Kind.TRAINING.value
    if training and not 0 < card.class_hours <= CLASS_HOURS_MAX:
        faults["class_hours"] = _("培训请填写学时，最多400。")
    if not training and card.class_hours:
        faults["class_hours"] = _("表彰没有学时，请留空。")
    for field, message in faults.items():
        raise Invalid(message, fields={field: message})


@transact
def enter_attainment(*, actor: Actor, card: Attained) -> Attainment:
    """Write down a training or an award. It counts for nothing until another hand confirms it."""
    assert actor.account_id is not None
    team, region, _organizer = organizer_of(actor, card.team_id, card.region)
    volunteer = numbered_other(
        actor, card.volunteer_no, _("不能登记自己的培训或表彰，请由别人登记。")
    )
    _checked(card)
    now, title = timezone.now(), card.title.strip()[:60]
    same = Attainment.objects.filter(
        district=actor.district,
        volunteer=volunteer,
        kind=card.kind,
        title=title,
        happened_on=card.happened_on,
        state__in=[State.ENTERED.value, State.CONFIRMED.value],
    )
    if same.exists():
        message = _("这一条已经登记过。")
        raise Invalid(message, fields={"title": message})
    row = Attainment(
        district=actor.district,
        volunteer=volunteer,
        volunteer_account=volunteer.person.account_id,
        kind=card.kind,
        title=title,
        content=card.content.strip()[:200],
        body=card.body.strip()[:60],
        place=card.place.strip()[:60],
        happened_on=card.happened_on,
        class_hours=card.class_hours,
        document=card.document.strip()[:200],
        team=team,
        region=region,
        state_since=now,
        entered_at=now,
        entered_by=actor.account_id,
    )
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="attainment.enter",
        subject=row,
        region=region,
        after={"kind": row.kind, "state": row.state, "class_hours": row.class_hours},
    )
    return row


@transact
def decide_attainment(
    *, actor: Actor, attainment_id: UUID, action: Action, reason: str = "", version: object = None
) -> Attainment:
    """Confirm or refuse what somebody else entered; at the center, withdraw it with a reason."""
    row, roles = attainment_seen_by(actor, attainment_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    gone = _("这一条的状态已经变化，请刷新页面查看最新情况。")
    after = decide(STEPS, State(row.state), action, roles, gone)
    if not may_decide(action, actor.account_id, row.volunteer_account, row.entered_by):
        raise NotAllowed(_("不能由本人或登记的人办理，请由另一个人办理。"), code="same_hand")
    if action is not Action.CONFIRM:
        row.reason = checked_reason(reason, ATTAINMENT_REASONS)
    before, row.state, row.state_since = row.state, after.value, timezone.now()
    row.decided_by = actor.account_id
    row.version += 1
    row.save(update_fields=["state", "state_since", "decided_by", "reason", "version"])
    record_event(
        actor=actor,
        kind=f"attainment.{action.value}",
        subject=row,
        region=row.region,
        role=strongest(roles),
        reason=row.reason,
        before={"state": before},
        after={"state": row.state},
    )
    if action is Action.WITHDRAW:
        supersede_trainings(row)
    if action is not Action.REFUSE:
        notify(
            district=row.district,
            template=f"attainment_{row.state}",
            params={"title": row.title},
            to_person_id=row.volunteer.person_id,
            url=reverse("records:passport"),
        )
    return row

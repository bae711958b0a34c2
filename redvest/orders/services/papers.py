"""Qualifications, trainings and insurances the desk has seen."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.orders.item_labels import PAPER_CODES
from redvest.orders.models import VolunteerPaper
from redvest.orders.queries import DESK
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.people.queries.persons import volunteer_seen_by


def _for_desk(actor: Actor, volunteer_id: UUID) -> Volunteer:
    volunteer = volunteer_seen_by(actor, volunteer_id)
    place = volunteer.person.home_community or actor.district
    if not any(actor.has(role, region=place) for role in DESK):
        raise NotAllowed(_("资格和保险由站点或区中心看过原件后登记。"))
    if volunteer.person_id == actor.person_id:
        raise NotAllowed(_("不能给自己登记，请另一位工作人员办理。"), code="own_paper")
    return volunteer


@transact
def record_paper(
    *,
    actor: Actor,
    volunteer_id: UUID,
    kind: str,
    code: str,
    valid_from: date,
    valid_until: date | None,
) -> VolunteerPaper:
    """Write down a paper that was shown: what it is and until when it holds. No copy, no number."""
    volunteer = _for_desk(actor, volunteer_id)
    wrong: dict[str, object] = {}
    if code not in PAPER_CODES.get(kind, {}):
        wrong["paper"] = _("请从列表里选择。")
    if valid_until is not None and valid_until < valid_from:
        wrong["valid_until"] = _("有效期的最后一天不能早于第一天。")
    if kind == "insurance" and valid_until is None:
        wrong["valid_until"] = _("请填写保险到哪一天为止。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    paper = VolunteerPaper.objects.create(
        district=actor.district,
        volunteer=volunteer,
        kind=kind,
        code=code,
        valid_from=valid_from,
        valid_until=valid_until,
        seen_by=actor.account_id,
        seen_at=timezone.now(),
    )
    record_event(
        actor=actor,
        kind="paper.recorded",
        subject=paper,
        region=volunteer.home_community,
        after={"kind": kind, "code": code, "until": str(valid_until or "")},
    )
    return paper


@transact
def withdraw_paper(*, actor: Actor, paper_id: UUID) -> VolunteerPaper:
    """Entered by mistake, or no longer valid. The row stays."""
    paper = (
        VolunteerPaper.objects.select_for_update(of=("self",), no_key=True)
        .filter(district=actor.district, id=paper_id)
        .first()
    )
    if paper is None:
        raise NotSeen(_("没有找到这条登记。"))
    _for_desk(actor, paper.volunteer_id)
    if paper.withdrawn_at is not None:
        raise Conflict(_("这条登记已经撤销了。"), code="wrong_state")
    paper.withdrawn_at = timezone.now()
    paper.save(update_fields=["withdrawn_at"])
    record_event(actor=actor, kind="paper.withdrawn", subject=paper, after={"code": paper.code})
    return paper

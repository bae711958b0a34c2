"""What a district's center decides: its policy and how it presents itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core import sm2
from redvest.db import transact
from redvest.districts.labels import explain
from redvest.districts.models import District, DistrictPolicy
from redvest.districts.queries import policy_of
from redvest.engines import policy as policies
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event

if TYPE_CHECKING:
    from redvest.people.actors import Actor

SETTINGS = ("brand_name", "slogan", "hotline", "icp_no", "police_no", "report_phone")
REASON_MAX = 200


def require_center(actor: "Actor") -> None:
    """Only the center of the district itself decides for the district.

    Raises
    ------
    NotAllowed
        If the actor is not its administrator.
    """
    allowed = actor.has(Role.CENTRE_ADMIN, region=actor.district) or actor.has(Role.SYSTEM)
    if not allowed:
        raise NotAllowed(_("只有本区实践中心的管理员可以修改全区设置。"))


def district_locked(actor: "Actor") -> District:
    """The actor's district, locked for a change by its center."""
    require_center(actor)
    district = District.objects.select_for_update().filter(code=actor.district).first()
    if district is None:
        raise NotSeen(_("没有找到这个区。"))
    return district


def _parsed(old: policies.Policy, values: Mapping[str, Any]) -> policies.Policy:
    """The policy with these values, if it can hold here."""
    try:
        new = policies.parse({**policies.to_data(old), **values})
    except policies.PolicyError as error:
        raise Invalid(
            _("有几项设置不能这样填，请按提示修改。"),
            fields={name: explain(problem) for name, problem in error.problems.items()},
        ) from None
    if new.certificates_sm2 and not old.certificates_sm2 and not sm2.is_installed():
        message = _("服务器上没有装国密签名组件，请先让系统管理员安装（见运维手册“密钥”）。")
        raise Invalid(message, fields={"certificates_sm2": message})
    return new


@transact
def change_policy(
    *, actor: "Actor", values: Mapping[str, Any], reason: str, version: int
) -> DistrictPolicy:
    """Write down a new version of the policy, in force from now on, with the reason for it."""
    district_locked(actor)
    current = (
        DistrictPolicy.objects.filter(district=actor.district).aggregate(n=Max("version"))["n"] or 0
    )
    if version != current:
        raise Conflict(
            _("您打开页面之后，别人已修改了政策设置。请核对最新内容后再保存。"), code="stale"
        )
    reason = reason.strip()
    if not reason or len(reason) > REASON_MAX:
        raise Invalid(
            _("请填写修改原因，不超过 %(max)d 个字。") % {"max": REASON_MAX},
            fields={"reason": _("请填写修改原因，例如文件名称和文号。")},
        )
    old = policy_of(actor.district)
    new = _parsed(old, values)
    differences = policies.changes(old, new)
    if not differences:
        raise Invalid(_("没有任何改动，无需保存。"), code="nothing_changed")
    row = DistrictPolicy.objects.create(
        district=actor.district,
        version=current + 1,
        data=policies.to_data(new),
        effective_from=timezone.now(),
        decided_by=actor.account_id,
        reason=reason,
    )
    record_event(
        actor=actor,
        kind="policy.changed",
        subject=row,
        region=actor.district,
        reason=reason,
        before={"version": current, **{k: v[0] for k, v in differences.items()}},
        after={"version": current + 1, **{k: v[1] for k, v in differences.items()}},
    )
    return row


@transact
def change_settings(*, actor: "Actor", version: int, **values: str) -> District:
    """Change how the district presents itself: name of the brand, hotline, record numbers."""
    district = district_locked(actor)
    if version != district.version:
        raise Conflict(
            _("您打开页面之后，别人已修改了这里。请核对最新内容后再保存，您填写的内容已保留。"),
            code="stale",
        )
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise TypeError(f"unknown settings {sorted(unknown)}")
    changed = [
        name for name in SETTINGS if name in values and getattr(district, name) != values[name]
    ]
    before = {name: getattr(district, name) for name in changed}
    for name in changed:
        setattr(district, name, values[name])
    if changed:
        district.version += 1
        district.save(update_fields=[*changed, "version"])
        record_event(
            actor=actor,
            kind="district.settings_changed",
            subject_type="districts.district",
            region=district.code,
            before=before,
            after={name: values[name] for name in changed},
        )
    return district

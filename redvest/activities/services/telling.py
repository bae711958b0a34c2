"""Who is told what, in the transaction of the change."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from redvest.activities.models import Activity, SignUp
from redvest.engines.roles import Role
from redvest.notices.services import notify
from redvest.orders.queries import staff_accounts
from redvest.people.models import Volunteer


def said(moment: object) -> str:
    """A moment as a message says it: the day and the time."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)  # type: ignore[arg-type]
    day = format_date(local, pgettext("date format of this year", "n月j日"))
    return f"{day} {local:%H:%M}"


def tell_signup(signup: SignUp, template: str, **more: object) -> None:
    """The volunteer; for a child without an account, whoever signed the child up."""
    account = signup.volunteer.person.account_id or signup.signed_by
    if account is None:
        return
    notify(
        district=signup.district,
        template=template,
        params={"title": signup.activity.title, "time": said(signup.starts_at), **more},
        to_account_id=account,
        url=reverse("activities:mine"),
        dedupe_key=f"{template}:{signup.id}:{signup.version}",
    )


def tell_everybody(signups: Iterable[SignUp], template: str, **more: object) -> None:
    for signup in signups:
        tell_signup(signup, template, **more)


def tell_account(
    account: UUID | None, activity: Activity, template: str, url: str, **more: object
) -> None:
    if account is None:
        return
    notify(
        district=activity.district,
        template=template,
        params={"title": activity.title, **more},
        to_account_id=account,
        url=url,
        dedupe_key=f"{template}:{activity.id}:{activity.version}:{account}",
    )


def tell_organiser(activity: Activity, template: str, **more: object) -> None:
    """Whoever drafted the activity, and the lead."""
    url = reverse("activities:desk", args=[activity.id])
    accounts = {activity.created_by}
    if activity.lead_id is not None:
        accounts.add(lead_account(activity))
    for account in sorted(accounts - {None}, key=str):
        tell_account(account, activity, template, url, **more)


def tell_approvers(activity: Activity, role: Role, but: UUID | None) -> None:
    """The desk that decides, without whoever asks it."""
    url = reverse("activities:desk", args=[activity.id])
    place = activity.district if role is Role.CENTRE_ADMIN else activity.region
    for account in staff_accounts(activity.district, role, place):
        if account != but:
            tell_account(account, activity, "activity_to_approve", url)


def tell_proposed(activity: Activity, but: UUID | None) -> None:
    """The desk of the place, which settles what the lead proposed."""
    url = reverse("records:settle", args=[activity.id])
    for account in staff_accounts(activity.district, Role.VENUE_ADMIN, activity.region):
        if account != but:
            tell_account(account, activity, "activity_to_settle", url)


def lead_account(activity: Activity) -> UUID | None:
    if activity.lead_id is None:
        return None
    return Volunteer.objects.select_related("person").get(id=activity.lead_id).person.account_id

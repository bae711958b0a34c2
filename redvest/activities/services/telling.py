"""Who is told what, in the transaction of the change."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from redvest.activities.models import Activity, SignUp
from redvest.engines.roles import Role
from redvest.notices.services import notify
from redvest.orders.queries import staff_of_places
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


def tell_approvers(
    activities: Sequence[Activity], levels: Sequence[Role], but: Sequence[UUID | None]
) -> None:
    """The desk that decides about each, without whoever asks it."""
    places = [
        one.district if level is Role.CENTRE_ADMIN else one.region
        for one, level in zip(activities, levels, strict=True)
    ]
    district = activities[0].district
    staff = {role: staff_of_places(district, role, places) for role in set(levels)}
    for one, level, place, who in zip(activities, levels, places, but, strict=True):
        url = reverse("activities:desk", args=[one.id])
        for account in staff[level][place]:
            if account != who:
                tell_account(account, one, "activity_to_approve", url)


def tell_proposed(activities: Sequence[Activity], but: Sequence[UUID | None]) -> None:
    """The desk of each place, which settles what the lead proposed."""
    places = [one.region for one in activities]
    staff = staff_of_places(activities[0].district, Role.VENUE_ADMIN, places)
    for one, who in zip(activities, but, strict=True):
        url = reverse("records:settle", args=[one.id])
        for account in staff[one.region]:
            if account != who:
                tell_account(account, one, "activity_to_settle", url)


def lead_account(activity: Activity) -> UUID | None:
    if activity.lead_id is None:
        return None
    return Volunteer.objects.select_related("person").get(id=activity.lead_id).person.account_id

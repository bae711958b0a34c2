"""What must be finished before somebody can close their account."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from redvest.activities.models import Activity, SignUp
from redvest.people.models import Person

COMING = ("applied", "waitlisted", "approved", "confirmed", "checked_in", "checked_out")
OVER = ("settled", "archived", "cancelled")


def open_signups(person: Person) -> Iterable[str | Promise]:
    """Shifts somebody is expected at, and activities somebody leads, that are not over."""
    coming = SignUp.objects.filter(
        district=person.district, volunteer__person=person, state__in=COMING
    ).count()
    if coming:
        yield _("您还报着 %(count)d 个活动班次，请先取消报名，或等活动结算。") % {"count": coming}
    leading = (
        Activity.objects.filter(district=person.district, lead__person=person)
        .exclude(status__in=OVER)
        .count()
    )
    if leading:
        yield _("您还负责着 %(count)d 个活动，请先请组织方换一位负责人。") % {"count": leading}

"""What travels out of the pages: a picture to send round, and shifts in a phone's calendar."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Event

from redvest.activities.models import Activity, SignUp
from redvest.activities.queries import sessions_of
from redvest.activities.showing import organiser_of, place_of, span_of
from redvest.core.typesetting import picture, qr_drawing

LAYOUT = Path(__file__).resolve().parent / "data/card.typ"
TIMES_MOST, SHIFTS_MOST = 4, 300
BACK, AHEAD = timedelta(days=30), timedelta(days=180)
STATUS = {
    "approved": "TENTATIVE",
    "waitlisted": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "checked_in": "CONFIRMED",
    "checked_out": "CONFIRMED",
    "settled": "CONFIRMED",
    "called_off": "CANCELLED",
}


def share_card(activity: Activity, url: str) -> bytes:
    """A PNG for a chat: no people, only what hangs on the door as well."""
    times = sessions_of(activity)[:TIMES_MOST]
    facts = [
        (_("时间"), "\n".join(span_of(one.starts_at, one.ends_at) for one in times)),
        (_("地点"), place_of(activity)),
        (_("请带什么"), activity.bring),
    ]
    return picture(
        LAYOUT,
        {
            "lang": "en" if (get_language() or "").startswith("en") else "zh",
            "eyebrow": _("志愿活动"),
            "title": activity.title,
            "organiser": organiser_of(activity),
            "facts": [[label, text] for label, text in facts if text],
            "qr": qr_drawing(url),
            "caption": _("扫一扫，看详情、报名"),
        },
    )


def own_shifts(district: str, volunteer_id: UUID) -> Iterator[Event]:
    """The shifts of a volunteer as entries of their phone's calendar."""
    now = timezone.now()
    rows = SignUp.objects.filter(
        district=district,
        volunteer=volunteer_id,
        state__in=list(STATUS),
        starts_at__range=(now - BACK, now + AHEAD),
    ).select_related("activity__venue", "shift__position")
    for row in rows.order_by("starts_at", "id")[:SHIFTS_MOST]:
        entry = Event()
        entry.add("uid", f"{row.id}@redvest")
        entry.add("dtstamp", now)
        entry.add("dtstart", row.starts_at)
        entry.add("dtend", row.ends_at)
        entry.add("sequence", row.version)
        postponed = row.activity.status == "postponed"
        entry.add("status", "TENTATIVE" if postponed else STATUS[row.state])
        entry.add("summary", f"{row.activity.title} · {row.shift.position.name}")
        entry.add("location", place_of(row.activity))
        yield entry

"""Hours of the demo: some filled in later, at every step of the way."""

from datetime import timedelta

from django.utils import timezone

from redvest.demo.stage import Stage
from redvest.engines.team_flow import CoreCategory
from redvest.people.models import Volunteer
from redvest.records.services.deciding import approve_record
from redvest.records.services.filling import FilledIn, Times, fill_in_record

DONE = (
    ("河道清理", CoreCategory.HYGIENE_ENVIRONMENT),
    ("社区大扫除", CoreCategory.HYGIENE_ENVIRONMENT),
    ("陪老人聊天", CoreCategory.POVERTY_RELIEF),
    ("小学生课后辅导", CoreCategory.SCHOOLING),
    ("交通文明劝导", CoreCategory.OTHER),
)
HOUR = timedelta(hours=1)


def hours(stage: Stage) -> None:
    """One is on notice, the others wait for the first or the second reviewer."""
    helper = Volunteer.objects.get(person__account=stage.logins["volunteer"])
    noon = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    for index, (title, category) in enumerate(DONE):
        start = noon - timedelta(days=2 + index)
        card = FilledIn(
            volunteer_no=helper.volunteer_no,
            title=title,
            category=category.value,
            times=Times(start, start + 2 * HOUR),
            document="签到表，存在社区档案柜",
            region=stage.home,
        )
        record = fill_in_record(actor=stage.actor("station"), card=card)
        if index % 2 == 0:
            approve_record(actor=stage.actor("office"), record_id=record.id)
        if index == 0:
            approve_record(actor=stage.actor("centre"), record_id=record.id)

"""The activities of one day: planned, signed up for, held, settled, through their services."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.services import (
    PlanCard,
    PositionCard,
    SessionCard,
    approve_activity,
    codes,
    create_activity,
    describe_kind,
    propose_attendance,
    publish_activity,
    sign_up,
    stamp_own,
    submit_activity,
    withdraw_signup,
)
from redvest.activities.services.announcing import approve_each, publish_each, submit_each
from redvest.activities.services.attending import Shown
from redvest.activities.services.cards import Draft
from redvest.activities.services.checking import Wish
from redvest.activities.services.clock import run_due
from redvest.activities.services.closing import Word, propose_each
from redvest.activities.services.planning import create_each
from redvest.activities.services.together import Asking, sign_up_each, stamp_each
from redvest.demo.replay.clock import Clock, moment
from redvest.demo.replay.ground import Ground
from redvest.demo.replay.people import acting, rows_of
from redvest.demo.replay.plan import SLOTS, Doing, Plan
from redvest.engines.activity_rules import Declared
from redvest.engines.attendance_merge import Mark
from redvest.engines.identifiers import volunteer_number
from redvest.insight.services import enter_headcount
from redvest.journal.services import recording_together
from redvest.notices.services import telling_together
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.records.services.settling import settle_activities, settle_activity

RISK = "没有特别的风险；请注意脚下和交通安全。"
WISH = Wish(agrees=True, knows_load=True)
HOUR, SOON = 60, timedelta(seconds=30)


@dataclass(frozen=True)
class Planned:
    """An activity of the plan together with its row."""

    doing: Doing
    activity: Activity
    shift: Shift

    @property
    def starts(self) -> datetime:
        return self.shift.starts_at


@dataclass
class Doings:
    """What happens with activities. ``single`` takes people one by one, through the pages' own
    services; otherwise those of one activity are taken together."""

    plan: Plan
    ground: Ground
    clock: Clock
    leader: Callable[[int], tuple[UUID, Actor]]
    """The id of a team and who leads it, by the number of the team."""
    single: bool = False
    signed: dict[int, Planned] = field(default_factory=dict)

    def plan_ahead(self, doings: Sequence[Doing]) -> None:
        """Drafted and published by the team, approved by the desk of its street."""
        if self.single:
            for one in doings:
                self._publish(one)
        elif doings:
            with self._together():
                self._publish_all(doings)

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Traces and messages of many steps are written at the end of them, unless one by one."""
        if self.single:
            yield
            return
        with recording_together(), telling_together():
            yield

    def _publish(self, one: Doing) -> None:
        leader, draft = self._draft(one)
        activity = create_activity(actor=leader, **vars(draft))
        self._describe(one, leader, activity)
        submit_activity(actor=leader, activity_id=activity.id)
        approve_activity(actor=self.ground.desk(activity.region), activity_id=activity.id)
        publish_activity(actor=leader, activity_id=activity.id)

    def _publish_all(self, doings: Sequence[Doing]) -> None:
        drafts = [self._draft(one) for one in doings]
        activities = create_each(drafts=drafts)
        for one, (leader, _draft), activity in zip(doings, drafts, activities, strict=True):
            self._describe(one, leader, activity)
        rows = list(zip(drafts, activities, strict=True))
        by_leaders = [(leader, one.id) for (leader, _draft), one in rows]
        submit_each(asked=by_leaders)
        approve_each(asked=[(self.ground.desk(one.region), one.id) for one in activities])
        publish_each(asked=by_leaders)

    def _describe(self, one: Doing, leader: Actor, activity: Activity) -> None:
        details = self.plan.shape.programmes[one.programme].details
        if details:
            describe_kind(actor=leader, activity_id=activity.id, answers=details)

    def _draft(self, one: Doing) -> tuple[Actor, Draft]:
        """What the leader of a team hands in."""
        what = self.plan.shape.programmes[one.programme]
        team_id, leader = self.leader(one.team)
        starts = moment(one.day, SLOTS[one.slot])
        card = PlanCard(
            title=what.title,
            kind=what.kind,
            category=what.category,
            description=f"{what.title}，欢迎邻里参加。",
            risk_statement=RISK,
            place="" if what.at_center or what.kind == "online" else "社区广场",
            venue_id=self.ground.center.id if what.at_center else None,
            lead_no=volunteer_number(self.ground.district, one.team + 1),
            declared=[mark.value for mark in Declared],
            tags=list(what.tags),
        )
        session = SessionCard(starts, starts + timedelta(hours=one.hours))
        position = PositionCard("志愿者", max(1, len(one.people)))
        return leader, Draft(card, session, position, team_id)

    def region(self, team: int) -> str:
        return self.ground.homes[team % len(self.ground.homes)]

    def find(self, doings: list[Doing]) -> list[Planned]:
        """The rows of a day's activities: no team has two at one time."""
        if not doings:
            return []
        day = doings[0].day
        rows = Activity.objects.filter(
            district=self.ground.district,
            starts_at__gte=moment(day, 0),
            starts_at__lt=moment(day, 24 * HOUR),
        ).select_related("team")
        by_place = {(row.team_id, row.starts_at): row for row in rows}
        shifts = {
            row.activity_id: row
            for row in Shift.objects.select_related("session").filter(
                district=self.ground.district, activity__in=[row.id for row in by_place.values()]
            )
        }
        found = []
        for one in doings:
            key = (self.leader(one.team)[0], moment(day, SLOTS[one.slot]))
            found.append(Planned(one, by_place[key], shifts[by_place[key].id]))
        return found

    def sign_up(self, doings: list[Doing]) -> None:
        """The evening before, everybody for themselves; some of them think better of it."""
        everybody = {number for one in doings for number in one.people}
        people = rows_of(self.ground.district, everybody)
        with self._together():
            tomorrow = self.find(doings)
            asked = self._asking(tomorrow, lambda one: one.people, people)
            if self.single:
                for one in asked:
                    for actor in one.actors:
                        sign_up(actor=actor, shift_id=one.shift_id, wish=WISH)
            elif asked:
                sign_up_each(asked=asked, wish=WISH)
            for planned in tomorrow:
                for number in planned.doing.left:
                    own = SignUp.objects.get(shift=planned.shift, volunteer=people[number])
                    withdraw_signup(actor=acting(people, [number])[0], signup_id=own.id)

    def _asking(
        self,
        planned: Sequence[Planned],
        who: Callable[[Doing], Iterable[int]],
        people: dict[int, Volunteer],
    ) -> list[Asking]:
        """Those who come to each, with the code on its screen now; nobody is nothing to ask."""
        asked = []
        for one in planned:
            actors = acting(people, who(one.doing))
            code = codes.turning(one.shift.session).at(self.clock.at)
            asked += [Asking(one.shift.id, actors, code)] * bool(actors)
        return asked

    def hold(self, doings: list[Doing]) -> None:
        """Everybody comes by the code on the lead's screen and leaves by the next one."""
        with self._together():
            self._hold(self.find(doings))

    def _hold(self, today: list[Planned]) -> None:
        came = {number for one in today for number in one.doing.came}
        people = rows_of(self.ground.district, came)
        for starts in sorted({one.starts for one in today}):
            here = [one for one in today if one.starts == starts]
            self.clock.set(starts)
            self._stamp(here, Mark.IN, people)
            self.clock.set(starts + timedelta(minutes=1))
            run_due()
            for ends in sorted({one.shift.ends_at for one in here}):
                self.clock.set(ends + SOON)
                over = [planned for planned in here if planned.shift.ends_at == ends]
                self._stamp(over, Mark.OUT, people)
                self.clock.set(ends + 2 * SOON)
                run_due()

    def _stamp(self, planned: Sequence[Planned], mark: Mark, people: dict[int, Volunteer]) -> None:
        asked = self._asking(planned, lambda one: one.came, people)
        if not self.single:
            if asked:
                stamp_each(asked=asked, mark=mark)
            return
        for one in asked:
            ids = dict(SignUp.objects.filter(shift=one.shift_id).values_list("volunteer_id", "id"))
            for actor in one.actors:
                assert actor.volunteer_id is not None
                signup = ids[actor.volunteer_id]
                stamp_own(actor=actor, signup_id=signup, mark=mark, shown=Shown(code=one.code))

    def settle(self, doings: list[Doing]) -> None:
        """The lead says who was there, the desk counts the audience and settles."""
        today = self.find(doings)
        if self.single:
            for planned in today:
                actor, word = self._word(planned)
                propose_attendance(actor=actor, **vars(word))
                self._count(planned)
                if self._is_settled(planned):
                    settle_activity(actor=self._desk(planned), activity_id=planned.activity.id)
        elif today:
            with self._together():
                propose_each(words=[self._word(planned) for planned in today])
                for planned in today:
                    self._count(planned)
                over = [planned for planned in today if self._is_settled(planned)]
                if over:
                    asked = [(self._desk(planned), planned.activity.id) for planned in over]
                    settle_activities(asked=asked)

    def _word(self, planned: Planned) -> tuple[Actor, Word]:
        one = planned.doing
        ids = [row.id for row in rows_of(self.ground.district, one.missed).values()]
        absent = SignUp.objects.filter(shift=planned.shift, volunteer__in=ids)
        missed = set(absent.values_list("id", flat=True)) if ids else set()
        return self.leader(one.team)[1], Word(planned.activity.id, missed=missed)

    def _count(self, planned: Planned) -> None:
        if planned.doing.audience:
            enter_headcount(
                actor=self._desk(planned),
                session_id=planned.shift.session_id,
                people=planned.doing.audience,
                method="counted",
            )

    def _is_settled(self, planned: Planned) -> bool:
        return self.plan.shape.programmes[planned.doing.programme].settled

    def _desk(self, planned: Planned) -> Actor:
        return self.ground.desk(planned.activity.region)

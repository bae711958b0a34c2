"""An order as the description says it behaves, in plain Python. It never reads the database.

The model knows who was asked, who was named and what they said; from that it predicts whether a
step is taken and where it leads. It shares nothing with the program but the hand-written table.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from tests.orders.flow_table import EXPECTED

CHINA = timezone(timedelta(hours=8))
LEADERS = {"A": "zhao", "B": "qian"}
MEMBERS = {"A": {"zhao", "wang", "li"}, "B": {"qian"}}
DESKS = {"desk": "venue_admin", "centre": "centre_admin"}
VOLUNTEERS = ("zhao", "wang", "li", "qian")
EVERYBODY = ("granny", "desk", "centre", *VOLUNTEERS, "stranger", "other_desk")
ENDS = {"closed", "merged", "withdrawn", "cancelled", "unfulfilled"}
GOING = ("scheduled", "in_service", "done")
PLANNING = ("claimed", "rework")
LENGTH = timedelta(minutes=45)
TOGETHER = ("dispatched", "claimed", "scheduled", "in_service")
LEAVING = {"decline": "declined"} | dict.fromkeys(
    ("dispatch", "reassign", "pool", "give_back", "withdraw", "cancel", "reopen", "keep_own"),
    "cancelled",
)
SILENCE = {
    "dispatched": ("time_out", timedelta(hours=24)),
    "pooled": ("time_out", timedelta(hours=24)),
    "done": ("lapse", timedelta(days=7)),
    "confirmed": ("close", timedelta(days=30)),
    "rated": ("close", timedelta(days=7)),
    "unconfirmed": ("close", timedelta(days=7)),
}


@dataclass
class Bundle:
    """Several orders offered to team A together; over when nobody is left in it."""

    members: list["Model"]
    state: str = "offered"

    def still(self, *states: str) -> list["Model"]:
        return [one for one in self.members if one.bundle is self and one.state in states]


@dataclass
class Model:
    """One order. ``holder`` is a team's letter, or who took it alone; ``named`` says what each
    volunteer said: proposed, accepted, in (arrived), out (left)."""

    wished: date
    since: datetime
    state: str = "submitted"
    holder: str | None = None
    named: dict[str, str] = field(default_factory=dict)
    lead: str | None = None
    plan: datetime | None = None
    side: str = ""
    agreed: bool = False
    visit: datetime | None = None
    moves: int = 0
    contacted: bool = False
    revisit_due: bool = False
    bundle: Bundle | None = None
    story: list[tuple[str, str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.story.append(("submit", "granny", "draft", "submitted"))

    def leader(self) -> str | None:
        return LEADERS.get(self.holder or "", self.holder)

    def roles(self, who: str, on: set[str], action: str = "") -> set[str]:
        found = set()
        if who == "granny":
            found.add("resident")
        if who in on:
            found.add(DESKS[who])
        if who == self.leader():
            found.add("team_admin")
        if who in self.named:
            found.add("volunteer")
            if who == self.lead:
                found.add("lead")
        if action == "claim" and self.state == "pooled":
            found |= {"volunteer"} if who in VOLUNTEERS else set()
            found |= {"team_admin"} if who in LEADERS.values() else set()
        return found

    def after(self, who: str, on: set[str], action: str) -> str | None:
        for role in self.roles(who, on, action):
            if (self.state, action, role) in EXPECTED:
                return EXPECTED[self.state, action, role]
        return None

    def move(self, action: str, who: str, after: str, clock: datetime) -> None:
        self.story.append((action, who, self.state, after))
        self.state, self.since = after, clock

    def drop(self) -> None:
        """The visit is off and nobody is named any more."""
        self.named, self.lead = {}, None
        self.plan, self.side, self.agreed, self.visit = None, "", False, None

    def fix(self, clock: datetime) -> None:
        """The last yes fixes the visit."""
        lead_says_yes = self.lead is not None and self.named.get(self.lead) == "accepted"
        if self.state in PLANNING and self.plan and self.agreed and lead_says_yes:
            self.visit, self.plan, self.side = self.plan, None, ""
            self.move("schedule", "system", "scheduled", clock)

    def leave(self, how: str) -> None:
        """Out of the bundle; with the last of them it is over."""
        bundle, self.bundle = self.bundle, None
        if bundle and bundle.state in ("offered", "set") and not bundle.still(*TOGETHER):
            served = any(one.bundle is bundle for one in bundle.members)
            bundle.state = "over" if served else how

    def dispute(self) -> None:
        """Nobody is served while somebody looks into it: the others of the bundle go on."""
        self.contacted = False
        if self.state in TOGETHER[:3]:
            self.leave("cancelled")


def busy(others: list[Model], who: str, start: datetime) -> bool:
    """Whether somebody has promised another visit that overlaps."""
    return any(
        one.visit is not None
        and one.state in ("scheduled", "in_service")
        and one.named.get(who) in ("accepted", "in", "out")
        and one.visit < start + LENGTH
        and start < one.visit + LENGTH
        for one in others
    )


def silence(one: Model, clock: datetime) -> None:
    """What time alone does, at most one step for each look of the worker."""
    if one.state == "scheduled" and one.visit is not None:
        if clock >= one.visit + timedelta(minutes=30):
            one.dispute()
            one.move("report_no_show", "system", "disputed", clock)
        return
    action, limit = SILENCE.get(one.state, ("", timedelta()))
    if action and clock >= one.since + limit:
        if action == "time_out":
            one.holder = None
            one.leave("timed_out")
        if action == "close":
            one.named, one.lead = {}, None
        after = EXPECTED[one.state, action, "system"]
        one.move(action, "system", after, clock)


def take(
    one: Model,
    others: list[Model],
    who: str,
    action: str,
    arg: object,
    clock: datetime,
    on: set[str],
) -> bool:
    """Take a step if the description allows it; whether it does."""
    special = SPECIAL.get(action)
    if special is not None:
        return special(one, others, who, arg, clock, on)
    after = one.after(who, on, action)
    if after is None or not GUARDS.get(action, lambda *_: True)(one, who, arg, clock):
        return False
    EFFECTS.get(action, lambda *_: None)(one, who, arg, clock)
    if action in LEAVING:
        one.leave(LEAVING[action])
    one.move(action, who, after, clock)
    if action == "rate" and isinstance(arg, int) and arg <= 2:
        one.revisit_due = True
        one.dispute()
        one.move("check_poor_rating", "system", "disputed", clock)
    return True


def _give(one: Model, who: str, arg: object, clock: datetime) -> None:
    one.drop()
    one.holder = str(arg)


def _free(one: Model, who: str, arg: object, clock: datetime) -> None:
    one.drop()
    one.holder = None


def _again(one: Model, who: str, arg: object, clock: datetime) -> None:
    _free(one, who, arg, clock)
    one.revisit_due = False


def _claim(one: Model, who: str, arg: object, clock: datetime) -> None:
    if one.state == "pooled":
        letters = [letter for letter, leader in LEADERS.items() if leader == who]
        one.holder = letters[0] if letters else who
        if not letters:
            one.named, one.lead = {who: "accepted"}, who


def _arrive(one: Model, who: str, arg: object, clock: datetime) -> None:
    one.named[who] = "in"


GUARDS = {
    "decline": lambda one, who, arg, clock: who == one.leader(),
    "reassign": lambda one, who, arg, clock: arg != one.holder,
    "take_back": lambda one, who, arg, clock: one.bundle is None,
    "keep_own": lambda one, who, arg, clock: one.bundle is not None,
    "check_in": lambda one, who, arg, clock: one.named.get(who) == "accepted",
    "report_no_show": lambda one, who, arg, clock: clock >= one.visit + timedelta(minutes=30),
    "report_absent": lambda one, who, arg, clock: False,  # Nobody has tried to reach her.
    "settle": lambda one, who, arg, clock: one.contacted and not one.revisit_due,
    "reopen": lambda one, who, arg, clock: one.contacted,
}
EFFECTS = {
    "dispatch": _give,
    "reassign": _give,
    "decline": _free,
    "take_back": _free,
    "keep_own": _free,
    "give_back": _free,
    "withdraw": _free,
    "cancel": _free,
    "reopen": _again,
    "settle": _free,
    "claim": _claim,
    "check_in": _arrive,
    "ask_rework": lambda one, who, arg, clock: one.drop(),
    "complain": lambda one, who, arg, clock: one.dispute(),
    "report_no_show": lambda one, who, arg, clock: one.dispute(),
}


def _plan(one, others, who, arg, clock, on) -> bool:
    names, start = arg
    if who != one.leader() or one.state not in PLANNING:
        return False
    allowed = MEMBERS.get(one.holder, {one.holder})
    if not set(names) <= allowed or (who in names and busy(others, who, start)):
        return False
    one.named = {name: "accepted" if name == who else "proposed" for name in names}
    one.lead, one.plan, one.side = names[0], start, "provider"
    first, last = start.astimezone(CHINA), (start + LENGTH).astimezone(CHINA)
    one.agreed = first.date() == one.wished == last.date()
    one.fix(clock)
    return True


def _name(one, others, who, arg, clock, on) -> bool:
    planned = one.plan is not None or one.state == "scheduled"
    if who != one.leader() or one.state not in (*PLANNING, "scheduled") or not planned:
        return False
    start = one.plan or one.visit
    if arg not in MEMBERS.get(one.holder, {one.holder}) or arg in one.named:
        return False
    if arg == who and busy(others, who, start):
        return False
    one.named[arg] = "accepted" if arg == who else "proposed"
    one.lead = one.lead or arg
    one.fix(clock)
    return True


def _agree(one, others, who, arg, clock, on) -> bool:
    start = one.plan or one.visit
    if one.named.get(who) != "proposed" or one.state not in (*PLANNING, "scheduled"):
        return False
    if start is not None and busy(others, who, start):
        return False
    one.named[who] = "accepted"
    one.fix(clock)
    return True


def _cannot(one, others, who, arg, clock, on) -> bool:
    if one.named.get(who) not in ("proposed", "accepted"):
        return False
    if one.state not in (*PLANNING, "scheduled"):
        return False
    del one.named[who]
    one.lead = None if one.lead == who else one.lead
    return True


def _answer(one, others, who, arg, clock, on) -> bool:
    mine = {"granny": "asker", one.leader(): "provider"}.get(who)
    if mine is None or one.plan is None or one.agreed or one.side == mine:
        return False
    if not arg:
        if one.state == "scheduled":
            one.agreed = True
        else:
            one.named, one.lead = {}, None
        one.plan, one.side = None, ""
        return True
    one.agreed = True
    if one.state in PLANNING:
        one.fix(clock)
    elif one.state == "scheduled":
        one.visit, one.plan, one.side = one.plan, None, ""
        one.named = {
            name: "proposed" if said == "accepted" and name != who else said
            for name, said in one.named.items()
        }
        one.move("reschedule", who, "scheduled", clock)
    return True


def _propose(one, others, who, arg, clock, on) -> bool:
    mine = {"granny": "asker", one.leader(): "provider"}.get(who)
    if mine is None or one.state != "scheduled":
        return False
    if mine == "provider":
        if one.moves >= 2:
            return False
        one.moves += 1
    one.plan, one.side, one.agreed = arg, mine, False
    return True


def _join(one, others, who, arg, clock, on) -> bool:
    if one.state != "in_service" or one.named.get(who) != "accepted":
        return False
    one.named[who] = "in"
    return True


def _complete(one, others, who, arg, clock, on) -> bool:
    if one.state != "in_service" or one.named.get(who) != "in":
        return False
    if who != one.lead and any(said == "in" for name, said in one.named.items() if name != who):
        one.named[who] = "out"
        return True
    one.named = {name: "out" if said == "in" else said for name, said in one.named.items()}
    one.move("complete", who, "done", clock)
    return True


def _contact(one, others, who, arg, clock, on) -> bool:
    if who not in on or one.state != "disputed":
        return False
    one.contacted = True
    return True


def _revisit(one, others, who, arg, clock, on) -> bool:
    if who != "centre" or who not in on or not one.revisit_due or one.state != "disputed":
        return False
    one.revisit_due = False
    return True


def _merge(one, others, who, arg, clock, on) -> bool:
    """Into the other order of the same service, while somebody still owes something there."""
    after = one.after(who, on, "merge")
    if after is None or arg is one or arg.state in ENDS | {"rejected"}:
        return False
    one.move("merge", who, after, clock)
    return True


def _look(one, others, who, arg, clock, on) -> bool:
    goes = one.named.get(who) in ("accepted", "in", "out") and one.state in GOING
    return who == "granny" or who in on or goes


SPECIAL = {
    "schedule": _plan,
    "name": _name,
    "agree": _agree,
    "cannot": _cannot,
    "answer": _answer,
    "propose": _propose,
    "join": _join,
    "complete": _complete,
    "contact": _contact,
    "revisit": _revisit,
    "look": _look,
    "merge": _merge,
}

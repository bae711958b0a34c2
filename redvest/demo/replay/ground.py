"""What stands before the year begins: the district, its desks, and the mark that it is a replay."""

from dataclasses import dataclass

from redvest.demo.cast import PASSWORD
from redvest.demo.replay import BEGAN
from redvest.demo.replay.people import STAFF, invented
from redvest.demo.replay.plan import Plan
from redvest.demo.replay.shapes import shapes
from redvest.districts.models import Region
from redvest.engines.roles import Role
from redvest.engines.venue_flow import VenueAction
from redvest.errors import Conflict
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.orders.models import ServiceOrder
from redvest.people.actors import Actor, system
from redvest.people.models import Account, Person
from redvest.people.queries import account_by_phone, actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from redvest.teams.models import Team
from redvest.venues.models import Venue
from redvest.venues.services import add_venue, change_status, init_district

SHOWN = 3  # Two at the center and the first street's desk can log in.


@dataclass
class Ground:
    """Where the year happens and who keeps it."""

    district: str
    block: int
    homes: list[str]
    names: dict[str, str]
    center: Venue
    centre: Actor
    second: Actor
    """Another at the center: what one proposes the other decides."""
    offices: dict[str, Actor]
    """The desk of each street, by its code."""
    phones: dict[str, str]

    def desk(self, region: str) -> Actor:
        return self.offices[region[:9]]


def block_of(plan: Plan) -> int:
    """Each district that can be gone through has phones of its own."""
    return 1 + list(shapes()).index((plan.shape.district, plan.shape.period.key))


def _said(plan: Plan) -> dict[str, object]:
    return {"period": plan.shape.period.key, "scale": str(plan.scale), "seed": plan.seed}


def check_free(plan: Plan) -> bool:
    """Whether this very year has begun here.

    Raises
    ------
    Conflict
        If the district holds anything else: nothing is ever mixed.
    """
    district = plan.shape.district
    began = Event.objects.filter(district=district, kind=BEGAN).first()
    if began is not None:
        if began.after == _said(plan):
            return True
        raise Conflict(
            f"{district}已经有一次重演（{' '.join(f'{k}={v}' for k, v in began.after.items())}），"
            "请用同样的参数接着走，或换一个空的数据库。"
            "Another replay began here: go on with the same, or name an empty database."
        )
    others = (
        ("people", Person.objects.filter(district=district)),
        ("teams", Team.objects.filter(district=district)),
        ("orders", ServiceOrder.objects.filter(district=district)),
    )
    there = [name for name, rows in others if rows.exists()]
    if there:
        raise Conflict(
            f"{district}里已经有别的数据（{'、'.join(there)}），重演不会碰它，请换一个空的数据库。"
            "This district holds other data; name an empty database."
        )
    return False


def found(plan: Plan) -> None:
    """Lay the ground, with the mark that says whose it is."""
    district = plan.shape.district
    init_district(district)
    everything = system(district)
    for index, (role, scope) in enumerate(_desks(district)):
        who = invented(STAFF + index, block_of(plan), district[:2])
        account = open_account(
            phone=who.phone, district=district, password=PASSWORD if index < SHOWN else None
        )
        grant_role(actor=everything, account_id=account.id, role=role, scope=scope, reason="replay")
    if "venue_levels" in plan.shape.published:
        _open_point(district)
    record_event(
        actor=everything, kind=BEGAN, district=district, region=district, after=_said(plan)
    )


def _streets(district: str) -> list[str]:
    rows = Region.objects.filter(district=district, valid_to=None, is_administrative=True)
    codes = {code[:9] for code in rows.values_list("code", flat=True) if len(code) >= 9}
    return sorted(codes)


def _desks(district: str) -> list[tuple[Role, str]]:
    return [
        (Role.CENTRE_ADMIN, district),
        (Role.CENTRE_ADMIN, district),
        *((Role.VENUE_ADMIN, street) for street in _streets(district)),
    ]


def _open_point(district: str) -> None:
    """A practice point in a compound: the fourth level."""
    home = _homes(district)[0]
    actor = system(district)
    point = add_venue(actor=actor, region=home, kind="venue", name="新时代文明实践点")
    change_status(actor=actor, venue_id=point.id, version=point.version, action=VenueAction.OPEN)


def _homes(district: str) -> list[str]:
    rows = Region.objects.filter(district=district, valid_to=None, is_administrative=True)
    return sorted(code for code in rows.values_list("code", flat=True) if len(code) == 12)


def ground_of(plan: Plan) -> Ground:
    """The ground that was laid, as every run finds it again."""
    district, block = plan.shape.district, block_of(plan)
    desks = _desks(district)
    phones = [invented(STAFF + index, block, district[:2]).phone for index in range(len(desks))]
    actors: list[Actor] = []
    for phone in phones:
        account = account_by_phone(phone)
        assert isinstance(account, Account)
        actors.append(actor_of(account, district))
    return Ground(
        district=district,
        block=block,
        homes=_homes(district),
        names=dict(
            Region.objects.filter(district=district, valid_to=None).values_list("code", "name")
        ),
        center=Venue.objects.filter(district=district, level="center").order_by("id")[0],
        centre=actors[0],
        second=actors[1],
        offices={scope: actor for (_role, scope), actor in zip(desks[2:], actors[2:], strict=True)},
        phones={"centre": phones[0], "office": phones[2]},
    )

"""Every page a person meets, as whom. A new page is appended here and is then looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from redvest.districts.models import Region
from redvest.journal import sealing
from redvest.notices.models import Message
from redvest.orders.models import QualityCase, ServiceItem, ServiceOrder
from redvest.orders.services import pool_order, rate_order
from redvest.orders.services.feedback import give_safety_feedback
from redvest.orders.services.links import make_link
from redvest.people.models import Person, PersonMerge, Volunteer
from redvest.people.services.merging import ask_merge
from tests.browser.hours_pages import HOURS
from tests.browser.meal_pages import MEALS
from tests.browser.stage import Stage
from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR, Cast, an_order
from tests.orders.doors import brought, shown
from tests.orders.many import many_orders
from tests.orders.menu import a_bundle, a_standing_order, a_wish
from tests.venues.build import furnished_station

BUSY = ("submitted", "accepted", "disputed", "rework")


@dataclass(frozen=True)
class Seen:
    """One page to look at.

    Attributes
    ----------
    name : str
        Names the screenshots.
    url : str or callable
        The address, or a function that makes what the page shows (through the services, with the
        stage's cast) and returns the address.
    who : str
        A name of the cast; empty for a visitor without an account.
    desk : bool
        Staff pages are dense: their targets follow WCAG 2.2 instead of the elder-friendly rules.
    status : int
        The answer expected.
    """

    name: str
    url: str | Callable[[Stage], str]
    who: str = ""
    desk: bool = False
    status: int = 200


def order(until: str, pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an order that has come this far."""

    def address(stage: Stage) -> str:
        found = stage.once(f"order {until}", lambda cast: an_order(cast, until))
        return pattern.format(found.id)

    return address


def linked(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an order that somebody shares by a link."""

    def make(cast: Cast) -> object:
        found = an_order(cast, "agreed")
        make_link(actor=cast.granny, order_id=found.id)
        return found.id

    return lambda stage: pattern.format(stage.once("linked", make))


def pool(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an order that anybody may take."""

    def make(cast: Cast) -> ServiceOrder:
        return pool_order(actor=cast.desk, order_id=an_order(cast, "accepted").id)

    return lambda stage: pattern.format(stage.once("pooled", make).id)


def team(pattern: str) -> Callable[[Stage], str]:
    return lambda stage: pattern.format(stage.cast.team.id)


def venue(name: str, *more: object) -> Callable[[Stage], str]:
    """The address of a page about a station that has everything a venue can have."""

    def address(stage: Stage) -> str:
        found = stage.once("station", lambda _cast: furnished_station())
        return reverse(f"venues:{name}", args=[found.id, *more])

    return address


def among_venues(path: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        stage.once("station", lambda _cast: furnished_station())
        return path

    return address


def resident(pattern: str) -> Callable[[Stage], str]:
    return lambda stage: pattern.format(stage.cast.persons["granny"].id)


def poor_rating(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about a service somebody was not content with."""

    def make(cast: Cast) -> QualityCase:
        rated = an_order(cast, "confirmed")
        rate_order(actor=cast.granny, order_id=rated.id, grade=1, tags=["unsolved"], text="没修好")
        return QualityCase.objects.get(order=rated)

    def address(stage: Stage) -> str:
        case = stage.once("poor rating", make)
        return pattern.format(case=case.id, order=case.order_id)

    return address


def entered_again(cast: Cast) -> Person:
    """Granny once more, as a relative entered her."""
    granny = cast.persons["granny"]
    again = Person(district=granny.district, home_community=granny.home_community, name="李桂兰")
    again.phone, again.address = "13900004321", "酒泉路街道畅家巷社区甘南路十二号三单元一楼东户"
    again.save(force_insert=True)
    return again


def an_entry_twice(stage: Stage) -> str:
    again = stage.once("granny again", entered_again)
    return f"/desk/residents/{stage.cast.persons['granny'].id}/merge/{again.id}/"


def merge_asked(stage: Stage) -> str:
    again = stage.once("granny again", entered_again)

    def ask(cast: Cast) -> PersonMerge:
        return ask_merge(
            actor=cast.centre,
            kept_id=cast.persons["granny"].id,
            gone_id=again.id,
            reason="本人持身份证到站",
            taken=["address"],
        )

    stage.once("merge asked", ask)
    return "/desk/merges/"


def sixty(path: str) -> Callable[[Stage], str]:
    """An inbox with more than fits a page, in every state and with every clock."""

    def address(stage: Stage) -> str:
        stage.once("sixty orders", lambda cast: many_orders(cast, 60, states=BUSY))
        return path

    return address


def told(path: str) -> Callable[[Stage], str]:
    """Granny has messages and a sealed trace; one text message did not arrive."""

    def make(cast: Cast) -> bool:
        an_order(cast, "claimed")
        Message.objects.filter(channel="sms", to_person=cast.persons["granny"]).update(
            status="dead", next_try_at=None, error="timeout", attempts=8
        )
        sealing.seal_all(since=None)
        return True

    def address(stage: Stage) -> str:
        stage.once("told", make)
        return path

    return address


def station_menu(path: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        found = stage.once("station", lambda _cast: furnished_station())
        return f"/desk/menu/at/{found.id}/{path}"

    return address


def bundle(pattern: str) -> Callable[[Stage], str]:
    """Three residents want a haircut: one afternoon at the station."""

    def address(stage: Stage) -> str:
        stage.once("station", lambda _cast: furnished_station())
        return pattern.format(stage.once("bundle", a_bundle).id)

    return address


def bundled_order(stage: Stage) -> str:
    bundle("")(stage)
    granny = stage.cast.persons["granny"].id
    order = stage.once("bundle", a_bundle).orders.get(requester_id=granny)
    return f"/orders/{order.id}/bundle/own/"


def a_public_wish(path: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        stage.once("wish", a_wish)
        return path

    return address


def suggestions(path: str) -> Callable[[Stage], str]:
    """Orders that wait, on a map, and teams that could go; one needs what nobody has."""

    def make(cast: Cast) -> ServiceOrder:
        for number, code in enumerate((HOME, NEXT_DOOR)):
            Region.objects.filter(code=code).update(lat=36.061 + number / 500, lon=103.834)
        Volunteer.objects.update(availability=(1 << 21) - 1, skills=["plumbing", "haircut"])
        an_order(cast, "accepted")
        needy = an_order(cast, "accepted")
        law = ServiceItem.objects.get(district=DISTRICT, code="law")
        ServiceOrder.objects.filter(id=needy.id).update(item=law)
        pool_order(actor=cast.desk, order_id=an_order(cast, "accepted").id)
        return an_order(cast, "accepted")

    return lambda stage: path.format(stage.once("suggestions", make).id)


def own_team(stage: Stage) -> str:
    return f"/desk/teams/{stage.cast.team.id}/matching/"


def papers(stage: Stage) -> str:
    return f"/desk/volunteers/{stage.cast.volunteers['wang'].id}/papers/"


def badge_waiting(stage: Stage) -> str:
    """Wang brought a photo of himself."""
    found = stage.once("badge", lambda cast: brought(cast))
    return f"/desk/badges/{found.id}/"


def on_the_way(pattern: str) -> Callable[[Stage], str]:
    """Somebody with a photo is expected at granny's."""

    def make(cast: Cast) -> object:
        shown(cast, "li")
        return an_order(cast, "agreed").id

    return lambda stage: pattern.format(stage.once("on the way", make))


def unsafe(stage: Stage) -> str:
    def make(cast: Cast) -> object:
        found = an_order(cast, "done")
        return give_safety_feedback(
            actor=cast.wang, order_id=found.id, felt_safe=False, concerns=["animal"]
        )

    stage.once("unsafe", make)
    return "/desk/orders/worries/"


def standing(pattern: str) -> Callable[[Stage], str]:
    """Granny has her lunch brought on working days, one of which is left out."""

    def address(stage: Stage) -> str:
        found = stage.once("standing", a_standing_order)
        return pattern.format(found.id)

    return address


PAGES = [
    Seen("style", "/style/"),
    Seen("style-desk", "/style/?frame=desk", desk=True),
    Seen("not-found", "/nowhere/", status=404),
    Seen("refused", "/desk/", who="granny", status=403),
    Seen("login", "/accounts/login/"),
    Seen("login-password", "/accounts/login/password/"),
    Seen("signup", "/accounts/signup/"),
    Seen("security", "/accounts/", who="granny"),
    Seen("devices", "/accounts/devices/", who="granny"),
    Seen("home", "/"),
    Seen("home-granny", "/", who="granny"),
    Seen("me", "/me/", who="wang"),
    Seen("orders-new", "/orders/new/", who="granny"),
    Seen("orders-say", "/orders/say/", who="granny"),
    Seen("orders-link", linked("/orders/{}/link/"), who="granny"),
    Seen("orders-slip", linked("/orders/{}/slip/"), who="granny"),
    Seen("orders-time", linked("/orders/{}/time/"), who="granny"),
    Seen("orders-complain", linked("/orders/{}/complain/"), who="granny"),
    Seen("orders-unsolved", order("done", "/orders/{}/unsolved/"), who="granny"),
    Seen("orders-more", order("submitted", "/orders/{}/more/"), who="granny"),
    Seen("orders-coming", on_the_way("/orders/{}/"), who="granny"),
    Seen("door", "/v/"),
    Seen("door-no", "/v/aaaaaaaaaaaaaaaa/"),
    Seen("badge", "/tasks/badge/", who="li"),
    Seen("badge-visit", on_the_way("/tasks/{}/badge/"), who="li"),
    Seen("badges", "/desk/badges/", who="other_desk", desk=True),
    Seen("badge-photo", badge_waiting, who="desk", desk=True),
    Seen("order-worries", unsafe, who="desk", desk=True),
    Seen("orders-track", "/t/abcdefghijklmnop/"),
    Seen("orders-place", "/orders/new/repair/", who="granny"),
    Seen("orders-placed", order("submitted", "/orders/{}/placed/"), who="granny"),
    Seen("orders-show", order("scheduled", "/orders/{}/"), who="granny"),
    Seen("orders-confirm", order("done", "/orders/{}/"), who="granny"),
    Seen("orders-rate", order("confirmed", "/orders/{}/rate/"), who="granny"),
    Seen("orders-mine", "/orders/", who="granny"),
    Seen("orders-none", "/orders/", who="stranger"),
    Seen("standings", standing("/orders/standing/"), who="granny"),
    Seen("standings-none", "/orders/standing/", who="stranger"),
    Seen("standing-menu", "/orders/standing/new/", who="granny"),
    Seen("standing-new", "/orders/standing/new/meal/", who="granny"),
    Seen("standing", standing("/orders/standing/{}/"), who="granny"),
    Seen("standing-change", standing("/orders/standing/{}/change/"), who="granny"),
    Seen("menu-center", "/desk/menu/", who="centre", desk=True),
    Seen("menu-station", among_venues("/desk/menu/"), who="desk", desk=True),
    Seen("menu-item", "/desk/menu/item/repair/", who="centre", desk=True),
    Seen("menu-new", "/desk/menu/new/", who="centre", desk=True),
    Seen("menu-history", "/desk/menu/history/", who="desk", desk=True),
    Seen("menu-venue", station_menu(""), who="desk", desk=True),
    Seen("menu-adapt", station_menu("haircut/"), who="desk", desk=True),
    Seen("menu-team", team("/desk/menu/team/{}/"), who="zhao", desk=True),
    *(Seen(name, url, who=who, desk=desk) for name, url, who, desk in MEALS),
    Seen("bundles", bundle("/desk/bundles/"), who="desk", desk=True),
    Seen("bundles-none", "/desk/bundles/", who="other_desk", desk=True),
    Seen("bundle-new", "/desk/bundles/new/haircut/", who="desk", desk=True),
    Seen("bundle", bundle("/desk/bundles/{}/"), who="desk", desk=True),
    Seen("bundle-team", bundle("/desk/bundles/{}/"), who="zhao", desk=True),
    Seen("bundle-own", bundled_order, who="granny"),
    Seen("wishes", a_public_wish("/wishes/")),
    Seen("wishes-volunteer", a_public_wish("/wishes/"), who="li"),
    Seen("wish-new", "/wishes/new/", who="granny"),
    Seen("wishes-mine", "/wishes/mine/", who="li"),
    Seen("wishes-desk", a_public_wish("/desk/wishes/"), who="desk", desk=True),
    Seen("talks", "/desk/talks/", who="desk", desk=True),
    Seen("talk-new", "/desk/talks/new/lecture/", who="desk", desk=True),
    Seen("papers", papers, who="desk", desk=True),
    Seen("tasks", "/tasks/", who="wang"),
    Seen("task", order("agreed", "/tasks/{}/"), who="wang"),
    Seen("desk-export", "/desk/export/", who="desk", desk=True),
    Seen("pool", pool("/pool/"), who="wang"),
    Seen("pooled", pool("/pool/{}/"), who="wang"),
    Seen("calendar", "/tasks/calendar/", who="wang"),
    Seen("task-asked", order("planned", "/tasks/{}/"), who="wang"),
    Seen("task-there", order("in_service", "/tasks/{}/"), who="wang"),
    Seen("task-done", order("done", "/tasks/{}/"), who="wang"),
    Seen("offer", order("dispatched", "/desk/offers/{}/"), who="zhao", desk=True),
    Seen("offer-taken", order("claimed", "/desk/offers/{}/"), who="zhao", desk=True),
    Seen("offer-agreed", order("agreed", "/desk/offers/{}/"), who="zhao", desk=True),
    Seen("teams", "/teams/"),
    Seen("team", team("/teams/{}/")),
    Seen("teams-new", "/teams/new/", who="wang"),
    Seen("teams-mine", "/me/teams/", who="wang"),
    Seen("desk", "/desk/", who="desk", desk=True),
    Seen("desk-leader", "/desk/", who="zhao", desk=True),
    Seen("desk-orders", "/desk/orders/", who="desk", desk=True),
    Seen("desk-orders-none", "/desk/orders/", who="other_desk", desk=True),
    Seen("desk-accept", order("submitted", "/desk/orders/{}/"), who="desk", desk=True),
    Seen("desk-dispatch", order("accepted", "/desk/orders/{}/"), who="desk", desk=True),
    Seen("desk-offers", "/desk/offers/", who="zhao", desk=True),
    Seen("desk-schedule", order("claimed", "/desk/orders/{}/"), who="zhao", desk=True),
    Seen("desk-teams", "/desk/teams/", who="desk", desk=True),
    Seen("desk-tree", "/desk/teams/tree/", who="centre", desk=True),
    Seen("desk-team-new", "/desk/teams/new/", who="desk", desk=True),
    Seen("desk-team", team("/desk/teams/{}/"), who="zhao", desk=True),
    Seen("desk-team-edit", team("/desk/teams/{}/edit/"), who="desk", desk=True),
    Seen("desk-roles", "/desk/roles/", who="centre", desk=True),
    Seen("desk-role-new", "/desk/roles/new/", who="centre", desk=True),
    Seen("desk-imports", "/desk/imports/", who="desk", desk=True),
    Seen("desk-webhooks", "/desk/webhooks/", who="centre", desk=True),
    Seen("desk-webhook-new", "/desk/webhooks/new/", who="centre", desk=True),
    Seen("desk-keys", "/desk/open311/", who="centre", desk=True),
    Seen("inactive", "/accounts/inactive/"),
    Seen("password-set", "/accounts/password/set/", who="granny"),
    Seen("phone-change", "/accounts/phone/change/", who="granny"),
    Seen("elsewhere", "/accounts/elsewhere/", who="granny"),
    Seen("factors", "/accounts/factors/", who="granny"),
    Seen("factors-app", "/accounts/factors/app/", who="granny"),
    Seen("factors-keys", "/accounts/factors/keys/", who="granny"),
    Seen("factors-keys-add", "/accounts/factors/keys/add/", who="granny"),
    Seen("logout", "/accounts/logout/", who="granny"),
    Seen("venues", among_venues("/venues/")),
    Seen("venues-map", among_venues("/venues/?view=map&level=office")),
    Seen("venues-none", among_venues("/venues/?q=zzz")),
    Seen("venue", venue("venue")),
    Seen("venues-nearest", among_venues("/venues/nearest/?community=620102001001")),
    Seen("venues-desk", among_venues("/desk/venues/"), who="centre", desk=True),
    Seen("venue-add", "/desk/venues/add/", who="desk", desk=True),
    Seen("venue-manage", venue("manage"), who="desk", desk=True),
    Seen("venue-edit", venue("edit"), who="desk", desk=True),
    Seen("venue-place", venue("place"), who="desk", desk=True),
    Seen("venue-areas", venue("areas"), who="desk", desk=True),
    Seen("venue-check", venue("check", "venue", 2025), who="desk", desk=True),
    Seen("district-outline", among_venues("/desk/district/outline/"), who="centre", desk=True),
    Seen("district-settings", "/desk/district/", who="centre", desk=True),
    Seen("district-policy", "/desk/district/policy/", who="centre", desk=True),
    Seen("district-history", "/desk/district/policy/history/", who="centre", desk=True),
    Seen("district-holidays", "/desk/district/holidays/", who="centre", desk=True),
    Seen("area", among_venues("/area/")),
    Seen("offline", "/offline/"),
    Seen("venues-nearest-ask", "/venues/nearest/"),
    Seen("notices", "/me/notices/", who="granny"),
    Seen("profile", "/me/profile/", who="granny"),
    Seen("family", "/me/family/", who="granny"),
    Seen("volunteer", "/me/volunteer/", who="wang"),
    Seen("desk-residents", "/desk/residents/", who="desk", desk=True),
    Seen("desk-resident-new", "/desk/residents/new/", who="desk", desk=True),
    Seen("rules", "/rules/"),
    Seen("profile-edit", "/me/profile/edit/", who="granny"),
    Seen("claim", "/me/claim/", who="granny"),
    Seen("volunteer-service", "/me/volunteer/service/", who="wang"),
    Seen("volunteer-first", "/me/volunteer/", who="stranger"),
    Seen("pledge", "/me/volunteer/pledge/", who="wang"),
    Seen("family-child", "/me/family/child/", who="granny"),
    Seen("family-guardian", "/me/family/guardian/", who="granny"),
    Seen("family-relative", "/me/family/relative/", who="granny"),
    Seen("consents", "/me/consents/", who="granny"),
    Seen("my-data", "/me/data/", who="granny"),
    Seen("close", "/me/close/", who="granny"),
    Seen("goodbye", "/goodbye/"),
    Seen("resident", resident("/desk/residents/{}/"), who="desk", desk=True),
    Seen("resident-verify", resident("/desk/residents/{}/verify/"), who="desk", desk=True),
    Seen("resident-care", resident("/desk/residents/{}/care/"), who="desk", desk=True),
    Seen("merge-choose", resident("/desk/residents/{}/merge/"), who="desk", desk=True),
    Seen("merge", an_entry_twice, who="desk", desk=True),
    Seen("merges", merge_asked, who="desk", desk=True),
    Seen("merges-none", "/desk/merges/", who="other_desk", desk=True),
    Seen("minors", "/desk/minors/", who="centre", desk=True),
    Seen("messages", told("/me/messages/"), who="granny"),
    Seen("messages-none", "/me/messages/", who="li"),
    Seen("trace", told("/me/trace/"), who="granny"),
    Seen("messages-dead", told("/desk/messages/"), who="centre", desk=True),
    Seen("inbox", order("submitted", "/desk/orders/"), who="desk", desk=True),
    Seen("inbox-none", "/desk/orders/?group=running", who="other_desk", desk=True),
    Seen("hotline", "/desk/hotline/", who="desk", desk=True),
    Seen("hotline-done", order("submitted", "/desk/hotline/{}/"), who="desk", desk=True),
    Seen("order-merge", order("submitted", "/desk/orders/{}/merge/"), who="desk", desk=True),
    Seen("order-tasks", "/desk/orders/tasks/", who="desk", desk=True),
    Seen("order-unmet", "/desk/orders/unmet/", who="centre", desk=True),
    Seen("order-appeals", "/desk/orders/appeals/", who="centre", desk=True),
    Seen("order-case", poor_rating("/desk/cases/{case}/"), who="desk", desk=True),
    Seen("order-cases", poor_rating("/desk/cases/"), who="desk", desk=True),
    Seen("order-revisits", poor_rating("/desk/revisits/"), who="centre", desk=True),
    Seen("order-revisit", poor_rating("/desk/revisits/{order}/"), who="centre", desk=True),
    Seen("journal", told("/desk/journal/"), who="auditor", desk=True),
    Seen("journal-wrong", "/desk/journal/?first=2020-01-01", who="auditor", desk=True),
    Seen("propose", suggestions("/desk/orders/propose/"), who="desk", desk=True),
    Seen("propose-none", "/desk/orders/propose/", who="other_desk", desk=True),
    Seen("who-fits", suggestions("/desk/orders/{}/who/"), who="desk", desk=True),
    Seen("near-me", suggestions("/pool/near/"), who="wang"),
    Seen("matching", "/matching/"),
    Seen("team-matching", own_team, who="zhao", desk=True),
    *[Seen(*row) for row in HOURS],
    # Last, because it fills the inbox of a desk that is shown empty above.
    Seen("inbox-sixty", sixty("/desk/orders/"), who="centre", desk=True),
]

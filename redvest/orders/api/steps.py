"""Every step of the loop as one endpoint each, from one table: body, service, what it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from redvest.engines.order_flow import Action
from redvest.http import actor_of
from redvest.orders import services
from redvest.orders.api import bodies
from redvest.orders.api.common import (
    REFUSED,
    SIGNED_IN,
    IfMatch,
    Receipt,
    shown_version,
    submit,
)
from redvest.orders.api.reading import card_of, local
from redvest.people.actors import Actor

router = Router(tags=["orders"], auth=SIGNED_IN)
Call = Callable[[Actor, Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Door:
    """One endpoint: what it takes and the service behind it."""

    body: type[Schema]
    call: Call
    versioned: bool = True


def _plain(service: Callable[..., Any], **renamed: str) -> Call:
    """Hand the fields of the body to the service, some under another name."""

    def call(actor: Actor, sent: Schema, common: dict[str, Any]) -> Any:
        fields = {renamed.get(name, name): value for name, value in sent.dict().items()}
        return service(actor=actor, **common, **fields)

    return call


def _visit(service: Callable[..., Any]) -> Call:
    def call(actor: Actor, sent: Any, common: dict[str, Any]) -> Any:
        more = {"volunteer_ids": sent.volunteers} if hasattr(sent, "volunteers") else {}
        times = {"starts_at": local(sent.starts_at), "ends_at": local(sent.ends_at)}
        return service(actor=actor, **common, **times, **more)

    return call


def _again(actor: Actor, sent: Any, common: dict[str, Any]) -> Any:
    return services.resubmit_order(actor=actor, card=card_of(actor.district, sent), **common)


_ASK = {"team": "team_id", "venue": "venue_id"}
STEPS: Mapping[str, Door] = MappingProxyType(
    {
        Action.SUBMIT.value: Door(bodies.CardIn, _again),
        Action.ACCEPT.value: Door(bodies.AcceptIn, _plain(services.accept_order)),
        Action.RETURN_FOR_INFO.value: Door(bodies.ReasonTextIn, _plain(services.return_order)),
        Action.REJECT.value: Door(bodies.RejectIn, _plain(services.reject_order)),
        Action.REINSTATE.value: Door(bodies.Nothing, _plain(services.reinstate_order)),
        Action.MERGE.value: Door(bodies.MergeIn, _plain(services.merge_order, into="into_id")),
        Action.DISPATCH.value: Door(bodies.OfferIn, _plain(services.dispatch_order, **_ASK)),
        Action.REASSIGN.value: Door(bodies.ReassignIn, _plain(services.reassign_order, **_ASK)),
        Action.POOL.value: Door(bodies.Nothing, _plain(services.pool_order)),
        Action.TAKE_BACK.value: Door(bodies.Nothing, _plain(services.take_back_order)),
        Action.ESCALATE.value: Door(bodies.ReasonTextIn, _plain(services.escalate_order)),
        Action.RESUME.value: Door(bodies.Nothing, _plain(services.resume_order)),
        Action.GIVE_UP.value: Door(bodies.ReasonTextIn, _plain(services.give_up_order)),
        Action.CANCEL.value: Door(bodies.ReasonTextIn, _plain(services.cancel_order)),
        Action.CLAIM.value: Door(bodies.ClaimIn, _plain(services.claim_order, team="team_id")),
        Action.DECLINE.value: Door(bodies.ReasonIn, _plain(services.decline_order)),
        Action.GIVE_BACK.value: Door(bodies.ReasonIn, _plain(services.give_back_order)),
        Action.SCHEDULE.value: Door(bodies.ScheduleIn, _visit(services.schedule_order)),
        Action.RESCHEDULE.value: Door(bodies.VisitIn, _visit(services.propose_time)),
        "answer_time": Door(bodies.TimeAnswerIn, _plain(services.answer_time)),
        "agree": Door(bodies.Nothing, _plain(services.accept_assignment), versioned=False),
        "cannot": Door(bodies.Nothing, _plain(services.refuse_assignment), versioned=False),
        Action.CHECK_IN.value: Door(
            bodies.ArriveIn,
            _plain(services.check_in, volunteer="for_volunteer"),
            versioned=False,
        ),
        Action.COMPLETE.value: Door(
            bodies.CompleteIn, _plain(services.complete_order), versioned=False
        ),
        Action.REPORT_NO_SHOW.value: Door(bodies.Nothing, _plain(services.report_no_show)),
        Action.REPORT_ABSENT.value: Door(bodies.Nothing, _plain(services.report_absent)),
        Action.CONFIRM.value: Door(bodies.ConfirmIn, _plain(services.confirm_order)),
        Action.ASK_REWORK.value: Door(bodies.ReasonTextIn, _plain(services.ask_rework)),
        Action.RATE.value: Door(bodies.RateIn, _plain(services.rate_order)),
        Action.WITHDRAW.value: Door(bodies.OptionalReasonIn, _plain(services.withdraw_order)),
        Action.COMPLAIN.value: Door(bodies.ComplainIn, _plain(services.complain_order)),
        Action.SETTLE.value: Door(bodies.SettleIn, _plain(services.settle_order)),
        Action.REOPEN.value: Door(bodies.SettleIn, _plain(services.reopen_order)),
        Action.REVISIT.value: Door(bodies.RevisitIn, _plain(services.record_revisit)),
    }
)


def _open(name: str, door: Door) -> None:
    """Add the endpoint of one step."""
    body = door.body

    def step(
        request: HttpRequest,
        order_id: UUID,
        sent: body,  # type: ignore[valid-type]
        if_match: IfMatch,
    ) -> HttpResponse:
        actor = actor_of(request)
        common: dict[str, Any] = {"order_id": order_id}
        if door.versioned:
            common["version"] = shown_version(if_match)
        return submit(request, lambda: door.call(actor, sent, common), order_id)

    router.post(
        f"/orders/{{uuid:order_id}}/steps/{name}",
        response={200: Receipt, **REFUSED},
        url_name=f"orders_do_{name}",
        operation_id=f"orders_do_{name}",
        summary=name.replace("_", " ").capitalize(),
    )(step)


for _name, _door in STEPS.items():
    _open(_name, _door)

"""The API of vending machines: a code typed or scanned at the machine hands over one piece.

The adapter beside a machine is signed in as an account of its own, a clerk of the merchant or of
the station where the machine stands, and can hand over nothing that lies elsewhere. It asks before
it opens the slot. Every call needs an ``Idempotency-Key``: the same call once more is answered as
before, so a line that breaks costs nobody a piece.
"""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema
from ninja.security import django_auth

from redvest.bank.models import Redemption
from redvest.bank.reward_labels import named
from redvest.bank.services.handing import hand_over, run_out
from redvest.core.refusals import REFUSED
from redvest.errors import Invalid
from redvest.http import Request, actor_of, once, submission_key
from redvest.people.actors import Actor

router = Router(tags=["vending"], auth=django_auth)


class CodeIn(Schema):
    """The one-time code as it was typed or scanned."""

    code: str = Field(min_length=1, max_length=40)


class HandedOut(Schema):
    """Which redemption it was, where it stands now, and what to put out."""

    number: str
    state: str
    reward: str
    reward_id: str = Field(description="To find the slot by.")


def _answered(request: HttpRequest, act: Callable[[Actor], Redemption]) -> HttpResponse:
    actor = actor_of(request)
    if not submission_key(cast("Request", request)):
        raise Invalid(_("请带上 Idempotency-Key。"), code="no_key")

    def answer() -> HttpResponse:
        row = act(actor)
        said = {
            "number": row.number,
            "state": row.state,
            "reward": named(row.stock.reward),
            "reward_id": str(row.stock.reward_id),
        }
        response = JsonResponse(said)
        response.is_receipt = True  # type: ignore[attr-defined]
        return response

    return once(cast("Request", request), answer)


@router.post("/hand-over", response={200: HandedOut, **REFUSED}, url_name="vending_hand_over")
def hand(request: HttpRequest, sent: CodeIn) -> HttpResponse:
    """Use the code up and pay; open the slot after a 200, and after nothing else."""
    return _answered(request, lambda actor: hand_over(actor=actor, code=sent.code, via="machine"))


@router.post("/sold-out", response={200: HandedOut, **REFUSED}, url_name="vending_sold_out")
def sold_out(request: HttpRequest, sent: CodeIn) -> HttpResponse:
    """The slot is empty: the points go back, the piece does not."""
    return _answered(request, lambda actor: run_out(actor=actor, code=sent.code))

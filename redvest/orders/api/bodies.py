"""What the steps take. Shapes only: whether it may be done is the service's business."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from redvest.engines.order_flow import Urgency

# NUL is no text for PostgreSQL, and a half of a surrogate pair is none at all.
Text = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=30, pattern=r"^[a-z0-9_-]*$")]


class Nothing(Schema):
    """A step that needs no words."""


class CardIn(Schema):
    item: Code = Field(description="`code` of the menu.")
    community: str = Field(pattern=r"^\d{12}$")
    description: Text
    address: Text
    contact_phone: Short
    preferred_on: date
    preferred_slot: Code = "any"
    risk_note: Text = ""
    consent_to_share: bool


class PlaceIn(CardIn):
    requester: UUID | None = Field(None, description="A resident one may speak for; else oneself.")


class RevealIn(Schema):
    reason: Short


class AcceptIn(Schema):
    urgency: Urgency = Urgency.NORMAL
    verification: Code = "known"
    flags: list[Code] = Field([], max_length=5)
    language: Code = ""


class ReasonIn(Schema):
    reason: Code


class ReasonTextIn(ReasonIn):
    text: Text = ""


class OptionalReasonIn(Schema):
    reason: Code = ""


class RejectIn(ReasonTextIn):
    referral: Short = ""


class MergeIn(Schema):
    into: UUID


class OfferIn(Schema):
    team: UUID | None = None
    venue: UUID | None = None


class ReassignIn(OfferIn):
    reason: Code


class ClaimIn(Schema):
    team: UUID | None = Field(None, description="Which of the teams I lead.")
    alone: bool = Field(False, description="From the pool, for myself.")


class VisitIn(Schema):
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class ScheduleIn(VisitIn):
    volunteers: list[UUID] = Field(max_length=50, description="The first one leads.")


class ArriveIn(Schema):
    code: Short = Field("", description="What the resident says at the door.")
    volunteer: UUID | None = Field(None, description="Whom the lead checks in.")


class CompleteIn(Schema):
    outcome: Text = ""
    tally: dict[Code, Decimal] = Field({}, max_length=10)
    readings: dict[Code, Decimal] = Field({}, max_length=20)


class ConfirmIn(Schema):
    method: Literal["own", "code", "slip", "phone"] = "own"
    code: Short = ""


class RateIn(Schema):
    grade: int = Field(ge=1, le=5)
    tags: list[Code] = Field([], max_length=20)
    text: Text = ""


class ComplainIn(ReasonIn):
    text: Text


class SettleIn(Schema):
    finding: Code
    answer: Text


class RevisitIn(Schema):
    method: Code
    reached: bool
    grade: int | None = Field(None, ge=1, le=5)
    text: Text = ""


class TimeAnswerIn(Schema):
    agrees: bool

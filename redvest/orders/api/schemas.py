"""What the API says about orders."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class ItemOut(Schema):
    code: str
    name: str
    name_en: str
    hint: str
    category: str
    kind: str
    minutes: int
    asks: str
    risk: str
    referral: str


class MenuOut(Schema):
    items: list[ItemOut]


class OrderOut(Schema):
    """An order in a list: nothing of anybody's home."""

    id: UUID
    number: str
    item: str
    item_name: str
    community: str
    state: str
    state_name: str
    state_since: datetime
    due_at: datetime | None
    urgency: str
    preferred_on: date
    preferred_slot: str
    scheduled_from: datetime | None
    scheduled_to: datetime | None
    version: int
    url: str


class ContactOut(Schema):
    address: str = Field(description="Masked. In full: POST …/reveal with a reason.")
    contact_phone: str = Field(description="Masked.")


class OrderFullOut(OrderOut):
    place: str
    description: str = Field(description="Telephone numbers and the like masked.")
    risk_note: str
    contact: ContactOut | None = Field(description="Only for those who may look.")
    proposed_from: datetime | None
    proposed_by: str
    reason: str
    referral: str
    outcome: str
    tally: dict[str, Any]
    merged_into: UUID | None
    roles: list[str] = Field(description="In which roles you stand towards this order.")
    actions: list[str] = Field(description="What you may do now; each is a step.")


class OrdersOut(Schema):
    items: list[OrderOut]
    next: str = Field(description="Cursor of the next page, empty on the last one.")


class ActionOut(Schema):
    action: str
    label: str
    method: str
    url: str


class ActionsOut(Schema):
    items: list[ActionOut]
    version: int


class EventOut(Schema):
    at: datetime
    kind: str
    title: str
    by: str


class TimelineOut(Schema):
    items: list[EventOut]


class OfferOut(Schema):
    order: OrderOut
    team: UUID
    team_name: str
    state: str
    offered_at: datetime


class OffersOut(Schema):
    items: list[OfferOut]
    next: str


class TaskOut(Schema):
    order: OrderOut
    answer: str
    is_lead: bool
    named_at: datetime
    checked_in_at: datetime | None
    checked_out_at: datetime | None


class TasksOut(Schema):
    items: list[TaskOut]
    next: str


class PooledOut(Schema):
    """All that is shown of an order before somebody takes it: area, time, category."""

    id: UUID
    version: int
    community: str
    category: str
    item: str
    preferred_on: date
    preferred_slot: str
    urgency: str


class PoolOut(Schema):
    items: list[PooledOut]


class RevealedOut(Schema):
    address: str
    contact_phone: str

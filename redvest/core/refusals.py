"""How the OpenAPI describes refusals: one shape for every endpoint."""

from typing import Any

from ninja import Field, Schema


class ErrorDetail(Schema):
    code: str
    message: str
    number: str = Field(description="To quote when asking for help.")
    fields: dict[str, str] | None = None


class ErrorOut(Schema):
    """The one error shape."""

    error: ErrorDetail


REFUSED: dict[Any, Any] = {
    frozenset({400, 401, 403, 404, 409, 422, 429, 503}): ErrorOut,
}

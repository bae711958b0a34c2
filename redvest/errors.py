"""Every refusal a person can meet. Pages and API translate these in one place each."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a message for the user: what is wrong and what to do about it.

    Attributes
    ----------
    status : int
        HTTP status that pages and API answer with.
    code : str
        Stable identifier for programs; never shown to people.
    fields : Mapping[str, str]
        Messages by form field, empty when the refusal concerns no single field.
    """

    status = 422
    code = "invalid"

    def __init__(
        self,
        message: object,
        *,
        code: str | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """Bad input: nothing was changed, what was typed is kept."""


class NotAllowed(DomainError):
    """The thing is visible, but this role may not do this with it."""

    status = 403
    code = "not_allowed"


class NotSeen(DomainError):
    """It does not exist, or it lies outside what the actor may see: the two look the same."""

    status = 404
    code = "not_found"


class Conflict(DomainError):
    """The thing has moved on since the page was shown."""

    status = 409
    code = "conflict"


class TooMany(DomainError):
    """A rate limit."""

    status = 429
    code = "too_many"


class Unavailable(DomainError):
    """We cannot do this right now; trying again later may work."""

    status = 503
    code = "unavailable"

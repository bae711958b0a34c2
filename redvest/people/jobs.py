"""What comes round for people: growing up, unanswered invitations, unconfirmed entries."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from redvest.core.jobs import periodic
from redvest.districts.queries import districts_listed
from redvest.people.services.claiming import expire_invitations
from redvest.people.services.closing import forget_unconfirmed
from redvest.people.services.codes import forget_old_codes
from redvest.people.services.erasures import note_erasures
from redvest.people.services.families import end_guardianships_of_adults
from redvest.people.services.signing_in import forget_unproven


def _everywhere(service: Callable[..., int]) -> int:
    return sum(service(district=code) for code in districts_listed().values_list("code", flat=True))


# Shortly after midnight in China: a birthday counts from its first hour.
@periodic("people.come_of_age", cron="5 16 * * *")
def come_of_age() -> int:
    return _everywhere(end_guardianships_of_adults)


@periodic("people.expire_invitations", cron="15 16 * * *")
def expire_old_invitations() -> int:
    return _everywhere(expire_invitations)


@periodic("people.forget_unconfirmed", cron="25 16 * * *")
def forget_unconfirmed_entries() -> int:
    return _everywhere(forget_unconfirmed)


@periodic("people.forget_unproven", cron="*/20 * * * *")
def forget_unproven_accounts() -> int:
    return forget_unproven()


@periodic("people.forget_codes", cron="35 16 * * *")
def forget_codes() -> int:
    return forget_old_codes()


@periodic("people.note_erasures", cron="* * * * *")
def note_who_left() -> int:
    return note_erasures(Path(settings.WITNESS_DIR)) if settings.WITNESS_DIR else 0

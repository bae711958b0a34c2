"""The codes of a session: the one that turns on the lead's screen, the one on the wall, and the one
that those who are served keep.

All follow from the session and a key that never leaves the server, but for the turning one, whose
secret the lead's phone is given so that it can go on without a network.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import pyotp
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Session
from redvest.core.keyring import blind_index
from redvest.db import even_if_undone
from redvest.engines.presence import STEP
from redvest.errors import Invalid, TooMany
from redvest.people.actors import Actor

DIGITS, NEIGHBORS = 8, 1
WRONG_MAX, WAIT_MINUTES = 5, 10
SECRET_BYTES, PLACE_MARKS = 20, 32


def secret_of(session: Session) -> str:
    """The secret of the turning code, in base32: for the lead's screen only."""
    raw = blind_index("activities.Session.code", str(session.id))[:SECRET_BYTES]
    return base64.b32encode(raw).decode()


def turning(session: Session) -> pyotp.TOTP:
    """The code that turns every 30 seconds (RFC 6238)."""
    return pyotp.TOTP(secret_of(session), digits=DIGITS, interval=int(STEP.total_seconds()))


def code_fits(session: Session, code: str, at: datetime) -> bool:
    """Whether a code was on the screen then, or within half a minute of it."""
    return turning(session).verify(_digits(code), for_time=at, valid_window=NEIGHBORS)


def beneficiary_code(session: Session) -> str:
    """Six digits for those who are served; shown to nobody who serves."""
    digest = blind_index("activities.Session.beneficiary", str(session.id))
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def place_token(activity: Activity) -> str:
    """What the code on the wall says beside the address."""
    return blind_index("activities.Activity.place", str(activity.id)).hex()[:PLACE_MARKS]


def place_fits(activity: Activity, token: str) -> bool:
    return hmac.compare_digest(token.strip().lower().encode(), place_token(activity).encode())


def check_code(session: Session, code: str, at: datetime, actor: Actor) -> bool:
    """:func:`check_codes` for somebody alone."""
    [served] = check_codes([(session, code, [actor])], at)
    return served


def check_codes(shown: Sequence[tuple[Session, str, Sequence[Actor]]], at: datetime) -> list[bool]:
    """Whether each is the beneficiary's code; True for that one, False for the turning one.

    A wrong one counts although the submission is undone; after five nobody tries from this account
    for a while. The lead can always tick the name instead.

    Raises
    ------
    Invalid, TooMany
        If it is neither; after five wrong ones.
    """
    of = {session.id: [_counter(session, one) for one in actors] for session, _c, actors in shown}
    wrong = cache.get_many([one for counters in of.values() for one in counters])
    if any(count >= WRONG_MAX for count in wrong.values()):
        message = _("签到码输错太多次，请%(minutes)d分钟后再试，或请现场负责人点名。")
        raise TooMany(message % {"minutes": WAIT_MINUTES}, code="too_many_codes")
    return [_is_beneficiarys(session, code, at, of[session.id]) for session, code, _actors in shown]


def _counter(session: Session, actor: Actor) -> str:
    return f"attendance_code:{session.id}:{actor.account_id}"


def _is_beneficiarys(session: Session, code: str, at: datetime, counters: Sequence[str]) -> bool:
    if code_fits(session, code, at):
        return False
    if hmac.compare_digest(_digits(code), beneficiary_code(session)):
        return True
    for counter in counters:
        even_if_undone(partial(_count_wrong, counter))
    message = _("签到码不对，或者已经换了。请看负责人屏幕上现在的数字；照片里的旧码不能用。")
    raise Invalid(message, code="wrong_code", fields={"code": message})


def _count_wrong(counter: str) -> None:
    cache.set(counter, cache.get(counter, 0) + 1, WAIT_MINUTES * 60)


def _digits(code: str) -> str:
    return "".join(str(int(mark)) for mark in code if mark.isdecimal())

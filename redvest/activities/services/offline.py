"""What phones noted without a network: signed by the phone, handed in later, as often as they like.

Every entry is judged by itself (signature, phone, code, moment); the stays are made of all of them
together, so that neither order nor repetition matters (:mod:`redvest.engines.attendance_merge`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Phone, SignUp, Stamp
from redvest.activities.queries import signup_seen_by
from redvest.activities.queries.attendance import AFTERWARDS, EXPECTED, phones_of, story_of
from redvest.activities.services import codes
from redvest.activities.services.attending import (
    DESK,
    OWN,
    RUNNING,
    apply_story,
    check_ticking,
    check_when,
    trace_stamp,
)
from redvest.db import even_if_undone, transact
from redvest.engines.attendance_merge import Doubt, Mark, Method, corrected, doubt
from redvest.engines.roles import Role
from redvest.engines.service_minutes import CONFIRM_WITHIN
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor

PHONES_MOST, ENTRIES_MOST, KEY_BYTES, SIGNATURE_BYTES = 5, 200, 91, 64
KEPT, LATER = "kept", "later"
MILLI = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Signed:
    """One entry as it came: the very text that the phone signed, and the signature."""

    text: str
    signature: bytes


@dataclass(frozen=True)
class Said:
    """What an entry says, once its signature is found right."""

    id: UUID
    signup: UUID
    mark: Mark
    method: Method
    code: str
    at: datetime
    ahead: timedelta
    highest: datetime


class _No(Exception):
    """One entry is refused; the others go on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transact
def add_phone(*, actor: Actor, mark: str, public_key: bytes) -> Phone:
    """Let a phone sign what it notes, for one account; its key of before ends."""
    assert actor.account_id is not None
    if len(public_key) != KEY_BYTES or _key(public_key) is None:
        raise Invalid(_("这部手机的浏览器不能离线签到，请用负责人点名。"), code="bad_key")
    now, known = timezone.now(), phones_of(actor)
    same = known.filter(mark=mark, public_key=public_key).first()
    if same is not None:
        return same
    known.filter(mark=mark).update(revoked_at=now)
    theirs = Phone.objects.filter(district=actor.district, mark=mark, revoked_at=None)
    if theirs.exclude(account=actor.account_id).exists():
        raise Conflict(
            _("这部手机已经登记在别人名下，请用自己的手机，或请负责人点名。"), code="device_used"
        )
    if phones_of(actor).count() >= PHONES_MOST:
        raise Invalid(_("最多登记5部手机，请先停用不用的。"), code="too_many_phones")
    phone = Phone.objects.create(
        district=actor.district,
        account=actor.account_id,
        mark=mark,
        public_key=public_key,
        made_at=now,
    )
    record_event(actor=actor, kind="phone.added", subject=phone)
    return phone


@transact
def revoke_phone(*, actor: Actor, phone_id: UUID) -> Phone:
    """A phone that was lost or sold signs nothing more; what it noted before still counts."""
    phone = phones_of(actor).select_for_update(no_key=True).filter(id=phone_id).first()
    if phone is None:
        raise NotSeen(_("没有找到这部手机。"))
    phone.revoked_at = timezone.now()
    phone.save(update_fields=["revoked_at"])
    record_event(actor=actor, kind="phone.revoked", subject=phone)
    return phone


@transact
def hand_in(*, actor: Actor, phone_id: UUID, entries: Sequence[Signed]) -> dict[str, str]:
    """Take in what a phone noted; for each entry ``kept``, ``later`` or why it was refused.

    Sign-ups are locked one after the other in the order of their ids, whatever the phone's order.
    """
    phone = Phone.objects.filter(
        district=actor.district, id=phone_id, account=actor.account_id or phone_id
    ).first()
    if phone is None:
        raise NotSeen(_("没有找到这部手机，请在有网络时重新打开离线签到。"))
    if len(entries) > ENTRIES_MOST:
        raise Invalid(_("一次最多交200条。"), code="too_many")
    answers: dict[str, str] = {}
    known: dict[UUID, Said] = {}
    for entry in entries:
        found = _read(phone, entry)
        if found is not None:
            known[found.id] = found
    by_signup: dict[UUID, list[Said]] = {}
    for one in sorted(known.values(), key=lambda one: (str(one.signup), one.at, str(one.id))):
        by_signup.setdefault(one.signup, []).append(one)
    for signup_id, some in by_signup.items():
        answers |= _one_person(actor, phone, signup_id, some)
    return answers


def _one_person(
    actor: Actor, phone: Phone, signup_id: UUID, some: Sequence[Said]
) -> dict[str, str]:
    try:
        signup, roles = signup_seen_by(actor, signup_id, lock=True)
    except DomainError as refusal:
        return {str(one.id): refusal.code for one in some}
    answers: dict[str, str] = {}
    fresh = 0
    had = set(Stamp.objects.filter(id__in=[one.id for one in some]).values_list("id", flat=True))
    for one in some:
        if one.id in had:
            answers[str(one.id)] = KEPT
            continue
        try:
            stamp = _judged(actor, phone, signup, roles, one)
        except _No as no:
            answers[str(one.id)] = no.code
            continue
        except DomainError as refusal:
            answers[str(one.id)] = refusal.code
            continue
        stamp.save(force_insert=True)
        trace_stamp(actor, signup, {"mark": stamp.mark, "method": stamp.method, "offline": True})
        answers[str(one.id)] = KEPT
        fresh += 1
    if fresh:
        able = roles & (OWN | RUNNING)
        apply_story(actor, signup, story_of(signup), able, {"offline": True})
    return answers


def _judged(actor: Actor, phone: Phone, signup: SignUp, roles: frozenset[Role], one: Said) -> Stamp:
    """One entry that is right by itself, as a stamp; it is looked at together with the others."""
    now, at = timezone.now(), corrected(one.at, one.ahead)
    wrong = doubt(one.at, one.ahead, one.highest, now)
    if wrong is not None:
        raise _No(LATER if wrong is Doubt.FUTURE else wrong.value)
    if phone.revoked_at is not None and at >= phone.revoked_at:
        raise _No("revoked")
    if signup.state not in (*EXPECTED, *AFTERWARDS):
        raise _No("not_expected")
    check_when(signup, at)
    method = one.method
    if method is Method.LEAD:
        method = Method.DESK if check_ticking(roles) & DESK else Method.LEAD
    else:
        _check_own(actor, signup, roles, one, at)
    late = now > signup.ends_at + CONFIRM_WITHIN or signup.state == "settled"
    return Stamp(
        id=one.id,
        district=signup.district,
        activity=signup.activity,
        signup=signup,
        mark=one.mark.value,
        method=method.value,
        at=at,
        noted_at=now,
        account=actor.account_id,
        device="" if one.method is Method.LEAD else phone.mark,
        is_offline=True,
        is_late=late,
    )


def _check_own(
    actor: Actor, signup: SignUp, roles: frozenset[Role], one: Said, at: datetime
) -> None:
    """A code typed on one's own phone: it has to be that of the moment the phone says."""
    if not roles & OWN:
        raise NotAllowed(_("扫码签到由本人办理；名单上的人由负责人点名。"), code="not_own")
    if roles & RUNNING:
        raise _No("own_screen")
    counter = f"attendance_code:{signup.shift.session_id}:{actor.account_id}"
    if cache.get(counter, 0) >= codes.WRONG_MAX:
        raise _No(LATER)
    if not codes.code_fits(signup.shift.session, one.code, at):
        wait = codes.WAIT_MINUTES * 60
        even_if_undone(lambda: cache.set(counter, cache.get(counter, 0) + 1, wait))
        raise _No("wrong_code")


def _key(raw: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        key = serialization.load_der_public_key(raw)
    except ValueError:
        return None
    is_p256 = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    return key if is_p256 else None  # type: ignore[return-value]


def _read(phone: Phone, entry: Signed) -> Said | None:
    """What an entry says, or None where the phone did not sign exactly this."""
    key = _key(bytes(phone.public_key))
    if key is None or len(entry.signature) != SIGNATURE_BYTES:
        return None
    half = SIGNATURE_BYTES // 2
    r, s = (int.from_bytes(part) for part in (entry.signature[:half], entry.signature[half:]))
    try:
        key.verify(encode_dss_signature(r, s), entry.text.encode(), ec.ECDSA(hashes.SHA256()))
        return _said(json.loads(entry.text))
    except (InvalidSignature, ValueError, KeyError, TypeError, OverflowError):
        return None


def _said(body: Mapping[str, Any]) -> Said:
    method = Method(body["method"])
    if method not in (Method.CODE, Method.LEAD):
        raise ValueError(method)
    return Said(
        UUID(body["id"]),
        UUID(body["signup"]),
        Mark(body["mark"]),
        method,
        str(body.get("code", ""))[:20],
        EPOCH + int(body["at"]) * MILLI,
        int(body["ahead"]) * MILLI,
        EPOCH + int(body["highest"]) * MILLI,
    )

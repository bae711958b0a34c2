"""The hours passport as a file: every record with its proof, signed as a whole."""

import base64
import json
from typing import Any

from django.utils import timezone

from redvest.engines.canonical import canonical_bytes
from redvest.journal.signing import Verifier
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.records import signing
from redvest.records.models import Attainment, ServiceRecord
from redvest.records.queries import records_of, totals_of
from redvest.records.queries.attainments import attainments_of

FORMAT = "redvest-hours-1"


def passport_of(actor: Actor) -> dict[str, Any]:
    """Everything recorded for the actor as a volunteer, without names, with a signature.

    The signature is Ed25519 over the canonical JSON of everything but the signature itself.
    """
    assert actor.volunteer_id is not None
    volunteer = Volunteer.objects.get(district=actor.district, id=actor.volunteer_id)
    totals = totals_of(volunteer.id, actor.district)
    body: dict[str, Any] = {
        "format": FORMAT,
        "district": actor.district,
        "volunteer_no": volunteer.volunteer_no,
        "written_at": timezone.now().isoformat(timespec="seconds"),
        "minutes": {
            "effective": totals.effective,
            "for_stars": totals.merit,
            "filled_in": totals.filled_in,
            "waiting": totals.waiting,
        },
        "attainments": [attained(row) for row in attainments_of(volunteer.id, actor.district)],
        "records": [line(record) for record in records_of(volunteer.id, actor.district)],
    }
    key, signature = signing.sign(canonical_bytes(body))
    return {**body, "key": key, "signature": base64.b64encode(signature).decode()}


def line(record: ServiceRecord) -> dict[str, Any]:
    """One record for machines."""
    return {
        "number": record.number,
        "title": record.title,
        "category": record.category,
        "organizer": record.organizer,
        "region": record.region,
        "starts_at": record.starts_at.isoformat(),
        "ends_at": record.ends_at.isoformat(),
        "minutes": record.minutes,
        "level": record.level,
        "arrival": record.arrival,
        "vouched_as": record.vouched_as,
        "filled_in": bool(record.document),
        "state": record.state,
    }


def attained(row: Attainment) -> dict[str, Any]:
    """One training or award for machines."""
    return {
        "kind": row.kind,
        "title": row.title,
        "content": row.content,
        "on": row.happened_on.isoformat(),
        "by": row.body,
        "place": row.place,
        "class_hours": row.class_hours,
    }


def passport_lines(text: str, keys: list[bytes]) -> list[str]:
    """What ``redvest verify --hours`` says; our own key is taken when none is given.

    Raises
    ------
    ValueError
        If it is no book of hours, or not one signed by these keys.
    """
    passport = json.loads(text)
    if not isinstance(passport, dict) or passport.get("format") != FORMAT:
        raise ValueError("这不是工时册文件。 This is not a book of hours.")
    if not signed_rightly(passport, *(keys or [signing.public_key()])):
        raise ValueError("签名不对：内容被改过，或不是这把钥匙签的。 The signature is wrong.")
    return [
        f"district: {passport['district']}",
        f"volunteer_no: {passport['volunteer_no']}",
        f"records: {len(passport['records'])}",
        f"minutes: {passport['minutes']['effective']}",
        "签名属实。 The signature is right.",
    ]


def signed_rightly(passport: dict[str, Any], *keys: bytes) -> bool:
    """Whether a passport is as it was written, by one of these public keys."""
    body = {name: value for name, value in passport.items() if name not in ("key", "signature")}
    try:
        signature = base64.b64decode(str(passport.get("signature", "")), validate=True)
    except ValueError:
        return False
    return Verifier(*keys)(str(passport.get("key", "")), canonical_bytes(body), signature)

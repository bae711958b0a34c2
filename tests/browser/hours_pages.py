"""Pages of hours: what they are called, where they are, as whom they are looked at."""

from collections.abc import Callable

from redvest.records.models import Certificate
from redvest.records.services.certifying import issue_certificate
from tests.browser.stage import Stage
from tests.records.cast import some_hours


def hours(pattern: str) -> Callable[[Stage], str]:
    """Wang has hours that count and hours filled in, and led a visit on which Li came too."""

    def address(stage: Stage) -> str:
        return pattern.format(**stage.once("hours", some_hours))

    return address


def issued(stage: Stage) -> Certificate:
    """The certificate Wang asked for, issued by whoever needs it first."""
    row = Certificate.objects.get(id=hours("{asked}")(stage))
    if row.state != "requested":
        return row
    return issue_certificate(
        actor=stage.cast.zhao, certificate_id=row.id, in_charge="王主任", contact="0931-8000000"
    )


def sheet(stage: Stage) -> str:
    """The paper of that certificate, as it is before the name is shown in full."""
    return f"/me/certificates/{issued(stage).id}/"


# Name, address, who looks, and whether it is a page of the desk.
HOURS: list[tuple[str, str | Callable[[Stage], str], str, bool]] = [
    ("hours", hours("/me/hours/"), "wang", False),
    ("hours-none", "/me/hours/", "qian", False),
    ("hours-one", hours("/me/hours/{done}/"), "wang", False),
    ("hours-to-confirm", hours("/me/hours/confirm/"), "wang", False),
    ("hours-word", hours("/me/hours/{theirs}/"), "wang", False),
    ("hours-desk", hours("/desk/hours/"), "desk", True),
    ("hours-desk-one", hours("/desk/hours/{filled}/"), "desk", True),
    ("hours-fill-in", "/desk/hours/new/", "desk", True),
    ("hours-correct", hours("/desk/hours/{done}/correct/"), "desk", True),
    ("certificates", hours("/me/certificates/"), "wang", False),
    ("certificates-none", "/me/certificates/", "qian", False),
    ("certificates-desk", hours("/desk/certificates/"), "desk", True),
    ("certificate-desk", hours("/desk/certificates/{asked}/"), "desk", True),
    ("certificate-sheet", sheet, "wang", False),
    ("stars", hours("/me/stars/"), "wang", False),
    ("stars-desk", "/desk/stars/", "centre", True),
    ("public-notices", hours("/notices/"), "li", False),
    ("sheets", "/desk/hours/sheets/", "desk", True),
    ("certificate-check", "/certificates/check/", "", False),
    ("attainments", "/desk/hours/attainments/", "desk", True),
    ("attainment-new", "/desk/hours/attainments/new/", "desk", True),
    ("hours-bring", "/me/hours/bring/", "wang", False),
    ("hours-transfers", "/desk/hours/transfers/", "desk", True),
    ("issuer-keys", "/desk/hours/keys/", "centre", True),
    ("hours-national", hours("/desk/hours/national/"), "centre", True),
    ("seals", "/desk/seals/", "centre", True),
]

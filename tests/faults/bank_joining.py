"""Books that follow when two entries become one, in the fault loop."""

from django.utils import timezone

from redvest.bank.services import joining
from redvest.engines.ledger import Unit
from redvest.people.actors import Actor
from redvest.people.models import PersonMerge
from tests.bank.cast import DISTRICT, MACHINE, earn, person_account, somebody
from tests.faults.bank_adjusting import center
from tests.faults.harness import Act, case


@case("bank.join_accounts")
def joining_books() -> tuple[Actor, Act]:
    kept, gone = somebody(), somebody()
    for person, points in ((kept, 5), (gone, 30)):
        earn(person_account(person, Unit.POINTS), points)
    asked_by, decided_by = center().account_id, center().account_id
    assert asked_by is not None
    merge = PersonMerge.objects.create(
        district=DISTRICT, kept=kept, gone=gone, asked_by_id=asked_by, reason="x",
        decided_by_id=decided_by, decided_at=timezone.now(), done=True,
    )  # fmt: skip
    return MACHINE, lambda: joining.join_accounts(actor=MACHINE, merge=merge)

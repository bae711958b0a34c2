"""Two entries of one person became one: what is on the books of the other follows, exactly once.

The account itself goes along where the kept entry has none of the unit. Where both have one, a
transfer carries balance or debt over, with the ends of its lots. What comes back to the old account
later (a refund, hours that were revoked) is carried over too, by the worker.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account
from redvest.bank.queries.books import held_of
from redvest.bank.services.book import Slip, Source, post
from redvest.db import transact
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.errors import Conflict
from redvest.people.actors import Actor, system
from redvest.people.models import PersonMerge

SOURCE, BATCH = "people.personmerge", 500


@transact
def join_accounts(*, actor: Actor, merge: PersonMerge) -> int:
    """Carry over what the entry that goes has on its accounts. Returns how many were moved.

    Raises
    ------
    Conflict
        Something is still held there: it is fetched or cancelled first.
    """
    return sum(_join(actor, merge, unit) for unit in Unit)


def _join(actor: Actor, merge: PersonMerge, unit: Unit) -> int:
    rows = Account.objects.select_for_update(no_key=True).filter(
        district=merge.district, unit=unit.value, holder=Holder.PERSON.value,
        person_id__in=[merge.kept_id, merge.gone_id],
    )  # fmt: skip
    found = {row.person_id: row for row in rows.order_by("id")}
    if len(found) < 2:
        return 0
    kept, gone = found[merge.kept_id], found[merge.gone_id]
    if held_of(gone):
        raise Conflict(_("另一份资料还有没领取的兑换，请先领取或取消，再合并。"), code="still_held")
    if gone.balance == 0:
        return 0
    sides = (gone, kept) if gone.balance > 0 else (kept, gone)
    slip = Slip(
        kind=Kind.MERGE,
        debit=sides[0].id,
        credit=sides[1].id,
        amount=abs(gone.balance),
        source=Source(SOURCE, merge.id, gone.version),
        day=timezone.localdate(),
        detail={"gone": str(merge.gone_id)},
    )
    post(actor=actor, slips=[slip])
    return 1


def join_later() -> int:
    """What came to an account after its owner's entry had been joined with another."""
    left = Account.objects.filter(holder=Holder.PERSON.value).exclude(balance=0)
    merges = PersonMerge.objects.filter(done=True, gone_id__in=left.values("person_id"))
    due = list(merges.order_by("decided_at", "id")[:BATCH])
    return sum(join_accounts(actor=system(one.district), merge=one) for one in due)

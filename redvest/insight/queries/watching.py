"""What an operator watches, measured once: for Prometheus, for the doctor and for check-deploy.

Numbers of the machine only: nothing here is about a person or a place, and nothing is labeled
with one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from redvest.core import sm2
from redvest.districts.queries import districts_listed, policy_of
from redvest.insight.models import PresenceChange, Publication, TallyChange
from redvest.journal import sealing
from redvest.journal.models import Checkpoint
from redvest.notices import relay
from redvest.notices.labels import WAITING, Status
from redvest.notices.models import Message
from redvest.orders.models import OrderTimer

SEAL_LAG_MAX_S, HEARTBEAT_MAX_S, TIMER_LATE_MAX_S = 60.0, 60.0, 120.0
MESSAGE_LAG_MAX_S, JOBS_WAITING_MAX = 300.0, 1_000.0
NONE = float("nan")
"""Nothing to measure, such as the age of what never was; Prometheus knows it as NaN."""


@dataclass(frozen=True)
class Measure:
    """One number under its name. Above ``most`` somebody should look; None is never too much."""

    name: str
    help: str
    read: Callable[[], float]
    most: float | None = None
    advice: str = ""
    """What to do when it is not fine: a word to operators, in their language."""

    def is_fine(self, value: float) -> bool:
        """None is fine above its most; a sign of life that never came is not fine either."""
        return self.most is None or (not math.isnan(value) and value <= self.most)


def _age(moment: datetime | None) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else NONE


def jobs_waiting() -> float:
    now = timezone.now()
    ready = ProcrastinateJob.objects.filter(status="todo").exclude(scheduled_at__gt=now)
    return float(ready.count())


def jobs_failed() -> float:
    return float(ProcrastinateJob.objects.filter(status="failed").count())


def heartbeat_age_s() -> float:
    found: dict[str, Any] = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))
    return _age(found["last"])


def _late() -> dict[str, Any]:
    due = OrderTimer.objects.filter(fired_at=None, due_at__lte=timezone.now())
    return due.aggregate(n=Count("id"), oldest=Min("due_at"))


def timers_late() -> float:
    return float(_late()["n"])


def timer_late_s() -> float:
    oldest = _late()["oldest"]
    return _age(oldest) if oldest else 0.0


def messages_waiting() -> float:
    return float(Message.objects.filter(status__in=WAITING).count())


def messages_dead() -> float:
    return float(Message.objects.filter(status=Status.DEAD.value).count())


def checkpoint_age_s() -> float:
    return _age(Checkpoint.objects.aggregate(last=Max("at"))["last"])


def publication_age_s() -> float:
    return _age(Publication.objects.aggregate(last=Max("published_at"))["last"])


def districts_without_sm2() -> float:
    """Districts that decided for SM2 where nothing can sign with it: they issue no certificate."""
    if sm2.is_installed():
        return 0.0
    codes = districts_listed().values_list("code", flat=True)
    return float(sum(policy_of(code).certificates_sm2 for code in codes))


MEASURES = (
    Measure(
        "jobs_waiting", "Jobs that could run now and wait", jobs_waiting, JOBS_WAITING_MAX,
        "后台任务积压：请启动更多 redvest worker，或看它的日志。",
    ),
    Measure("jobs_failed", "Jobs that failed for good and are kept to be looked at", jobs_failed),
    Measure(
        "worker_heartbeat_age_seconds", "Since the last sign of life of any worker",
        heartbeat_age_s, HEARTBEAT_MAX_S,
        "后台任务没有在运行：请启动 redvest worker。",
    ),
    Measure("timers_late", "Alarms of orders that are due and have not gone off", timers_late),
    Measure(
        "timer_late_seconds", "By how much the oldest of these is late", timer_late_s,
        TIMER_LATE_MAX_S,
        "订单的时限到了没有提醒：请看 redvest worker 是否在运行。",
    ),
    Measure(
        "seal_lag_seconds", "Age of the oldest event of a day that is not sealed",
        sealing.sealing_lag_s, SEAL_LAG_MAX_S,
        "日志没有按时封存：请看 redvest worker 的日志。",
    ),
    Measure("checkpoint_age_seconds", "Since a head of the journal was signed", checkpoint_age_s),
    Measure("messages_waiting", "Messages that are on their way", messages_waiting),
    Measure("messages_dead", "Messages given up, to be sent again by hand", messages_dead),
    Measure(
        "message_lag_seconds", "Age of the oldest message that is due", relay.delivery_lag_s,
        MESSAGE_LAG_MAX_S,
        "消息没有按时发出：请看工作台“未送达消息”和短信网关。",
    ),
    Measure(
        "tally_changes_waiting", "Changes not yet folded into the figures",
        lambda: float(TallyChange.objects.count() + PresenceChange.objects.count()),
    ),
    Measure("snapshot_age_seconds", "Since figures were last published", publication_age_s),
    Measure(
        "districts_without_sm2", "Districts that sign with SM2 where it is not installed",
        districts_without_sm2, 0.0,
        "有区定了用国密 SM2 签名，但没有装签名组件，证明出具不了：pip install redvest[sm2]",
    ),
)  # fmt: skip


def measured() -> dict[str, float]:
    return {measure.name: measure.read() for measure in MEASURES}

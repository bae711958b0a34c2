"""Who goes first when more is asked than the machine can do.

A process works on a fixed number of requests at a time. Whoever comes then waits in one of three
lanes: what somebody does (signs up, checks in, orders), what somebody reads, and what can wait
(files, reports, walls). A place that becomes free goes to the first in the foremost lane. Each lane
holds so many for so long; beyond that the answer is "come back later", at once. So files are turned
away first, pages next, and what somebody does last.
"""

import re
import threading
from collections import deque
from enum import IntEnum
from typing import NamedTuple


class Lane(IntEnum):
    DOING = 0
    READING = 1
    LATER = 2


class Room(NamedTuple):
    """How many of a lane may wait, and for how many seconds."""

    waiting: int
    seconds: float


ROOM = {Lane.DOING: Room(200, 20), Lane.READING: Room(100, 5), Lane.LATER: Room(8, 4)}
SLOTS = 8  # as many as the pool of a process has connections
LATER_AT_ONCE = 3  # what can wait never holds more of the slots than this
# Whoever works or waits has a thread; a few more say "come back later".
THREADS = SLOTS + sum(room.waiting for room in ROOM.values()) + 4

UNGUARDED = (r"/static/", r"/health/live$")
AT_THE_GATE = (r"/attend/", r"/activities/[^/]+/(gate|here)/", r"/health/ready$", r"/metrics$")
CAN_WAIT = (
    r"/open-data/",
    r"/open311/",
    r"/circle/",
    r"/me/(hours|certificates)/.+\.(pdf|json)$",
    r"/desk/figures/(file|report|briefing)/",
    r"/desk/(screen|export)/",
    r"/desk/(circle|venues)/export/",
    r"/desk/orders/unmet/",
)
_UNGUARDED, _AT_THE_GATE, _CAN_WAIT = (
    re.compile("|".join(paths)) for paths in (UNGUARDED, AT_THE_GATE, CAN_WAIT)
)


def lane_of(method: str, path: str, query: str = "") -> Lane | None:
    """The lane of a request; None for what costs next to nothing and is never held up."""
    if _UNGUARDED.match(path):
        return None
    if method not in ("GET", "HEAD"):
        # A briefing is a file that is asked for with a form.
        return Lane.LATER if path.startswith("/desk/figures/briefing/") else Lane.DOING
    if _AT_THE_GATE.match(path):
        return Lane.DOING
    return Lane.LATER if _CAN_WAIT.match(path) or "as=" in query else Lane.READING


class Gate:
    """Lets so many in at a time: lane by lane, and within a lane whoever came first."""

    def __init__(self, slots: int = SLOTS, later_at_once: int = LATER_AT_ONCE) -> None:
        self._slots, self._later_at_once = slots, later_at_once
        self._busy = dict.fromkeys(Lane, 0)
        self._lines: dict[Lane, deque[threading.Event]] = {lane: deque() for lane in Lane}
        self._lock = threading.Lock()

    def _fits(self, lane: Lane) -> bool:
        if lane is Lane.LATER and self._busy[lane] >= self._later_at_once:
            return False
        return sum(self._busy.values()) < self._slots

    def enter(self, lane: Lane, room: Room | None = None) -> bool:
        """Wait for a slot. False if the lane is full, or its time is over: then nothing is held."""
        room = room or ROOM[lane]
        with self._lock:
            # A slot is only free while nobody waits who could take it.
            if self._fits(lane):
                self._busy[lane] += 1
                return True
            line = self._lines[lane]
            if len(line) >= room.waiting:
                return False
            turn = threading.Event()
            line.append(turn)
        if turn.wait(room.seconds):
            return True
        with self._lock:
            if turn.is_set():
                return True
            line.remove(turn)
            return False

    def leave(self, lane: Lane) -> None:
        """Give the slot back, to whoever is next."""
        with self._lock:
            self._busy[lane] -= 1
            for other, line in self._lines.items():
                while line and self._fits(other):
                    self._busy[other] += 1
                    line.popleft().set()

    def waiting(self, lane: Lane) -> int:
        with self._lock:
            return len(self._lines[lane])

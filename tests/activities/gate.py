"""An activity that is on, and the codes people read off its screen and its wall."""

from datetime import datetime, timedelta
from typing import Any

from redvest.activities.models import Activity, SignUp, Stamp
from redvest.activities.services import Shown, codes, sign_up, stamp_own, tick
from redvest.activities.services.clock import run_due
from redvest.engines.attendance_merge import Mark
from tests.activities.cast import Cast, an_activity, shift_of

MINUTE = timedelta(minutes=1)


def signed(cast: Cast, *names: str, **more: Any) -> tuple[Activity, list[SignUp]]:
    """An activity from nine to eleven for which these people signed up."""
    activity = an_activity(cast, **{"capacity": 5, **more})
    shift = shift_of(activity)
    rows = [sign_up(actor=cast.actor(name), shift_id=shift.id)[0] for name in names]
    return activity, rows


def on_screen(signup: SignUp, at: datetime) -> str:
    """What the lead's screen shows then."""
    return codes.turning(signup.shift.session).at(at)


def by_code(signup: SignUp, at: datetime, device: str = "") -> Shown:
    return Shown(code=on_screen(signup, at), device=device)


def nothing_changed(signup: SignUp) -> bool:
    """Nobody was stamped and the sign-up is as it was."""
    row = SignUp.objects.get(id=signup.id)
    same = (row.state, row.version) == (signup.state, signup.version)
    return same and not Stamp.objects.filter(signup=signup).exists()


def attended(
    cast: Cast, clock: Any, rows: dict[str, SignUp], *, until: int = 110, **ways: str
) -> None:
    """Everybody named comes at the beginning and leaves after so many minutes.

    ``ways`` says how: ``code`` by the screen, ``lead`` or ``desk`` ticked, ``forgets`` comes by the
    screen and never checks out.
    """
    start = next(iter(rows.values())).starts_at
    for mark, now in ((Mark.IN, start), (Mark.OUT, start + until * MINUTE)):
        clock.move_to(now, tick=False)
        for name, way in ways.items():
            row = rows[name]
            if way == "forgets" and mark is Mark.OUT:
                continue
            if way in ("lead", "desk"):
                ticker = cast.zhao if way == "lead" else cast.desk
                tick(actor=ticker, signup_id=row.id, mark=mark)
            else:
                shown = by_code(row, now, f"phone of {name}"[:32])
                stamp_own(actor=cast.actor(name), signup_id=row.id, mark=mark, shown=shown)
    clock.move_to(next(iter(rows.values())).ends_at + 5 * MINUTE, tick=False)
    run_due()

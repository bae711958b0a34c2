"""An activity that is on, and the codes people read off its screen and its wall."""

from datetime import datetime, timedelta
from typing import Any

from redvest.activities.models import Activity, SignUp, Stamp
from redvest.activities.services import Shown, codes, sign_up
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

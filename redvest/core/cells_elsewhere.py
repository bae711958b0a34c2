"""Sealed cells of ours in tables that are not ours, for the rotation of keys."""

from django.contrib.sessions.models import Session

from redvest.core.rotation import Place
from redvest.core.sessions import bound_to

PLACES = (Place(Session, ("session_data",), lambda _column, key: bound_to(key)),)

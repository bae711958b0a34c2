"""Sealed cells of ours in tables that are not ours, for the rotation of keys."""

from allauth.mfa.models import Authenticator

from redvest.core.rotation import Place
from redvest.people.auth.adapter import SECRET_PURPOSE

PLACES = (Place(Authenticator, ("data",), lambda _column, _key: SECRET_PURPOSE),)

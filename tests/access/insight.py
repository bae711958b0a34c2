"""Front pages."""

from tests.access import EVERYBODY, SIGNED_IN, STAFF, Row, Who

ROWS = {
    # Nobody of the cast brings the token; tests/insight/test_watching.py does.
    "metrics": Row(EVERYBODY, answers=lambda who, place: "404"),
    "home": Row(EVERYBODY),
    "desk": Row(STAFF - {Who.LEAD}),
    "me": Row(SIGNED_IN),
}

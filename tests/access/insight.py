"""Front pages."""

from tests.access import EVERYBODY, SIGNED_IN, STAFF, Row, Who

ROWS = {
    "home": Row(EVERYBODY),
    "desk": Row(STAFF - {Who.LEAD}),
    "me": Row(SIGNED_IN),
}

"""The district's own settings."""

from tests.access import Row, Who

CENTRE = frozenset({Who.CENTRE})

ROWS = {
    "districts:settings": Row(CENTRE),
    "POST districts:settings": Row(CENTRE, methods=("POST",)),
    "districts:policy": Row(CENTRE),
    "POST districts:policy": Row(CENTRE, methods=("POST",)),
    "districts:history": Row(CENTRE | {Who.AUDITOR, Who.AUDIT_ADMIN}),
    "districts:holidays": Row(CENTRE),
    "POST districts:holidays": Row(CENTRE, methods=("POST",)),
}

"""Pages that belong to no noun."""

from tests.access import EVERYBODY, Row

ROWS = {
    "alive": Row(EVERYBODY),
    "style": Row(EVERYBODY),
    "ready": Row(EVERYBODY),
    "offline": Row(EVERYBODY),
    "service_worker": Row(EVERYBODY),
    "set_language": Row(EVERYBODY, methods=("POST",), data=lambda w, p: {"language": "en"}),
    "set_elder_mode": Row(EVERYBODY, methods=("POST",), data=lambda w, p: {"elder": "1"}),
    "set_district": Row(EVERYBODY, methods=("POST",), data=lambda w, p: {"district": "620102"}),
}

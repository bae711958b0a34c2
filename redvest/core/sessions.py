"""Database sessions whose content is sealed: a stolen dump shows no phone being verified."""

import json
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from redvest.core import cells


def bound_to(session_key: str | None) -> str:
    """What a session's content is bound to: it does not open as anybody else's session."""
    return f"django_session.session_data/{session_key}"


class SessionStore(DatabaseStore):
    """Like Django's, but ``session_data`` is an encrypted cell (hexadecimal)."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds: read before every page, so without the machinery of models."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session"
                " WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])

    def encode(self, session_dict: dict[str, Any]) -> str:
        return cells.seal(json.dumps(session_dict), bound_to(self.session_key)).hex()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            sealed = session_data if isinstance(session_data, str) else session_data.decode()
            found = json.loads(cells.unseal(bytes.fromhex(sealed), bound_to(self.session_key)))
        except (cells.CellError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

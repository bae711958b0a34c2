"""Long statements whose text never changes, planned by the database once per connection.

Django writes values into the text of a statement, so that the database plans each anew. A statement
of ten joins that looks up one row by its key takes four times as long to plan as to run.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


def planned_cursor() -> CursorWrapper:
    """Return a cursor that sends its values beside the text.

    From the sixth time on (``prepare_threshold`` of the settings) the plan is kept, and it is one
    for all values (``plan_cache_mode``): for lookups by key, never for what depends on how many
    rows there are.
    """
    connection.ensure_connection()
    return CursorWrapper(Cursor(connection.connection), connection)

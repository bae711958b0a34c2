"""The facts that figures add up: from which rows each is read, as a query anybody can run again.

A fact is a query that gives ``district, region, day, kind, n, amount, who``. Table names in braces
are watched: whatever changes their rows changes the fact, and the database itself notes by how
much (``services/rolling.py`` puts the triggers there). Days are Beijing days.
"""

from dataclasses import dataclass
from textwrap import dedent

from redvest.engines.cn_calendar import FESTIVALS
from redvest.engines.indicators import OUR_FESTIVALS, PRACTICE_DAY


@dataclass(frozen=True)
class Fact:
    """One fact. ``watched`` are the tables whose rows make it."""

    name: str
    query: str
    watched: tuple[str, ...]


def filled(text: str, **names: str) -> str:
    """Put names in place of the braces; only our own constants ever go in."""
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def read_from(fact: Fact, **instead: str) -> str:
    """The query of a fact, reading some of its tables under another name."""
    return filled(fact.query, **{table: instead.get(table, table) for table in fact.watched})


def _fact(name: str, query: str, *watched: str) -> Fact:
    return Fact(name, dedent(query).strip(), watched)


# Held, or being held: what is planned or called off is no activity.
_HELD = "a.status IN ('ongoing', 'ended', 'settled', 'archived') AND a.starts_at IS NOT NULL"
# Where people came together, what they did there, in which line of work.
_KIND = "coalesce(w.level, 'none') || '.' || a.kind || '.' || a.category"
_VENUE = "LEFT JOIN venues_venue w ON w.id = coalesce(a.host_id, a.venue_id)"
_CAME = "s.state IN ('checked_in', 'checked_out', 'settled')"


def _day(column: str) -> str:
    return f"({column} AT TIME ZONE 'Asia/Shanghai')::date"


_HOME = """CASE WHEN v.home_community LIKE v.district || '%' THEN v.home_community
            ELSE v.district END"""


def _of_activities(columns: str, joins: str) -> str:
    return filled(
        """
        SELECT a.district, a.region, {columns}
        FROM {activities_activity} a
        {joins}
        WHERE {held}
        """,
        columns=columns,
        joins=joins,
        held=_HELD,
    )


_SESSIONS = "JOIN {activities_session} s ON s.activity_id = a.id AND s.cancelled_at IS NULL"
_SIGNUPS = "JOIN {activities_signup} s ON s.activity_id = a.id AND " + _CAME
# What carries a theme, by its own tags or by the occasion its project is meant for; each once.
_TAGS = filled(
    """LEFT JOIN activities_project p ON p.id = a.project_id
        CROSS JOIN LATERAL (
            SELECT DISTINCT tag FROM unnest(a.tags || CASE
                WHEN p.occasion = 'practice_day' THEN ARRAY['{practice_day}']
                WHEN p.occasion IN ({festivals}) THEN ARRAY['{our_festivals}']
                ELSE ARRAY[]::text[] END::varchar[]) AS u(tag)) AS t""",
    practice_day=PRACTICE_DAY,
    our_festivals=OUR_FESTIVALS,
    festivals=", ".join(f"'{one.key}'" for one in FESTIVALS if one.is_tradition),
)

FACTS: tuple[Fact, ...] = (
    _fact(
        "volunteers",
        filled(
            """
            SELECT v.district, {home} AS region,
                   {joined} AS day, '' AS kind, 1 AS n, 0 AS amount, v.id AS who
            FROM {people_volunteer} v
            UNION ALL
            SELECT v.district, {home}, {closed}, '', -1, 0, v.id
            FROM {people_volunteer} v
            WHERE v.closed_at IS NOT NULL
            """,
            home=_HOME,
            joined=_day("v.joined_at"),
            closed=_day("v.closed_at"),
        ),
        "people_volunteer",
    ),
    _fact(
        "teams",
        filled(
            """
            SELECT t.district, t.region, {founded} AS day, t.kind, 1 AS n, 0 AS amount,
                   NULL::uuid AS who
            FROM {teams_team} t
            WHERE t.status <> 'applied'
            UNION ALL
            SELECT t.district, t.region, {ended}, t.kind, -1, 0, NULL
            FROM {teams_team} t
            WHERE t.status <> 'applied' AND t.ended_at IS NOT NULL
            """,
            founded=_day("t.created_at"),
            ended=_day("t.ended_at"),
        ),
        "teams_team",
    ),
    _fact(
        "venues",
        filled(
            """
            SELECT v.district, v.region, coalesce(v.opened_on, {made}) AS day,
                   v.level || '.' || v.kind AS kind, 1 AS n, 0 AS amount, NULL::uuid AS who
            FROM {venues_venue} v
            WHERE v.status IN ('open', 'temporarily_closed')
            """,
            made=_day("v.created_at"),
        ),
        "venues_venue",
    ),
    _fact(
        "projects",
        filled(
            """
            SELECT p.district, p.region, {made} AS day, p.category AS kind, 1 AS n, 0 AS amount,
                   NULL::uuid AS who
            FROM {activities_project} p
            WHERE p.status IN ('running', 'completed', 'evaluated', 'template')
            """,
            made=_day("p.created_at"),
        ),
        "activities_project",
    ),
    _fact(
        "activities",
        _of_activities(
            f"{_day('a.starts_at')} AS day, {_KIND} AS kind, 1 AS n, 0 AS amount,"
            " NULL::uuid AS who",
            _VENUE,
        ),
        "activities_activity",
    ),
    _fact(
        "activity_tags",
        _of_activities(
            f"{_day('a.starts_at')} AS day, t.tag AS kind, 1 AS n, 0 AS amount, NULL::uuid AS who",
            _TAGS,
        ),
        "activities_activity",
    ),
    _fact(
        "sessions",
        _of_activities(
            f"{_day('s.starts_at')} AS day, {_KIND} AS kind, 1 AS n, 0 AS amount,"
            " NULL::uuid AS who",
            f"{_SESSIONS}\n        {_VENUE}",
        ),
        "activities_activity",
        "activities_session",
    ),
    _fact(
        "session_tags",
        _of_activities(
            f"{_day('s.starts_at')} AS day, t.tag AS kind, 1 AS n, 0 AS amount, NULL::uuid AS who",
            f"{_SESSIONS}\n        {_TAGS}",
        ),
        "activities_activity",
        "activities_session",
    ),
    _fact(
        "participations",
        _of_activities(
            f"{_day('s.starts_at')} AS day, {_KIND} AS kind, 1 AS n, 0 AS amount,"
            " s.volunteer_id AS who",
            f"{_SIGNUPS}\n        {_VENUE}",
        ),
        "activities_activity",
        "activities_signup",
    ),
    _fact(
        "participation_tags",
        _of_activities(
            f"{_day('s.starts_at')} AS day, t.tag AS kind, 1 AS n, 0 AS amount,"
            " s.volunteer_id AS who",
            f"{_SIGNUPS}\n        {_TAGS}",
        ),
        "activities_activity",
        "activities_signup",
    ),
    _fact(
        "audience",
        _of_activities(
            f"{_day('s.starts_at')} AS day, {_KIND} AS kind, h.people AS n, 0 AS amount,"
            " NULL::uuid AS who",
            f"{_SESSIONS}\n        JOIN {{insight_headcount}} h ON h.session_id = s.id\n"
            f"        {_VENUE}",
        ),
        "activities_activity",
        "activities_session",
        "insight_headcount",
    ),
    _fact(
        "hours",
        """
        SELECT r.district, r.region, r.service_on AS day, r.category || '.' || r.level AS kind,
               1 AS n, r.minutes AS amount, r.volunteer_id AS who
        FROM {records_servicerecord} r
        WHERE r.state = 'effective'
        """,
        "records_servicerecord",
    ),
    _fact(
        "orders",
        filled(
            """
            SELECT o.district, o.community AS region, {placed} AS day,
                   o.state || '.' || i.core_category AS kind, 1 AS n, 0 AS amount,
                   NULL::uuid AS who
            FROM {orders_serviceorder} o
            JOIN orders_serviceitem i ON i.id = o.item_id
            WHERE o.state NOT IN ('draft', 'merged')
            """,
            placed=_day("o.placed_at"),
        ),
        "orders_serviceorder",
    ),
    _fact(
        "order_steps",
        filled(
            """
            SELECT o.district, o.community AS region, {placed} AS day,
                   split_part(e.kind, '.', 2) || '.' || CASE
                       WHEN e.at - o.placed_at <= interval '1 hour' THEN 'h1'
                       WHEN e.at - o.placed_at <= interval '5 hours' THEN 'h5'
                       WHEN e.at - o.placed_at <= interval '24 hours' THEN 'h24'
                       WHEN e.at - o.placed_at <= interval '3 days' THEN 'd3'
                       WHEN e.at - o.placed_at <= interval '7 days' THEN 'd7'
                       ELSE 'later' END AS kind,
                   1 AS n,
                   (extract(epoch FROM e.at - o.placed_at) / 60)::bigint AS amount,
                   NULL::uuid AS who
            FROM {journal_event} e
            JOIN {orders_serviceorder} o ON o.id = e.subject_id AND o.district = e.district
            WHERE e.kind IN ('order.accept', 'order.claim', 'order.complete', 'order.confirm',
                             'order.rate')
              AND o.state NOT IN ('draft', 'merged')
              AND NOT EXISTS (
                  SELECT 1 FROM journal_event f
                  WHERE f.district = e.district AND f.subject_id = e.subject_id
                    AND f.kind = e.kind AND (f.at, f.id) < (e.at, e.id))
            """,
            placed=_day("o.placed_at"),
        ),
        "journal_event",
        "orders_serviceorder",
    ),
    _fact(
        "ratings",
        filled(
            """
            SELECT o.district, o.community AS region, {rated} AS day, r.grade::text AS kind,
                   1 AS n, 0 AS amount, NULL::uuid AS who
            FROM {orders_evaluation} r
            JOIN orders_serviceorder o ON o.id = r.order_id
            """,
            rated=_day("r.rated_at"),
        ),
        "orders_evaluation",
    ),
    _fact(
        "offers",
        filled(
            """
            SELECT o.district, o.community AS region, {offered} AS day, d.state AS kind,
                   1 AS n, 0 AS amount, NULL::uuid AS who
            FROM {orders_dispatch} d
            JOIN orders_serviceorder o ON o.id = d.order_id
            WHERE d.state <> 'taken_back'
            """,
            offered=_day("d.offered_at"),
        ),
        "orders_dispatch",
    ),
)
BY_NAME = {one.name: one for one in FACTS}
# Of these is kept who was there: figures ask how many different people they are.
OF_PEOPLE = (BY_NAME["hours"],)


def watched_tables() -> list[str]:
    return sorted({table for fact in FACTS for table in fact.watched})

"""Views that are not ours, and who may open them. Reviewed by hand; everything else is declared
on the view itself."""

from redvest.engines.roles import Role
from redvest.http import Open

# Name of the view (or its prefix up to a dash or underscore, ending in *) -> who may.
FOREIGN: dict[str, frozenset[Role | Open]] = {}


def rule_for(view_name: str, path: str) -> frozenset[Role | Open] | None:
    """Who may open a foreign view, or None when nobody has decided."""
    if view_name in FOREIGN:
        return FOREIGN[view_name]
    for pattern, who in FOREIGN.items():
        if pattern.endswith("*") and view_name.startswith(pattern[:-1]):
            return who
    if path.startswith("/static/"):
        return frozenset({Open.ANYONE})
    return None

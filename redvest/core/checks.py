"""What must hold before the server starts."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def walk(
    patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every URL as (full view name, route, pattern)."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry.url_patterns, route, inner)
        else:
            yield f"{space}{entry.name or ''}", route, entry


@register()
def every_view_declares_who_may(**_kwargs: object) -> list[CheckMessage]:
    from redvest.access import rule_for

    found: list[CheckMessage] = []
    for name, route, entry in walk(get_resolver().url_patterns):
        if getattr(entry.callback, "redvest_access", None) is None and (
            rule_for(name, "/" + route) is None
        ):
            found.append(
                Error(f"the view of {route!r} ({name}) does not declare who may", id="redvest.E001")
            )
    return found

"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    visitor = getattr(request, "visitor", None)
    if visitor is None:
        return {"elder": False, "site_name": settings.SITE_NAME}
    return {
        "visitor": visitor,
        "actor": visitor.actor,
        "district": visitor.district,
        "elder": visitor.elder,
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "code_minutes": settings.CODE_MINUTES,
    }

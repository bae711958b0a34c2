"""The demonstration's phone: every message that would have left the house, in one place."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from redvest.http import Open, page
from redvest.notices.labels import CHANNEL_LABELS, Channel
from redvest.notices.queries import console_messages
from redvest.people.auth import sms


@page(Open.ANYONE)
def demo_messages(request: HttpRequest) -> HttpResponse:
    """The newest first. Does not exist outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    codes: list[dict[str, Any]] = [
        {**line, "at": datetime.fromtimestamp(float(str(line["at"])), UTC)} for line in sms.kept()
    ]
    others = [
        {**line, "channel": CHANNEL_LABELS[Channel(line["channel"])], "kind": "text"}
        for line in console_messages()
    ]
    found = sorted([*codes, *others], key=lambda line: line["at"], reverse=True)
    return render(request, "notices/demo.html", {"messages_sent": found})

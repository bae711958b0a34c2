"""My messages, my preferences, and the messages that did not arrive."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redvest.errors import DomainError
from redvest.http import Open, actor_of, page
from redvest.notices import queries, services
from redvest.notices.forms import PreferenceForm
from redvest.notices.labels import CHANNEL_LABELS, Channel, error_label
from redvest.notices.models import Message, Preference
from redvest.notices.templates import REGISTRY

PER_PAGE = 20


@page(Open.SIGNED_IN)
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything we told the reader in this district."""
    actor = actor_of(request)
    listed = Paginator(queries.inbox_of(actor), PER_PAGE).get_page(request.GET.get("page"))
    items = []
    for row in listed:
        title, body = queries.words_of(row)
        items.append({"row": row, "title": title, "body": body})
    context = {"page": listed, "items": items, "unread": queries.unread_count(actor)}
    return render(request, "notices/inbox.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def open_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Mark one message as read and go where it leads."""
    message = services.mark_read(actor=actor_of(request), message_id=message_id)
    return HttpResponseRedirect(message.url or reverse("notices:inbox"))


@page(Open.SIGNED_IN, methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    done = services.mark_all_read(actor=actor_of(request))
    text = ngettext("已把 %(count)s 条消息标为已读。", "已把 %(count)s 条消息标为已读。", done)
    messages.success(request, text % {"count": done})
    return HttpResponseRedirect(reverse("notices:inbox"))


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def preferences(request: HttpRequest) -> HttpResponse:
    """Channels and quiet hours of one's own."""
    actor = actor_of(request)
    assert actor.account_id is not None
    row = queries.preference_of(actor.account_id)
    version: object = row.version
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        version = request.POST.get("version", version)
        if form.is_valid():
            found = form.cleaned_data
            try:
                services.set_preference(
                    actor=actor, version=version, **{**found, "email": found["email"] or None}
                )
            except DomainError as error:
                if not error.fields:
                    raise
                for name, text in error.fields.items():
                    form.add_error(name, str(text))
            else:
                messages.success(request, _("通知设置已保存。"))
                return HttpResponseRedirect(reverse("notices:preferences"))
    else:
        form = PreferenceForm(initial=_initial(row))
    start, end = queries.district_quiet_hours(actor.district)
    context = {
        "form": form,
        "version": version,
        "email": row.email,
        "quiet_from": f"{start:%H:%M}",
        "quiet_to": f"{end:%H:%M}",
    }
    return render(request, "notices/preferences.html", context)


def _initial(row: Preference) -> dict[str, Any]:
    names = ("wants_sms", "wants_wechat", "wants_email", "quiet_from", "quiet_to")
    return {name: getattr(row, name) for name in names}


@page(*queries.DEAD_READERS)
def dead(request: HttpRequest) -> HttpResponse:
    """What could not be delivered, why, and once more."""
    actor = actor_of(request)
    listed = Paginator(queries.dead_letters(actor), PER_PAGE).get_page(request.GET.get("page"))
    items = [
        {
            "row": row,
            "title": _title(row),
            "channel": CHANNEL_LABELS[Channel(row.channel)],
            "why": error_label(row.error),
        }
        for row in listed
    ]
    return render(request, "notices/dead.html", {"page": listed, "items": items})


def _title(row: Message) -> str:
    template = REGISTRY.get(row.template)
    return template.label if template else row.template


@page(*queries.DEAD_READERS, methods=("POST",))
def retry(request: HttpRequest, message_id: UUID) -> HttpResponse:
    services.retry_message(actor=actor_of(request), message_id=message_id)
    messages.success(request, _("已重新排队，几秒内会再发一次。"))
    return HttpResponseRedirect(reverse("notices:dead"))

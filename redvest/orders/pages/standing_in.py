"""The desk orders for a resident of its place."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from redvest.http import actor_of, page
from redvest.orders.labels import named
from redvest.orders.pages.asking import _item, placing
from redvest.orders.pages.standing import item_on_menu, setting_up
from redvest.orders.queries import DESK, catalog, resident_for_desk


@page(*DESK)
def place_menu(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the desk can order for a resident of its place."""
    actor = actor_of(request)
    resident = resident_for_desk(actor, person_id)
    links = [
        {
            "url": reverse("orders:desk_place", args=[resident.id, item.code]),
            "label": named(item),
            "note": named(item.category),
            "icon": item.category.icon,
        }
        for item in catalog(actor.district)
    ]
    return render(request, "orders/desk_menu.html", {"links": links, "resident": resident})


@page(*DESK)
def standing_menu_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What a resident of the place can have on many days; meals first."""
    actor = actor_of(request)
    resident = resident_for_desk(actor, person_id)
    links = [
        {
            "url": reverse("orders:desk_standing_new", args=[resident.id, item.code]),
            "label": named(item),
            "note": named(item.category),
            "icon": item.category.icon,
        }
        for item in sorted(catalog(actor.district), key=lambda item: item.kind != "meal")
    ]
    context = {"links": links, "resident": resident, "again": True}
    return render(request, "orders/desk_menu.html", context)


@page(*DESK, methods=("GET", "POST"))
def standing_for(request: HttpRequest, person_id: UUID, code: str) -> HttpResponse:
    """Set up what a resident asked for at the desk or on the phone, on many days."""
    actor = actor_of(request)
    resident = resident_for_desk(actor, person_id)
    return setting_up(
        request,
        item_on_menu(request, code),
        [(resident.id, str(resident.name or ""), resident.home_community)],
        reverse("orders:desk_standing_menu", args=[resident.id]),
        within=actor.scopes(*DESK),
    )


@page(*DESK, methods=("GET", "POST"))
def place_for(request: HttpRequest, person_id: UUID, code: str) -> HttpResponse:
    """Enter what a resident asked for at the desk or on the phone."""
    actor = actor_of(request)
    resident = resident_for_desk(actor, person_id)
    return placing(
        request,
        _item(actor.district, code),
        [(resident.id, str(resident.name or ""), resident.home_community)],
        reverse("orders:desk_menu", args=[resident.id]),
        within=actor.scopes(*DESK),
    )

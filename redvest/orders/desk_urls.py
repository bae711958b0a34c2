"""Addresses of the desk's work on orders."""

from django.urls import path

from redvest.orders.pages import (
    bulk,
    desk,
    follow_up,
    hotline,
    lists,
    merging,
    pairings,
    proposing,
    quality,
    undoing,
)

urlpatterns = [
    path("desk/orders/", lists.inbox, name="inbox"),
    path("desk/orders/keep/", lists.keep, name="inbox_keep"),
    path("desk/orders/kept/<uuid:filter_id>/drop/", lists.drop, name="inbox_drop"),
    path("desk/orders/bulk/", bulk.bulk, name="bulk"),
    path("desk/orders/undo/<slug:key>/", undoing.undo, name="undo"),
    path("desk/orders/propose/", proposing.propose, name="propose"),
    path("desk/orders/propose/changes/", proposing.propose_changes, name="propose_changes"),
    path("desk/orders/tasks/", follow_up.tasks, name="order_tasks"),
    path("desk/orders/tasks/<uuid:task_id>/", follow_up.order_task, name="order_task"),
    path("desk/orders/worries/", follow_up.worries, name="worries"),
    path("desk/orders/appeals/", follow_up.appeals, name="appeals"),
    path("desk/orders/unmet/", follow_up.unmet, name="unmet"),
    path("desk/orders/unmet/<slug:kind>/", follow_up.export_unmet, name="export_unmet"),
    path("desk/orders/<uuid:order_id>/", desk.show, name="desk"),
    path("desk/orders/<uuid:order_id>/who/", proposing.who, name="who"),
    path("desk/orders/<uuid:order_id>/merge/", merging.merge, name="merge"),
    path("desk/orders/<uuid:order_id>/pairs/", pairings.pairs, name="pairs"),
    path(
        "desk/orders/<uuid:order_id>/pairs/<uuid:pair_id>/end/",
        pairings.pair_end,
        name="pair_end",
    ),
    path("desk/orders/<uuid:order_id>/<slug:action>/", desk.step, name="desk_step"),
    path("desk/hotline/", hotline.hotline, name="hotline"),
    path("desk/hotline/<uuid:order_id>/", hotline.done, name="hotline_done"),
    path("desk/cases/", quality.cases, name="cases"),
    path("desk/cases/<uuid:case_id>/", quality.case, name="case"),
    path("desk/cases/<uuid:case_id>/<slug:action>/", quality.case_step, name="case_step"),
    path("desk/revisits/", quality.revisits, name="revisits"),
    path("desk/revisits/<uuid:order_id>/", quality.revisit, name="revisit"),
]

from django.urls import path

from redvest.journal import pages

app_name = "journal"
urlpatterns = [
    path("desk/journal/", pages.index, name="index"),
    path("desk/journal/<uuid:event_id>/proof/", pages.proof, name="proof"),
    path("me/trace/", pages.mine, name="mine"),
]

from django.urls import path

from redvest.notices import pages

app_name = "notices"
urlpatterns = [
    path("me/messages/", pages.inbox, name="inbox"),
    path("me/messages/read/", pages.read_all, name="read_all"),
    path("me/messages/<uuid:message_id>/", pages.open_message, name="open"),
    path("me/notices/", pages.preferences, name="preferences"),
    path("desk/messages/", pages.dead, name="dead"),
    path("desk/messages/<uuid:message_id>/retry/", pages.retry, name="retry"),
]

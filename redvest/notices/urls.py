from django.urls import path

from redvest.notices import hook_pages, pages

app_name = "notices"
urlpatterns = [
    path("me/messages/", pages.inbox, name="inbox"),
    path("me/messages/read/", pages.read_all, name="read_all"),
    path("me/messages/<uuid:message_id>/", pages.open_message, name="open"),
    path("me/notices/", pages.preferences, name="preferences"),
    path("desk/webhooks/", hook_pages.hooks, name="hooks"),
    path("desk/webhooks/new/", hook_pages.new, name="hook_new"),
    path("desk/webhooks/<uuid:hook_id>/", hook_pages.one, name="hook"),
    path("desk/webhooks/<uuid:hook_id>/<slug:action>/", hook_pages.step, name="hook_step"),
    path("desk/messages/", pages.dead, name="dead"),
    path("desk/messages/<uuid:message_id>/retry/", pages.retry, name="retry"),
]

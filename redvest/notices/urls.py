from django.urls import path

from redvest.notices.pages import hooks, messages

app_name = "notices"
urlpatterns = [
    path("me/messages/", messages.inbox, name="inbox"),
    path("me/messages/read/", messages.read_all, name="read_all"),
    path("me/messages/<uuid:message_id>/", messages.open_message, name="open"),
    path("me/notices/", messages.preferences, name="preferences"),
    path("desk/webhooks/", hooks.hooks, name="hooks"),
    path("desk/webhooks/new/", hooks.new, name="hook_new"),
    path("desk/webhooks/<uuid:hook_id>/", hooks.one, name="hook"),
    path("desk/webhooks/<uuid:hook_id>/<slug:action>/", hooks.step, name="hook_step"),
    path("desk/messages/", messages.dead, name="dead"),
    path("desk/messages/<uuid:message_id>/retry/", messages.retry, name="retry"),
]

"""The way through the pages: from the list to a place, and from the form to the roster."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from redvest.activities.models import Activity, SignUp
from redvest.activities.services import sign_up
from tests.activities.cast import Cast, a_draft, an_activity, shift_of

pytestmark = pytest.mark.django_db


def browser(cast: Cast, name: str = "") -> Client:
    client = Client()
    if name:
        client.force_login(cast.accounts[name], backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_somebody_finds_an_activity_and_signs_up(cast: Cast):
    activity = an_activity(cast)
    shift = shift_of(activity)
    client = browser(cast, "wang")
    for url in (reverse("activities:index"), reverse("activities:shifts")):
        assert activity.title in client.get(url).content.decode()
    join = reverse("activities:join", args=[shift.id])
    assert join in client.get(reverse("activities:show", args=[activity.id])).content.decode()
    answer = client.post(join, {"_key": "once"})
    row = SignUp.objects.get(shift=shift)
    assert answer["Location"] == reverse("activities:one", args=[row.id])
    assert client.post(join, {"_key": "once"})["Location"] == answer["Location"]
    assert activity.title in client.get(reverse("activities:mine")).content.decode()
    assert client.get(answer["Location"]).status_code == 200
    client.post(reverse("activities:own_step", args=[row.id, "withdraw"]))
    assert SignUp.objects.get(id=row.id).state == "withdrawn"


def test_everybody_reads_the_list_the_poster_and_the_calendar(cast: Cast):
    activity = an_activity(cast)
    client = browser(cast)
    assert activity.title in client.get(reverse("activities:index")).content.decode()
    poster = client.get(reverse("activities:poster", args=[activity.id])).content.decode()
    assert activity.risk_statement in poster
    found = client.get(reverse("activities:calendar", args=[activity.id]))
    assert found["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in found.content
    draft = a_draft(cast, title="还没发布")
    assert client.get(reverse("activities:show", args=[draft.id])).status_code == 404


def test_the_roster_and_the_sheet_are_for_who_runs_it_and_mask_names(cast: Cast):
    activity = an_activity(cast)
    sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    for name in ("roster", "sheet"):
        url = reverse(f"activities:{name}", args=[activity.id])
        page = browser(cast, "zhao").get(url).content.decode()
        assert cast.volunteers["wang"].volunteer_no in page
        assert "演员2" not in page
        assert browser(cast, "li").get(url).status_code == 404


def test_what_was_typed_is_kept_when_a_form_comes_back(cast: Cast):
    draft = a_draft(cast)
    client = browser(cast, "zhao")
    url = reverse("activities:edit", args=[draft.id])
    page = client.post(url, {"title": "", "place": "河滨公园西门", "kind": "service"})
    assert page.status_code == 200
    assert "河滨公园西门" in page.content.decode()
    assert Activity.objects.get(id=draft.id).title == draft.title

"""The pages on which rules are drafted, reckoned over last year, decided, and explained."""

import pytest
from django.test import Client

from redvest.bank.models import EarningRule
from redvest.engines.roles import Role
from tests.orders.cast import DISTRICT, Cast
from tests.orders.conftest import cast, set_stage  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def browser(cast: Cast, name: str) -> Client:  # noqa: F811
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def test_the_center_drafts_sees_what_last_year_would_have_cost_and_another_decides(cast):  # noqa: F811
    """One who drafts waits; another is shown the cost and decides; then volunteers read it."""
    cast.staff("other_center", 71, Role.CENTRE_ADMIN, DISTRICT)
    typed = {
        "from_day": "2026-01-01", "per_hour": "12", "activity_minutes": "0",
        "day_points": "80", "month_points": "0", "months": "36", "cap_hours": "1500",
        "festival_percent": "200", "time_categories": ["law"], "complaint_points": "5",
        "rate_law": "25", "referral_points": "20", "referral_hours": "2", "referral_month": "5",
        "level_A": "100", "level_B": "95", "level_C": "85", "level_D": "45",
    }  # fmt: skip
    one, other = browser(cast, "centre"), browser(cast, "other_center")
    wrong = one.post("/desk/points/rules/", {**typed, "per_hour": "x"})
    assert wrong.status_code == 200
    assert 'value="x"' in wrong.content.decode()
    assert not EarningRule.objects.exists()
    assert one.post("/desk/points/rules/", typed).status_code == 302
    row = EarningRule.objects.get()
    decide = f"/desk/points/rules/{row.id}/decide/"
    assert decide not in one.get("/desk/points/rules/").content.decode()
    shown = other.get("/desk/points/rules/").content.decode()
    assert decide in shown
    assert "过去一年按这一版会是" in shown
    assert other.post(decide).status_code == 302
    page = browser(cast, "wang").get("/points/rules/").content.decode()
    assert "12分" in page
    assert "另扣5分" in page
    assert "每小时25分" in page
    assert row.terms["levels"] == {"A": 100, "B": 95, "C": 85, "D": 45}
    assert ["按百分之95" in page, "按百分之85" in page, "按百分之45" in page] == [True] * 3

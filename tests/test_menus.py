"""Menus promise nothing that the page behind them refuses."""

from uuid import uuid4

import pytest

from redvest.core import menus
from redvest.core.menus import CITIZEN_TABS, DESK_MENU, Entry, citizen_tabs, desk_menu, may_open
from redvest.engines.roles import Role
from redvest.people.actors import NOBODY, Actor, Grant
from redvest.people.role_labels import ROLES

HERE = "620102"


def holding(role: Role) -> Actor:
    return Actor(uuid4(), HERE, grants=(Grant(role, HERE),))


def test_a_tab_without_a_page_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    shown = Entry("style", "house-door", "样式")
    monkeypatch.setattr(menus, "CITIZEN_TABS", (shown, Entry("nowhere", "house-door", "无")))
    assert [tab["label"] for tab in citizen_tabs("/style/")] == ["样式"]


def test_only_the_nearest_line_is_the_current_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(menus, "route", {"a": "/desk/", "b": "/desk/orders/"}.get)
    entries = (Entry("a", "x", "甲"), Entry("b", "x", "乙"))
    monkeypatch.setattr(menus, "CITIZEN_TABS", entries)
    assert [tab["current"] for tab in citizen_tabs("/desk/orders/7/")] == [False, True]
    assert [tab["current"] for tab in citizen_tabs("/desk/")] == [True, False]


def test_the_desk_menu_shows_what_the_page_would_open(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(menus, "route", lambda name: f"/{name}/")
    allowed = {"/a/": {Role.CENTRE_ADMIN}, "/b/": {Role.AUDITOR}}
    monkeypatch.setattr(menus, "may_open", lambda actor, url: bool(actor.roles & allowed[url]))
    entries = (Entry("a", "x", "甲"), Entry("b", "x", "乙"))
    monkeypatch.setattr(menus, "DESK_MENU", (("一", entries[:1]), ("二", entries[1:])))
    groups = desk_menu(holding(Role.AUDITOR), "/b/")
    assert [(g["title"], [line["label"] for line in g["links"]]) for g in groups] == [
        ("二", ["乙"])
    ]


def test_it_reads_who_may_from_the_view_itself():
    assert may_open(NOBODY, "/style/")
    assert not may_open(NOBODY, "/no/such/page/")


def test_every_line_of_both_menus_leads_to_a_page():
    """A renamed view would silently lose its tab; here it is loud."""
    entries = [*CITIZEN_TABS, *(entry for _title, group in DESK_MENU for entry in group)]
    assert [entry.view for entry in entries if not menus.route(entry.view)] == []


def test_the_tab_bar_holds_at_most_five():
    assert len(CITIZEN_TABS) <= 5
    assert all(entries for _title, entries in DESK_MENU)


def test_every_role_has_a_word():
    assert set(ROLES) == set(Role)

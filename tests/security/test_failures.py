"""When something breaks, nobody gets in, and the page says nothing but a number to quote."""

import logging
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.test import Client

from redvest import middleware
from redvest.core import context
from redvest.core.logs import Lines
from redvest.people.services.accounts import open_account
from tests.world import HERE, small_district

pytestmark = pytest.mark.django_db
SECRET = "SELECT phone FROM people_account; 13812345678 张小三 畅家巷12号 password=hunter2 10.1.2.3"
# What an answer must never contain: the cause, code, statements, addresses of machines, people.
TELLTALE = re.compile(
    r"Traceback|RuntimeError|OperationalError|File &quot;|\.py\b|SELECT |people_account|hunter2"
    r"|13812345678|张小三|畅家巷|10\.1\.2\.3|psycopg|django\.|redvest_app|DEBUG"
)
PAGE = "/accounts/"
NUMBER = re.compile(r"\b[0-9A-F]{8}\b")
LANGUAGES = {"zh-hans": "系统出错了", "en": "Something"}


class Boom(RuntimeError):
    def __init__(self, *_args: object, **_kwargs: object) -> None:
        super().__init__(SECRET)


def explode(*_args: object, **_kwargs: object) -> None:
    raise Boom


@pytest.fixture
def client() -> Client:
    """Somebody signed in, whose browser shows errors as a real one would."""
    small_district(HERE)
    client = Client(raise_request_exception=False)
    client.force_login(open_account(phone="13800000001", district=HERE))
    return client


def says_nothing(response: object, language: str, *statuses: int) -> None:
    text = response.content.decode()
    assert response.status_code in statuses
    assert TELLTALE.search(text) is None, TELLTALE.search(text)
    assert NUMBER.search(text), "no number to quote"
    has_chinese_heading = re.search(r"<h1>[^<]*[一-鿿]", text) is not None
    assert has_chinese_heading == (language == "zh-hans"), text[:1500]


def test_debug_is_off_whatever_the_environment_says():
    told = {**os.environ, "DEBUG": "1", "DJANGO_DEBUG": "1", "REDVEST_DEBUG": "1"}
    asking = "from redvest import settings; print(settings.DEBUG)"
    answer = subprocess.run(
        [sys.executable, "-c", asking], env=told, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
    assert django_settings.DEBUG is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_access_check_lets_nobody_in(
    client: Client, language: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(middleware, "check_entry", explode)
    response = client.get(PAGE, headers={"Accept-Language": language})
    says_nothing(response, language, 500)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_nobody_can_identify_gets_nothing(
    client: Client, language: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(middleware, "who_comes", explode)
    response = client.get(PAGE, headers={"Accept-Language": language})
    says_nothing(response, language, 500)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_context_falls_back_to_the_plainest_page(
    client: Client, language: str, monkeypatch: pytest.MonkeyPatch
):
    """Even the failure page uses the context that broke."""

    class Unreadable:
        def __getattr__(self, name: str) -> None:
            raise Boom

    monkeypatch.setattr(context, "settings", Unreadable())
    response = client.get(PAGE, headers={"Accept-Language": language})
    says_nothing(response, language, 500)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_template_shows_no_part_of_the_page(
    client: Client, language: str, monkeypatch: pytest.MonkeyPatch
):
    from django.template.backends.django import Template

    real = Template.render

    def render(self: Template, context: object = None, request: object = None) -> str:
        if not str(self.template.name).startswith("errors/"):
            raise Boom
        return real(self, context, request)

    monkeypatch.setattr(Template, "render", render)
    response = client.get(PAGE, headers={"Accept-Language": language})
    says_nothing(response, language, 500)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [PAGE, "/", "/accounts/login/", "/health/ready"])
def test_without_its_database_it_says_to_come_back(client: Client, language: str, path: str):
    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError(f"connection to 10.1.2.3 failed: user redvest_app {SECRET}")

    with connection.execute_wrapper(gone):
        response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 503
    text = response.content.decode()
    assert TELLTALE.search(text) is None, TELLTALE.search(text)
    if path != "/health/ready":
        says_nothing(response, language, 503)


def test_the_cause_goes_to_the_log_without_what_people_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """The number leads to the log; a form's content is not in it."""
    monkeypatch.setattr(middleware, "check_entry", explode)
    with caplog.at_level(logging.DEBUG):
        response = client.post("/display/elder", {"phone": "13999998888", "name": "欧阳秘密"})
    number = NUMBER.search(response.content.decode())
    written = "\n".join(map(Lines().format, caplog.records))
    assert number is not None
    assert number[0] in written
    assert "Boom" in written
    assert "test_failures.py" in written
    for typed in ("13999998888", "欧阳秘密", "13812345678", "张小三", "hunter2"):
        assert typed not in written


def test_a_log_line_is_one_line_and_what_the_machine_says_stays_readable():
    try:
        raise OSError("no space left on /var/lib\n{forged: line} 13812345678")
    except OSError:
        record = logging.LogRecord("x", 40, "f", 1, "a\nb 13812345678", (), sys.exc_info())
    line = Lines().format(record)
    assert "\n" not in line
    assert "no space left" in line
    assert "13812345678" not in line


def test_the_control_would_see_a_leak(client: Client, monkeypatch: pytest.MonkeyPatch):
    """With Django's debug page switched on, the very same failure tells everything."""
    from django.test import override_settings

    monkeypatch.setattr(middleware, "check_entry", explode)
    with override_settings(DEBUG=True):
        response = client.get(PAGE)
    assert TELLTALE.search(response.content.decode())

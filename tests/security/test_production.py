"""Production as a browser meets it, started in a process of its own with production's settings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection

from redvest import embedded
from redvest.core import keyring
from tests.cluster import TESTS_DATA

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STATIC = TESTS_DATA.with_name(f"{TESTS_DATA.name}-static")
YEAR = 365 * 24 * 3600
HOST = "redvest.example.gov.cn"
PATHS = ("/", "/accounts/login/", "/style/", "/no-such-page", "/api/v1/no-such", "/health/live")

VISIT = """
import django, json, os, re
django.setup()
from redvest.core.statics import collect_static
collect_static()
from django.conf import settings
from django.test import Client
client = Client()
found = {}
for path in json.loads(os.environ["PATHS"]):
    answer = client.get(path, secure=True, headers={"host": os.environ["REDVEST_HOSTS"]})
    found[path] = {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": {name: morsel.OutputString() for name, morsel in answer.cookies.items()},
    }
plain = client.get("/accounts/login/", headers={"host": os.environ["REDVEST_HOSTS"]})
found["plain"] = {"status": plain.status_code, "location": plain.headers.get("Location", "")}
strange = client.get("/", secure=True, headers={"host": "evil.example"})
found["strange"] = {"status": strange.status_code}
elder = client.post("/display/elder", {"elder": "1"}, secure=True,
                    headers={"host": os.environ["REDVEST_HOSTS"]})
found["elder"] = {"cookies": {n: m.OutputString() for n, m in elder.cookies.items()}}
links = re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get(
    "/style/", secure=True, headers={"host": os.environ["REDVEST_HOSTS"]}).content.decode())
for link in sorted(set(links)):
    answer = client.get(link, secure=True, headers={
        "host": os.environ["REDVEST_HOSTS"], "accept-encoding": "gzip"})
    found[link] = {"status": answer.status_code, "headers": dict(answer.headers)}
    answer.close()
found["links"] = links
found["again"] = collect_static()
print(json.dumps(found))
"""


def production(**more: str) -> dict[str, str]:
    url = embedded.url_for(
        TESTS_DATA, database=connection.settings_dict["NAME"], user="redvest_app"
    )
    inherited = {name: value for name, value in os.environ.items() if "REDVEST" not in name}
    return {
        **inherited,
        "REDVEST_PRODUCTION": "1",
        "REDVEST_HOSTS": HOST,
        "REDVEST_KEYS": str(keyring.current().path),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "redvest.settings",
        "REDVEST_STAFF_MFA": "1",
        "REDVEST_STATIC_DIR": str(STATIC),
        "PATHS": json.dumps(PATHS),
        **more,
    }


@pytest.fixture(scope="module")
def visit(django_db_setup: None, django_db_blocker: object) -> dict[str, dict[str, object]]:
    answer = subprocess.run(
        [sys.executable, "-c", VISIT],
        env=production(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_strict_headers(visit: dict, path: str):
    headers = visit[path]["headers"]
    found = re.fullmatch(
        r"max-age=(\d+); includeSubDomains; preload", headers["Strict-Transport-Security"]
    )
    assert found is not None
    assert int(found[1]) >= YEAR
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    rules = {
        part.partition(" ")[0]: part.partition(" ")[2]
        for part in headers["Content-Security-Policy"].split("; ")
        if part
    }
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "*" not in headers["Content-Security-Policy"]


def test_cookies_belong_to_this_host_alone(visit: dict):
    cookies = {
        name: text for path in PATHS for name, text in visit[path]["cookies"].items()
    } | visit["elder"]["cookies"]
    assert any(name == "__Host-csrf" for name in cookies), cookies
    for name, text in cookies.items():
        assert "Secure" in text, name
        assert "HttpOnly" in text, name
        assert "SameSite=Lax" in text, name
        assert "Domain=" not in text, name
        assert "Path=/" in text, name


def test_static_files_are_kept_for_a_year_under_names_of_their_content(visit: dict):
    assert len(visit["links"]) > 5
    for link in visit["links"]:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", link), link
        answer = visit[link]
        assert answer["status"] == 200, link
        assert "immutable" in answer["headers"]["Cache-Control"], link
        if not link.endswith(".svg"):
            assert answer["headers"]["Content-Encoding"] == "gzip", link


def test_what_is_collected_is_not_collected_again(visit: dict):
    assert visit["again"] is False


def test_every_static_file_a_template_names_is_there():
    """Production refuses to draw a page that names a file nobody collected."""
    named = set()
    for template in (ROOT / "redvest").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r"""{%\s*static\s+["']([^"']+)["']""", text))
    assert len(named) > 10
    assert [name for name in sorted(named) if finders.find(name) is None] == []


def test_plain_http_leads_to_https_and_another_host_is_refused(visit: dict):
    assert visit["plain"] == {"status": 301, "location": f"https://{HOST}/accounts/login/"}
    assert visit["strange"]["status"] == 400


def test_the_session_cookie_bears_the_host_prefix():
    asking = (
        "from redvest import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asking],
        env=production(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = ["__Host-session", "__Host-csrf"]
    assert answer.stdout.split() == [*names, "True", "True", "True", "Lax"]


@pytest.mark.slow
def test_djangos_own_check_for_deployment_finds_nothing(django_db_setup: None):
    answer = subprocess.run(
        [sys.executable, "-m", "redvest", "check", "--deploy", "--fail-level", "WARNING"],
        env=production(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["REDVEST_HOSTS", "DATABASE_URL", "REDVEST_KEYS"])
def test_it_does_not_start_half_set(django_db_setup: None, missing: str):
    answer = subprocess.run(
        [sys.executable, "-c", "import redvest.settings"],
        env=production(**{missing: ""}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert missing in answer.stderr

"""One settings module. It runs with an empty environment; production refuses to start half-set.

Every variable is described in docs/operations.md.
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from redvest import embedded, lanes, warm
from redvest.core import keyring

BASE_DIR = Path(__file__).resolve().parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


PRODUCTION = env_bool("REDVEST_PRODUCTION")
DEMO = env_bool("REDVEST_DEMO")
DEBUG = False
warm.keep_compiled()
KEYRING_FILE = Path(env("REDVEST_KEYS") or keyring.default_path())

if PRODUCTION:
    missing = [name for name in ("REDVEST_HOSTS", "DATABASE_URL", "REDVEST_KEYS") if not env(name)]
    if missing or DEMO:
        raise ImproperlyConfigured(
            "Production needs these variables and no demo: "
            + ", ".join(missing or ["REDVEST_DEMO"])
        )

SECRET_KEY = keyring.load(KEYRING_FILE, create=not PRODUCTION).secret("django")
ALLOWED_HOSTS = env("REDVEST_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "redvest.core",
    "redvest.journal",
    "redvest.districts",
    "redvest.people",
    "redvest.venues",
    "redvest.notices",
    "redvest.teams",
    "redvest.orders",
    "redvest.activities",
    "redvest.records",
    "redvest.meals",
    "redvest.bank",
    "redvest.insight",
    "redvest.demo",
    # After ours, whose templates stand in for theirs.
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "redvest.people.auth.weixin",
    "django.contrib.admin.apps.SimpleAdminConfig",
]

MIDDLEWARE = [
    "redvest.middleware.errors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # Old WebViews do not know frame-ancestors.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "redvest.middleware.turns",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "redvest.middleware.visitor",
    "redvest.people.auth.middleware.staff",
    "redvest.middleware.access",
]

ROOT_URLCONF = "redvest.urls"
WSGI_APPLICATION = "redvest.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "redvest.core.context.page",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "redvest.core.rendering.FormRenderer"

# --- Database: PostgreSQL only. -----------------------------------------------------------------
APP_ROLE = "redvest_app"
AS_OWNER = env("REDVEST_DB_ROLE") == "owner"
_url = (env("DATABASE_OWNER_URL") if AS_OWNER else "") or env("DATABASE_URL")
if not _url:
    _url = embedded.url_for(embedded.data_dir(), user=embedded.OWNER_ROLE if AS_OWNER else APP_ROLE)
_conn = conninfo_to_dict(_url)
# Owners may wait longer: migrations, restores and bulk loads are theirs.
_session = "-c timezone=UTC -c plan_cache_mode=force_generic_plan " + (
    "-c statement_timeout=0 -c lock_timeout=10000"
    if AS_OWNER
    else "-c statement_timeout=5000 -c lock_timeout=3000"
    " -c idle_in_transaction_session_timeout=10000"
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _conn.pop("dbname", "redvest"),
        "USER": _conn.pop("user", ""),
        "PASSWORD": _conn.pop("password", ""),
        "HOST": _conn.pop("host", ""),
        "PORT": str(_conn.pop("port", "")),
        "OPTIONS": {**_conn, "options": _session, "prepare_threshold": 5},  # See core.planning.
        "CONN_HEALTH_CHECKS": False,
    }
}
if env_bool("REDVEST_POOL"):
    pool = {"min_size": 2, "max_size": lanes.SLOTS, "timeout": 5}
    DATABASES["default"]["OPTIONS"]["pool"] = pool
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "redvest.core.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # Staff sessions end sooner: people.auth.middleware.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_FAILURE_VIEW = "redvest.core.failures.csrf_failure"

# --- Signing in: docs/decisions/signing-in.md explains the choices. -------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
STAFF_MFA = env_bool("REDVEST_STAFF_MFA", True)
SMS_SENDER = "redvest.notices.codes.send"
ALLAUTH_TRUSTED_PROXY_COUNT = (
    int(env("REDVEST_PROXIES", "1")) if env_bool("REDVEST_BEHIND_PROXY") else 0
)
CODE_MINUTES = 5  # How long every one-time code is valid: texts and services read it here.
LOCKED_MINUTES = 15  # How long too many wrong passwords lock out.
_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
_FORMS = "redvest.people.auth.forms."
ACCOUNT_ADAPTER = "redvest.people.auth.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "redvest.people.auth.adapter.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = _CODE_FORMAT
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "signup": "60/m/ip",
    "login_failed": f"40/{LOCKED_MINUTES}m/ip,5/{LOCKED_MINUTES}m/key",
    "login_failed_known": f"5/{LOCKED_MINUTES}m/key",
    "request_login_code": "20/m/ip,100/h/ip,3/m/key,10/h/key",
    "request_login_code_known": "3/m/key,10/h/key",
    "verify_phone": "20/m/ip,1/30s/key,10/h/key",
    "change_phone": "5/10m/user",
    # Codes of links to orders; a link itself locks after five.
    "order_link": "15/m/ip,60/h/ip",
    # Asking whether somebody is expected: by the code on the badge, and by number and digits.
    "visit_badge": "30/m/ip,200/h/ip",
    "visit_code": "15/m/ip,60/h/ip,5/15m/key",
}
ACCOUNT_FORMS = {
    "login": f"{_FORMS}LoginForm",
    "signup": f"{_FORMS}SignupForm",
    "request_login_code": f"{_FORMS}RequestLoginCodeForm",
    "confirm_login_code": f"{_FORMS}ConfirmLoginCodeForm",
    "verify_phone": f"{_FORMS}VerifyPhoneForm",
    "change_phone": f"{_FORMS}ChangePhoneForm",
    "set_password": f"{_FORMS}SetPasswordForm",
    "change_password": f"{_FORMS}ChangePasswordForm",
    "reauthenticate": f"{_FORMS}ReauthenticateForm",
}
SOCIALACCOUNT_ADAPTER = "redvest.people.auth.elsewhere.SocialAdapter"
# WeChat has one app for its own browser (the official account) and one for the QR code.
_WEIXIN = [
    {"client_id": env(f"{name}_APPID"), "secret": env(f"{name}_SECRET"), "settings": where}
    for name, where in (
        ("REDVEST_WECHAT", {"inside": True}),
        ("REDVEST_WECHAT_WEB", {"inside": False}),
    )
    if env(f"{name}_APPID") and env(f"{name}_SECRET")
]
_OIDC_URL = env("REDVEST_OIDC_URL").rstrip("/")
_ZWFW = {
    "provider_id": "zwfw",
    "name": env("REDVEST_OIDC_NAME") or _("政务服务网账号"),
    "client_id": env("REDVEST_OIDC_CLIENT_ID"),
    "secret": env("REDVEST_OIDC_SECRET"),
    "settings": {"server_url": _OIDC_URL, "scope": ["openid"], "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {
    "weixin": {"APPS": _WEIXIN},
    "openid_connect": {"APPS": [_ZWFW] if _OIDC_URL and _ZWFW["client_id"] else []},
}
# Where a form of ours may lead: Chromium holds form-action against redirects too.
LOGIN_FORM_HOSTS = (["https://open.weixin.qq.com"] if _WEIXIN else []) + (
    env("REDVEST_OIDC_FORM_HOSTS", "/".join(_OIDC_URL.split("/")[:3])).split() if _OIDC_URL else []
)
# Whom signing in through WeChat or the government's identity has to ask. An identity service with
# its keys on another host needs that one in REDVEST_OUTBOUND_HOSTS.
LOGIN_CALL_HOSTS = frozenset(
    (["api.weixin.qq.com"] if _WEIXIN else []) + ([_OIDC_URL.split("/")[2]] if _OIDC_URL else [])
)
MFA_ADAPTER = "redvest.people.auth.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "activate_totp": f"{_FORMS}ActivateTOTPForm",
    "authenticate": f"{_FORMS}AuthenticateForm",
    "reauthenticate": f"{_FORMS}MfaReauthenticateForm",
}

# --- Headers ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env_bool("REDVEST_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TIANDITU_KEY = env("TIANDITU_KEY")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # A page with a background map adds its hosts.
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *LOGIN_FORM_HOSTS],
        "frame-ancestors": ["'none'"],
    }
}

# --- Limits -------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
SITE_NAME = _("红马甲")

# --- Static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# In production `serve` collects the files here, under names that change with their content.
_cache = Path(env("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
# A folder of more fonts for papers; ours lacks the rarest characters.
FONTS_DIR = env("REDVEST_FONTS_DIR")
# Where records are laid for the national system, or the class that carries them there.
NATIONAL_DIR = env("REDVEST_NATIONAL_DIR")
NATIONAL_ADAPTER = env("REDVEST_NATIONAL_ADAPTER")
STATIC_ROOT = Path(env("REDVEST_STATIC_DIR") or _cache / "redvest/static") if PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 3600

# --- Logs: one JSON line each on standard error, without anything people typed. -------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "redvest.core.logs.Lines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "ERROR"},
        "redvest": {"level": env("REDVEST_LOG_LEVEL", "WARNING")},
    },
}

# --- What operators' tools read at /metrics; without a token there is no such page. ---------------
METRICS_TOKEN = env("REDVEST_METRICS_TOKEN")

# --- Cache: shared by all processes through the database, so that limits hold. -------------------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "KEY_FUNCTION": "redvest.core.keyring.cache_key",
        # Counters of failed logins live here: an attacker must not be able to crowd them out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Messages and the calls that carry them. Nothing is called that is not on the list. ----------
SITE_URL = env("REDVEST_SITE_URL").rstrip("/")
OUTBOUND_HOSTS = frozenset(env("REDVEST_OUTBOUND_HOSTS").split(",")) - {""}
# Hosts (with port) inside the server room that speak plain http, such as an SMS gateway's agent.
OUTBOUND_PLAIN_HOSTS = frozenset(env("REDVEST_OUTBOUND_PLAIN_HOSTS").split(",")) - {""}
# Webhooks go to public addresses only. Tests alone send them to this machine.
HOOKS_TO_THIS_MACHINE = False
SMS = {
    "url": env("REDVEST_SMS_URL"),
    "headers": json.loads(env("REDVEST_SMS_HEADERS", "{}")),
    "body": json.loads(env("REDVEST_SMS_BODY", '{"phone": "{phone}", "text": "{text}"}')),
    "success": env("REDVEST_SMS_SUCCESS"),
}
WECHAT_NOTICES = {
    "app_id": env("REDVEST_WECHAT_APPID"),
    "secret": env("REDVEST_WECHAT_SECRET"),
    "templates": json.loads(env("REDVEST_WECHAT_TEMPLATES", "{}")),
}
# Naming a service is allowing it to be called.
OUTBOUND_HOSTS |= {urlsplit(SMS["url"]).netloc} - {""}
OUTBOUND_HOSTS |= {"api.weixin.qq.com"} if WECHAT_NOTICES["app_id"] else set()
EMAIL_HOST = env("REDVEST_EMAIL_HOST")
EMAIL_PORT = int(env("REDVEST_EMAIL_PORT", "465"))
EMAIL_HOST_USER = env("REDVEST_EMAIL_USER")
EMAIL_HOST_PASSWORD = env("REDVEST_EMAIL_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("REDVEST_EMAIL_FROM", EMAIL_HOST_USER or "redvest@localhost")
EMAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")

# --- Work in the background ----------------------------------------------------------------------
PROCRASTINATE_ON_APP_READY = "redvest.core.jobs.install"

# --- The journal's witness: signed tree heads are also written here, best on another machine. ----
WITNESS_DIR = env("REDVEST_WITNESS_DIR")

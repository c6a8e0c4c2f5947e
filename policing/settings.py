"""Settings of the whole site, in one file and a fixed order, read from the environment and safe by default. What is long
and set by nobody stands in ``policing.configuration``, and is named here.

With no DATABASE_URL the site runs on its own embedded servers under ``var/`` with secrets made for this install
(``make run``). With DATABASE_URL set it is a served site: every secret must be given, and nothing is started here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext

from policing import env, local, logs
from policing.configuration import database, programs, safety, sign_in

django_stubs_ext.monkeypatch()  # lets Django's generic classes be written as such, as mypy reads them

# --- where and how ------------------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = env.flag("COMMONBEAT_TEST", False)
DATABASE_URL = env.text("DATABASE_URL", "")
REDIS_URL = env.text("REDIS_URL", "")
EMBEDDED = not DATABASE_URL
DEBUG = env.flag("DEBUG", False)
VAR_DIR = local.var_dir()

if not DATABASE_URL or not REDIS_URL:
    _addresses = local.addresses()
    DATABASE_URL = DATABASE_URL or _addresses.database_url
    REDIS_URL = REDIS_URL or _addresses.redis_url


def _secret(name: str) -> str:
    given = env.raw(name)
    return local.secrets()[name] if EMBEDDED and not given else env.secret(name)


SECRET_KEY = _secret("SECRET_KEY")
FIELD_KEYS = _secret("FIELD_KEYS").split(",")  # Fernet keys, newest first
RECEIPT_KEY = _secret("RECEIPT_KEY")
PEPPER = _secret("PEPPER")
INDEX_KEY = _secret("INDEX_KEY")
INDEX_KEYS = env.listing("INDEX_KEYS", [])  # of contact points, newest first; INDEX_KEY where none is given

SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000" if EMBEDDED or TESTING else "")
if not SITE_URL:
    raise env.EnvironmentProblem("SITE_URL: not set. Set it to the address people use, like https://beat.example.org")
_site = urlsplit(SITE_URL)
SECURE = _site.scheme == "https"
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", [_site.hostname or "", "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DEMO = env.flag("COMMONBEAT_DEMO", EMBEDDED and not TESTING)

# --- parts ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "policing.site",
    "initiatives",
    "problems",
    "partnerships",
    "feedback",
    "policing.gatherings",
    "policing.notifications",
    "policing.clocks",
    "policing.accounts",
    "policing.areas",
    "policing.privacy",
    "policing.events",
    "policing.ui",
    "policing.local",
    "pgtrigger",
    "policing.site.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "csp",
]
MIDDLEWARE = [
    "policing.site.metrics.Measure",
    "policing.site.health.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "policing.middleware.StandingHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "policing.csrf.HouseCsrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "policing.accounts.middleware.PersonMiddleware",
    "policing.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "policing.middleware.Refusals",
]
ROOT_URLCONF = "policing.urls"
WSGI_APPLICATION = "policing.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_loaders: list[Any] = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "policing.ui.context.page",
            ],
            "builtins": [
                "policing.ui.templatetags.ui",
                "policing.ui.templatetags.access",
                "template_partials.templatetags.partials",
            ],
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _loaders)])],
        },
    }
]
FORM_RENDERER = "policing.ui.forms.HouseRenderer"

# --- data -----------------------------------------------------------------------------------------------------------
LOCK_TIMEOUT_MS = env.number("DATABASE_LOCK_TIMEOUT_MS", 4000, least=100)
STATEMENT_TIMEOUT_MS = env.number("DATABASE_STATEMENT_TIMEOUT_MS", 30000, least=1000)
_kept_open = env.number("DATABASE_CONN_MAX_AGE", 60, least=0)  # seconds
DATABASES = {
    "default": database.connection(DATABASE_URL, lock_ms=LOCK_TIMEOUT_MS, statement_ms=STATEMENT_TIMEOUT_MS, max_age=_kept_open)
}
CACHES = {
    "default": {
        "BACKEND": "policing.caching.ForgetfulCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "KEY_PREFIX": "cb",
        "TIMEOUT": 300,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},  # no request waits for Valkey
    }
}

# --- people -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique whatever its capitals, by the constraint user_email_once
AUTHENTICATION_BACKENDS = ["policing.backend.PolicyBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["policing.accounts.hashers.HouseArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:welcome"
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", not DEMO)
ACCOUNT_ADAPTER = "policing.accounts.adapter.HouseAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = sign_in.FORMS
MFA_ADAPTER = "policing.accounts.adapter.HouseSecondFactor"
MFA_FORMS = sign_in.SECOND_FACTOR_FORMS
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SESSION_ENGINE = "policing.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "policing.failures.csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- words and time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("es", "Español"), ("hi", "हिन्दी"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True
PHONE_REGION = env.text("PHONE_REGION", "GB")  # the country of a phone number typed without one, as two letters

# --- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR_DIR / "uploads")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING  # else each client of a test lists every file first
FILE_UPLOAD_HANDLERS = ["policing.uploads.InMemory"]  # nothing that anybody sends touches the disk before it is made anew
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o640, 0o750
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MB", 12, least=1, most=64) * 1024 * 1024  # one file; three times as much in one form
UPLOAD_MAX_PIXELS = 50_000_000  # a JPEG is decoded at a smaller scale; other kinds may have half as many
UPLOAD_LONGEST_EDGE = 3000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- safety -----------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", SECURE)
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
INTAKE_PER_HOUR = env.number("INTAKE_PER_HOUR", 200, least=1)  # reports an hour from one network prefix before they have to wait
PROXY_HOPS = env.number("PROXY_HOPS", 0, least=0, most=8)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = safety.CONTENT_POLICY

# --- mail -------------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend" if EMBEDDED else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Commonbeat <no-reply@{_site.hostname}>")

# --- work in the background -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- programs ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = programs.ANSWERS
SPECTACULAR_SETTINGS = programs.DESCRIPTION

# --- logs: allow-listed fields only, never an address, a user agent, a person or a path ------------------------------------
LOGGING = logs.configuration()

"""Settings, read from the environment. `rainer doctor` says which are missing or unsafe.

RAINER_MODE is `demo`, `test` or `service` (the default). In service nothing works without RAINER_SECRET_KEY and
DATABASE_URL: there is no unsafe default to forget about.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url

from rainer.config.boot import mode_asked

ROOT = Path(__file__).resolve().parents[3]
MODE = mode_asked()
IS_SERVICE = MODE == "service"
DATA_FOLDER = Path(os.environ.get("RAINER_DATA", ROOT / ".rainer"))

DEBUG = False
# Outside service a key is made up at each start: nobody's session is worth keeping and none is in the repository.
SECRET_KEY = os.environ.get("RAINER_SECRET_KEY") or ("" if IS_SERVICE else secrets.token_urlsafe(50))
if IS_SERVICE and not SECRET_KEY:
    SECRET_KEY = "unset-" + secrets.token_urlsafe(50)
ALLOWED_HOSTS = os.environ.get("RAINER_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("RAINER_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rainer.organisation",  # before allauth: its sign-in pages stand in for allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
    "govuk_frontend_django",
    "rainer.common",
    "rainer.web",
    "rainer.rulebook",
    "rainer.workforce",
    "rainer.cases",
    "rainer.priorities",
    "rainer.supervision",
    "rainer.enforcement",
    "rainer.assessments",
    "rainer.tiering",
    "rainer.workload",
    "rainer.allocation",
    "rainer.assurance",
    "rainer.importers",
    "rainer.overview",
    "rainer.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rainer.web.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "rainer.web.middleware.NulBytesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "rainer.web.received.ReceivedMiddleware",
    "rainer.web.middleware.KeptTypedMiddleware",
    "rainer.organisation.sessions.SessionLimitsMiddleware",
    "rainer.organisation.middleware.ActingUserMiddleware",
    "rainer.organisation.sessions.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rainer.web.middleware.ErrorPagesMiddleware",
]

ROOT_URLCONF = "rainer.config.urls"
WSGI_APPLICATION = "rainer.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rainer.web.context.page_furniture",
            ],
            "builtins": ["rainer.web.templatetags.rainer"],
        },
    }
]

# No server is started here: `rainer` and the tests start the embedded one and set DATABASE_URL first.
_DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///rainer")
DATABASES = {
    "default": {
        **dj_database_url.parse(_DATABASE_URL, conn_max_age=0),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
    }
}
if MODE != "test":
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}  # type: ignore[index]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rainer_cache"}}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "rainer.organisation.sign_in.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/5m/key,30/5m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Rainer"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the administrator's to give, not the user's to prove
SECOND_FACTOR_REQUIRED = IS_SERVICE

SESSION_IDLE_SECONDS = int(os.environ.get("RAINER_IDLE_SECONDS", 30 * 60))
SESSION_COOKIE_AGE = int(os.environ.get("RAINER_SESSION_SECONDS", 8 * 60 * 60))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rainer.web.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SERVICE
SECURE_SSL_REDIRECT = IS_SERVICE and os.environ.get("RAINER_BEHIND_PROXY") != "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("RAINER_BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_SERVICE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [ROOT / "src" / "rainer" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
DATE_FORMAT = "j M Y"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [
    ("govuk", ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"),
    ("moj", ROOT / "node_modules" / "@ministryofjustice" / "frontend" / "moj"),
    ("htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
]
WHITENOISE_USE_FINDERS = MODE != "service"
WHITENOISE_AUTOREFRESH = MODE == "test"  # each test client starts the middleware anew: let it not walk every file
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_SERVICE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_FOLDER / "files"
# Documents of a record: in the database, or in this folder; and what scans them ("" for nothing, "clamd:…").
DOCUMENTS_FOLDER = os.environ.get("RAINER_DOCUMENTS", "")
DOCUMENT_SCANNER = os.environ.get("RAINER_DOCUMENT_SCANNER", "")
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

EMAIL_BACKEND = os.environ.get(
    "RAINER_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if IS_SERVICE else "django.core.mail.backends.locmem.EmailBackend",
)
EMAIL_HOST = os.environ.get("RAINER_EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("RAINER_EMAIL_FROM", "rainer@localhost")
NOTIFY_API_KEY = os.environ.get("RAINER_NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = os.environ.get("RAINER_NOTIFY_TEMPLATE_ID", "")
NOTIFY_SMS_TEMPLATE_ID = os.environ.get("RAINER_NOTIFY_SMS_TEMPLATE_ID", "")

# The reporting day of a frozen demo or a test; None in service, where the clock is the clock.
FIXED_TODAY = os.environ.get("RAINER_TODAY") or None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Each try of a pool to connect again is a line; whoever wanted the connection says once that there is none.
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("RAINER_LOG_LEVEL", "WARNING")},
}

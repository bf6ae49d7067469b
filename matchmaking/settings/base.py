"""What every environment shares. Nothing here is a secret and nothing here reads one."""

import warnings
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue
from pythonjsonlogger.core import RESERVED_ATTRS
from whitenoise.compress import Compressor

from companies.languages import say_column

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose forms it extends
    # Our own come first: their catalogs fill what the libraries leave untranslated.
    "matchmaking.apps.MatchmakingConfig",
    "events",
    "companies",
    "whitenoise.runserver_nostatic",
    "matchmaking.apps.OrganiserAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "django_bootstrap5",
    "django_include_bootstrap",
    "import_export",
    "csp",
]

MIDDLEWARE = [
    "matchmaking.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "matchmaking.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "companies.web.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "companies.web.kept.KeptMiddleware",
    "companies.web.middleware.ButtonAddressMiddleware",
]

ROOT_URLCONF = "matchmaking.urls"
WSGI_APPLICATION = "matchmaking.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# An address typed without a scheme is https, as in Django 6; the setting announces its own end.
warnings.filterwarnings("ignore", "The FORMS_URLFIELD_ASSUME_HTTPS transitional setting")
FORMS_URLFIELD_ASSUME_HTTPS = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# The demonstration is an application of its own that only development and test install.
DEMONSTRATION = False

# --- Languages and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("vi", _("Vietnamese")),
    ("zh-hant", _("Traditional Chinese")),
    ("ko", _("Korean")),
]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "matchmaking.formats"
TIME_ZONE = "UTC"
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "vi", "zh-hant", "ko")
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = say_column

# --- Accounts -------------------------------------------------------------------------------

AUTH_USER_MODEL = "companies.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
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
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "events.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without a password: by a code
ACCOUNT_FORMS = {
    "signup": "companies.web.accounts.SignUpForm",
    "change_password": "companies.web.accounts.ChangeForm",
    "set_password": "companies.web.accounts.SetForm",
    "reset_password_from_key": "companies.web.accounts.ResetForm",
    "confirm_login_code": "companies.web.accounts.SignInCodeForm",
    "confirm_email_verification_code": "companies.web.accounts.AddressCodeForm",
    "change_email": "companies.web.accounts.OtherAddressForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True  # a mistyped address is not the end
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; a hall's network may be slow to bring a mail
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# By address on the network more than allauth would allow: behind one router may be a whole fair,
# all of whom sign in when it opens. By account as allauth has it.
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": "120/m/ip,3/m/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
# How many proxies of ours stand in front: rate limits count by the address the last one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

MFA_ADAPTER = "companies.web.second_step.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "companies.web.second_step.AppForm",
    "add_webauthn": "companies.web.second_step.PasskeyForm",
    "authenticate": "companies.web.second_step.SecondCodeForm",
    "authenticate_webauthn": "companies.web.second_step.SecondPasskeyForm",
    "edit_webauthn": "companies.web.second_step.RenameForm",
    "login_webauthn": "companies.web.second_step.SignInPasskeyForm",
    "reauthenticate": "companies.web.second_step.SamePersonCodeForm",
    "reauthenticate_webauthn": "companies.web.second_step.SamePersonPasskeyForm",
    "signup_webauthn": "companies.web.second_step.FirstPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # phones' clocks drift

# --- Addresses ------------------------------------------------------------------------------

# What links in messages start with: a worker that sends one has no request to ask.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

# --- Database, cache ------------------------------------------------------------------------


def database(url_variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's database entry from the URL in the environment variable `url_variable`."""
    config: dict[str, Any] = env.db_url(url_variable)
    config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    return config


def redis_cache(url: str) -> dict[str, Any]:
    """Django's cache entry for a Redis or Valkey server at `url`."""
    return {
        "BACKEND": "matchmaking.caches.Cache",
        "LOCATION": url,
        "KEY_PREFIX": "matchmaking",
    }


# Read from the cache, stored in the database as well: a cache that is emptied signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Work in the background -----------------------------------------------------------------

CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = [
    # An exchange each: queues that share one also share its messages.
    Queue(name, exchange=Exchange(name), routing_key=name)
    for name in ("default", "scoring", "scheduling", "mail")
]
# By the task's name; all others go to the default queue. (Celery has given up `queue=` at a task.)
CELERY_TASK_ROUTES = {
    "matchmaking.tasks.send_*": {"queue": "mail"},
    "matchmaking.tasks.score_*": {"queue": "scoring"},
    "matchmaking.tasks.encode_*": {"queue": "scoring"},
    "matchmaking.tasks.renew_*": {"queue": "scoring"},
    "matchmaking.tasks.run_*": {"queue": "scheduling"},
}
CELERY_TASK_CREATE_MISSING_QUEUES = False  # a misspelt queue fails instead of waiting for ever
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # a run's state is its row
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 25 * 60
CELERY_TASK_TIME_LIMIT = 30 * 60
# Longer than any task may take: a message comes back only when its worker must be dead.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 45 * 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# A worker that is asked to stop lets its tasks end for so long, then gives them back.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = env.float("WORKER_STOP_SECONDS", default=5)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "send outbox": {
        "task": "matchmaking.tasks.send_outbox",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "send digests": {
        "task": "matchmaking.tasks.send_digests",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * 60},
    },
    "remind": {
        "task": "matchmaking.tasks.remind",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 14 * 60},
    },
    "follow requests": {
        "task": "matchmaking.tasks.follow_requests",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 14 * 60},
    },
    "forget old changes": {
        "task": "matchmaking.tasks.forget_old_changes",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 9 * 60},
    },
    "delete expired exports": {
        "task": "matchmaking.tasks.delete_expired_exports",
        "schedule": crontab(minute=20),
        "options": {"expires": 50 * 60},
    },
    "forget old sessions": {
        "task": "matchmaking.tasks.forget_old_sessions",
        "schedule": crontab(minute=40),
        "options": {"expires": 50 * 60},
    },
    "reap runs": {
        "task": "matchmaking.tasks.reap_runs",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "look for stale scores": {
        "task": "matchmaking.tasks.look_for_stale_scores",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
}

# --- Matching -------------------------------------------------------------------------------

# A worker that gives no sign of life for so long is taken for dead; it gives two a second.
RUN_STALE_SECONDS: float = env.float("RUN_STALE_SECONDS", default=15.0)
# Whether workers read what companies say as soon as it is saved.
FOLLOWS_PROFILES: bool = env.bool("FOLLOWS_PROFILES", default=True)
# Who suggests sectors from a text while it is written; empty: nobody.
SECTOR_SUGGESTER = "matchmaking.domain.suggestions.suggest_sectors"
# Where people meet online: {meeting} becomes an id that cannot be guessed. Empty: no link.
ONLINE_MEETING_URL: str = env("ONLINE_MEETING_URL", default="")

# --- Mail -----------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="matchmaking@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whether people who have not chosen get no mail at night, by their own clock.
MAIL_QUIET_HOURS: bool = env.bool("MAIL_QUIET_HOURS", default=True)
EMAIL_TIMEOUT = 20  # seconds; a sender holds its message's row for as long

# --- Files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT: Path | None = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
# Source maps are for whoever opens a debugger; compressing them would take minutes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
# The folders of it that everybody may read; a proxy that serves files may serve these.
PUBLIC_MEDIA = ("logos", "events", "plans")
# Photos of people lie there too, but are handed out to those only who may see the person.
FACES_URL = "/faces/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A placeholder that repeats the label vanishes when it is needed; errors say enough in words.
BOOTSTRAP5 = {"set_placeholder": False, "success_css_class": "", "required_css_class": ""}

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one names how to sign in: a 401, not a 403, for who is not.
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "matchmaking.api.errors.handle",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "matchmaking.api.throttles.ChangeThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min", "changes": "60/min"},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Business matchmaking",
    "DESCRIPTION": "Events, programme, meeting requests and schedules of the signed-in person.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "PREPROCESSING_HOOKS": ["matchmaking.api.schema.only_the_api"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "matchmaking.api.schema.add_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RequestState": "matchmaking.choices.RequestState",
        "MarkKind": "matchmaking.choices.MarkKind",
        "NoticeKind": "matchmaking.choices.NoticeKind",
        "MailPace": "matchmaking.choices.MailPace",
        "RegistrationState": "events.choices.RegistrationState",
        "OrganisationKind": "companies.choices.OrganisationKind",
        "Language": "companies.choices.Language",
        "InterfaceLanguage": "django.conf.settings.LANGUAGES",
        "PhaseKind": "events.choices.PhaseKind",
        "SessionKind": "events.choices.SessionKind",
        "StatementKind": "companies.choices.StatementKind",
        "HostRole": "events.choices.HostRole",
        "SpeakerRole": "events.choices.SpeakerRole",
        "StaffRole": "events.choices.StaffRole",
        "MemberRole": "companies.choices.MemberRole",
    },
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}

# --- Safety ---------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],  # Bootstrap's own icons are data URLs in its stylesheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
RATELIMIT_USE_CACHE = "default"

# --- Log ------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "matchmaking.logs.LineFormatter",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "structured": {
            "()": "matchmaking.logs.StructuredFormatter",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
            # A request's own text would carry its query string.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # Strangers knock with any host name; each is answered with 400 and is no news.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "fontTools": {"level": "WARNING"},
    },
}

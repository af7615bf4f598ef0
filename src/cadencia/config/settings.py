"""Every setting of an installation. Each environment variable is declared here, once.

Nothing here imports Django, so that `cadencia start` and `cadencia status` answer at once.
"""

import os
from pathlib import Path
from typing import Any

from cadencia.backoffice.look import UNFOLD as UNFOLD
from cadencia.config import embedded_postgres, environment

# The data folder: the embedded database, the secret key, attachments. Default: for root
# /var/lib/cadencia, for anybody else $XDG_DATA_HOME/cadencia (~/.local/share/cadencia).
CADENCIA_HOME = Path(
    environment.text(
        "CADENCIA_HOME",
        str(environment.default_home(os.environ, is_root=os.geteuid() == 0)),
    )
).absolute()

# The server to use instead of the embedded one: postgresql://user:password@host:5432/name
# (PostgreSQL 15 or later). Default: none, the embedded one is started when needed.
DATABASE_URL = environment.text("DATABASE_URL", "")

# The folder with the system's own initdb and postgres (15 or later), to run the embedded
# server with them. Default: none, those that come with the Python package.
CADENCIA_POSTGRES_BIN = environment.text("CADENCIA_POSTGRES_BIN", "")

# Signs sessions and links. Default: made the first time, kept in CADENCIA_HOME/secret_key.
CADENCIA_SECRET_KEY = environment.text("CADENCIA_SECRET_KEY", "")

# 1 shows the details of errors to whoever meets them; never on a server others reach. Default 0.
CADENCIA_DEBUG = environment.yes_or_no("CADENCIA_DEBUG", default="0")

# Names under which the web part may be asked for, separated by commas. Default: this machine.
CADENCIA_HOSTS = environment.names("CADENCIA_HOSTS", "localhost,127.0.0.1")

# 1 says that what stands before this server speaks https and says so in X-Forwarded-Proto: then
# whoever comes by plain http is sent there. Without it, people sign in on this machine alone.
# Default 0.
CADENCIA_HTTPS = environment.yes_or_no("CADENCIA_HTTPS", default="0")

# The language of the installation when nobody has chosen one: es or en. Default es.
CADENCIA_LANGUAGE = environment.text("CADENCIA_LANGUAGE", "es")

# How many requests a token of the API may make in a minute, if it says nothing of its own.
CADENCIA_API_REQUESTS_PER_MINUTE = environment.whole("CADENCIA_API_REQUESTS_PER_MINUTE", "6000")

# 1 lets webhooks go to private addresses and without https, for a network of one's own. Default 0.
CADENCIA_WEBHOOKS_PRIVATE = environment.yes_or_no("CADENCIA_WEBHOOKS_PRIVATE", default="0")

# Whether a company may send by a mail server of one's own network. `0` where strangers share the
# installation.
CADENCIA_MAIL_PRIVATE = environment.yes_or_no("CADENCIA_MAIL_PRIVATE", default="1")

# What the log tells: DEBUG, INFO, WARNING or ERROR. Default WARNING.
CADENCIA_LOG_LEVEL = environment.text("CADENCIA_LOG_LEVEL", "WARNING")

# ------------------------------------------------------------------ database

# None when DATABASE_URL names another server.
EMBEDDED_SERVER = (
    None
    if DATABASE_URL
    else embedded_postgres.server_in(
        CADENCIA_HOME / "postgres", system_binaries=CADENCIA_POSTGRES_BIN
    )
)

# What the command line calls with EMBEDDED_SERVER before it needs the database.
DATABASE_STARTER = "cadencia.config.embedded_postgres.start"


def database_address() -> str:
    """Return the address of the database, embedded or not."""
    return embedded_postgres.database_url(EMBEDDED_SERVER) if EMBEDDED_SERVER else DATABASE_URL


DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **environment.database(database_address()),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] = {
    "application_name": "cadencia",
    "connect_timeout": "10",
    # The run's locks rest on it: psycopg.IsolationLevel.READ_COMMITTED, whatever the server's
    # own default is.
    "isolation_level": 2,
    **DATABASES["default"]["OPTIONS"],
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ parts

INSTALLED_APPS = [
    "cadencia.backoffice.apps.BackofficeConfig",  # before unfold: its templates go first
    "unfold.apps.BasicAppConfig",
    "cadencia.backoffice.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "cadencia.parties",
    "cadencia.catalog",
    "cadencia.contracts",
    "cadencia.documents",
    "cadencia.payments",
    "cadencia.mailing",
    "cadencia.billing",
    "cadencia.webhooks",
    "cadencia.api",
]
MIDDLEWARE = [
    "cadencia.backoffice.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cadencia.api.middleware.ApiAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # The last: who is at work is known, and all that comes after is behind the second wall.
    "cadencia.backoffice.middleware.Office",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cadencia.backoffice.context.office",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = ["cadencia.backoffice.signing_in.backend.OfficeBackend"]
ROOT_URLCONF = "cadencia.config.urls"
AUTH_USER_MODEL = "parties.User"

# ------------------------------------------------------------------ security

SECRET_KEY = CADENCIA_SECRET_KEY or environment.secret_key(CADENCIA_HOME / "secret_key")
DEBUG = CADENCIA_DEBUG
ALLOWED_HOSTS = CADENCIA_HOSTS
SESSION_COOKIE_HTTPONLY = True
# By http on this machine itself `headers.SafeHeaders` takes the mark off again.
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a working day, from signing in
SESSION_COOKIE_NAME = "cadencia_session"
CSRF_COOKIE_NAME = "cadencia_csrf"
CSRF_FAILURE_VIEW = "cadencia.backoffice.answers.forgery_suspected"
X_FRAME_OPTIONS = "SAMEORIGIN"  # a document's PDF is shown beside it
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = CADENCIA_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CADENCIA_HTTPS else None
LOGIN_URL = "office:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{each}"}
    for each in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The largest body of a request: a thousand contracts take a few. A long contract has many fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
WEBHOOKS_PRIVATE = CADENCIA_WEBHOOKS_PRIVATE
MAIL_PRIVATE = CADENCIA_MAIL_PRIVATE
API_REQUESTS_PER_MINUTE = CADENCIA_API_REQUESTS_PER_MINUTE

# ------------------------------------------------------------------ pictures, styles, scripts

# They are served from the packages they come in (config/wsgi.py). Another version or another
# content is another address, and so a browser may keep them.
STATIC_URL = "/static/{}/".format(
    environment.fingerprint(Path(__file__).resolve().parent.parent / "backoffice" / "static")
)
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# ------------------------------------------------------------------ languages, dates

LANGUAGES = [("es", "Español"), ("en", "English")]
LANGUAGE_CODE = CADENCIA_LANGUAGE
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
# Moments are kept in UTC; a rule's dates are civil dates of the company (config/clock.py).
USE_TZ = True
TIME_ZONE = "UTC"

# What the edges read the time from, and the module that drafts a run in a further process.
CLOCK = "cadencia.config.clock.now"
RUN_WORKER = "cadencia.cli.draft_worker"

# Where the back office finds the service of the API's tokens: the two don't import one another.
TOKENS = "cadencia.api.tokens"

# The module that a process runs to help with a forecast.
FORECAST_WORKER = "cadencia.cli.forecast_worker"

# ------------------------------------------------------------------ log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": CADENCIA_LOG_LEVEL},
    # What a request is refused is told to whoever asked.
    "loggers": {"django.request": {"level": "ERROR"}},
}

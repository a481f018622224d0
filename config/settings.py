"""The settings in force: read from the environment and a `.env` file, checked before anything starts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, cast, get_args
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from config.catalogue import DEFAULTS, DEVELOPMENT_SECRET, SETTINGS, Setting, SettingError
from config.env_file import read_env_file

Environment = Literal["development", "production"]
Matcher = Literal["dual", "durable", "compiled"]
Durability = Literal["normal", "full"]
Approval = Literal["required", "optional"]
Apportionment = Literal["largest_remainder", "last_absorbs", "first_absorbs"]
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]

MASK: Final = "********"
_SHORTEST_SECRET: Final = 32


class LogSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How much is logged, and in which form."""

    level: LogLevel
    format: LogFormat


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting, checked. `given` names those that were set; the others stand at their defaults."""

    environment: Environment
    data_dir: Path  # absolute
    database_url: str
    durability: Durability
    database_replica_url: str | None
    redis_url: str | None
    matcher: Matcher
    secret_key: str
    timezone: ZoneInfo
    log: LogSettings
    approval: Approval
    platform_channels: frozenset[str]  # empty: those that are shipped
    apportionment: Apportionment
    bootstrap_key: str | None
    admin_password: str | None
    given: frozenset[str] = frozenset()

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def sqlite_file(self) -> Path | None:
        """The database file of the embedded deployment; None where the database is PostgreSQL."""
        return _sqlite_file(self.database_url)


class SettingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list that a person reads; a secret value is masked."""

    name: str
    value: str
    is_default: bool
    zh: str
    en: str


def read_settings(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Return the settings: the environment first, then the file, then the defaults. An empty value counts as not set.

    Raises SettingError on the first one that cannot be used.
    """
    filed = read_env_file(env_file) if env_file else {}
    given = {name: value.strip() for name, value in {**filed, **environ}.items() if name in DEFAULTS and value.strip()}
    values = {**DEFAULTS, **given}
    environment = cast("Environment", _one_of("OMS_ENV", values["OMS_ENV"], get_args(Environment)))
    data_dir = Path(values["OMS_DATA_DIR"]).expanduser().resolve()
    database_url = _database_url(values["OMS_DATABASE_URL"], data_dir)
    return Settings(
        environment=environment,
        data_dir=data_dir,
        database_url=database_url,
        durability=cast("Durability", _one_of("OMS_DURABILITY", values["OMS_DURABILITY"], get_args(Durability))),
        database_replica_url=_replica_url(values["OMS_DATABASE_REPLICA_URL"], database_url),
        redis_url=_address("OMS_REDIS_URL", values["OMS_REDIS_URL"], ("redis", "rediss", "unix")),
        matcher=cast("Matcher", _one_of("OMS_MATCHER", values["OMS_MATCHER"], get_args(Matcher))),
        secret_key=_secret_key(values["OMS_SECRET_KEY"], environment),
        timezone=_timezone(values["OMS_TIMEZONE"]),
        log=_log(values["OMS_LOG"], environment),
        approval=_approval(values["OMS_APPROVAL"], environment),
        platform_channels=frozenset(name.strip() for name in values["OMS_PLATFORM_CHANNELS"].split(",")) - {""},
        apportionment=cast(
            "Apportionment",
            _one_of("OMS_APPORTIONMENT", values["OMS_APPORTIONMENT"], get_args(Apportionment)),
        ),
        bootstrap_key=values["OMS_BOOTSTRAP_KEY"] or None,
        admin_password=values["OMS_ADMIN_PASSWORD"] or None,
        given=frozenset(given),
    )


def list_settings(settings: Settings) -> tuple[SettingLine, ...]:
    """Return every setting with its present value, secrets masked."""
    present = {
        "OMS_ENV": settings.environment,
        "OMS_DATA_DIR": str(settings.data_dir),
        "OMS_DATABASE_URL": settings.database_url,
        "OMS_DURABILITY": settings.durability,
        "OMS_DATABASE_REPLICA_URL": settings.database_replica_url,
        "OMS_REDIS_URL": settings.redis_url,
        "OMS_MATCHER": settings.matcher,
        "OMS_SECRET_KEY": settings.secret_key,
        "OMS_TIMEZONE": settings.timezone.key,
        "OMS_LOG": f"{settings.log.level}/{settings.log.format}",
        "OMS_PLATFORM_CHANNELS": ",".join(sorted(settings.platform_channels)),
        "OMS_APPORTIONMENT": settings.apportionment,
        "OMS_APPROVAL": settings.approval,
        "OMS_BOOTSTRAP_KEY": settings.bootstrap_key,
        "OMS_ADMIN_PASSWORD": settings.admin_password,
    }
    return tuple(
        SettingLine(
            name=setting.name,
            value=_shown(setting, present[setting.name] or ""),
            is_default=setting.name not in settings.given,
            zh=setting.zh,
            en=setting.en,
        )
        for setting in SETTINGS
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingError(name, f"{value!r} is not allowed; it is one of {', '.join(allowed)}")
    return value


def _address(name: str, value: str, schemes: tuple[str, ...]) -> str | None:
    """Return an address, or None where none is set. The words of the error never repeat it: it may hold a password."""
    if not value:
        return None
    try:
        parts = urlsplit(value)
        is_usable = parts.scheme in schemes and bool(parts.hostname or parts.path) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket left open
        is_usable = False
    if not is_usable:
        raise SettingError(name, f"is not an address that can be used; it begins with {'://, '.join(schemes)}://")
    return value


def _database_url(value: str, data_dir: Path) -> str:
    url = _address("OMS_DATABASE_URL", value, ("sqlite", "postgresql", "postgres"))
    if url is None:
        return _sqlite_url(data_dir / "oms.sqlite")
    file = _sqlite_file(url)
    if file is None:
        return url
    if urlsplit(url).netloc or file.name in ("", ":memory:"):
        raise SettingError(
            "OMS_DATABASE_URL", "an SQLite address names a file: sqlite:///relative or sqlite:////absolute"
        )
    return _sqlite_url(file.expanduser().resolve())


def _replica_url(value: str, database_url: str) -> str | None:
    url = _address("OMS_DATABASE_REPLICA_URL", value, ("postgresql", "postgres"))
    if url and _sqlite_file(database_url):
        raise SettingError("OMS_DATABASE_REPLICA_URL", "a replica needs OMS_DATABASE_URL to be its PostgreSQL primary")
    return url


def _sqlite_url(file: Path) -> str:
    return f"sqlite:///{quote(str(file))}"


def _sqlite_file(url: str) -> Path | None:
    """Return the file that the address names: relative after three slashes, absolute after four."""
    parts = urlsplit(url)
    return Path(unquote(parts.path.removeprefix("/"))) if parts.scheme == "sqlite" else None


def _secret_key(value: str, environment: Environment) -> str:
    if environment == "production" and (value == DEVELOPMENT_SECRET or len(value) < _SHORTEST_SECRET):
        raise SettingError(
            "OMS_SECRET_KEY",
            f"production needs one of its own, {_SHORTEST_SECRET} characters or more; `openssl rand -hex 32` makes one",
        )
    return value


def _approval(value: str, environment: Environment) -> Approval:
    usual = "required" if environment == "production" else "optional"
    return cast("Approval", _one_of("OMS_APPROVAL", value or usual, get_args(Approval)))


def _timezone(value: str) -> ZoneInfo:
    if value not in available_timezones():
        raise SettingError("OMS_TIMEZONE", f"{value!r} is no time zone; write one like Asia/Shanghai or UTC")
    return ZoneInfo(value)


def _log(value: str, environment: Environment) -> LogSettings:
    level, _, form = value.partition("/")
    usual = "json" if environment == "production" else "console"
    return LogSettings(
        level=cast("LogLevel", _one_of("OMS_LOG", level, get_args(LogLevel))),
        format=cast("LogFormat", _one_of("OMS_LOG", form or usual, get_args(LogFormat))),
    )


def _shown(setting: Setting, value: str) -> str:
    if setting.is_secret:
        return MASK if value else ""
    password = urlsplit(value).password if "://" in value else None
    return value.replace(f":{password}@", f":{MASK}@") if password else value

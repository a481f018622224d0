"""What the settings accept, refuse and show."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.catalogue import DEVELOPMENT_SECRET, SETTING_NAMES, SettingError
from config.settings import MASK, LogSettings, list_settings, read_settings

SECRET = "a-secret-of-its-own-0123456789abcdef"


def test_with_nothing_set_the_system_runs_embedded_in_development() -> None:
    settings = read_settings({})

    assert settings.environment == "development"
    assert settings.data_dir == Path("var").resolve()
    assert settings.sqlite_file == Path("var/oms.sqlite").resolve()
    assert settings.database_replica_url is None
    assert settings.redis_url is None
    assert settings.matcher == "dual"
    assert settings.timezone == ZoneInfo("Asia/Shanghai")
    assert settings.log == LogSettings(level="info", format="console")


def test_the_embedded_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings({"OMS_DATA_DIR": str(tmp_path / "数据 folder")})

    assert settings.sqlite_file == tmp_path / "数据 folder" / "oms.sqlite"


def test_an_sqlite_address_may_be_relative_or_absolute(tmp_path: Path) -> None:
    relative = read_settings({"OMS_DATABASE_URL": "sqlite:///shop.sqlite"})
    absolute = read_settings({"OMS_DATABASE_URL": f"sqlite:///{tmp_path}/shop.sqlite"})

    assert relative.sqlite_file == Path("shop.sqlite").resolve()
    assert absolute.sqlite_file == tmp_path / "shop.sqlite"


def test_production_stands_on_postgresql_and_redis_and_logs_json() -> None:
    settings = read_settings(
        {
            "OMS_ENV": "production",
            "OMS_SECRET_KEY": SECRET,
            "OMS_DATABASE_URL": "postgresql://oms:pw@primary/oms",
            "OMS_DATABASE_REPLICA_URL": "postgresql://oms:pw@replica/oms",
            "OMS_REDIS_URL": "redis://cache:6379/0",
        }
    )

    assert settings.is_production
    assert settings.sqlite_file is None
    assert settings.database_url == "postgresql://oms:pw@primary/oms"
    assert settings.database_replica_url == "postgresql://oms:pw@replica/oms"
    assert settings.redis_url == "redis://cache:6379/0"
    assert settings.log.format == "json"


@pytest.mark.parametrize("secret", ["", DEVELOPMENT_SECRET, "short"])
def test_production_does_not_start_without_a_secret_of_its_own(secret: str) -> None:
    with pytest.raises(SettingError, match=r"^OMS_SECRET_KEY: production needs one of its own, 32 characters"):
        read_settings({"OMS_ENV": "production", "OMS_SECRET_KEY": secret})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("OMS_ENV", "prod", "development, production"),
        ("OMS_MATCHER", "fast", "dual, durable, compiled"),
        ("OMS_DURABILITY", "maybe", "normal, full"),
        ("OMS_TIMEZONE", "Beijing", "like Asia/Shanghai"),
        ("OMS_TIMEZONE", "../etc/passwd", "like Asia/Shanghai"),
        ("OMS_APPROVAL", "maybe", "required, optional"),
        ("OMS_APPORTIONMENT", "last", "largest_remainder, last_absorbs, first_absorbs"),
        ("OMS_LOG", "loud", "debug, info, warning, error"),
        ("OMS_LOG", "info/xml", "console, json"),
        ("OMS_DATABASE_URL", "mysql://oms@primary/oms", "sqlite://, postgresql://, postgres://"),
        ("OMS_DATABASE_URL", "postgresql://primary:port/oms", "sqlite://, postgresql://, postgres://"),
        ("OMS_DATABASE_URL", "postgresql://[::1/oms", "sqlite://, postgresql://, postgres://"),
        ("OMS_DATABASE_URL", "sqlite:///:memory:", "names a file"),
        ("OMS_DATABASE_URL", "sqlite://shop.sqlite", "names a file"),
        ("OMS_REDIS_URL", "cache:6379", "redis://, rediss://, unix://"),
        ("OMS_DATABASE_REPLICA_URL", "postgresql://replica/oms", "PostgreSQL primary"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_is_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings({name: value})

    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert allowed in message
    assert "\n" not in message


def test_a_refused_address_does_not_give_its_password_away() -> None:
    with pytest.raises(SettingError) as caught:
        read_settings({"OMS_DATABASE_URL": "mysql://oms:hunter2@primary/oms"})

    assert "hunter2" not in str(caught.value)


def test_an_empty_value_counts_as_not_set() -> None:
    assert read_settings({"OMS_MATCHER": "", "OMS_REDIS_URL": " "}) == read_settings({})


def test_the_platforms_are_named_one_by_one() -> None:
    assert read_settings({}).platform_channels == frozenset()
    named = read_settings({"OMS_PLATFORM_CHANNELS": "taobao, jd,, my_partner"}).platform_channels
    assert named == {"taobao", "jd", "my_partner"}


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OMS_MATCHER=compiled\nOMS_LOG='debug/json'\nPATH=/elsewhere\n# a remark\n", encoding="utf-8")

    settings = read_settings({"OMS_MATCHER": "durable"}, file)

    assert settings.matcher == "durable"
    assert settings.log == LogSettings(level="debug", format="json")


def test_a_file_that_is_not_there_sets_nothing(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path / ".env") == read_settings({})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "\nOMS_DATABSE_URL=x\n",
            r"^OMS_DATABSE_URL: is not a setting \(\.env, line 2\); did you mean OMS_DATABASE_URL",
        ),
        ("OMS_ZZZ=x\n", r"^OMS_ZZZ: is not a setting \(\.env, line 1\); the settings are OMS_ENV, "),
        ("OMS_MATCHER\n", r"^OMS_MATCHER: has no value \(\.env, line 1\); write OMS_MATCHER=value$"),
        ("OMS_ENV=development\nnot a setting at all\n", r"^\.env: line 2 is not NAME=value$"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / ".env"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingError, match=message):
        read_settings({}, file)


def test_every_setting_is_listed_once_and_says_what_it_is_for() -> None:
    lines = list_settings(read_settings({"OMS_MATCHER": "dual"}))

    assert tuple(line.name for line in lines) == SETTING_NAMES
    assert all(line.zh and line.en for line in lines)
    assert [line.name for line in lines if not line.is_default] == ["OMS_MATCHER"]


def test_the_list_shows_no_secret() -> None:
    settings = read_settings(
        {
            "OMS_SECRET_KEY": SECRET,
            "OMS_BOOTSTRAP_KEY": "bootstrap-key",
            "OMS_ADMIN_PASSWORD": "admin-password",
            "OMS_DATABASE_URL": "postgresql://oms:database-password@primary/oms",
            "OMS_REDIS_URL": "redis://:redis-password@cache/0",
        }
    )
    shown = {line.name: line.value for line in list_settings(settings)}

    assert shown["OMS_SECRET_KEY"] == shown["OMS_BOOTSTRAP_KEY"] == shown["OMS_ADMIN_PASSWORD"] == MASK
    assert shown["OMS_DATABASE_URL"] == f"postgresql://oms:{MASK}@primary/oms"
    assert shown["OMS_REDIS_URL"] == f"redis://:{MASK}@cache/0"


def test_the_list_tells_a_secret_that_is_not_set_from_one_that_is() -> None:
    shown = {line.name: line.value for line in list_settings(read_settings({}))}

    assert shown["OMS_ADMIN_PASSWORD"] == ""
    assert shown["OMS_SECRET_KEY"] == MASK


@pytest.mark.parametrize(
    ("environ", "approval"),
    [
        ({}, "optional"),
        ({"OMS_APPROVAL": "required"}, "required"),
        ({"OMS_ENV": "production", "OMS_SECRET_KEY": "k" * 32}, "required"),
        ({"OMS_ENV": "production", "OMS_SECRET_KEY": "k" * 32, "OMS_APPROVAL": "optional"}, "optional"),
    ],
)
def test_production_asks_for_approvals_where_nothing_else_is_set(environ: dict[str, str], approval: str) -> None:
    assert read_settings(environ).approval == approval

"""`oms` alone, its settings, and what a wrong one does."""

from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import OmsHere
from tests.cli.process import oms


def test_help_names_every_command(oms_here: OmsHere) -> None:
    shown = oms_here("--help")

    assert shown.returncode == 0
    assert all(
        f"    {name} " in shown.stdout
        for name in ("serve", "demo", "worker", "rules", "user", "migrate", "backup", "restore", "settings")
    )


def test_settings_are_listed_with_secrets_masked(oms_here: OmsHere) -> None:
    shown = oms_here("settings", OMS_BOOTSTRAP_KEY="a-secret-key", OMS_MATCHER="compiled")

    assert shown.returncode == 0
    assert "a-secret-key" not in shown.stdout
    assert "compiled" in shown.stdout


def test_settings_are_json_for_programs(oms_here: OmsHere) -> None:
    shown = oms_here("settings", "--json", OMS_TIMEZONE="UTC")

    found = {line["name"]: line["value"] for line in msgspec.json.decode(shown.stdout)}
    assert found["OMS_TIMEZONE"] == "UTC"


def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(tmp_path: Path) -> None:
    stopped = oms(tmp_path, "serve", OMS_MATCHER="fast")

    assert stopped.returncode == 2
    assert stopped.stderr == "oms: OMS_MATCHER: 'fast' is not allowed; it is one of dual, durable, compiled\n"


def test_production_does_not_start_with_the_development_secret(oms_here: OmsHere) -> None:
    stopped = oms_here("serve", OMS_ENV="production")

    assert stopped.returncode == 2
    assert stopped.stderr.startswith("oms: OMS_SECRET_KEY: ")


def test_production_does_not_serve_the_admin_without_a_password(oms_here: OmsHere) -> None:
    stopped = oms_here("serve", OMS_ENV="production", OMS_SECRET_KEY="s" * 40)

    assert stopped.returncode == 2
    assert stopped.stderr.startswith("oms: OMS_ADMIN_PASSWORD: ")


@pytest.mark.parametrize(("option", "value"), [("--port", "70000"), ("--port", "http"), ("--only", "api,web")])
def test_a_wrong_option_is_refused_by_name(oms_here: OmsHere, option: str, value: str) -> None:
    refused = oms_here("serve", option, value)

    assert refused.returncode == 2
    assert option in refused.stderr

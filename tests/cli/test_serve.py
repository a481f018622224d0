"""`oms serve` as a process: ready in seconds, used over HTTP, and stopped in good order."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import an_order_of
from tests.cli.process import OMS, SECONDS, environment, oms, shipped
from tests.cli.served import Served, served

FREIGHT = "freight/freight-standard.yaml"
CEILING = "      - id: ceiling\n"
PARKING = "      - {id: parking, when: {customer.id: C-1}, then: {op: add, amount: 1.00, reason: 停车费}}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose database has the goods of the demo, and 20 of its orders."""
    folder = tmp_path_factory.mktemp("served")
    filled = oms(folder, "demo", "--orders", "20")
    assert filled.returncode == 0, filled.stderr
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Served]:
    with served(folder) as running:
        yield running


def freight_of(order: dict[str, object]) -> str:
    decisions = order["decisions"]
    assert isinstance(decisions, list)
    return next(str(decision["set"]) for decision in decisions if decision["kind"] == "freight")


def test_it_is_ready_in_seconds_and_says_where(site: Served) -> None:
    assert site.seconds < 15
    assert any(line.endswith(f"{site.address}/v1") for line in site.said)
    assert any(line.endswith(f"{site.address}/docs") for line in site.said)
    assert any(line.endswith(f"{site.address}/admin") for line in site.said)
    assert site.client.get("/health/ready").json()["status"] == "ok"


def test_both_faces_answer_on_one_port(site: Served) -> None:
    page = site.client.get("/admin/", follow_redirects=True)

    assert page.status_code == 200
    assert "text/html" in page.headers["Content-Type"]
    assert site.client.get("/administrator").status_code == 404
    assert site.client.get("/v1/orders").status_code == 200


def test_what_is_published_from_the_shell_decides_the_next_order(site: Served, folder: Path, tmp_path: Path) -> None:
    before = site.place(an_order_of("shell-1"))
    changed = tmp_path / "freight-standard.yaml"
    text = shipped(FREIGHT).read_text("utf-8")
    changed.write_text(text.replace(CEILING, PARKING + CEILING), encoding="utf-8")

    published = oms(folder, "rules", "publish", changed, "--reason", "停车费")
    after = site.place(an_order_of("shell-2"))

    assert published.returncode == 0, published.stderr
    assert "version 2" in published.stdout
    assert (freight_of(before), freight_of(after)) == ("freight-standard@1", "freight-standard@2")
    listed = oms(folder, "rules", "list")
    assert "freight-standard@2" in listed.stdout


def test_a_rule_set_that_breaks_its_promises_is_not_published_and_the_reason_printed(
    folder: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(shipped(FREIGHT).read_text("utf-8").replace("1000, 6.00,", "1000, 7.00,", 1), encoding="utf-8")

    refused = oms(folder, "rules", "publish", broken)

    assert refused.returncode == 1
    assert "江浙沪两件共二点三公斤" in refused.stderr
    assert "broken.yaml" in refused.stderr


def test_a_key_made_from_the_shell_opens_what_it_may(site: Served, folder: Path) -> None:
    made = oms(folder, "user", "key", "reader", "--scopes", "orders:read")
    headers = {"Authorization": f"Bearer {made.stdout.strip()}"}

    with httpx.Client(base_url=site.address, headers=headers) as reader:
        assert reader.get("/v1/orders").status_code == 200
        assert reader.post("/v1/orders", json=an_order_of("reader-1")).status_code == 403
    ended = oms(folder, "user", "key", "reader", "--revoke")

    assert ended.stdout == "reader: 1 ended\n"
    assert oms(folder, "user", "key", "reader", "--revoke").returncode == 1


def test_the_demo_adds_nothing_a_second_time(folder: Path) -> None:
    again = oms(folder, "demo", "--orders", "20")

    assert again.returncode == 0
    assert "nothing is" in again.stdout


def test_a_database_is_copied_while_it_is_served(site: Served, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    order = site.place(an_order_of("copied-1"))["order_no"]
    saved = oms(folder, "backup", copy)
    later = site.place(an_order_of("copied-2"))["order_no"]
    in_use = oms(folder, "restore", copy)
    assert saved.returncode == 0, saved.stderr
    assert (in_use.returncode, "stop oms serve" in in_use.stderr) == (1, True)

    restored = oms(tmp_path, "restore", copy)

    assert restored.returncode == 0, restored.stderr
    with served(tmp_path, "--only", "api") as other:
        assert other.client.get(f"/v1/orders/{order}").status_code == 200
        assert other.client.get(f"/v1/orders/{later}").status_code == 404


@pytest.mark.parametrize(("number", "faces"), [(signal.SIGTERM, "api,admin"), (signal.SIGINT, "api")])
def test_a_signal_stops_it_cleanly(tmp_path: Path, number: signal.Signals, faces: str) -> None:
    with served(tmp_path, "--only", faces) as site:
        site.client.get("/health/live")
        site.process.send_signal(number)

        assert site.process.wait(SECONDS) == 0
    log = (tmp_path / "serve.log").read_text("utf-8")
    assert "Traceback" not in log
    assert not (tmp_path / "data" / "oms.sqlite-wal").exists()


def test_the_first_start_makes_a_key_and_a_password_and_shows_them_once(tmp_path: Path) -> None:
    with served(tmp_path, OMS_BOOTSTRAP_KEY="") as site:
        said = "\n".join(site.said)
        key = re.search(r"oms_[\w-]{40,}", said)
        assert key is not None
        assert re.search(r"password +\S{12,}", said)
        answer = httpx.get(f"{site.address}/v1/rulesets", headers={"Authorization": f"Bearer {key[0]}"})
        assert answer.status_code == 200
    with served(tmp_path, "--only", "api", OMS_BOOTSTRAP_KEY="") as site:
        assert re.search(r"oms_[\w-]{40,}", "\n".join(site.said)) is None


def test_a_port_that_is_taken_is_named_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stopped = oms(tmp_path, "serve", "--port", str(port))

    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"oms: cannot listen on 127.0.0.1:{port}")
    assert stopped.stderr.count("\n") == 1


def test_an_order_that_was_answered_is_there_after_a_crash(tmp_path: Path) -> None:
    assert oms(tmp_path, "demo", "--orders", "1").returncode == 0
    with served(tmp_path, "--only", "api") as site:
        numbers = [site.place(an_order_of(f"crash-{count}"))["order_no"] for count in range(10)]
        site.process.kill()
        site.process.wait(SECONDS)

    with served(tmp_path, "--only", "api") as site:
        assert [site.client.get(f"/v1/orders/{number}").status_code for number in numbers] == [200] * 10


def test_production_prints_no_secret_and_the_admin_may_be_served_alone(tmp_path: Path) -> None:
    production = {"OMS_ENV": "production", "OMS_SECRET_KEY": "s" * 40, "OMS_ADMIN_PASSWORD": "a-password"}
    with served(tmp_path, "--only", "admin", **production) as site:
        assert "password" not in "\n".join(site.said)
        assert site.client.get("/v1/orders").status_code == 404
        assert site.client.get("/admin/", follow_redirects=True).status_code == 200


def test_the_program_is_the_module_too(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "engine.cli", "--version"],
        cwd=tmp_path, env=environment(tmp_path, {}), capture_output=True, text=True, timeout=SECONDS, check=True,
    )  # fmt: skip

    assert shown.stdout.startswith("oms ")


@pytest.mark.parametrize("command", [("worker",), ("serve", "--only", "worker")])
def test_the_worker_runs_by_itself_and_stops_cleanly(tmp_path: Path, command: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [OMS, *command], cwd=tmp_path, env=environment(tmp_path, {}), stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert "at work" in worker.stdout.readline()
        worker.terminate()

        assert worker.wait(SECONDS) == 0

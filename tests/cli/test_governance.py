"""Drafts, approvals, rollbacks and the audit from the shell; rules kept in a folder, byte for byte."""

import getpass
import sqlite3
from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import OmsHere
from tests.cli.process import shipped

ROUTING = "routing-default"


def as_person(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: name)


def an_edited_file(folder: Path, before: str = "same_province: 30", after: str = "same_province: 31") -> Path:
    text = shipped(f"routing/{ROUTING}.yaml").read_text("utf-8")
    assert before in text
    file = folder / "mine.yaml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return file


def test_a_change_goes_its_way_from_the_shell(
    tmp_path: Path, oms_here: OmsHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_person(monkeypatch, "wang")
    file = an_edited_file(tmp_path)
    direct = oms_here("rules", "publish", file, "--reason", "同省优先", OMS_APPROVAL="required")
    made = oms_here("rules", "draft", "new", ROUTING, "--reason", "同省优先", "--json")
    draft = msgspec.json.decode(made.stdout)["id"]
    saved = oms_here("rules", "draft", "save", draft, file, "--revision", "1")
    asked = oms_here("rules", "draft", "review", draft, "--reason", "同省优先")
    words = asked.stdout.split()
    sha, effect = words[words.index("--sha") + 1], words[words.index("--effect") + 1]
    own = oms_here("rules", "approve", draft, "--sha", sha, "--effect", effect, "--reason", "好")
    as_person(monkeypatch, "li")
    approved = oms_here("rules", "approve", draft, "--sha", sha, "--effect", effect, "--reason", "好")
    published = oms_here("rules", "draft", "publish", draft, "--reason", "同省优先")
    listed = oms_here("rules", "releases")
    back = oms_here("rules", "rollback", "2", "--reason", "投诉增多")
    restored = oms_here("rules", "restore", "2", "--reason", "查明无关", "--json")
    versions = oms_here("rules", "versions", ROUTING)
    audit = oms_here("audit", "export", "--after", "1")
    verified = oms_here("audit", "verify")

    assert (direct.returncode, "approved drafts" in direct.stderr) == (1, True)
    assert saved.stdout == f"{draft}: set {ROUTING}, revision 2, editing\n"
    assert (own.returncode, "ask somebody else" in own.stderr) == (1, True)
    assert approved.stdout == f"{draft}: set {ROUTING}, revision 2, approved\n"
    assert published.stdout == f"{draft}: set {ROUTING}, revision 2, published\n"
    assert "2 *" in listed.stdout
    assert f"{ROUTING} 1 -> 2" in listed.stdout
    assert back.stdout == f"release 3 is in force: {ROUTING} 2 -> 1\n"
    assert msgspec.json.decode(restored.stdout)["sets"][ROUTING] == 2
    newest = versions.stdout.splitlines()[1].split()
    assert newest[:2] == ["2", "*"]
    assert newest[4:8] == [newest[4], "cases", "100%", "1"]
    assert int(newest[4]) > 20
    actions = [msgspec.json.decode(line)["action"] for line in audit.stdout.splitlines()]
    assert actions == [
        "draft_created",
        "draft_saved",
        "draft_review_requested",
        "draft_approved",
        "release_published",
        "draft_published",
        "release_rolled_back",
        "release_restored",
    ]
    assert verified.stdout.startswith("9 entries, every one as it was written; anchor 9:")


def test_drafts_are_listed_shown_rebased_and_ended(tmp_path: Path, oms_here: OmsHere) -> None:
    file = an_edited_file(tmp_path)
    made = msgspec.json.decode(oms_here("rules", "draft", "new", file, "--reason", "同省优先", "--json").stdout)
    renamed = an_edited_file(tmp_path, "title: ", "title: 新")
    oms_here("rules", "publish", renamed, "--reason", "改名")

    shown = oms_here("rules", "draft", "show", made["id"])
    rebased = oms_here("rules", "draft", "rebase", made["id"], "--json")
    scheduled = oms_here(
        "rules", "draft", "publish", made["id"], "--at", "2126-01-01T00:00:00+08:00", "--reason", "零点生效"
    )
    listed = oms_here("rules", "draft", "list", "--json")
    oms_here("rules", "draft", "emergency", made["id"], "--reason", "运费算错")
    ended = oms_here("rules", "draft", "abandon", made["id"], "--reason", "不要了")
    returned = oms_here("rules", "return", made["id"], "--reason", "晚了")

    assert "same_province: 31" in shown.stdout
    text = msgspec.json.decode(rebased.stdout)["text"]
    assert "same_province: 31" in text
    assert "title: 新" in text
    assert scheduled.stdout.endswith("scheduled\n")
    assert [one["id"] for one in msgspec.json.decode(listed.stdout)] == [made["id"]]
    assert ended.stdout.endswith("abandoned\n")
    assert made["id"] not in oms_here("rules", "draft", "list").stdout
    assert (returned.returncode, "draft is abandoned" in returned.stderr) == (1, True)


def test_a_tampered_entry_is_named_and_the_exit_status_says_so(tmp_path: Path, oms_here: OmsHere) -> None:
    oms_here("rules", "list")
    anchor = oms_here("audit", "verify").stdout.split()[-1]
    with sqlite3.connect(tmp_path / "data" / "oms.sqlite") as connection:
        connection.execute("UPDATE audit_entries SET actor = 'nobody' WHERE number = 1")
    connection.close()

    told = oms_here("audit", "verify")
    told_json = oms_here("audit", "verify", "--json", "--anchor", anchor)

    assert told.returncode == 1
    assert "entry 1: its content was changed" in told.stdout
    assert msgspec.json.decode(told_json.stdout)["tampering"]["number"] == 1
    assert oms_here("audit", "verify", "--anchor", "abc").returncode == 2


def test_a_folder_of_rules_comes_out_byte_for_byte_as_it_went_in(tmp_path: Path, oms_here: OmsHere) -> None:
    folder, other = tmp_path / "ours", tmp_path / "again"
    (folder / "一组").mkdir(parents=True)
    oms_here("rules", "export", folder)
    moved = folder / "一组" / "risk.yml"
    (folder / "risk" / "risk-default.yaml").rename(moved)
    moved.write_bytes(moved.read_bytes().replace(b"\n", b"\r\n").replace(b"title: ", b"title:  "))
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    imported = oms_here("rules", "import", folder, "--reason", "来自 Git")
    exported = oms_here("rules", "export", "ours")  # where the shell stands
    oms_here("rules", "export", other)

    assert (imported.returncode, exported.returncode) == (0, 0), imported.stderr
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert b"\r\n" in moved.read_bytes()
    assert (other / "risk" / "risk-default.yaml").read_bytes() == moved.read_bytes()
    assert oms_here("rules", "import", other, "--reason", "同样的").stdout == "release 2 is in force\n"


def test_a_folder_becomes_drafts_where_somebody_else_has_to_approve(tmp_path: Path, oms_here: OmsHere) -> None:
    folder = tmp_path / "ours"
    oms_here("rules", "export", folder)
    file = folder / "routing" / f"{ROUTING}.yaml"
    file.write_bytes(file.read_bytes().replace(b"same_province: 30", b"same_province: 31"))
    broken = folder / "risk" / "risk-default.yaml"
    broken.write_bytes(broken.read_bytes().replace(b"review_at: 60", b"review_at: 90"))

    refused = oms_here("rules", "import", folder, OMS_APPROVAL="required")
    made = oms_here("rules", "import", folder, "--drafts", "--reason", "来自 Git")
    listed = msgspec.json.decode(oms_here("rules", "draft", "list", "--json").stdout)

    assert (refused.returncode, "approved drafts" in refused.stderr) == (1, True)
    assert made.returncode == 1  # one of them is not fit for a review
    assert f"2 of {len(list(folder.rglob('*.yaml')))} documents differ" in made.stdout
    assert {one["subject"]: one["state"] for one in listed} == {ROUTING: "in_review", "risk-default": "editing"}
    assert "新客大额货到付款进人工" in made.stdout

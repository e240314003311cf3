import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
TEXT = """---
title: 圆桌
language: zh-Hans
voices:
- {label: 甲, role: moderator}
- {label: 乙, role: audience}
---

甲 {#aaaaa2}：请提问。

乙 {#aaaaa3}：为什么{~~因位~>因为~~}？

甲 {#aaaaa4}：不知道。
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "forum.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_to_json_on_standard_output(source, capsys):
    call_command("convert", str(source), target="json")

    shape = json.loads(capsys.readouterr().out)
    question, answer = shape["blocks"][1:]
    assert question["text"] == "为什么因为？"
    assert question["printed"] == "为什么因位？"
    assert (question["kind"], answer["replies_to"]) == ("question", ["aaaaa3"])
    assert shape["problems"] == []


def test_there_and_back_is_the_same_text(source, tmp_path):
    there, back = tmp_path / "forum.json", tmp_path / "back.md"

    call_command("convert", str(source), str(there))
    call_command("convert", str(there), str(back))

    assert back.read_text(encoding="utf-8") == TEXT


def test_json_names_every_block_although_the_text_has_no_refs(tmp_path, capsys):
    path = tmp_path / "bare.md"
    path.write_text(TEXT.replace(" {#aaaaa3}", ""), encoding="utf-8")

    call_command("convert", str(path), target="json")

    blocks = json.loads(capsys.readouterr().out)["blocks"]
    assert len(blocks[1]["ref"]) == 6
    assert blocks[2]["replies_to"] == [blocks[1]["ref"]]


def test_problems_are_told_with_their_place(tmp_path, capsys):
    path = tmp_path / "odd.md"
    path.write_text(TEXT + "\n丙：我也要说。\n", encoding="utf-8")

    call_command("convert", str(path))

    told = capsys.readouterr().err
    assert told.startswith(f"{path}:15:1: warning: ")
    assert "丙" in told


def test_an_unknown_target_lists_the_known_ones(source, tmp_path):
    with pytest.raises(CommandError, match="one of: json, md"):
        call_command("convert", str(source), str(tmp_path / "forum.xyz"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.md cannot be read: No such file"):
        call_command("convert", str(tmp_path / "none.md"))


def test_a_fixture_is_sent_to_loaddata(tmp_path):
    path = tmp_path / "forum.json"
    path.write_text("[]")

    with pytest.raises(CommandError, match="load it with loaddata"):
        call_command("convert", str(path))


def test_convert_needs_no_database(source):
    env = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "manage.py", "convert", str(source), "--to", "json"]

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "圆桌"


def test_standard_input_and_output(source):
    command = [sys.executable, "manage.py", "convert", "-", "--from", "md"]

    done = subprocess.run(
        command, cwd=ROOT, input=TEXT.encode(), capture_output=True, check=False
    )

    assert done.stdout.decode() == TEXT

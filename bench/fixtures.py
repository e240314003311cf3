"""A forum of 2,000 turns: Django's loaddata, ours, and the binding alone."""

import json
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.core.management.commands.loaddata import Command as StockLoaddata
from django.db import transaction

from events.domain.binding import store_document
from events.domain.fixtures.dump import dump_event, to_json
from events.enums import Origin
from events.models import Event, Speaker
from events.transcript.document import Document, Turn, Voice

TURNS = 2000
ROUNDS = 3


def forum() -> Document:
    """Two hundred characters a turn, six voices, a tag on every third turn."""
    voices = tuple(Voice(f"嘉宾{i}", "panelist", speakers=(f"s{i}",)) for i in range(6))
    words = "在我看来人工智能为人类提供便利的同时也在塑造人类" * 8
    turns = tuple(
        Turn(
            f"嘉宾{number % 6}",
            f"第{number}段，{words}。",
            tags=(f"标签{number % 20}",) if number % 3 == 0 else (),
        )
        for number in range(TURNS)
    )
    return Document(title="长谈", slug="long", voices=voices, blocks=turns)


def timed(work) -> float:
    """Seconds of one run whose rows are taken back afterwards."""
    with transaction.atomic():
        start = perf_counter()
        work()
        seconds = perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def make_people() -> None:
    for number in range(6):
        Speaker.objects.create(slug=f"s{number}", name=f"嘉宾{number}")


def store() -> Event:
    event = Event.objects.create(slug="long", title="长谈")
    return store_document(event, forum(), origin=Origin.IMPORT).event


def write_fixture(path: Path) -> int:
    """Write the forum as a fixture; return the number of its objects."""
    with transaction.atomic():
        make_people()
        records = dump_event(store())
        transaction.set_rollback(True)
    path.write_text(to_json(records), encoding="utf-8")
    return len(json.loads(path.read_text(encoding="utf-8")))


def for_django(path: Path) -> Path:
    """The same file with the one derived column that Django's command needs."""
    objects = json.loads(path.read_text(encoding="utf-8"))
    for item in objects:
        if item["model"] == "events.tag":
            item["fields"]["folded"] = item["fields"]["name"]
    twin = path.with_name("stock.json")
    twin.write_text(to_json(objects), encoding="utf-8")
    return twin


def bind() -> None:
    store()


def change_one_turn() -> None:
    event = Event.objects.get(slug="long")
    document = forum()
    changed = Turn(document.blocks[7].voice, "改过的一段。")
    blocks = (*document.blocks[:7], changed, *document.blocks[8:])
    store_document(
        event,
        Document(title="长谈", slug="long", voices=document.voices, blocks=blocks),
        origin=Origin.EDIT,
    )


def main() -> list[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.json"
        objects = write_fixture(path)
        twin = for_django(path)
        stock, ours, binding = [], [], []
        for _round in range(ROUNDS):  # in turn, so that noise falls on all alike
            stock.append(
                timed(lambda: call_command(StockLoaddata(), str(twin), verbosity=0))
            )
            ours.append(timed(lambda: call_command("loaddata", str(path), verbosity=0)))
            with transaction.atomic():
                make_people()
                binding.append(timed(bind))
                transaction.set_rollback(True)
        with transaction.atomic():
            make_people()
            store()
            edit = median(timed(change_one_turn) for _round in range(ROUNDS))
            transaction.set_rollback(True)
    how = f"median of {ROUNDS} runs, {objects} objects, {TURNS} turns"
    base = median(stock)
    return [
        ("loaddata by Django", f"{base:.2f} s", how),
        ratio("loaddata by Roundtable", median(ours), base),
        ratio("store_document", median(binding), base),
        ("store_document, one turn changed", f"{edit:.2f} s", f"of {TURNS} turns"),
    ]


def ratio(what: str, seconds: float, base: float) -> tuple[str, str, str]:
    turns = f"{TURNS / seconds:,.0f} turns/s"
    return (what, f"{seconds:.2f} s", f"{base / seconds:.1f} times as fast; {turns}")

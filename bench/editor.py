"""The transcript editor on 2,000 turns: opening, preview, saving one turn."""

import json
from statistics import median
from time import perf_counter

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.fixtures import TURNS, make_people, store
from events.domain.saving import editable_text
from events.models import Event

ROUNDS = 5


def timed(work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def statements(work) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


class Desk:
    """An editor before a long transcript; each save changes another turn."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.client = Client(SERVER_NAME="127.0.0.1")
        user = get_user_model().objects.create_superuser("bench", password=None)
        self.client.force_login(user)
        self.page = reverse("admin:events_event_transcript", args=[event.pk])
        self.number = 0

    def open(self) -> None:
        assert self.client.get(self.page).status_code == 200

    def preview(self) -> None:
        """One turn has changed since the last preview."""
        self.number += 1
        text = editable_text(self.event)[0].replace("第7段", f"第七段{self.number}")
        body = json.dumps({"text": text, "known": self.known}, ensure_ascii=False)
        address = reverse("admin:events_event_transcript_preview", args=[self.event.pk])
        start = perf_counter()
        answer = self.client.post(address, body, content_type="application/json")
        self.seconds = perf_counter() - start
        self.known = [block["hash"] for block in answer.json()["blocks"]]

    known: list[str] = []

    def save(self) -> None:
        self.number += 1
        text, base = editable_text(self.event)
        text = text.replace(f"第{self.number}段", f"改过的第{self.number}段", 1)
        data = {"text": text, "base": base, "action": "save"}
        start = perf_counter()
        assert self.client.post(self.page, data).status_code == 302
        self.seconds = perf_counter() - start


def main() -> list[tuple[str, str, str]]:
    rows = []
    # As in production: no list of queries grows beside the work.
    with override_settings(DEBUG=False), transaction.atomic():
        make_people()
        desk = Desk(store())
        desk.open()
        opened = median(timed(desk.open) for _round in range(ROUNDS))
        desk.preview()
        previews, saves = [], []
        for _round in range(ROUNDS):
            desk.preview()
            previews.append(desk.seconds)
            desk.save()
            saves.append(desk.seconds)
        count = statements(desk.save)
        transaction.set_rollback(True)
    how = f"median of {ROUNDS}, {TURNS} turns, whole request in process"
    rows.append(("editor: open", f"{opened * 1000:.0f} ms", how))
    rows.append(("editor: preview", f"{median(previews) * 1000:.0f} ms", how))
    rows.append(("editor: save one turn", f"{median(saves) * 1000:.0f} ms", how))
    rows.append(("editor: statements of that save", str(count), "sessions included"))
    return rows

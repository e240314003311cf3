"""Two saves that need the same new row at the same moment."""

import threading

import pytest
from django.db import connection

from events.domain import ingest, vocabulary
from events.domain.saving import save_text
from events.models import Speaker, Tag
from tests.factories import make_event, make_user

FRONT = "---\ntitle: 题\n{front}\n---\n\n主持：一。\n"
CASES = [
    ("tags: [全新]\nvoices:\n- {label: 主持}", Tag, (vocabulary, "_new_tag")),
    (
        "voices:\n- {label: 主持, speaker: gao-peng}",
        Speaker,
        (ingest, "free_slug"),
    ),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("front", "model", "step"), CASES)
def test_both_find_the_one_row(monkeypatch, front, model, step):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")
    author = make_user("Editor")
    events = [make_event(slug=f"event-{number}") for number in range(2)]
    text = FRONT.format(front=front)
    both_looked = threading.Barrier(2)
    module, name = step
    real = getattr(module, name)
    waited = threading.local()
    outcomes = []

    def wait_once(*args, **kwargs):
        made = real(*args, **kwargs)
        if not getattr(waited, "done", False):
            waited.done = True
            both_looked.wait(10)
        return made

    def run(event):
        try:
            outcomes.append(type(save_text(event, text, base=0, author=author)))
        finally:
            connection.close()

    monkeypatch.setattr(module, name, wait_once)
    threads = [threading.Thread(target=run, args=(event,)) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [outcome.__name__ for outcome in outcomes] == ["Saved", "Saved"]
    assert model.objects.filter(slug__in=["quan-xin", "gao-peng"]).count() == 1

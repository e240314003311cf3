"""Server time of the public pages of long and short events."""

from statistics import median
from time import perf_counter, process_time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from events.domain.binding import store_document
from events.enums import Origin, Status
from events.models import Event, Speaker
from events.transcript.document import Document, Section, Turn, Voice

ROUNDS = 9
SIZES = (40, 300, 2500)
_WORDS = "在我看来人工智能为人类提供便利的同时也在塑造人类的选择与判断。" * 7


def conversation(turns: int) -> Document:
    """Questions and answers under headings, about 450 characters a turn.

    Every fifth turn bears a tag, every seventh a correction, every ninth stress.
    """
    voices = [Voice(f"嘉宾{n}", "panelist", speakers=(f"guest-{n}",)) for n in range(6)]
    voices.append(Voice("听众", "audience"))
    blocks = []
    for number in range(turns):
        if number % 20 == 0:
            blocks.append(
                Section(f"第{number // 20 + 1}节", level=1 + number % 40 // 20)
            )
        words = f"第{number}段，{_WORDS}\n\n{_WORDS}"
        if number % 7 == 0:
            words += "这是{~~OpenAl~>OpenAI~~}。"
        if number % 9 == 0:
            words += "**重要**的是[出处](https://example.org/)。"
        place = len(blocks)
        asks = number % 4 == 2 and number % 20 != 19
        answers = number % 4 == 3 and isinstance(blocks[-1], Turn)
        blocks.append(
            Turn(
                "听众" if asks else f"嘉宾{number % 6}",
                words,
                kind="question" if asks else "answer" if answers else "speech",
                replies_to=(place - 1,) if answers else (),
                tags=(f"标签{number % 30}",) if number % 5 == 0 else (),
            )
        )
    return Document(title=f"{turns}段谈话", voices=tuple(voices), blocks=tuple(blocks))


def make_event(turns: int) -> Event:
    """A published event of so many turns in the database."""
    for number in range(6):
        key = f"guest-{number}"
        Speaker.objects.get_or_create(
            key=key, defaults={"slug": key, "name": f"嘉宾{number}"}
        )
    event = Event.objects.create(slug=f"talk-{turns}", title="…")
    store_document(event, conversation(turns), origin=Origin.IMPORT)
    event.refresh_from_db()
    event.status, event.published_at = Status.PUBLISHED, timezone.now()
    event.save()
    return event


def measure(client: Client, path: str) -> tuple[str, str]:
    """The median of whole requests, and of what of it this process computed."""
    queries = []

    def note(execute, *call):
        queries.append(call[0])
        return execute(*call)

    with connection.execute_wrapper(note):
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    walls, computed = [], []
    for _round in range(ROUNDS):
        wall, cpu = perf_counter(), process_time()
        client.get(path)
        walls.append((perf_counter() - wall) * 1000)
        computed.append((process_time() - cpu) * 1000)
    how = (
        f"median of {ROUNDS}, {median(computed):,.1f} ms of it computing; "
        f"{len(queries)} queries, {len(response.content) / 1024:,.0f} KB"
    )
    return f"{median(walls):,.1f} ms", how


@override_settings(DEBUG=False)
def main() -> list[tuple[str, str, str]]:
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    rows = []
    for turns in SIZES:
        event = make_event(turns)
        ref = event.blocks.order_by("position").values_list("ref", flat=True)[
            turns // 2
        ]
        page = f"/events/{event.slug}/"
        for what, path in (
            (f"page of an event, {turns} turns", page),
            (f"its JSON, {turns} turns", f"/events/{event.slug}.json"),
            (f"page of one turn out of {turns}", f"{page}{ref}/"),
        ):
            rows.append((what, *measure(client, path)))
    for what, path in (
        ("home page", "/"),
        ("list of events", "/events/"),
        ("list of speakers", "/speakers/"),
        ("page of a speaker", "/speakers/guest-0/"),
        ("page of a tag", "/tags/biao-qian-5/"),
    ):
        rows.append((what, *measure(client, path)))
    return rows

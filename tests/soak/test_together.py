"""Editors who save the same transcript at the same time, at a real server."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.soak.desk import Desk
from tests.soak.site import prepared_site

# make soak sets it; the suite runs a small version of the same.
WHOLE = bool(os.environ.get("SOAK"))
EDITORS, EDITS = (20, 50) if WHOLE else (4, 3)
TURNS = 30

pytestmark = pytest.mark.django_db(transaction=True)

_FOUND = """
from events.domain.binding import read_document
from events.models import Draft, Event
event = Event.objects.get(slug="soak")
found = {
    "texts": [block.text for block in read_document(event).blocks],
    "revisions": event.revisions.count(),
    "last": event.revisions.first().text,
    "drafts": list(Draft.objects.values_list("text", flat=True)),
}
"""


def edit(text: str, token: str, place: int) -> str:
    """Put the token at the end of a turn."""
    lines = text.split("\n")
    turns = [n for n, line in enumerate(lines) if line[:2] in ("甲：", "乙：")]
    lines[turns[place % len(turns)]] += token
    return "\n".join(lines)


def work(site, number: int) -> dict[str, int]:
    """Save every edit; join by hand what another has changed too."""
    desk, chance = Desk(site, number), random.Random(number)
    counts = {"saved": 0, "joined": 0}
    for count in range(EDITS):
        token = f"〔{number}-{count}〕"
        page = desk.open()
        text = edit(page.text, token, chance.randrange(TURNS))
        answer = desk.save(page, text)
        while answer.is_conflict:
            counts["joined"] += 1
            answer = join(desk, page, answer, text, token)
        assert token in answer.text, answer.body[:2000]
        counts["saved"] += 1
    return counts


def join(desk: Desk, page, answer, text: str, token: str):
    """Take theirs and put the token behind it."""
    theirs = {}
    for field in answer.own:
        key = field.removeprefix("own-")
        start = answer.body.index(f'name="choice-{key}" value="theirs"')
        words = answer.body[start:].split("</h2>", 1)[1].split(">", 1)[1]
        theirs[f"choice-{key}"] = "own"
        theirs[field] = words.split("</p>")[0].replace("<br>", "\n") + token
    return desk.save(page, text, seen=answer.field("seen"), **theirs)


def test_every_edit_is_in_the_result_once(tmp_path):
    with prepared_site(tmp_path, turns=TURNS, editors=EDITORS) as site:
        site.start()
        with ThreadPoolExecutor(EDITORS) as pool:
            done = list(pool.map(lambda n: work(site, n), range(EDITORS)))
        found = site.ask(_FOUND)

    words = "".join(found["texts"])
    tokens = [f"〔{n}-{c}〕" for n in range(EDITORS) for c in range(EDITS)]
    assert {t: words.count(t) for t in tokens if words.count(t) != 1} == {}
    assert all(text in found["last"] for text in found["texts"])
    assert sum(one["saved"] for one in done) == EDITORS * EDITS
    assert found["revisions"] == EDITORS * EDITS + 1


def test_what_waits_for_a_decision_is_safe_as_a_draft(tmp_path):
    with prepared_site(tmp_path, turns=3, editors=2) as site:
        site.start(workers=1)
        one, other = Desk(site, 0), Desk(site, 1)
        first, second = one.open(), other.open()
        one.save(first, edit(first.text, "〔甲说〕", 0))

        answer = other.save(second, edit(second.text, "〔乙说〕", 0))

        found = site.ask(_FOUND)
    assert answer.is_conflict
    assert "〔甲说〕" in found["texts"][0]
    assert any("〔乙说〕" in draft for draft in found["drafts"])

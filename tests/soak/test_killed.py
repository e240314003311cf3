"""A server killed in the middle of saves leaves the old state or the new one."""

import contextlib
import os
import random
import re
import threading
import time

import pytest

from tests.soak.desk import Desk
from tests.soak.site import prepared_site
from tests.soak.test_together import _FOUND

WHOLE = bool(os.environ.get("SOAK"))
KILLS = 200 if WHOLE else 3
TURNS = 200

pytestmark = pytest.mark.django_db(transaction=True)


def mark_all(text: str, number: int) -> str:
    """Every turn says the number: a mixture would say two."""
    text = re.sub(r"〔\d+〕", "", text)
    return re.sub(r"^([甲乙]：.*)$", rf"\1〔{number}〕", text, flags=re.M)


def numbers(texts: list[str]) -> set[str]:
    return {"".join(re.findall(r"〔(\d+)〕", text)) for text in texts}


def test_a_kill_leaves_no_mixture(tmp_path):
    chance = random.Random(7)
    outcomes = {"old": 0, "new": 0}
    with prepared_site(tmp_path, turns=TURNS, editors=1) as site:
        site.start(workers=1)
        desk = Desk(site, 0)
        started = time.perf_counter()
        page = desk.open()
        desk.save(page, mark_all(page.text, 0), action="save_anyway")
        usual = time.perf_counter() - started
        before = "0"
        for number in range(1, KILLS + 1):
            page = desk.open()
            text = mark_all(page.text, number)
            saving = threading.Thread(
                target=save_into_the_void, args=(desk, page, text)
            )
            saving.start()
            time.sleep(chance.uniform(0, usual))
            site.kill()
            saving.join()
            found = site.ask(_FOUND)
            said = numbers(found["texts"])
            assert said in ({before}, {str(number)})
            assert numbers(re.findall(r"〔\d+〕", found["last"])) == said
            outcomes["new" if said == {str(number)} else "old"] += 1
            (before,) = said
            site.start(workers=1)
            desk = Desk(site, 0)
    assert sum(outcomes.values()) == KILLS
    if WHOLE:  # the kills fell on both sides of the commit
        assert min(outcomes.values()) > 0, outcomes


def save_into_the_void(desk: Desk, page, text: str) -> None:
    with contextlib.suppress(OSError):
        desk.save(page, text, action="save_anyway")

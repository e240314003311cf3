"""The transcript editor's page as a person at the keyboard sees it."""

import re

from playwright.sync_api import Browser, BrowserContext, Page

from events.domain.binding import store_document
from events.enums import Origin
from events.models import Event
from events.transcript.parser import parse
from tests.factories import make_event

TEXT = """---
language: zh-Hans
voices:
- {label: 甲, role: moderator}
- {label: 乙, role: panelist}
- {label: 丙, role: audience}
---

# 上半场

甲：各位好。今天谈成本。

乙：第一，成本。

第二，开源。

丙：谁来付？

乙：大家付。

# 下半场

甲：再见。
"""


def make_transcript(text: str = TEXT, **fields) -> Event:
    event = make_event(**fields)
    document, problems = parse(text)
    assert [one for one in problems if one.severity == "error"] == []
    store_document(event, document, origin=Origin.EDIT)
    event.refresh_from_db()
    return event


def untitled(text: str) -> str:
    """The text without the title that the factory gave its event."""
    return re.sub(r"\A---\ntitle: 圆桌\d+\n", "---\n", text)


def sign_in(context: BrowserContext, client, live_server) -> None:
    """Give the browser the session of a test client that is signed in."""
    cookie = client.cookies["sessionid"]
    context.add_cookies(
        [{"name": "sessionid", "value": cookie.value, "url": live_server.url}]
    )


class Desk:
    """One open page of the editor; ``errors`` is what its console told."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def open(self) -> "Desk":
        self.page.goto(self.url)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the server has answered for what stands in the text."""
        self.page.wait_for_function(
            """() => {
              const desk = document.getElementById("transcript-desk");
              const loop = desk?.editor?.loop;
              return loop && desk.dataset.serial > 0 && !loop.busy && !loop.dirty;
            }"""
        )

    @property
    def text(self) -> str:
        return untitled(self.evaluate("editor.view.state.doc.toString()"))

    def evaluate(self, script: str, argument=None):
        return self.page.evaluate(
            "argument => { const { editor } = document.getElementById("
            f'"transcript-desk"); return ({script}); }}',
            argument,
        )

    def write(self, text: str) -> None:
        """Put a whole text in the place of the old one, cursor at its end."""
        self.evaluate(
            "editor.view.dispatch({changes: {from: 0, to: editor.view.state.doc.length,"
            " insert: argument}, selection: {anchor: argument.length}})",
            text,
        )
        self.focus()

    def focus(self) -> None:
        self.evaluate("editor.view.focus()")

    def go_to(self, words: str, *, after: int = 0, select: int = 0) -> None:
        """Put the cursor ``after`` characters into ``words`` and select some."""
        assert words in self.text
        self.evaluate(
            "editor.goTo(...[0, argument[2]].map(more => argument[1] + more +"
            " editor.view.state.doc.toString().indexOf(argument[0])))",
            [words, after, select],
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def command(self, name: str) -> None:
        self.page.click(f'[data-command="{name}"]')

    @property
    def completions(self) -> list[str]:
        self.page.wait_for_selector(".cm-tooltip-autocomplete li")
        labels = self.page.locator(".cm-tooltip-autocomplete .cm-completionLabel")
        return labels.all_inner_texts()

    @property
    def outline(self) -> list[str]:
        return self.page.locator("#pane-outline li").all_inner_texts()

    @property
    def preview(self) -> list[str]:
        texts = self.page.locator("#pane-preview .preview-block").all_inner_texts()
        return [" ".join(text.split()) for text in texts]

    @property
    def problems(self) -> list[str]:
        """What stands in the list, without its buttons of fixes."""
        return self.page.locator("#pane-problems .jump").all_text_contents()


def open_desk(browser: Browser, client, live_server, event: Event, **context) -> Desk:
    """Open the editor in a browser of its own."""
    made = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | context)
    sign_in(made, client, live_server)
    url = f"{live_server.url}/admin/events/event/{event.pk}/transcript/"
    return Desk(made.new_page(), url).open()

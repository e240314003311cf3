"""An editor at a real server, by HTTP alone."""

import html
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass

from tests.soak.site import Site

_TEXT = re.compile(r'<textarea[^>]*name="text"[^>]*>\n?(.*?)</textarea>', re.S)
_OWN = re.compile(r'<textarea[^>]*name="(own-[^"]+)"[^>]*>\n?(.*?)</textarea>', re.S)


@dataclass
class Page:
    """One page of the editor, with the form that it holds."""

    url: str
    body: str

    def field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        return html.unescape(found[1]) if found else ""

    @property
    def text(self) -> str:
        return html.unescape(_TEXT.search(self.body)[1])

    @property
    def is_conflict(self) -> bool:
        return 'name="seen" value="' in self.body and "choice-" in self.body

    @property
    def own(self) -> dict[str, str]:
        """Fields in which two versions may be joined, with what they hold."""
        return {
            html.unescape(name): html.unescape(words)
            for name, words in _OWN.findall(self.body)
        }


class Desk:
    def __init__(self, site: Site, number: int) -> None:
        self.url = f"{site.url}transcript/"
        self.session = site.sessions[number]

    def open(self) -> Page:
        return self._send(None)

    def save(self, page: Page, text: str, **fields: str) -> Page:
        data = {
            "csrfmiddlewaretoken": page.field("csrfmiddlewaretoken"),
            "base": page.field("base"),
            "text": text,
            "action": "save",
            **fields,
        }
        return self._send(data)

    def _send(self, data: dict[str, str] | None) -> Page:
        token = data["csrfmiddlewaretoken"] if data else ""
        request = urllib.request.Request(
            self.url,
            urllib.parse.urlencode(data).encode() if data else None,
            {"Cookie": f"sessionid={self.session}; csrftoken={token}"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return Page(answer.url, answer.read().decode())

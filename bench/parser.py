"""The text form of 5 MB: reading it, writing it, its corrected reading."""

from time import perf_counter

from events.transcript.marks import corrected
from events.transcript.parser import parse
from events.transcript.serializer import serialize

SIZE = 5_000_000  # bytes of UTF-8
HEAD = """---
title: A long forum
voices:
- {label: 主持, role: moderator}
- {label: 嘉宾, role: panelist}
- {label: 听众, role: audience}
---

"""
SENTENCE = "大模型的投入应该是市场行为和政府行为相结合，也是未来竞争中的制高点。"
ROUND = "\n\n".join(
    [
        "听众：请问技术的天花板在哪里？",
        f"嘉宾 {{tag:成本 p:2}}：{SENTENCE * 6}",
        f"因为{{~~OpenAl~>OpenAI~~}}没有*开源*，{SENTENCE * 4}",
        "（笑）",
        f"主持：{SENTENCE}",
        "",
    ]
)
HOSTILE = {
    "hostile: opening braces": ("听众：", "{"),
    "hostile: asterisks": ("听众：", "*a "),
    "hostile: unclosed marks": ("听众：", "{++"),
    "hostile: empty headings": ("", "# {}{}\n"),
}


def texts() -> dict[str, str]:
    """The texts to read, by what they are."""
    made = {"ordinary forum": HEAD + ROUND * (SIZE // len(ROUND.encode()))}
    for name, (start, piece) in HOSTILE.items():
        made[name] = HEAD + start + piece * (SIZE // len(piece.encode()))
    return made


def seconds(function, *arguments):
    """Return what ``function`` returns, and the seconds it took."""
    start = perf_counter()
    result = function(*arguments)
    return result, perf_counter() - start


def main() -> list[tuple[str, str, str]]:
    """Read, write and take the corrected reading of each text once."""
    rows = []
    for name, text in texts().items():
        (document, _), parsing = seconds(parse, text)
        _, writing = seconds(serialize, document)
        _, reading = seconds(corrected, text)
        blocks = len(document.blocks)
        rows.append((f"parse, {name}", f"{parsing:.2f} s", f"5 MB, {blocks} blocks"))
        rows.append((f"serialize, {name}", f"{writing:.2f} s", ""))
        rows.append((f"corrected, {name}", f"{reading:.2f} s", ""))
    return rows


if __name__ == "__main__":
    for row in main():
        print("{:<38}{:>9}  {}".format(*row).rstrip())

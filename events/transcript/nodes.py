"""YAML as a shallow tree of nodes with their lines, every scalar a string.

Built from the parser's events without recursion, so that deep nesting cannot
exhaust the stack, and without anchors, aliases and tags.
"""

from dataclasses import dataclass

import yaml

from .characters import clean, tidy

_DEPTH = 4  # the document, a list, a mapping in it, a list in that


@dataclass(slots=True)
class Node:
    """A scalar (str), sequence (list of nodes) or mapping (list of pairs)."""

    value: str | list
    line: int
    column: int
    is_mapping: bool = False
    key: "Node | None" = None  # of a mapping that is being read


def compose(source: str, first: int, report) -> Node | None:
    """Build nodes from YAML's events; never deeper than ``_DEPTH``."""
    root: Node | None = None
    stack: list[Node] = []
    try:
        for event in yaml.parse(source, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                break
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            line = first + event.start_mark.line
            column = event.start_mark.column + 1
            if event.anchor is not None or getattr(event, "tag", None) is not None:
                words = getattr(event, "tag", None) or event.anchor
                report("front-matter-reference", line, column, words=words)
                if isinstance(event, yaml.AliasEvent):
                    _attach(stack, Node("", line, column))
                    continue
            if isinstance(event, yaml.ScalarEvent):
                node = Node(_scalar(event.value, line, column, report), line, column)
            else:
                mapping = isinstance(event, yaml.MappingStartEvent)
                node = Node([], line, column, mapping)
            root = root or node
            _attach(stack, node)
            if isinstance(node.value, list):
                stack.append(node)
                if len(stack) > _DEPTH:
                    words = "brackets inside brackets inside brackets"
                    report("front-matter-syntax", line, column, words=words)
                    break
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        words = fault.problem or "not YAML"
        report("front-matter-syntax", first + line, column + 1, words=words)
    except (yaml.YAMLError, ValueError, OverflowError):
        words = "it contains a character that cannot be read"
        report("front-matter-syntax", first, 1, words=words)
    return root


def _attach(stack: list[Node], node: Node) -> None:
    if not stack:
        return
    parent = stack[-1]
    if not parent.is_mapping:
        parent.value.append(node)
    elif parent.key is None:
        parent.key = node
    else:
        parent.value.append((parent.key, node))
        parent.key = None


def _scalar(value: str, line: int, column: int, report) -> str:
    text, removed, count = clean(value)
    if removed:
        words = f"U+{ord(removed.group()):04X}"
        report("control-character", line, column, count=count, words=words)
    return tidy(text)

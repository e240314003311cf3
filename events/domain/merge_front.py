"""The front matter of two versions joined: field by field, list by list."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import fields
from typing import Any

from events.domain.merge_fields import Decisions, Spot
from events.domain.merge_order import Orders
from events.domain.sequences import gaps, longest_common
from events.transcript.document import Document, Voice
from events.transcript.validation import check_text

_LONG = ("lead", "summary")  # joined by passage
_LISTS = ("voices", "contributors", "sources")

Items = dict[Hashable, Any]  # by what makes an item the same in two versions


def merge_front(
    base: Document, mine: Document, theirs: Document, decisions: Decisions
) -> dict[str, Any]:
    """Arguments of the joined Document, without its blocks."""
    front: dict[str, Any] = {}
    for name in (field.name for field in fields(Document)):
        values = tuple(getattr(side, name) for side in (base, mine, theirs))
        if name == "blocks":
            continue
        if name in _LISTS:
            front[name] = _merge_items(name, *values, decisions)
        elif name == "tags":
            front[name] = decisions.settle_set(Spot(), name, *values)
        elif name in _LONG:
            front[name] = decisions.settle_text(Spot(), name, values, _is_text)
        else:
            front[name] = decisions.settle(Spot(), name, *values)
    return front


def _is_text(value: str) -> bool:
    try:
        check_text(value, "text")
    except ValueError:
        return False
    return True


def _merge_items(
    name: str, base: Sequence, mine: Sequence, theirs: Sequence, decisions: Decisions
) -> tuple:
    if mine == base == theirs:
        return tuple(theirs)
    if name == "voices":
        keyed = [{item.label: item for item in side} for side in (base, mine, theirs)]
    else:
        keyed = [dict(enumerate(base)), _keyed(base, mine), _keyed(base, theirs)]
    kept = {}
    for key in dict.fromkeys([*keyed[0], *keyed[2], *keyed[1]]):
        item = _merge_item(name, key, *(side.get(key) for side in keyed), decisions)
        if item is not None:
            kept[key] = item
    orders = Orders(*map(list, keyed), kept)
    return tuple(kept[key] for key in orders.joined())


def _keyed(base: Sequence, side: Sequence) -> Items:
    """Items by the index of the one in ``base`` that they are; new ones by value.

    An item is one of the base if it is equal, or stands alone with one of the
    same role or relation where that stood.
    """
    pairs = longest_common(base, side)
    found = {now: was for was, now in pairs}
    for olds, news in gaps(pairs, len(base), len(side)):
        for was, now in zip(olds, news, strict=False):
            if _role(base[was]) == _role(side[now]):
                found[now] = was
    seen: Counter = Counter()
    keyed: Items = {}
    for index, item in enumerate(side):
        seen[item] += 1
        keyed[found.get(index, (item, seen[item]))] = item
    return keyed


def _role(item: Any) -> str:
    return item.role if hasattr(item, "role") else item.relation


def _merge_item(
    name: str, key: Hashable, base: Any, mine: Any, theirs: Any, decisions: Decisions
) -> Any:
    """The joined item, or None if it is removed."""
    path = f"{name}/{key}" if isinstance(key, str | int) else name
    spot = Spot(path=path)
    if base is None and mine is not None and theirs is not None and name == "voices":
        base = Voice(mine.label)
    if None in (base, mine, theirs) or mine == base or theirs in (mine, base):
        return decisions.settle(spot, "", base, mine, theirs)
    mark = decisions.mark()
    values = {}
    for field in fields(base):
        three = tuple(getattr(item, field.name) for item in (base, mine, theirs))
        settle = decisions.settle_set if field.name == "speakers" else decisions.settle
        values[field.name] = settle(spot, field.name, *three)
    try:
        return type(base)(**values)
    except ValueError:
        if decisions.is_made_by_hand(spot):
            raise
        decisions.rewind(mark)
        return decisions.dispute(spot, "", base, mine, theirs)

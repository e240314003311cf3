"""The three groups that come with the archive, and what each may do."""

from django.contrib.auth.models import Group, Permission

_OWN = ("event", "contributor", "appearance", "source", "picture")
_TRANSCRIPT = ("section", "turn", "note")
_SHARED = ("series", "speaker", "organization", "affiliation", "tag")
_RECORDS = ("revision", "slugforward", "refforward")


def _rights(verbs: str, models: tuple[str, ...]) -> set[str]:
    return {f"{verb}_{model}" for verb in verbs.split() for model in models}


_READING = _rights("view", _OWN + _TRANSCRIPT + _SHARED + _RECORDS)
# Beyond these, the admin holds contributors to what is still a draft.
_CONTRIBUTING = (
    _READING
    | _rights("add change", _OWN + _SHARED)
    | _rights("delete", ("contributor", "appearance", "source", "picture"))
    | _rights("change", _TRANSCRIPT)
)
_EDITING = _CONTRIBUTING | _rights("delete", _OWN + _SHARED) | {"edit_public_event"}
GROUPS = {
    "Contributor": _CONTRIBUTING,
    "Editor": _EDITING,
    "Publisher": _EDITING | {"publish_event"},
}


def ensure_groups(using: str = "default") -> list[Group]:
    """Create the groups that are missing; those that exist stay as they are.

    An administrator's changes are never reset.
    """
    known = set(
        Group.objects.using(using)
        .filter(name__in=GROUPS)
        .values_list("name", flat=True)
    )
    new = []
    for name in GROUPS.keys() - known:
        group = Group.objects.using(using).create(name=name)
        group.permissions.set(
            Permission.objects.using(using).filter(
                content_type__app_label="events", codename__in=GROUPS[name]
            )
        )
        new.append(group)
    return new

from events.models.address import RefForward, SlugForward
from events.models.block import Block, Note, Section, Turn
from events.models.event import Contributor, Event, Series
from events.models.person import (
    Affiliation,
    Appearance,
    AppearanceSpeaker,
    Organization,
    Speaker,
)
from events.models.revision import Draft, Release, Revision
from events.models.secret import Secret
from events.models.source import Picture, Source
from events.models.tag import EventTag, Tag, TagAlias, TurnTag

__all__ = [
    "Affiliation",
    "Appearance",
    "AppearanceSpeaker",
    "Block",
    "Contributor",
    "Draft",
    "Event",
    "EventTag",
    "Note",
    "Organization",
    "Picture",
    "RefForward",
    "Release",
    "Revision",
    "Secret",
    "Section",
    "Series",
    "SlugForward",
    "Source",
    "Speaker",
    "Tag",
    "TagAlias",
    "Turn",
    "TurnTag",
]

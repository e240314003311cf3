"""Closed lists with their labels. The values of the text form are checked
against `events.transcript.document` by a test."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TextStatus(TextChoices):
    VERBATIM = "verbatim", pgettext_lazy("text status", "Verbatim")
    EDITED = "edited", pgettext_lazy("text status", "Edited")
    ABRIDGED = "abridged", pgettext_lazy("text status", "Abridged")
    UNKNOWN = "unknown", pgettext_lazy("text status", "Unknown")


class Reviewed(TextChoices):
    YES = "yes", _("Reviewed by the speakers")
    NO = "no", _("Not reviewed by the speakers")
    UNKNOWN = "unknown", pgettext_lazy("review", "Unknown")


class BlockType(TextChoices):
    SECTION = "section", _("Heading")
    TURN = "turn", _("Turn")
    NOTE = "note", _("Note")


class TurnKind(TextChoices):
    SPEECH = "speech", _("Speech")
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")


class NoteKind(TextChoices):
    STAGE = "stage", _("Stage direction")
    CAPTION = "caption", _("Caption")
    EDITOR = "editor", _("Editor’s note")


class Role(TextChoices):
    MODERATOR = "moderator", _("Moderator")
    KEYNOTE = "keynote", _("Keynote")
    SPEAKER = "speaker", pgettext_lazy("role", "Speaker")
    PANELIST = "panelist", _("Panelist")
    COMMENTATOR = "commentator", _("Commentator")
    WELCOME = "welcome", _("Welcome address")
    INTERPRETER = "interpreter", _("Interpreter")
    INTERVIEWER = "interviewer", _("Interviewer")
    AUDIENCE = "audience", _("Audience")


class ContributorRole(TextChoices):
    HOST = "host", _("Host")
    ORGANIZER = "organizer", _("Organizer")
    CO_ORGANIZER = "co-organizer", _("Co-organizer")
    SUPPORTER = "supporter", _("Supporter")
    ADVISER = "adviser", _("Adviser")
    TRANSCRIBER = "transcriber", _("Transcriber")
    REPORTER = "reporter", _("Reporter")
    PHOTOGRAPHER = "photographer", _("Photographer")
    EDITOR = "editor", pgettext_lazy("contributor", "Editor")


class SourceRelation(TextChoices):
    SOURCE = "source", pgettext_lazy("relation", "Source")
    RECORDING = "recording", _("Recording")
    RELATED = "related", _("Related talk")


class Origin(TextChoices):
    """What made a revision."""

    EDIT = "edit", _("Edited")
    IMPORT = "import", _("Imported")
    FIXTURE = "fixture", _("Loaded from a fixture")
    RESTORE = "restore", _("Restored")
    PUBLISH = "publish", _("Published")
    WITHDRAW = "withdraw", _("Withdrawn")


class Addressed(TextChoices):
    """What has a page of its own, and so a slug that may change."""

    SERIES = "series", _("series")
    EVENT = "event", _("event")
    SPEAKER = "speaker", _("speaker")
    ORGANIZATION = "organization", _("organization")
    TAG = "tag", _("tag")

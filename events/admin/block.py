"""Single turns, headings and notes; each save is a revision of the transcript."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from events.admin.base import ArchiveAdmin
from events.admin.block_forms import NoteForm, SectionForm, TurnForm, turn_label
from events.admin.filters import autocomplete_filter
from events.admin.outline import first_words
from events.admin.rights import lock_event, may_change_event
from events.domain.drafts import storable
from events.domain.editing import change_block
from events.models import (
    AppearanceSpeaker,
    Block,
    Event,
    Note,
    Section,
    Turn,
    TurnTag,
)
from events.models.tag import join_tags
from events.transcript.attributes import write_time

_EVENT_FILTER = autocomplete_filter(
    _("event"), "event", Block._meta.get_field("event"), "event"
)
_PER_PAGE = 20


class BlockAdmin(ArchiveAdmin):
    """Rows come and go with the transcript; here one is mended at a time."""

    change_form_template = "admin/events/turn/change_form.html"
    list_select_related = ("event", "voice")
    list_filter = (_EVENT_FILTER,)
    search_fields = ("text", "event__title", "ref")
    ordering = ("-event_id", "position")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("event", "voice")

    def get_search_results(self, request, queryset, search_term):
        """As typed: the text is searched as it stands, in any case."""
        return admin.ModelAdmin.get_search_results(self, request, queryset, search_term)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or may_change_event(request.user, obj.event)
        )

    def view_on_site(self, obj):
        if isinstance(obj, Turn):
            return obj.get_absolute_url()
        return f"{obj.event.get_absolute_url()}#{obj.ref}"

    def get_view_on_site_url(self, obj=None):
        if obj is None or not obj.event.is_public:
            return None
        return super().get_view_on_site_url(obj)

    def save_model(self, request, obj, form, change):
        event = lock_event(request.user, obj.event)
        change_block(
            event,
            obj.ref,
            replies=form.replies(),
            author=request.user,
            **form.block_values(),
        )

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        block = kwargs["obj"]
        context["neighbours"] = _neighbours(block)
        context["event_url"] = reverse(
            "admin:events_event_change", args=[block.event_id]
        )
        return super().render_change_form(request, context, add, change, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Words typed into a block that is gone meanwhile are handed back."""
        if request.method != "POST" or not request.POST.get("text"):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("This part of the transcript is gone"),
            "opts": self.opts,
            "text": request.POST["text"],
        }
        return TemplateResponse(
            request, "admin/events/turn/gone.html", context, status=409
        )

    def get_fieldsets(self, request, obj=None):
        """A page that is only read has nothing to guard."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        (title, options), *more = self.fieldsets
        fields = tuple(field for field in options["fields"] if field != "state")
        return ((title, {**options, "fields": fields}), *more)

    # The same names as fields of the forms: what a page shows that is only read.

    @admin.display(description=_("Start"))
    def start(self, block: Block) -> str | None:
        return None if block.start_ms is None else write_time(block.start_ms)

    @admin.display(description=_("End"))
    def end(self, block: Block) -> str | None:
        return None if block.end_ms is None else write_time(block.end_ms)

    @admin.display(description=_("Withheld"))
    def withheld(self, block: Block):
        return block.withheld_on

    @admin.display(description=_("text"))
    def words(self, block: Block) -> str:
        return first_words(block.text[:200])

    @admin.display(description=_("event"), ordering="event__title")
    def event_link(self, block: Block) -> str:
        url = reverse("admin:events_event_change", args=[block.event_id])
        return format_html('<a href="{}">{}</a>', url, block.event)

    @admin.display(description=_("page"))
    def public_link(self, block: Block) -> str:
        if not block.event.is_public:
            return "–"
        return format_html('<a href="{}">#{}</a>', self.view_on_site(block), block.ref)


def _neighbours(block: Block) -> dict[str, str]:
    """Addresses of the blocks before and after, where there are any."""
    rows = Block.objects.filter(event=block.event_id)
    place = {"position": block.position, "pk": block.pk}
    before = rows.filter(
        Q(position__lt=place["position"])
        | Q(position=place["position"], pk__lt=place["pk"])
    ).order_by("-position", "-pk")
    after = rows.filter(
        Q(position__gt=place["position"])
        | Q(position=place["position"], pk__gt=place["pk"])
    ).order_by("position", "pk")
    found = {"before": before, "after": after}
    return {
        side: reverse(f"admin:events_{row['type']}_change", args=[row["pk"]])
        for side, queryset in found.items()
        if (row := queryset.values("type", "pk").first())
    }


@admin.register(Section)
class SectionAdmin(BlockAdmin):
    form = SectionForm
    list_display = ("words", "level", "event_link", "public_link")
    fieldsets = (
        (None, {"fields": ("state", ("level", "text"))}),
        (
            _("More"),
            {"fields": (("start", "end"), ("language", "page"), "withheld")},
        ),
    )


@admin.register(Note)
class NoteAdmin(BlockAdmin):
    form = NoteForm
    list_display = ("words", "kind", "event_link", "public_link")
    fieldsets = (
        (None, {"fields": ("state", "kind", "text")}),
        (
            _("More"),
            {"fields": (("start", "end"), ("language", "page"), "withheld")},
        ),
    )


@admin.register(Turn)
class TurnAdmin(BlockAdmin):
    form = TurnForm
    list_display = ("words", "voice", "kind", "event_link", "public_link")
    search_fields = ("text", "voice__label", "event__title", "ref")
    list_filter = (
        _EVENT_FILTER,
        autocomplete_filter(
            _("speaker"),
            "speaker",
            AppearanceSpeaker._meta.get_field("speaker"),
            "voice__speakers",
        ),
        autocomplete_filter(
            _("tag"), "tag", TurnTag._meta.get_field("tag"), "turn_tags__tag"
        ),
        "kind",
        ("withheld_on", admin.EmptyFieldListFilter),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "state",
                    ("voice", "kind"),
                    "text",
                    "answers",
                    "tag_line",
                )
            },
        ),
        (
            _("More"),
            {
                "fields": (
                    ("start", "end"),
                    ("language", "page"),
                    "printed_label",
                    "withheld",
                )
            },
        ),
    )

    @admin.display(description=_("Answers"))
    def answers(self, turn: Turn) -> str:
        replies = turn.replies_to.select_related("voice").order_by("position")
        return format_html_join("", "<div>{}</div>", ([turn_label(t)] for t in replies))

    @admin.display(description=_("Tags"))
    def tag_line(self, turn: Turn) -> str:
        return join_tags(turn.tags.all())

    def get_urls(self):
        replies = self.admin_site.admin_view(self.replies_view)
        return [
            path("<int:event>/replies/", replies, name="events_turn_replies"),
            *super().get_urls(),
        ]

    def replies_view(self, request, event: int) -> JsonResponse:
        """Turns of one event for the autocompletion of what a turn answers."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        get_object_or_404(Event, pk=event)
        rows = Turn.objects.filter(event=event).select_related("voice")
        for word in storable(request.GET.get("term", "")).split():
            rows = rows.filter(
                Q(text__icontains=word)
                | Q(voice__label__icontains=word)
                | Q(ref=word.removeprefix("#"))
            )
        pages = Paginator(rows.order_by("position", "pk"), _PER_PAGE)
        page = pages.get_page(request.GET.get("page", "1"))
        return JsonResponse(
            {
                "results": [
                    {"id": str(turn.pk), "text": turn_label(turn)} for turn in page
                ],
                "pagination": {"more": page.has_next()},
            }
        )

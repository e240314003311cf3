"""The page on which a whole transcript is edited as one text.

Works as a plain form; the script adds colours, completion and a preview, for
which the JSON addresses below answer. `docs/editor.md` tells editors how.
"""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.admin.conflicts import conflict_shapes
from events.admin.preview import preview
from events.admin.rights import lock_event
from events.admin.source_pane import source_shape
from events.domain import drafts
from events.domain.errors import Refused
from events.domain.merging import Choice, Own
from events.domain.problem_words import translated
from events.domain.saving import (
    Question,
    Refusal,
    Saved,
    editable_text,
    newest_revision,
    save_text,
)
from events.enums import Role
from events.models import Draft, Event, Speaker, Tag
from events.pinyin import fold
from events.transcript.characters import clean, tidy

# Two thousand turns are a seventh of it; what a form field may hold is more.
MOST_CHARACTERS = 3_000_000
_MOST_PEOPLE = 20


class TranscriptMixin:
    """Adds the transcript's page and its JSON addresses to the event's admin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/transcript/",
                view(require_http_methods(["GET", "POST"])(self.transcript_view)),
                name="events_event_transcript",
            ),
            *(
                path(
                    f"<int:pk>/transcript/{name}/",
                    view(require_http_methods([method])(answer)),
                    name=f"events_event_transcript_{name}",
                )
                for name, method, answer in (
                    ("preview", "POST", self.preview_view),
                    ("draft", "POST", self.draft_view),
                    ("ping", "POST", self.ping_view),
                    ("source", "POST", self.source_view),
                    ("people", "GET", self.people_view),
                )
            ),
            *super().get_urls(),
        ]

    # -- the page -------------------------------------------------------------

    def transcript_view(self, request: HttpRequest, pk: int):
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, event):
            return self._closed(request, event)
        if request.method == "GET":
            drafts.mark_present(event, request.user)
            text, base = editable_text(event)
            return self._page(request, event, text=text, base=base)
        action = request.POST.get("action", "save")
        if action == "edit":
            return self._page(request, event, **_sent(request), offer_draft=False)
        if action == "restore_draft":
            return self._restore_draft(request, event)
        if action == "discard_draft":
            drafts.discard_draft(event, request.user)
            return HttpResponseRedirect(request.path)
        return self._save(request, event, sure=action == "save_anyway")

    def _restore_draft(self, request, event: Event):
        draft = drafts.find_draft(event, request.user)
        if draft is None:
            return HttpResponseRedirect(request.path)
        return self._page(
            request, event, text=draft.text, base=draft.base, offer_draft=False
        )

    def _save(self, request, event: Event, *, sure: bool):
        sent = _sent(request)
        text, base = sent["text"], sent["base"]
        if len(text) > MOST_CHARACTERS:
            messages.error(request, _too_long())
            return self._page(request, event, **sent)
        # Before anything can go wrong: the words are safe.
        drafts.keep_draft(event, request.user, text=text, base=base)
        try:
            with transaction.atomic():
                lock_event(request.user, event)
                outcome = save_text(
                    event,
                    text,
                    base=base,
                    author=request.user,
                    reason=sent["reason"],
                    sure=sure,
                    choices=_choices(request.POST),
                    seen=_whole(request.POST.get("seen")),
                )
        except PermissionDenied:
            return self._closed(request, event)
        except Refused as refused:
            messages.error(request, str(refused))
            return self._page(request, event, **sent, offer_draft=False)
        if isinstance(outcome, Saved):
            self._tell_saved(request, event, outcome)
            return HttpResponseRedirect(request.path)
        if isinstance(outcome, Refusal):
            messages.error(request, _("Nothing is saved yet: mend the errors first."))
            return self._page(
                request, event, **sent, problems=outcome.problems, offer_draft=False
            )
        if isinstance(outcome, Question):
            return self._answer(
                request, event, "confirm", _("Save this?"), plan=outcome.plan, **sent
            )
        if outcome.fault:
            messages.error(request, outcome.fault)
        return self._answer(
            request,
            event,
            "conflict",
            _("Two versions of the same words"),
            conflicts=conflict_shapes(outcome.merged),
            merged=outcome.merged.count("mine") + outcome.merged.count("theirs"),
            by=[name for name in outcome.by if name],
            seen=outcome.newest,
            **sent,
        )

    def _closed(self, request, event: Event) -> TemplateResponse:
        """Words typed before the event was closed to this user are handed back."""
        text = _sent(request)["text"]
        if not text or not self.has_change_permission(request):
            raise PermissionDenied
        if len(text) <= MOST_CHARACTERS:
            base = _sent(request)["base"]
            drafts.keep_draft(event, request.user, text=text, base=base)
        title = _("You may no longer change this transcript")
        response = self._answer(request, event, "closed", title, text=text)
        response.status_code = 403
        return response

    def _tell_saved(self, request, event: Event, saved: Saved) -> None:
        drafts.discard_draft(event, request.user)
        stored = saved.stored
        if stored.revision is None:
            messages.info(request, _("Nothing differs from what was saved."))
            return
        said = _("Saved: %(changed)d changed, %(added)d new, %(removed)d removed.") % {
            "changed": stored.changed,
            "added": stored.added,
            "removed": stored.removed,
        }
        if saved.merged_with:
            said += " " + _("Merged with what %(names)s saved meanwhile.") % {
                "names": ", ".join(saved.merged_with)
            }
        for row in saved.new_rows:
            said += " " + _("Created: %(row)s.") % {"row": row}
        messages.success(request, said)
        self.log_change(request, event, said)

    def _page(
        self,
        request,
        event: Event,
        *,
        text: str,
        base: int,
        reason: str = "",
        problems=(),
        offer_draft: bool = True,
    ) -> TemplateResponse:
        draft = drafts.find_draft(event, request.user) if offer_draft else None
        sources = event.sources.exclude(raw_text="").order_by("position")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Transcript"),
            "opts": self.opts,
            "event": event,
            "text": text,
            "base": base,
            "reason": reason,
            "draft": _draft_shape(draft) if draft and draft.text != text else None,
            "others": drafts.others_present(event, request.user),
            "problems": [translated(one) for one in problems],
            "sources": [{"pk": row.pk, "label": str(row)} for row in sources],
            "can_save": True,
            "config": self._config(event, base),
        }
        return TemplateResponse(request, "admin/events/event/transcript.html", context)

    def _answer(self, request, event: Event, name: str, title: str, **context):
        return TemplateResponse(
            request,
            f"admin/events/event/transcript_{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "opts": self.opts,
                "event": event,
                **context,
            },
        )

    def _config(self, event: Event, base: int) -> dict:
        names = ("preview", "draft", "ping", "source", "people")
        urls = {
            name: reverse(f"admin:events_event_transcript_{name}", args=[event.pk])
            for name in names
        }
        urls["history"] = reverse("admin:events_event_revisions", args=[event.pk])
        urls["event"] = reverse("admin:events_event_change", args=[event.pk])
        urls["public"] = event.get_absolute_url() if event.is_public else None
        return {
            "urls": urls,
            "base": base,
            "voices": list(
                event.appearances.order_by("position").values("label", "role")
            ),
            "tags": list(Tag.objects.order_by("slug").values_list("name", flat=True)),
            "roles": [[value, str(label)] for value, label in Role.choices],
        }

    # -- what the script asks -------------------------------------------------

    def preview_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        event = self._open_event(request, pk)
        body = _body(request)
        text = body.get("text")
        known = body.get("known", [])
        if not isinstance(text, str) or not isinstance(known, list):
            return _fault(_("Send the text and the list of known hashes."))
        if len(text) > MOST_CHARACTERS:
            return _fault(_too_long(), status=413)
        known = {one for one in known if isinstance(one, str)}
        shape = preview(event, drafts.storable(text), known)
        return _json({"serial": _whole(body.get("serial")), **shape})

    def draft_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        event = self._open_event(request, pk)
        body = _body(request)
        if body.get("discard"):
            drafts.discard_draft(event, request.user)
            return _json({})
        text, base = body.get("text"), body.get("base")
        if not isinstance(text, str) or not isinstance(base, int) or base < 0:
            return _fault(_("Send the text and the number of its revision."))
        if len(text) > MOST_CHARACTERS:
            return _fault(_too_long(), status=413)
        saved_at = drafts.keep_draft(event, request.user, text=text, base=base)
        return _json({"saved_at": saved_at.isoformat()})

    def ping_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        event = self._open_event(request, pk)
        drafts.mark_present(event, request.user)
        newest = newest_revision(event)
        return _json(
            {
                "others": drafts.others_present(event, request.user),
                "newest": newest.number if newest else 0,
                "by": newest.author.get_full_name() if newest and newest.author else "",
                "at": newest.created_at.isoformat() if newest else None,
            }
        )

    def source_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        event = self._open_event(request, pk)
        body = _body(request)
        text = body.get("text")
        source = event.sources.filter(pk=_whole(body.get("source"))).first()
        if not isinstance(text, str) or source is None:
            return _fault(_("Send the text and the source to compare it with."))
        if len(text) > MOST_CHARACTERS:
            return _fault(_too_long(), status=413)
        return _json(source_shape(source.raw_text, drafts.storable(text)))

    def people_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        self._open_event(request, pk)
        rows = Speaker.objects.order_by("sort_key", "pk")
        wanted = drafts.storable(request.GET.get("q", "")[:100])
        for word in fold(wanted).split():
            rows = rows.filter(Q(search_terms__contains=word) | Q(key__startswith=word))
        found = rows.values_list("key", "name", "search_terms")[:_MOST_PEOPLE]
        return _json(
            {
                "results": [
                    {"key": key, "name": name, "label": name, "terms": terms}
                    for key, name, terms in found
                ]
            }
        )

    def _open_event(self, request: HttpRequest, pk: int) -> Event:
        """The event, if this user may change it as it stands now."""
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        return event


def _draft_shape(draft: Draft) -> dict:
    return {"text": draft.text, "base": draft.base, "updated_at": draft.updated_at}


def _sent(request: HttpRequest) -> dict:
    """What the form holds, as the pages hand it on."""
    return {
        "text": request.POST.get("text", "").replace("\r\n", "\n"),
        "base": _whole(request.POST.get("base")),
        "reason": drafts.storable(request.POST.get("reason", "").strip()[:300]),
    }


def _choices(data) -> dict[str, Choice]:
    """Decisions on conflicts by their keys, from the fields of the form."""
    choices: dict[str, Choice] = {}
    for field, value in data.items():
        key = field.removeprefix("choice-")
        if field != key and value in ("mine", "theirs"):
            choices[key] = value
        elif field != key and value == "own":
            words = data.get(f"own-{key}", "").replace("\r\n", "\n")
            choices[key] = Own(tidy(clean(words)[0]))
    return choices


def _body(request: HttpRequest) -> dict:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _whole(value) -> int:
    """A number that came from outside, as far as a column holds one; else 0."""
    try:
        return min(max(0, int(value)), drafts.MOST_REVISIONS)
    except (TypeError, ValueError, OverflowError):
        return 0


def _too_long() -> str:
    return _("The text is longer than %(most)s characters; divide the event.") % {
        "most": f"{MOST_CHARACTERS:,}"
    }


def _fault(sentence: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def _json(shape: dict) -> JsonResponse:
    return JsonResponse(shape, json_dumps_params={"ensure_ascii": False})

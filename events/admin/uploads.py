"""Which files the archive takes, and how the desk hands them out again."""

from pathlib import PurePosixPath

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events.models import Picture, Source

MOST_BYTES = 50 * 1024 * 1024
DOCUMENTS = [
    "pdf",
    "docx",
    "doc",
    "odt",
    "rtf",
    "txt",
    "md",
    "csv",
    "json",
    "xml",
    "vtt",
    "srt",
    "ass",
    "epub",
    "xlsx",
    "zip",
    "jpg",
    "jpeg",
    "png",
    "tif",
    "tiff",
    "webp",
    "mp3",
    "m4a",
    "wav",
    "ogg",
    "mp4",
    "webm",
]
PICTURES = ["jpg", "jpeg", "png", "webp", "gif"]


def check_upload(file, suffixes: list[str]) -> None:
    """Raise ValidationError for a file that is too large or of another kind."""
    suffix = PurePosixPath(file.name).suffix.lower().removeprefix(".")
    if suffix not in suffixes:
        raise forms.ValidationError(
            _("Files of the kind “%(suffix)s” are not taken; use one of: %(known)s."),
            params={"suffix": suffix or "–", "known": ", ".join(suffixes)},
            code="suffix",
        )
    if file.size > MOST_BYTES:
        raise forms.ValidationError(
            _("The file has %(size)d MB; make it smaller than %(most)d MB."),
            params={"size": file.size // 1024**2, "most": MOST_BYTES // 1024**2},
            code="size",
        )


class UploadMixin:
    """Checks what is uploaded anew in the field ``file``."""

    suffixes = DOCUMENTS

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            check_upload(file, self.suffixes)
        return file


@require_safe
def send_file(request, name: str) -> FileResponse:
    """Hand a file to staff who may see the row that it belongs to.

    Only a name that a row holds is opened, so no path leads elsewhere; the file
    is never shown within the archive's own origin.
    """
    user = request.user
    allowed = (
        user.has_perm("events.view_source")
        and Source.objects.filter(file=name).exclude(file="").exists()
    ) or (
        user.has_perm("events.view_picture")
        and Picture.objects.filter(file=name).exclude(file="").exists()
    )
    if not allowed or not default_storage.exists(name):
        raise Http404
    return FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=PurePosixPath(name).name,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


file_view = admin.site.admin_view(send_file)

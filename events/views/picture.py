"""The files of pictures, served to those who may see their event."""

import mimetypes
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from events.domain import queries
from events.views.pages import PublicView

# Browsers show these as pictures and run nothing in them; SVG can hold scripts.
_TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"}


class PictureView(PublicView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        picture = queries.find_picture(pk)
        if picture is None:
            raise Http404
        kind = mimetypes.guess_type(PurePath(picture.file.name).name)[0]
        if kind not in _TYPES:
            raise Http404
        try:
            opened = picture.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        # The file may be named after somebody; its own number says enough.
        name = f"{picture.pk}{PurePath(picture.file.name).suffix}"
        return FileResponse(opened, content_type=kind, filename=name)

"""Mounts the admin and the public side."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from events import urls
from events.admin.uploads import file_view

urlpatterns = [
    path("", include(urls.files)),
    path("admin/files/<path:name>", file_view, name="admin-file"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include(urls.pages)),
        prefix_default_language=False,
    ),
]

"""Mounts the admin and the public side."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from events import urls

urlpatterns = [
    path("", include(urls.files)),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include(urls.pages)),
        prefix_default_language=False,
    ),
]

"""The archive's own desk: one file per model family."""

import taggit.admin  # noqa: F401  registers its tag, which is not ours
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as TaggitTag

from events.admin import block, event, person, records, series, source, tag

__all__ = ["block", "event", "person", "records", "series", "source", "tag"]

admin.site.unregister(TaggitTag)
admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Editorial desk")

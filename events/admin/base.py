"""What the pages of the desk have in common."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
)
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from simple_history.admin import SimpleHistoryAdmin

from events.admin.fields import LineField, ParagraphsField
from events.admin.guard import GuardedForm, GuardedMixin
from events.admin.reverting import RevertingMixin
from events.admin.rights import may_change_shared
from events.admin.widgets import without_deletion
from events.domain import addresses
from events.domain.errors import Refused
from events.domain.versions import events_showing, raise_versions
from events.models import Event, RefForward, Revision, SlugForward, Speaker, TagAlias
from events.pinyin import fold

TIDY = {
    models.CharField: {"form_class": LineField, "widget": AdminTextInputWidget},
    models.SlugField: {"form_class": forms.SlugField},
    models.TextField: {
        "form_class": ParagraphsField,
        "widget": AdminTextareaWidget(attrs={"rows": 4}),
    },
}
# They go with what they belong to; nobody deletes them by themselves.
_BELONGINGS = (Revision, SlugForward, RefForward, TagAlias)


def count_of(rows: QuerySet, by: str, what: str = "pk") -> Coalesce:
    """How many ``what`` the rows hold whose ``by`` is the outer row."""
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    counted = counted.annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


class AnnotatedChangeList(ChangeList):
    """Adds what only the list shows; forms and autocompletion do without."""

    def get_queryset(self, request, exclude_parameters=None):
        self.root_queryset = self.model_admin.annotate(self.root_queryset)
        return super().get_queryset(request, exclude_parameters)


class ArchiveAdmin(admin.ModelAdmin):
    """A list with folded search and filters that are typed."""

    formfield_overrides = TIDY
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_deletion(field)

    @property
    def media(self):
        field = Event._meta.get_field("series")
        return super().media + AutocompleteSelect(field, self.admin_site).media

    def annotate(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def get_changelist(self, request, **kwargs):
        return AnnotatedChangeList

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

    def get_deleted_objects(self, objs, request):
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        belongings = {model._meta.verbose_name for model in _BELONGINGS}
        return shown, counts, lacking - belongings, protected


class ReadOnlyAdmin(ArchiveAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RecordedAdmin(ArchiveAdmin, SimpleHistoryAdmin):
    """With the history of each row, to look at.

    An old state is not put back as simple-history would: that passes over the
    forwards of addresses and the revisions of transcripts. See `RevertingMixin`.
    """

    object_history_list_template = "admin/events/history.html"

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def revert_disabled(self, request, obj=None):
        return True


class AddressForm(forms.ModelForm):
    """A slug may be left empty, and may be nobody else's past or present one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or self.initial.get("slug", "")
        if slug and slug != self.initial.get("slug"):
            row = self.instance if self.instance.pk else None
            try:
                addresses.check_slug(type(self.instance), slug, row=row)
            except Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return slug


def save_with_address(row: models.Model, form: forms.ModelForm) -> None:
    """Save a row whose slug may be empty or new."""
    if row.pk and "slug" in form.changed_data:
        addresses.change_slug(row, row.slug)
        return
    if not row.slug:
        is_person = isinstance(row, Speaker)
        row.slug = addresses.free_slug(type(row), str(row), name=is_person)
    row.save()


class SharedForm(GuardedForm, AddressForm):
    pass


class SharedAdmin(GuardedMixin, RevertingMixin, RecordedAdmin):
    """Rows that several events show: their pages change with them."""

    form = SharedForm

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or may_change_shared(request.user, obj)
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or may_change_shared(request.user, obj)
        )

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def get_view_on_site_url(self, obj=None):
        """Only what the public can see has an address there."""
        if obj is None or not self.public_rows().filter(pk=obj.pk).exists():
            return None
        return super().get_view_on_site_url(obj)

    def public_rows(self) -> QuerySet:
        raise NotImplementedError

    def save_model(self, request, obj, form, change):
        obj._history_user = request.user
        save_with_address(obj, form)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(f.has_changed() for f in formsets)):
            raise_versions(events_showing(form.instance))

    def delete_model(self, request, obj):
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        touched = set()
        for row in queryset:
            touched.update(events_showing(row).values_list("pk", flat=True))
        queryset.delete()
        raise_versions(Event.objects.filter(pk__in=touched))

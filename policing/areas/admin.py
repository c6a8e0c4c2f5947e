"""Set-up of the Agency, its areas and its gazetteer in the admin. Every save calls the commands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.areas import services
from policing.areas.forms import AgencyForm, AreaForm, PlaceForm
from policing.areas.gazetteer import Entry, save_place
from policing.areas.models import Agency, Area, Place
from policing.areas.setup import SetUpAdmin
from policing.errors import CommonbeatError


@admin.register(Agency)
class AgencyAdmin(SetUpAdmin[Agency]):
    """The one Agency."""

    form = AgencyForm
    formfield_overrides: ClassVar[Any] = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow the first one only."""
        return super().has_add_permission(request) and not access.visible(Agency, request.user).exists()

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """Save by the command."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        obj.pk = services.change_agency(actor=request.user, fields=fields).pk


@admin.register(Area)
class AreaAdmin(SetUpAdmin[Area]):
    """The tree of areas, in the order of its paths."""

    form = AreaForm
    list_display = ("name", "code", "level", "parent", "path", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("level", "is_active")
    list_select_related: ClassVar[tuple[str, ...]] = ("parent",)
    search_fields: ClassVar[tuple[str, ...]] = ("key", "code")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("parent",)
    ordering: ClassVar[tuple[str, ...]] = ("path",)
    actions = ("retire", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Area]:
        """Leave boundaries behind in lists."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        return (
            rows
            if match and match.url_name and match.url_name.endswith("_change")
            else rows.defer("boundary", "parent__boundary")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Area | None = None) -> tuple[str, ...]:
        """Keep the code of an area that is there: other rows carry it in their paths."""
        return ("code", "path", "is_active") if obj else ()

    def save_model(self, request: HttpRequest, obj: Area, form: Any, change: bool) -> None:
        """Save by the command."""
        data = form.cleaned_data
        parent = data["parent"].code if data.get("parent") else ""
        saved = services.save_area(
            actor=request.user,
            code=obj.code,
            name=data["name"],
            level=data["level"],
            parent=parent,
            shape=form.shape,
            about=data["about"],
            population=data["population"],
        )
        obj.pk = saved.area.pk

    @admin.action(description=_("Take out of use"))
    def retire(self, request: HttpRequest, queryset: QuerySet[Area]) -> None:
        """Take the chosen areas out of use, the inner ones first."""
        self._switch(request, queryset.order_by("-path"), services.retire_area)

    @admin.action(description=_("Take into use again"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Area]) -> None:
        """Take the chosen areas into use again."""
        self._switch(request, queryset.order_by("path"), services.restore_area)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Area], command: Any) -> None:
        for code, name in queryset.values_list("code", "name"):
            try:
                command(actor=request.user, code=code)
            except CommonbeatError as refusal:
                self.message_user(request, f"{name}: {refusal.detail}", messages.ERROR)


@admin.register(Place)
class PlaceAdmin(SetUpAdmin[Place]):
    """The gazetteer. Nothing points at a place, so one may go."""

    may_delete = True
    form = PlaceForm
    list_display = ("name", "kind", "area", "lat", "lon")
    list_filter: ClassVar[tuple[str, ...]] = ("kind",)
    list_select_related: ClassVar[tuple[str, ...]] = ("area",)
    search_fields: ClassVar[tuple[str, ...]] = ("key",)
    readonly_fields: ClassVar[tuple[str, ...]] = ("area",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        """Leave boundaries behind."""
        return super().get_queryset(request).defer("area__boundary")

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        """Save by the command."""
        given = form.cleaned_data
        entry = Entry(name=given["name"], kind=given["kind"], lat=given["lat"], lon=given["lon"])
        obj.pk = save_place(actor=request.user, entry=entry, place_id=obj.pk).pk

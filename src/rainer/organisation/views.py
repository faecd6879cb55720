"""Users and their roles, for the system administrator."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.common import clock
from rainer.common.errors import BadInputError
from rainer.organisation import operations, queries
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.forms import RoleForm, UserForm
from rainer.organisation.models import RoleHolding, User
from rainer.web import notices
from rainer.web.filters import Choice, Filters, Text
from rainer.web.page import render
from rainer.web.tables import Column, Table


@needs(Capability.MANAGE_USERS)
@require_GET
def users(request: ActingRequest) -> HttpResponse:
    filters = Filters(
        request, [Text("q", _("Name, user name or email")), Choice("role", _("Role"), RoleHolding.Role.choices)]
    )
    table = Table(
        request,
        caption=_("Users and the roles they hold today"),
        columns=[
            Column("name", _("Name"), value=lambda u: u.name or u.username, sort="name", link=_address),
            Column("username", _("User name"), sort="username"),
            Column("roles", _("Roles"), value=_roles, blank=_("None")),
            Column("last_login", _("Last signed in"), template="organisation/cell_day.html", sort="last_login"),
            Column(
                "is_active", _("May sign in"), value=lambda u: _("Yes") if u.is_active else _("No"), sort="is_active"
            ),
        ],
        rows=queries.users(on=request.acting.on, words=filters.chosen["q"], roles=filters.chosen["role"]),
        default_sort="name",
        filters=filters,
        empty=_("No user fits. Take a filter away."),
        what=lambda n: _("%(count)s users") % {"count": f"{n:,}"},
    )
    return render(request, "organisation/users.html", title=_("Users"), as_of=clock.now(), table=table)


@needs(Capability.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def add_user(request: ActingRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if form.is_valid() and (made := _add(request, form)) is not None:
        request_password_reset(request, made.email, [made], default_token_generator)
        notices.saved(request, _("%(name)s added. A link to choose a password is on its way to them.") % {"name": made})
        return redirect("user", pk=made.pk)
    return render(request, "organisation/user_form.html", title=_("Add a user"), back=reverse("users"), form=form)


def _add(request: ActingRequest, form: UserForm) -> User | None:
    given = {**form.cleaned_data, "place": queries.place_from(form.cleaned_data["place"])}
    try:
        return operations.add_user(acting=request.acting, **given)
    except BadInputError as refused:
        for field, problem in refused.facts["errors"].items():
            form.add_error(field, problem)
    return None


@needs(Capability.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def user(request: ActingRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None)
    if form.is_valid():
        place = queries.place_from(form.cleaned_data["place"])
        operations.give_role(acting=request.acting, user=shown, role=form.cleaned_data["role"], place=place)
        notices.saved(request, _("Role given to %(name)s") % {"name": shown})
        return redirect("user", pk=pk)
    roles = [
        (h, operations.place_words(h), h.ends is None or h.ends >= request.acting.on) for h in queries.roles_of(shown)
    ]
    return render(
        request,
        "organisation/user.html",
        title=str(shown),
        back=reverse("users"),
        shown=shown,
        roles=roles,
        form=form,
        is_oneself=shown.pk == request.acting.user.pk,
    )


@needs(Capability.MANAGE_USERS)
@require_POST
def end_role(request: ActingRequest, pk: int, holding: int) -> HttpResponse:
    held = get_object_or_404(queries.roles_of(get_object_or_404(User, pk=pk)), pk=holding)
    operations.end_role(acting=request.acting, holding=held)
    notices.saved(request, _("Role ended for %(name)s") % {"name": held.user})
    return redirect("user", pk=pk)


@needs(Capability.MANAGE_USERS)
@require_POST
def set_active(request: ActingRequest, pk: int) -> HttpResponse:
    changed = get_object_or_404(User, pk=pk)
    operations.set_active(acting=request.acting, user=changed, is_active=request.POST.get("active") == "yes")
    said = _("%(name)s may sign in") if changed.is_active else _("%(name)s may not sign in any more")
    notices.saved(request, said % {"name": changed})
    return redirect("user", pk=pk)


def _address(user: User) -> str:
    return reverse("user", args=[user.pk])


def _roles(user: User) -> str:
    held: list[RoleHolding] = getattr(user, "held", [])
    return "; ".join(f"{h.get_role_display()}, {operations.place_words(h)}" for h in held)

"""What someone typed and has not sent, kept on the server: "Save and come back later"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from rainer.common.models import Draft
from rainer.web import operations
from rainer.web.forms.form import ANYWAY, LATER

_NEVER_KEPT = {"csrfmiddlewaretoken", ANYWAY, LATER}


def asked(request: HttpRequest) -> bool:
    """Was the button "Save and come back later" pressed?"""
    return request.method == "POST" and LATER in request.POST


def keep(request: HttpRequest, form: str, *, title: str) -> None:
    """Keep the posted fields as the user's draft of this form. `title` says what it is, in the list of drafts."""
    fields = {name: values for name, values in request.POST.lists() if name not in _NEVER_KEPT}
    operations.save_draft(
        user=request.user, form=form, data={"title": title, "url": request.get_full_path(), "fields": fields}
    )


def restored(request: HttpRequest, form: str) -> dict[str, Any]:
    """The draft as `initial` for the form; empty when there is none."""
    draft = Draft.objects.filter(user=request.user.pk, form=form).first()
    return {name: v[0] if len(v) == 1 else v for name, v in draft.data["fields"].items()} if draft else {}


def posted(request: HttpRequest, form: str) -> QueryDict | None:
    """The draft as posted data, for a form that reads its own lists; None when there is none."""
    draft = Draft.objects.filter(user=request.user.pk, form=form).first()
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft.data["fields"].items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest, form: str) -> None:
    """The form was sent: its draft has done its work."""
    operations.forget_draft(user=request.user, form=form)


def mine(user: Any) -> list[Draft]:
    """The user's drafts, the newest first: for the top of Today."""
    return list(Draft.objects.filter(user=user).order_by("-saved_at")[:20])

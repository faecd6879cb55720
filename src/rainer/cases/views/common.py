"""What the pages about a person share here: the frame, and a form that keeps its typing when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rainer.cases.furniture import identity_bar, person_pages
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import ActingRequest
from rainer.web.forms import Form, put_on_fields


def frame(request: ActingRequest, case: Case, *, current: str) -> dict[str, Any]:
    crn = case.person.crn
    return {
        "crn": crn,
        "identity": identity_bar(case, request.acting),
        "sub_nav": person_pages(crn, request.acting, current=current),
    }


def saved_by(form: Form, save: Callable[[], Any]) -> bool:
    """Do it where the form may be saved. What is refused stands on the form, and the typing with it."""
    if not (form.is_bound and form.may_save()):
        return False
    try:
        save()
    except (BadInputError, RefusedError) as error:
        put_on_fields(form, error)
        return False
    return True


def status_of(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200

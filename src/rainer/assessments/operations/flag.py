"""One place for the level of serious harm: the flag of the record follows the signed assessment, when somebody says so."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.assessments.queries.harm import rosh_codes
from rainer.assessments.queries.records import newest_finished
from rainer.cases.access import open_person
from rainer.cases.models import Registration
from rainer.cases.operations.flags import NewFlag, add_flag, remove_flag
from rainer.common.errors import RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.registers import register_types
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words


@transaction.atomic
def set_flag_to_level(*, acting: Acting, crn: str) -> str:
    """Take off the flags of other levels and set the one of the assessment; returns the level. Twice changes nothing.

    Raises RefusedError where no signed assessment gives a level.
    """
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=_("the flag of serious harm, to set it"))
    record = newest_finished(case.person_id)
    flags = {level: code for code, level in rosh_codes(acting.on).items()}
    if record is None or record.rosh not in flags:
        raise RefusedError(_("No signed assessment gives a level of serious harm."))
    wanted = flags[record.rosh]
    standing = Registration.objects.filter(person=case.person_id, type_code__in=flags.values(), ends=None)
    why = _("The assessment signed on %(day)s says otherwise") % {"day": words.day(record.signed_at)}
    for flag in standing.exclude(type_code=wanted):
        remove_flag(acting=acting, crn=crn, pk=flag.pk, on=acting.on, why=why)
    if not standing.filter(type_code=wanted).exists():
        of = register_types(on=acting.on, place=place_of(case.team.unit), rulebook=rulebook_now())[wanted]
        add_flag(acting=acting, crn=crn, flag=NewFlag(wanted, acting.on, next_review=of.next_review(after=acting.on)))
    return record.rosh

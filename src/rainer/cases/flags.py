"""What the register's codes are called on pages. A code that is not here reads as itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "MAPP": _("MAPPA"),
    "RVHR": _("Very high risk of serious harm"),
    "RHRH": _("High risk of serious harm"),
    "RMRH": _("Medium risk of serious harm"),
    "RLRH": _("Low risk of serious harm"),
    "RCPR": _("Child protection"),
    "RCCO": _("Child concerns"),
    "RCHD": _("Risk to children"),
    "RVAD": _("Adult at risk"),
    "RVLN": _("Vulnerability"),
    "ALSH": _("Suicide or self-harm"),
    "RMDO": _("Mental health issues"),
    "RPIR": _("Public interest"),
    "STRG": _("Street gangs"),
    "RTAO": _("Terrorism"),
    "IIOM": _("Integrated offender management"),
    "REG15": _("Risk to a known adult"),
    "ADVP": _("Domestic abuse: perpetrator"),
    "REG30": _("Domestic abuse: history"),
    "SPO": _("Stalking"),
    "INLL": _("Life or IPP sentence"),
    "PRC": _("Contact suspended"),
    "HREG": _("Historic"),
    "RSTF": _("Risk to staff"),
}


def flag_name(type_code: str) -> str:
    return str(NAMES.get(type_code, type_code))

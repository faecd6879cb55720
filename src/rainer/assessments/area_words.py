"""The areas of life as pages name them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from rainer.policy.assessment.areas import Area

AREA_NAMES: dict[str, Any] = {
    Area.ACCOMMODATION.value: _("Accommodation"),
    Area.EMPLOYMENT.value: _("Work and learning"),
    Area.FINANCES.value: _("Money"),
    Area.DRUGS.value: _("Drugs"),
    Area.ALCOHOL.value: _("Alcohol"),
    Area.HEALTH.value: _("Health and wellbeing"),
    Area.RELATIONSHIPS.value: _("Relationships and community"),
    Area.THINKING.value: _("Thinking and behaviour"),
}

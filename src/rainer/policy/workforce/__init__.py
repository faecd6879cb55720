"""The workforce: vacancy and gaps, published figures checked against each other, and the forecast."""

from rainer.policy.workforce.fan import Fan, FanInputs, FanMonth, forecast_fan
from rainer.policy.workforce.figures import (
    PublishedPair,
    Restated,
    SeniorsFor,
    Vacancy,
    VacancyInputs,
    other_percent,
    restated,
    seniors_for,
    share_percent,
    vacancy,
)
from rainer.policy.workforce.forecast import Cohort, Forecast, ForecastInputs, Month, forecast

__all__ = [
    "Cohort",
    "Fan",
    "FanInputs",
    "FanMonth",
    "Forecast",
    "ForecastInputs",
    "Month",
    "PublishedPair",
    "Restated",
    "SeniorsFor",
    "Vacancy",
    "VacancyInputs",
    "forecast",
    "forecast_fan",
    "other_percent",
    "restated",
    "seniors_for",
    "share_percent",
    "vacancy",
]

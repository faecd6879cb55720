"""Charts: a finding, a picture at two widths, and the same figures as a table."""

from rainer.web.charts.chart import Chart, Line, chart_csv, chart_response
from rainer.web.charts.compliance import Flag, compliance_over_time
from rainer.web.charts.compliance import Mark as ComplianceMark
from rainer.web.charts.funnel import Dot, Limit, funnel_chart
from rainer.web.charts.own import Mark, own_load
from rainer.web.charts.proposal import Move, before_after
from rainer.web.charts.spread import spread_of_load
from rainer.web.charts.weeks import heat_map

__all__ = [
    "Chart",
    "ComplianceMark",
    "Dot",
    "Flag",
    "Limit",
    "Line",
    "Mark",
    "Move",
    "before_after",
    "chart_csv",
    "chart_response",
    "compliance_over_time",
    "funnel_chart",
    "heat_map",
    "own_load",
    "spread_of_load",
]

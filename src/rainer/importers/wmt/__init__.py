"""The nightly workload extract: a workbook of counts, one row for each practitioner in each team."""

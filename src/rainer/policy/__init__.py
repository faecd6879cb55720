"""The rules of the service: pure functions of plain inputs, a date and a place, over dated and sourced values.

Import from `rainer.policy.<topic>`; what each topic gives is in its own `__init__`. Nothing here knows Django, a
clock or a database, so that a past decision can be worked out again as it was.
"""

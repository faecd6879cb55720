"""The API: each app's endpoints, over the same operations and queries as the pages.

Named errors become problem details in `web/middleware.py`, as they become pages there.
"""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.security import django_auth

from rainer.allocation.api import router as allocation

api = NinjaAPI(
    title="Rainer",
    version="1",
    description="The same lists and decisions as the pages. Each call names the scope it needs in `x-scopes`: what the "
    "role of whoever is signed in may do, in the places where that role holds.",
    auth=django_auth,
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", allocation)

"""The API: each app's endpoints, over the same operations and queries as the pages.

Named errors become problem details in `web/middleware.py`, as they become pages there.
"""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.security import django_auth

from rainer.allocation.api import router as allocation

api = NinjaAPI(title="Rainer", version="1", auth=django_auth, urls_namespace="api", docs_url=None)
api.add_router("", allocation)

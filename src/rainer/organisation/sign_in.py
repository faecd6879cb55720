"""How people sign in: no open sign-up, and every sign-in in the log."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are made by a system administrator, never by themselves."""
        return False

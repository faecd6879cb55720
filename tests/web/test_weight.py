"""A first load is small enough for an old laptop on a bad line, and asks for no font."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from rainer.web import page
from tests.web.markup import request

MOST = 100_000
IMPORTED = "govuk/govuk-frontend.min.js"


def static_files():
    html = page.render(request(), "web/page.html", title="Load").content
    return html, sorted(set(re.findall(r'"/static/([^"]+)"', html.decode())) | {IMPORTED})


def test_first_load_is_under_100_kb_compressed():
    html, paths = static_files()
    missing = [path for path in paths if not finders.find(path)]
    if missing:
        pytest.skip(f"not installed yet: {missing}; `make test` installs them")
    sizes = {path: len(gzip.compress(Path(finders.find(path)).read_bytes())) for path in paths}
    assert len(gzip.compress(html)) + sum(sizes.values()) < MOST, sizes


def test_our_stylesheet_takes_the_web_font_out_and_asks_for_no_file():
    css = Path(finders.find("web/rainer.css")).read_text(encoding="utf-8")
    assert "font-family: Arial, Helvetica, sans-serif !important" in css
    assert "url(" not in css
    assert "@font-face" not in css

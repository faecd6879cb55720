"""What invented people say and what is written of them, from the YAML files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def texts(name: str) -> Any:
    """What the file of that name holds. Shared: read it, do not change it."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))

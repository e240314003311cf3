"""Which variables of the environment the settings read."""

import re
from pathlib import Path

SETTINGS = Path(__file__).resolve().parent.parent / "archive" / "settings.py"


def names_read() -> list[str]:
    """The variables that archive/settings.py reads, in its order, each once."""
    found = re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', SETTINGS.read_text("utf-8"))
    return list(dict.fromkeys(found))

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Where the public data sets are, and how they are read."""

import os
from pathlib import Path


def data_file(name):
    """Return the path of a data set, or None when it is not on this machine."""
    here = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("TRADE_CRM_DATA") or here.parent / "shared" / "data")
    path = folder / name
    return path if path.exists() else None

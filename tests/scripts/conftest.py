# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The sandbox's library on the path, and a place in a temporary folder."""

import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "scripts"))


@pytest.fixture
def place(tmp_path):
    from sandbox_lib.place import Place

    made = Place(CHECKOUT, {"TRADE_SANDBOX": str(tmp_path / "box")})
    made.cache = tmp_path / "cache"
    made.make()
    return made


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put a shell script of a name first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")

    def make(name, body):
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    return make

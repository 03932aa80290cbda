# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A warning or error that the project's addons leave in Odoo's log fails the test."""

import logging
import re
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)
OURS = re.compile(r"\btrade[._]")


class Complaints(logging.Handler):
    """Keeps the records that come from the addons; others are Odoo's own."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.texts = []

    def emit(self, record):
        text = record.getMessage()
        ours = record.name.startswith("odoo.addons.trade_")
        ours = ours or record.pathname.startswith(f"{HERE}/trade_")
        if ours or (record.name.startswith("odoo") and OURS.search(text)):
            self.texts.append(f"{record.levelname} {record.name}: {text}")


complaints = Complaints()


def pytest_configure(config):
    logging.getLogger().addHandler(complaints)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    """Fail the test that leaves a complaint; expected ones use assertLogs or mute."""
    outcome = yield
    texts, complaints.texts = complaints.texts, []
    if texts and not outcome.excinfo:
        outcome.force_exception(
            AssertionError("the addons complained in Odoo's log:\n" + "\n".join(texts))
        )

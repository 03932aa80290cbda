# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Each addon installs alone, upgrades, and leaves nothing when it is uninstalled."""

import pytest

from .residue import residue, snapshot

CHAIN = ("trade_crm", "trade_crm_pool", "trade_crm_analytics")


@pytest.mark.parametrize("addon", CHAIN)
def test_no_residue(database, addon):
    """From the addons below it: install, upgrade, uninstall, and all is as before."""
    below = CHAIN[: CHAIN.index(addon)]
    if below:
        database.install(*below)
    before = snapshot(database.query)
    database.install(addon)
    database.upgrade(addon)
    database.uninstall(addon)
    after = snapshot(database.query)
    assert residue(before, after) == []
    assert residue(after, before) == [], "the addon took away what is not its own"


# Each bridge with the Odoo app that it joins.
BRIDGES = {
    "trade_crm_loyalty": "sale_loyalty",
    "trade_crm_stock": "sale_stock",
    "trade_crm_survey": "survey",
}


@pytest.mark.parametrize("bridge", BRIDGES)
def test_bridge(database, bridge):
    """A bridge comes by itself with its app, and leaves nothing when it goes."""
    app = BRIDGES[bridge]
    database.install(app)
    database.install("trade_crm")
    installed = database.query(
        "SELECT name FROM ir_module_module WHERE state = 'installed'"
    )
    assert [bridge] in installed
    with_bridge = snapshot(database.query)
    database.uninstall(bridge)
    before = snapshot(database.query)
    database.install(bridge)
    database.upgrade(bridge)
    database.uninstall(bridge)
    after = snapshot(database.query)
    assert residue(before, after) == []
    assert residue(with_bridge, before) == [], "the bridge took what is not its own"


def test_install_again(database):
    """An addon that was uninstalled can be installed again."""
    database.install("trade_crm")
    database.uninstall("trade_crm")
    database.install("trade_crm")
    assert database.query(
        "SELECT state FROM ir_module_module WHERE name = 'trade_crm'"
    ) == [["installed"]]

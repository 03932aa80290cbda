# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Export the addons' terms from Odoo, then merge them into the catalogues."""

import subprocess
import sys

from . import builds, odoo
from .ui import Step, run

HELP = """scripts/i18n [--check | --missing] [TSV ...]

Exports each addon's terms with Odoo's own export and merges them into
ADDON/i18n/ADDON.pot and ADDON/i18n/zh_CN.po; translations that are there stay. TSV
files bring translations: one term a line, English<TAB>Chinese, with \\n for a line
break and \\t for a tab; they win over what is there.

    --check     change nothing; fail when a term is untranslated or fuzzy, or when a
                catalogue is not what the export says
    --missing   print the untranslated terms as lines for such a file
"""
EXPORT = """
import io
from odoo.tools.translate import trans_export
for addon, path in {targets!r}.items():
    with open(path, "wb") as out:
        trans_export(None, [addon], out, "po", env)
"""


def run_i18n(sandbox, arguments):
    if "--help" in arguments or "-h" in arguments:
        print(HELP)
        return 0
    sandbox.up()
    return run_merge(sandbox, arguments)


def run_merge(sandbox, arguments):
    """Export under the lock of the test database, then merge with polib."""
    place = sandbox.place
    folder = place.folder / f"i18n-{place.name}"
    folder.mkdir(exist_ok=True)
    with place.lock(f"test-{place.name}"):
        setup = builds.setup_test_database
        if place.bridges():
            setup = builds.setup_bridge_database
        name = setup(sandbox)
        targets = {
            addon: str(folder / f"{addon}.pot") for addon in place.addon_folders()
        }
        with Step("Exporting the addons' terms"):
            run(
                [place.python, "-m", "odoo", "shell", "-d", name, "--no-http"],
                "Odoo could not export the terms.",
                env=odoo.environment(place, sandbox.postgres),
                stdin=None,
                input=EXPORT.format(targets=targets),
            )
    return subprocess.run(
        [place.python, "-m", "sandbox_lib.po", place.checkout, folder, *arguments],
        env={**sandbox.env(), "PYTHONPATH": str(place.checkout / "scripts")},
        stdout=sys.stdout,
        check=False,
    ).returncode

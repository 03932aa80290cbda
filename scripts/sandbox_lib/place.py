# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Where everything stands: checkout, sandbox folder, cache, remembered state."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from pathlib import Path

from .ui import Stop, say

ADDONS = ("trade_crm", "trade_crm_pool", "trade_crm_analytics")
NEEDED_BYTES = 4 * 1024**3


def digest(*parts):
    """A short stable key of strings."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def file_digest(*paths):
    """A short stable key of the contents of files."""
    return digest(*(path.read_text() for path in paths))


class Place:
    """The folders of one checkout and its sandbox."""

    def __init__(self, checkout=None, environ=None):
        environ = os.environ if environ is None else environ
        self.environ = environ
        self.checkout = Path(checkout or Path(__file__).resolve().parents[2])
        told = environ.get("TRADE_SANDBOX")
        self.folder = Path(told).expanduser().absolute() if told else None
        if self.folder is None:
            self.folder = self.checkout / ".sandbox"
        cache = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        self.cache = Path(cache) / "trade-crm-sandbox"
        self.odoo = self.folder / "odoo"
        self.venv = self.folder / "venv"
        self.lint_venv = self.folder / "lint-venv"
        self.python = self.venv / "bin" / "python"
        self.name = digest(str(self.checkout))[:8]
        self.conf = self.folder / "conf" / f"{self.name}.conf"
        self.state_file = self.folder / "state.json"

    # -- remembered state ------------------------------------------------------
    def state(self):
        """What earlier runs finished; an unreadable file counts as nothing.

        So does what a sandbox remembers that was moved since: its paths are wrong.
        """
        try:
            state = json.loads(self.state_file.read_text())
        except (OSError, ValueError):
            return {}
        return state if state.get("folder") in (None, str(self.folder)) else {}

    def remember(self, **values):
        """Write values into the state, in one move."""
        state = {**self.state(), "folder": str(self.folder), **values}
        fresh = self.state_file.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(state, indent=1, sort_keys=True))
        fresh.replace(self.state_file)

    # -- folder ----------------------------------------------------------------
    def make(self):
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.conf.parent.mkdir(exist_ok=True)
            self.cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Stop(
                f"The folder {error.filename} cannot be made: {error.strerror}.\n"
                "Set TRADE_SANDBOX to a folder that you may write to."
            ) from None

    def check_room(self):
        """Refuse to start the set-up on a disk that it would fill."""
        free = shutil.disk_usage(self.folder).free
        if free < NEEDED_BYTES:
            raise Stop(
                f"Only {free / 1024**3:.1f} GB are free where {self.folder} stands; "
                f"the sandbox needs {NEEDED_BYTES / 1024**3:.0f} GB.\n"
                "Make room, or set TRADE_SANDBOX to a folder on another disk."
            )

    @contextlib.contextmanager
    def lock(self, name="lock"):
        """One set-up at a time; a second caller waits and says so."""
        with open(self.folder / f"{name}.lock", "w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another run is at the same step: waiting for it ...")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def requirements(self, *kinds):
        names = {"": "requirements.txt"}
        return [
            self.checkout / names.get(kind, f"requirements-{kind}.txt")
            for kind in kinds
        ]

    def bridges(self):
        """The addons that install themselves beside an Odoo app: name to folder."""
        found = sorted(self.checkout.glob("bridges/*/__manifest__.py"))
        return {path.parent.name: path.parent for path in found}

    def addon_folders(self):
        """Every addon of the checkout: name to folder, the bridges last."""
        return {name: self.checkout / name for name in ADDONS} | self.bridges()

    def addons_paths(self):
        """The checkout's own addon folders, then those of an Odoo from source."""
        paths = [self.checkout]
        if self.bridges():
            paths.append(self.checkout / "bridges")
        return paths

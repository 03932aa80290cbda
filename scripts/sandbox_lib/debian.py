# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Debian packages: those the machine must have, and Odoo's, unpacked privately."""

import os
import shutil
import subprocess
from pathlib import Path

from .ui import Step, Stop, run, say


def has_venv():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


# What must be on the machine: a command or file that shows it, and its package.
MACHINE = {
    "postgresql": lambda: bool(pg_bin()),
    "chromium": lambda: bool(shutil.which("chromium")),
    "wkhtmltopdf": lambda: bool(shutil.which("wkhtmltopdf")),
    "gettext": lambda: bool(shutil.which("msgfmt")),
    "make": lambda: bool(shutil.which("make")),
    "fonts-noto-cjk": lambda: Path("/usr/share/fonts/opentype/noto").is_dir(),
    "python3-venv": has_venv,
}
# Debian 13 no longer has it; without it Odoo shows reports as pages, not as PDF.
OPTIONAL = ("wkhtmltopdf",)
# What is unpacked into the sandbox, with the suite it comes from. Odoo's package
# links into the other ones; font-awesome must be the 4.7 series (later ones renamed
# the files that Odoo asks for), which Debian 12 and 13 carry.
ODOO = ("odoo-19", "sid")
ASSETS = (
    ("libjs-jquery", "sid"),
    ("libjs-jquery-form", "sid"),
    ("libjs-underscore", "sid"),
    ("fonts-montserrat", "sid"),
    ("fonts-ocr-b", "sid"),
    ("fonts-roboto-unhinted", "sid"),
    ("fonts-font-awesome", "bookworm"),
)
SUITES = ("sid", "bookworm")
DOWNLOAD_MB = 132
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def pg_bin():
    """The folder of the newest PostgreSQL server on the machine (13 or later)."""
    found = [
        (int(path.name), path / "bin")
        for path in Path("/usr/lib/postgresql").glob("*")
        if path.name.isdigit() and (path / "bin" / "initdb").exists()
    ]
    if found and max(found)[0] >= 13:
        return max(found)[1]
    initdb = shutil.which("initdb")
    return Path(os.path.realpath(initdb)).parent if initdb else None


def missing(skip=()):
    return [name for name, there in MACHINE.items() if name not in skip and not there()]


def install_missing(place, skip=()):
    """Install what the machine lacks, as root or with sudo; else name it and stop."""
    gone = place.state().get("not_in_debian", [])
    names = missing([*skip, *gone])
    if not names:
        return
    sudo = [] if os.geteuid() == 0 else sudo_command()
    wish = f"apt-get install --no-install-recommends {' '.join(names)}"
    if sudo is None:
        raise Stop(
            f"These Debian packages are missing: {' '.join(names)}.\n"
            "You are neither root nor allowed to use sudo. Ask an administrator for:\n"
            f"    {wish}\nthen run this again."
        )
    if not shutil.which("apt-get"):
        raise Stop(f"This is no Debian. Install these yourself: {' '.join(names)}.")
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    with Step(f"Installing Debian packages: {' '.join(names)}"):
        run([*apt, "update"], "apt-get update failed.")
        gone = [name for name in names if name in OPTIONAL and not offered(name)]
        names = [name for name in names if name not in gone]
        if names:
            run(
                [*apt, "install", "-y", "--no-install-recommends", *names],
                f"The packages could not be installed. Try by hand: {wish}",
            )
    if gone:
        place.remember(not_in_debian=gone)
        say(
            f"   This Debian has no {' '.join(gone)}: Odoo shows reports as pages, not "
            "as PDF, until you install it from its makers."
        )
    left = missing([*skip, *gone])
    if left:
        raise Stop(f"Still missing after the installation: {' '.join(left)}.")


def offered(name):
    """Whether the machine's package sources have a package."""
    shown = run(["apt-cache", "policy", name], "apt-cache does not work.")
    return "Candidate:" in shown and "Candidate: (none)" not in shown


def sudo_command():
    """The sudo prefix: without a question if possible, with one on a terminal."""
    if not shutil.which("sudo"):
        return None
    quiet = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    if quiet.returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if os.isatty(0) else None


class PrivateApt:
    """apt with its own source list and lists: the machine's sources stay untouched."""

    def __init__(self, folder):
        self.folder = folder
        self.sources = folder / "sources.list"

    def options(self):
        parts = {
            "Dir::Etc::SourceList": self.sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "APT::Get::List-Cleanup": "false",
            "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
            "Acquire::Retries": "3",
            # A company's mirror may lag behind; signatures are checked all the same.
            "Acquire::Check-Valid-Until": "false",
        }
        return [f"-o{key}={value}" for key, value in parts.items()]

    def update(self):
        for name in ("lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        mirror = mirror_address()
        self.sources.write_text(
            "".join(f"deb {signed}{mirror} {suite} main\n" for suite in SUITES)
        )
        run(
            ["apt-get", *self.options(), "update"],
            "The package lists could not be fetched. Check the network, run it again.",
        )

    def download(self, name, suite, folder):
        run(
            ["apt-get", *self.options(), "download", f"{name}/{suite}"],
            f"The package {name} could not be fetched from Debian {suite}.\n"
            "If it is gone from the mirror, name an Odoo 19 that you have: "
            "TRADE_ODOO=/path/to/odoo-bin (see scripts/sandbox --help).",
            cwd=folder,
        )


def mirror_address():
    """The address of the machine's own Debian mirror."""
    form = "$(ORIGIN)|$(REPO_URI)|$(COMPONENT)"
    output = run(
        ["apt-get", "indextargets", "--format", form],
        "The machine's package sources cannot be read. Is this a Debian?",
    )
    rows = [line.split("|") for line in output.splitlines() if line.count("|") == 2]
    for origin, address, component in rows:
        if component == "main" and origin == "Debian" and "security" not in address:
            return address
    raise Stop(
        "No Debian mirror is set up on this machine.\n"
        "Run apt-get update, or name an Odoo 19 that you have with TRADE_ODOO."
    )


def find_deb(folder, name):
    found = sorted(folder.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def fetch(cache, apt_folder):
    """All packages as files in the cache; only what is missing is downloaded.

    cache and apt_folder are folders; returns the files, Odoo's first.
    """
    folder = cache / "debs"
    part = folder / f"part-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    lacking = [
        (name, suite) for name, suite in (ODOO, *ASSETS) if not find_deb(folder, name)
    ]

    def size():
        total = sum(path.stat().st_size for path in folder.rglob("*.deb*"))
        return f"{total / 1e6:.0f} of {DOWNLOAD_MB} MB"

    if lacking:
        with Step("Downloading Odoo 19 from Debian", size):
            apt = PrivateApt(apt_folder)
            apt.update()
            part.mkdir()
            try:
                for name, suite in lacking:
                    apt.download(name, suite, part)
                    # Only a whole file gets its place in the cache.
                    for deb in part.glob("*.deb"):
                        deb.replace(folder / deb.name)
            finally:
                shutil.rmtree(part)
    return [find_deb(folder, name) for name, _suite in (ODOO, *ASSETS)]


def unpack(debs, target):
    """Unpack into a fresh folder beside the target, then put it in place."""
    fresh = target.with_name(target.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    fresh.mkdir(parents=True)
    done = []
    with Step("Unpacking Odoo", lambda: f"{len(done)} of {len(debs)} packages"):
        for deb in debs:
            run(
                ["dpkg", "-x", deb, fresh],
                f"{deb} could not be unpacked. Delete that file and run this again.",
            )
            done.append(deb)
        mend(fresh / "usr/lib/python3/dist-packages/odoo/addons")
        fresh.rename(target)


def mend(addons):
    """The package leaves out one script that an asset bundle names: an empty one."""
    script = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("")


def setup_odoo(place):
    """Odoo's source in the sandbox: returns the folder that holds package odoo."""
    packages = place.odoo / "usr/lib/python3/dist-packages"
    if not (packages / "odoo" / "release.py").exists():
        unpack(fetch(place.cache, place.folder / "apt"), place.odoo)
        version = find_deb(place.cache / "debs", ODOO[0]).name.split("_")[1]
        place.remember(odoo_version=version)
        say(f"   Odoo {version} stands in {place.odoo}")
    return packages

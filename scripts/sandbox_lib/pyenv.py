# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The virtual environments: Odoo with the tests' packages, and the linters."""

import os
import shutil
import subprocess
import sys

from .place import digest, file_digest
from .ui import Step, Stop, run

PYTHONS = ("3.11", "3.13", "3.12", "3.10")


def base_python(environ):
    """An interpreter that Odoo 19 runs on (3.10 to 3.13)."""
    told = environ.get("TRADE_PYTHON")
    if told:
        return told
    if (3, 10) <= sys.version_info[:2] <= (3, 13):
        return sys.executable
    for version in PYTHONS:
        found = shutil.which(f"python{version}")
        if found:
            return found
    raise Stop(
        f"Odoo 19 runs on Python 3.10 to 3.13; this is {sys.version.split()[0]}.\n"
        "Install one of them and name it: TRADE_PYTHON=/usr/bin/python3.13"
    )


def make_venv(python, folder):
    """Make the environment unless it works; returns whether it is a new one."""
    if (folder / "bin" / "uv").exists() and (folder / "bin" / "python").exists():
        return False
    with Step(f"Making the virtual environment {folder.name}"):
        shutil.rmtree(folder, ignore_errors=True)
        run(
            [python, "-m", "venv", folder],
            "The virtual environment could not be made (is python3-venv installed?).",
        )
        run(
            [folder / "bin" / "pip", "install", "-q", "uv"],
            "The Python package uv could not be installed. Check the network.",
        )
    return True


def uv_environ(environ, pip):
    """uv reads no pip configuration: hand it the machine's own index, if any.

    It also brings its own certificates; a company's network needs the system's.
    """
    env = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **environ}
    if not any(name in env for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        told = (
            env.get("PIP_INDEX_URL")
            or subprocess.run(
                [pip, "config", "get", "global.index-url"],
                capture_output=True,
                text=True,
                check=False,
            ).stdout.strip()
        )
        if told:
            env["UV_DEFAULT_INDEX"] = told
    return env


def install(place, folder, requirements, state_key, python):
    """Bring an environment to the requirement files; remembers each set it has."""
    fresh = make_venv(python, folder)
    key = digest(file_digest(*requirements), str(folder))
    known = [] if fresh else place.state().get(state_key, [])
    if key in known:
        return
    uv = folder / "bin" / "uv"
    names = [argument for path in requirements for argument in ("-r", path)]
    with Step("Installing Python packages"):
        run(
            [uv, "pip", "install", "-q", "-p", folder / "bin" / "python", *names],
            "The Python packages could not be installed.",
            env=uv_environ(os.environ, folder / "bin" / "pip"),
        )
    place.remember(**{state_key: [*known, key]})


def setup_venv(place, source):
    """The environment that runs Odoo: requirements, and Odoo's source on its path."""
    install(
        place,
        place.venv,
        place.requirements("odoo", "", "dev"),
        "venv_keys",
        source.python or base_python(place.environ),
    )
    for site in place.venv.glob("lib/python3*/site-packages"):
        path_file = site / "odoo-sandbox.pth"
        wanted = "".join(f"{path}\n" for path in source.paths)
        if not path_file.exists() or path_file.read_text() != wanted:
            path_file.write_text(wanted)


def setup_lint(place):
    """The linters' own environment."""
    install(
        place,
        place.lint_venv,
        place.requirements("lint"),
        "lint_keys",
        base_python(place.environ),
    )

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo itself: which one, its configuration, the template database, running it."""

import ast
import os
import re
import socket
import subprocess
from pathlib import Path

from . import debian
from .place import ADDONS, digest
from .ui import Step, Stop, explain, run, tail

TEMPLATE = "tmpl_deps"
# Beside what the manifests name: what any room of the addons may come to need.
EXTRA_DEPENDENCIES = (
    "account",
    "calendar",
    "contacts",
    "phone_validation",
    "sale_crm",
    "sale_management",
    "utm",
)
CONF = """[options]
addons_path = {addons}
data_dir = {data}
list_db = True
db_maxconn = 64
http_interface = 127.0.0.1
limit_time_cpu = 3600
limit_time_real = 7200
max_cron_threads = 0
server_wide_modules = base,web
"""


INSTALL = ("--stop-after-init", "--no-http", "--log-level=info")


class Source:
    """An Odoo 19: the folders for the Python path and for addons."""

    def __init__(self, paths, addons=(), python=None, version=""):
        self.paths = paths
        self.addons = addons
        self.python = python
        self.version = version


def find_source(place):
    """The Odoo that TRADE_ODOO names, else Debian's in the sandbox."""
    told = place.environ.get("TRADE_ODOO")
    if not told:
        return Source([debian.setup_odoo(place)], version=odoo_version(place))
    path = Path(told).expanduser().absolute()
    folder = path if path.is_dir() else path.parent
    if (folder / "odoo" / "release.py").exists():
        addons = [folder / "addons"] if (folder / "addons").is_dir() else []
        return check_release(Source([folder], addons, version=str(folder)))
    return check_release(source_of_python(path))


def source_of_python(path):
    """An interpreter that can import odoo: its site-packages serve the sandbox."""
    code = (
        "import odoo.release as r, sys, os, json;"
        "p=os.path.dirname(os.path.dirname(os.path.abspath(r.__file__)));"
        "print(json.dumps([p, *[q for q in sys.path if q.endswith('-packages')]]))"
    )
    output = run(
        [path, "-c", code],
        f"TRADE_ODOO={path} is no odoo-bin, no Odoo source folder and no Python "
        "that can import odoo.",
    )
    paths = [Path(name) for name in dict.fromkeys(ast.literal_eval(output.strip()))]
    return Source(paths, python=path, version=str(path))


def check_release(source):
    text = (source.paths[0] / "odoo" / "release.py").read_text()
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.M)
    if not found or found.group(1) != "19":
        raise Stop(f"The Odoo in {source.paths[0]} is not version 19.")
    return source


def odoo_version(place):
    return place.state().get("odoo_version", "")


# -- configuration -------------------------------------------------------------
def write_conf(place, source):
    """The configuration of this checkout: its own addons path."""
    addons = ",".join(str(path) for path in [*source.addons, *place.addons_paths()])
    text = CONF.format(addons=addons, data=place.folder / "data")
    if not place.conf.exists() or place.conf.read_text() != text:
        place.conf.write_text(text)
    return place.conf


def free_port(wish=8069, tries=200):
    """The wished port, or the next free one; 0 asks the system for any."""
    for port in [*range(wish, wish + tries), 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Stop("No free port was found for Odoo.")


def environment(place, postgres):
    """The variables under which Odoo, pytest and the PostgreSQL clients run."""
    env = {**os.environ, **postgres.env(), "ODOO_RC": str(place.conf)}
    folder = debian.pg_bin()
    path = [str(place.venv / "bin"), *([str(folder)] if folder else [])]
    env["PATH"] = os.pathsep.join([*path, env.get("PATH", "")])
    env["TRADE_SANDBOX"] = str(place.folder)
    env["PYTHONDONTWRITEBYTECODE"] = env.get("PYTHONDONTWRITEBYTECODE", "1")
    return env


def command(place, arguments):
    """The command line for odoo-bin's arguments, on a free port unless one is given."""
    line = [str(place.python), "-m", "odoo", *arguments]
    sub = arguments[0] if arguments and not arguments[0].startswith("-") else None
    ported = any(re.match(r"-p|--http-port|--no-http", word) for word in arguments)
    if sub in (None, "server", "shell") and not ported:
        line.append(f"--http-port={free_port()}")
    return line


# -- template ------------------------------------------------------------------
def dependencies(place):
    """Odoo's modules that the addons need, their own ones left out."""
    names = set(EXTRA_DEPENDENCIES)
    for addon in ADDONS:
        manifest = place.checkout / addon / "__manifest__.py"
        if manifest.exists():
            names |= set(ast.literal_eval(manifest.read_text()).get("depends", ()))
    return sorted(names - set(ADDONS))


def template_key(place, source, postgres):
    server = postgres.query("SHOW server_version_num")[0][0]
    return digest(source.version, server, *dependencies(place), "2")


def database_note(postgres, name):
    """The comment of a database, or None when there is no such database."""
    rows = postgres.query(
        "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') "
        "FROM pg_database"
    )
    return dict(rows).get(name)


def setup_template(place, source, postgres):
    """A database with every dependency and no demo data, to be copied.

    Attachments are kept in the database, so that a copy needs no file store. It is
    built under another name and renamed when whole; its comment says what it holds.
    """
    key = template_key(place, source, postgres)
    if database_note(postgres, TEMPLATE) == key:
        return
    with place.lock("template"):
        if database_note(postgres, TEMPLATE) == key:
            return
        build = f"{TEMPLATE}_build"
        postgres.query(f"DROP DATABASE IF EXISTS {build} WITH (FORCE)")
        postgres.query(f"CREATE DATABASE {build} TEMPLATE template0")
        # as in a database that Odoo makes: for its trigram indexes
        postgres.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", build)
        names = ",".join(dependencies(place))
        what = "Building the template database (Odoo's own modules, once)"
        install_modules(place, postgres, build, ["-i", "base"], what + ": base")
        postgres.query(
            "INSERT INTO ir_config_parameter (key, value) "
            "VALUES ('ir_attachment.location', 'db') ON CONFLICT (key) DO NOTHING",
            build,
        )
        install_modules(place, postgres, build, ["-i", names], what)
        keep_files(place, postgres, build)
        postgres.query(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
        postgres.query(f"ALTER DATABASE {build} RENAME TO {TEMPLATE}")
        postgres.query(f"COMMENT ON DATABASE {TEMPLATE} IS '{key}'")


def keep_files(place, postgres, database):
    """Move the attachments that base made before the setting into the database."""
    run(
        [place.python, "-m", "odoo", "shell", "-d", database, "--no-http"],
        "The template's attachments could not be moved into the database.",
        env=environment(place, postgres),
        stdin=None,
        input="env['ir.attachment'].force_storage(); env.cr.commit()\n",
    )


def install_modules(place, postgres, database, arguments, what):
    """Run odoo-bin to install or update modules, with progress from its log."""
    log = place.folder / f"{database}.log"
    odoo_bin = [place.python, "-m", "odoo"]
    with open(log, "w") as output, Step(what, lambda: module_progress(log)):
        done = subprocess.run(
            [*odoo_bin, "-d", database, *arguments, *INSTALL],
            env=environment(place, postgres),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    text = log.read_text(errors="replace")
    if done.returncode or " ERROR " in text or " CRITICAL " in text:
        errors = [line for line in text.splitlines() if re.search("ERROR|CRIT", line)]
        raise Stop(
            f"Odoo could not install the modules into {database}; its log is {log}."
            f"{explain(text)}\n" + tail("\n".join(errors) or text)
        )
    return text


def module_progress(log):
    """ "module 30 of 57" from the last lines of Odoo's log."""
    with open(log, "rb") as handle:
        handle.seek(max(0, os.path.getsize(log) - 8192))
        text = handle.read().decode(errors="replace")
    found = re.findall(r"Loading module \w+ \((\d+)/(\d+)\)", text)
    return "module {} of {}".format(*found[-1]) if found else None

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A private PostgreSQL cluster on a unix socket, or the one the user names."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import debian
from .ui import Step, Stop, run, tail

ROLE = "odoo"
PORT = 54319
SOCKET_BYTES = 107
INITDB = ("--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
SETTINGS = """
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
# A sandbox can be made again at any time: speed over safety against power cuts.
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
log_min_messages = warning
"""
TOLD = {
    "TRADE_PGHOST": "PGHOST",
    "TRADE_PGPORT": "PGPORT",
    "TRADE_PGUSER": "PGUSER",
    "TRADE_PGPASSWORD": "PGPASSWORD",
}


class Postgres:
    """How to reach the server; starts the private one when it is down."""

    def __init__(self, place):
        self.place = place
        self.own = not place.environ.get("TRADE_PGHOST")

    def env(self):
        """The PG* variables for psql, createdb, Odoo and pytest."""
        if not self.own:
            told = self.place.environ
            return {name: told[key] for key, name in TOLD.items() if told.get(key)}
        socket = self.place.state().get("pg_socket", "")
        return {"PGHOST": socket, "PGPORT": str(PORT), "PGUSER": ROLE}

    def client(self, name, *arguments, **options):
        """Run a PostgreSQL client; returns the finished process."""
        folder = debian.pg_bin()
        program = folder / name if folder else name
        return subprocess.run(
            [program, *arguments],
            env={**os.environ, **self.env()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    def query(self, sql, database="postgres"):
        """Rows of a query as lists of strings."""
        done = self.client(
            "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database,
            "-c", sql,
        )  # fmt: skip
        if done.returncode:
            raise Stop(f"PostgreSQL refused a statement:\n{tail(done.stderr)}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def alive(self):
        return (
            self.client("psql", "-XAtqc", "SELECT 1", "-d", "postgres").returncode == 0
        )

    # -- the private cluster ---------------------------------------------------
    def up(self):
        """Make the cluster if there is none, start it if it is down."""
        if not self.own:
            if not self.alive():
                raise Stop(
                    "The PostgreSQL named by TRADE_PGHOST does not answer. Check "
                    "TRADE_PGHOST, TRADE_PGPORT, TRADE_PGUSER and TRADE_PGPASSWORD."
                )
            return
        if self.alive():
            return
        with self.place.lock("postgres"):
            if not self.alive():
                cluster = self._cluster()
                if not self._running(cluster):
                    self._start(cluster)
                self._role()

    def down(self):
        cluster = self.place.state().get("pg_cluster")
        if self.own and cluster and Path(cluster, "postmaster.pid").exists():
            self._ctl(cluster, "stop", "-m", "fast", "-w")

    def _cluster(self):
        state = self.place.state()
        cluster = Path(state.get("pg_cluster") or self._choose("pg"))
        if not (cluster / "ready").exists():
            self._init(cluster)
        socket = Path(state.get("pg_socket") or self._choose("run"))
        if not self._fits(socket):
            socket = self._private()
        self._give(socket)
        settings = SETTINGS.format(port=PORT, socket=socket)
        (cluster / "sandbox.conf").write_text(settings)
        self.place.remember(pg_cluster=str(cluster), pg_socket=str(socket))
        return cluster

    def _init(self, cluster):
        shutil.rmtree(cluster, ignore_errors=True)
        self._give(cluster)
        with Step("Making the PostgreSQL cluster"):
            self._as_server(
                ["initdb", "-D", cluster, "-U", "postgres", *INITDB],
                "The PostgreSQL cluster could not be made.",
            )
            with open(cluster / "postgresql.conf", "a") as conf:
                conf.write("include 'sandbox.conf'\n")
            (cluster / "ready").write_text("")

    def _start(self, cluster):
        log = cluster / "server.log"
        try:
            self._ctl(cluster, "start", "-w", "-t", "60", "-l", log)
        except Stop as stop:
            said = log.read_text(errors="replace") if log.exists() else ""
            raise Stop(f"{stop}\nIts log {log} ends:\n{tail(said)}") from None

    def _running(self, cluster):
        """Whether the server runs, though it may not answer our role yet."""
        try:
            self._ctl(cluster, "status")
        except Stop:
            return False
        return True

    def _role(self):
        """Odoo refuses the user postgres: a role of its own, once."""
        env = {**self.env(), "PGUSER": "postgres"}
        create = (
            f"DO $$ BEGIN CREATE ROLE {ROLE} SUPERUSER LOGIN; "
            "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        run(
            [debian.pg_bin() / "psql", "-Xq", "-d", "postgres", "-c", create],
            "The database role could not be made.",
            env={**os.environ, **env},
        )

    def _ctl(self, cluster, *arguments):
        self._as_server(
            ["pg_ctl", "-D", cluster, *arguments],
            f"PostgreSQL could not {arguments[0]}.",
        )

    # -- root and folders --------------------------------------------------------
    def _as_server(self, command, fail):
        """The server refuses to run as root: then as the system user postgres."""
        program = debian.pg_bin() / command[0]
        prefix = AS_POSTGRES if os.geteuid() == 0 else ()
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            # Not through a pipe: the server would keep it open for ever.
            done = subprocess.run(
                [*prefix, program, *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,
            )
            output.seek(0)
            if done.returncode:
                raise Stop(f"{fail}\n{tail(output.read())}")

    def _choose(self, name):
        """In the sandbox, or elsewhere if the server's user cannot get there."""
        folder = self.place.folder / name
        return folder if self._fits(folder) else self._private() / name

    def _fits(self, folder):
        long = len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}") > SOCKET_BYTES
        return not long and self._reachable(folder)

    def _reachable(self, folder):
        if os.geteuid() != 0:
            return True
        return all(
            parent.stat().st_mode & 0o001
            for parent in folder.parents
            if parent.exists()
        )

    def _private(self):
        """A short folder outside the checkout that the sandbox remembers."""
        told = self.place.state().get("pg_elsewhere")
        if told and Path(told).is_dir():
            return Path(told)
        folder = tempfile.mkdtemp(prefix="trade-crm-", dir="/var/tmp")
        os.chmod(folder, 0o711)
        self.place.remember(pg_elsewhere=folder)
        return Path(folder)

    def _give(self, folder):
        """Make a folder that belongs to the server's user and is closed to others."""
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)

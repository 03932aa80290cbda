# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The command line of scripts/sandbox."""

import os
import sys

from . import bench, builds, debian, demo, i18n, lint, odoo, postgres, pyenv
from .place import Place
from .ui import Stop, say

HELP = """scripts/sandbox: a private Odoo 19 with PostgreSQL, in one git-ignored folder.

    scripts/sandbox up             make or start everything (resumes where it stopped)
    scripts/sandbox odoo ARGS      odoo-bin with this checkout's addons and database
    scripts/sandbox python ARGS    the Python that has Odoo and all packages
    scripts/sandbox psql ARGS      psql on the sandbox's server
    scripts/sandbox createdb ARGS  createdb (also dropdb, pg_dump, pg_restore)
    scripts/sandbox test ARGS      pytest with Odoo, on a copy of a database that has
                                   this checkout's addons (no ARGS: every test, in
                                   parallel; one test: -k NAME or a path)
    scripts/sandbox lint           every check that needs no test run
    scripts/sandbox bench [NAME]   the benchmarks, each on databases of its own
    scripts/sandbox i18n           the translations (also scripts/i18n)
    scripts/sandbox demo           a demo database, and Odoo on it; --data FILE loads
                                   a file of sales too, --reset starts afresh,
                                   --no-start only makes the database
    scripts/sandbox down           stop the PostgreSQL server

Each command but down first does what "up" does; that takes no time when all is there.
Databases: the template tmpl_deps holds every Odoo module that the addons depend on,
without demo data and with attachments inside the database, so copy it:

    scripts/sandbox createdb -T tmpl_deps mine
    scripts/sandbox odoo -d mine -i trade_crm --stop-after-init

"odoo" takes a free HTTP port unless one is given. Environment variables:

    TRADE_SANDBOX   the sandbox's folder (else .sandbox of the checkout). Several
                    checkouts may share one: each has its own addons path.
    TRADE_ODOO      an Odoo 19 that you have: odoo-bin, its source folder, or a Python
                    interpreter that can import odoo (else Debian's is downloaded)
    TRADE_PGHOST    a PostgreSQL that you have, with TRADE_PGPORT, TRADE_PGUSER and
                    TRADE_PGPASSWORD (a role that may create databases, not postgres)
    TRADE_PYTHON    the interpreter for the virtual environment (3.10 to 3.13)
    XDG_CACHE_HOME  downloads are kept below it (else ~/.cache)
"""
CLIENTS = ("psql", "createdb", "dropdb", "pg_dump", "pg_restore")


class Sandbox:
    """The parts together."""

    def __init__(self):
        self.place = Place()
        self.postgres = postgres.Postgres(self.place)
        self.source = None

    def up(self, template=True):
        """Everything in order; each step is skipped when it is done already."""
        self.place.make()
        with self.place.lock("up"):
            if not self.place.python.exists():
                self.place.check_room()
            skip = () if self.postgres.own else ("postgresql",)
            debian.install_missing(self.place, skip)
            self.source = odoo.find_source(self.place)
            pyenv.setup_venv(self.place, self.source)
            odoo.write_conf(self.place, self.source)
            self.postgres.up()
        if template:
            odoo.setup_template(self.place, self.source, self.postgres)

    def env(self):
        return odoo.environment(self.place, self.postgres)

    def become(self, line):
        """Hand over to the command: its exit status is ours."""
        sys.stderr.flush()
        line = [str(word) for word in line]
        os.execvpe(line[0], line, self.env())


def command_up(sandbox, arguments):
    sandbox.up()
    say("The sandbox is up.")


def command_odoo(sandbox, arguments):
    sandbox.up(template=False)
    sandbox.become(odoo.command(sandbox.place, arguments))


def command_python(sandbox, arguments):
    sandbox.up(template=False)
    sandbox.become([sandbox.place.python, *arguments])


def command_client(name):
    def command(sandbox, arguments):
        sandbox.up(template=False)
        sandbox.become([name, *arguments])

    return command


def command_test(sandbox, arguments):
    sandbox.up()
    return builds.run_tests(sandbox, arguments)


def command_lint(sandbox, arguments):
    sandbox.up()
    return lint.run_all(sandbox)


def command_bench(sandbox, arguments):
    sandbox.up()
    bench.run_all(sandbox, arguments)


def command_demo(sandbox, arguments):
    sandbox.up()
    return demo.run_demo(sandbox, arguments)


def command_down(sandbox, arguments):
    sandbox.postgres.down()
    say("The sandbox's PostgreSQL is stopped.")


COMMANDS = {
    "up": command_up,
    "odoo": command_odoo,
    "python": command_python,
    "test": command_test,
    "lint": command_lint,
    "i18n": i18n.run_i18n,
    "demo": command_demo,
    "bench": command_bench,
    "down": command_down,
    **{name: command_client(name) for name in CLIENTS},
}


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in COMMANDS:
        say(f"There is no command {name}. scripts/sandbox --help names them.")
        return 2
    try:
        return COMMANDS[name](Sandbox(), rest) or 0
    except Stop as stop:
        say(f"\n{stop}")
    except KeyboardInterrupt:
        say("\nInterrupted. Run the same command again: it goes on from here.")
        return 130
    except OSError as error:
        say(f"\n{error.strerror}: {error.filename}. Put it right and run this again.")
    return 1

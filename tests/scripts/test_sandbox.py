# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the sandbox does when something is in its way."""

import os
import socket
import subprocess
from pathlib import Path

import pytest
from sandbox_lib import builds, debian, odoo, po, postgres, pyenv, ui
from sandbox_lib.place import Place
from sandbox_lib.ui import Stop

LIST = """case "$*" in
  *indextargets*) echo "Debian|http://one.example/debian/|main" ;;
  *download*) {download} ;;
esac"""


# -- packages ------------------------------------------------------------------------
def test_no_root_and_no_sudo_names_the_packages(place, monkeypatch):
    monkeypatch.setattr(debian, "missing", lambda skip: ["chromium", "make"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian, "sudo_command", lambda: None)
    with pytest.raises(Stop) as stop:
        debian.install_missing(place)
    assert "missing: chromium make" in str(stop.value)
    assert "apt-get install --no-install-recommends chromium make" in str(stop.value)


def test_a_package_that_debian_dropped(place, fake, monkeypatch, capsys):
    """Without an optional package the set-up goes on, and asks for it only once."""
    there = {"chromium": False, "wkhtmltopdf": False}

    def missing(skip):
        return [name for name in there if name not in skip and not there[name]]

    monkeypatch.setattr(debian, "missing", missing)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    fake("apt-cache", 'echo "  Candidate: (none)"')
    fake("apt-get", f'echo "$*" >> {place.folder}/asked')
    original = debian.run

    def run(command, fail, **options):
        if "install" in command:
            there["chromium"] = True
        return original(command, fail, **options)

    monkeypatch.setattr(debian, "run", run)
    debian.install_missing(place)
    asked = (place.folder / "asked").read_text()
    assert "install -y --no-install-recommends chromium\n" in asked
    assert "no wkhtmltopdf" in capsys.readouterr().err
    debian.install_missing(place)
    assert (place.folder / "asked").read_text() == asked


def test_mirror_is_read_off_the_machine(fake):
    fake(
        "apt-get",
        'echo "Google|http://three.example/|main"\n'
        'echo "Debian|http://two.example/debian-security/|main"\n'
        'echo "Debian|http://one.example/debian/|main"',
    )
    assert debian.mirror_address() == "http://one.example/debian/"


def test_a_machine_without_a_mirror(fake):
    fake("apt-get", 'echo "Google|http://three.example/|main"')
    with pytest.raises(Stop, match="TRADE_ODOO"):
        debian.mirror_address()


def test_package_gone_from_the_mirror(place, fake):
    fake("apt-get", LIST.format(download="echo E: Unable to locate; exit 100"))
    with pytest.raises(Stop, match=r"odoo-19 could not be fetched[\s\S]*TRADE_ODOO="):
        debian.fetch(place.cache, place.folder / "apt")


def test_disk_full_while_downloading(place, fake):
    said = "echo 'write error: No space left on device'; exit 100"
    fake("apt-get", LIST.format(download=said))
    with pytest.raises(Stop, match="disk is full"):
        debian.fetch(place.cache, place.folder / "apt")


def test_only_missing_packages_are_fetched(place, fake, monkeypatch):
    """What an interrupted download left half-done does not count as there."""
    folder = place.cache / "debs"
    folder.mkdir(parents=True)
    for name, _suite in (debian.ODOO, *debian.ASSETS):
        (folder / f"{name}_1_all.deb").write_text("whole")
    (folder / "part-1").mkdir()
    (folder / "libjs-jquery_1_all.deb").rename(folder / "part-1" / "libjs-jquery.deb")
    fake("apt-get", LIST.format(download="true"))
    asked = []
    monkeypatch.setattr(
        debian.PrivateApt,
        "download",
        lambda self, name, suite, where: (
            asked.append(name),
            (where / f"{name}_2_all.deb").write_text("whole"),
        ),
    )
    found = debian.fetch(place.cache, place.folder / "apt")
    assert asked == ["libjs-jquery"]
    assert [path.name.split("_")[0] for path in found][:2] == [
        "odoo-19",
        "libjs-jquery",
    ]


def test_an_interrupted_unpacking_starts_afresh(place, fake):
    fake("dpkg", 'mkdir -p "$3/odoo-was-here"')
    part = place.odoo.with_name("odoo.part")
    (part / "half").mkdir(parents=True)
    debian.unpack([Path("one.deb")], place.odoo)
    assert sorted(path.name for path in place.odoo.iterdir()) == [
        "odoo-was-here",
        "usr",
    ]
    assert not part.exists()


# -- place ---------------------------------------------------------------------------
def test_too_small_a_disk(place, monkeypatch):
    monkeypatch.setattr("sandbox_lib.place.NEEDED_BYTES", 10**18)
    with pytest.raises(Stop, match="TRADE_SANDBOX to a folder on another disk"):
        place.check_room()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Stop, match="cannot be made"):
        Place(environ={"TRADE_SANDBOX": str(tmp_path / "box")}).make()


def test_a_broken_state_file_counts_as_nothing(place):
    place.state_file.write_text('{"half":')
    assert place.state() == {}
    place.remember(one=1)
    place.remember(two=2)
    assert place.state() == {"folder": str(place.folder), "one": 1, "two": 2}


def test_a_moved_sandbox_forgets_its_paths(place, tmp_path):
    place.remember(pg_socket="/old")
    place.folder.rename(tmp_path / "moved")
    moved = Place(environ={"TRADE_SANDBOX": str(tmp_path / "moved")})
    assert moved.state() == {}


def test_checkouts_do_not_share_names(tmp_path):
    names = {Place(tmp_path / name, {}).name for name in "abc"}
    assert len(names) == 3


# -- PostgreSQL ----------------------------------------------------------------------
def test_a_deep_checkout_gets_its_socket_elsewhere(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    place = Place(tmp_path, {"TRADE_SANDBOX": str(deep)})
    place.make()
    server = postgres.Postgres(place)
    chosen = server._choose("run")
    assert len(f"{chosen}/.s.PGSQL.{postgres.PORT}") <= postgres.SOCKET_BYTES
    assert server._choose("run") == chosen, "the place is remembered"
    chosen.parent.rmdir()


def test_a_named_server_that_is_down():
    server = postgres.Postgres(Place(environ={"TRADE_PGHOST": "/nowhere"}))
    with pytest.raises(Stop, match="TRADE_PGHOST does not answer"):
        server.up()


# -- Odoo ----------------------------------------------------------------------------
def test_a_taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert odoo.free_port(port) != port


def test_another_odoo_version(tmp_path):
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    place = Place(environ={"TRADE_ODOO": str(tmp_path / "odoo-bin")})
    with pytest.raises(Stop, match="is not version 19"):
        odoo.find_source(place)
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo.find_source(place).paths == [tmp_path]


def test_no_odoo_at_all(tmp_path):
    place = Place(environ={"TRADE_ODOO": str(tmp_path / "python")})
    with pytest.raises(Stop, match="no odoo-bin"):
        odoo.find_source(place)


def test_port_argument_is_left_alone(place):
    assert "--http-port=9" in odoo.command(place, ["--http-port=9"])
    for arguments in (["-p", "9"], ["module", "uninstall"]):
        assert odoo.command(place, arguments)[3:] == arguments
    assert odoo.command(place, ["-d", "x"])[-1].startswith("--http-port=")


def test_progress_from_the_log(tmp_path):
    log = tmp_path / "log"
    log.write_text("x\nINFO Loading module sale (3/57)\nLoading module crm (4/57)\n")
    assert odoo.module_progress(log) == "module 4 of 57"
    log.write_text("")
    assert odoo.module_progress(log) is None


def test_complaints_of_an_installation():
    log = """\
2026-01-01 1 WARNING db odoo.fields: trade.header.x: unknown parameter 'y'
2026-01-01 1 INFO db odoo.modules.loading: Loading module sale (3/57)
2026-01-01 1 WARNING db py.warnings: /odoo/addons/sale/a.py:1: DeprecationWarning
2026-01-01 1 WARNING db py.warnings: /here/trade_crm/a.py:1: DeprecationWarning
2026-01-01 1 ERROR db odoo.sql_db: bad query"""
    found = builds.complaints(log, Path("/here"))
    assert [line.split(" ")[4] for line in found] == [
        "odoo.fields:",
        "py.warnings:",
        "odoo.sql_db:",
    ]


# -- Python --------------------------------------------------------------------------
def test_a_failed_installation_is_not_remembered(place, tmp_path, monkeypatch):
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    for name, status in (("uv", 1), ("pip", 0), ("python", 0)):
        path = folder / "bin" / name
        path.write_text(f"#!/bin/sh\nexit {status}\n")
        path.chmod(0o755)
    needs = place.requirements("lint")
    with pytest.raises(Stop, match="packages could not be installed"):
        pyenv.install(place, folder, needs, "keys", "python3")
    assert "keys" not in place.state()
    (folder / "bin" / "uv").write_text("#!/bin/sh\nexit 0\n")
    pyenv.install(place, folder, needs, "keys", "python3")
    assert len(place.state()["keys"]) == 1


# -- command line --------------------------------------------------------------------
def test_an_unknown_command(capsys):
    from sandbox_lib.cli import main

    assert main(["upp"]) == 2
    assert "There is no command upp" in capsys.readouterr().err


def test_an_interruption_says_how_to_go_on(monkeypatch, capsys):
    from sandbox_lib import cli

    def interrupted(sandbox, arguments):
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.COMMANDS, "up", interrupted)
    assert cli.main(["up"]) == 130
    assert "it goes on from here" in capsys.readouterr().err


def test_help_needs_nothing(tmp_path):
    line = [Path(ui.__file__).parents[1] / "sandbox", "--help"]
    done = subprocess.run(
        line,
        check=False,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "TRADE_SANDBOX" in done.stdout


# -- translations --------------------------------------------------------------------
def test_terms_survive_their_escapes():
    for text in ("one\ntwo\tthree", r"a\nb", "\\", "plain"):
        assert po.unescape(po.escape(text)) == text


def test_a_line_without_a_tab(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text("Header\t抬头\nno tab\n")
    with pytest.raises(SystemExit, match=r"terms.tsv:2: no tab"):
        po.read_tsv(path)

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Every check of the sources; all run, then the failing ones are named."""

import re
import subprocess
import sys
from xml.parsers import expat

from . import i18n, pyenv
from .ui import say

# A path or host of one machine has no business in a file of the project.
MACHINE = re.compile(
    r"https?://[\w.-]*(deb\.|debian\.org|mirror|pypi\.org|pythonhosted|launchpad)"
    r"|(?<![\w.])/(work|root|home/\w+|opt/pypi|opt/wheels)/"
)


def run_all(sandbox):
    """Run every check; returns 1 when one of them found something."""
    pyenv.setup_lint(sandbox.place)
    checks = {
        "ruff check": ruff("check", "."),
        "ruff format": ruff("format", "--check", "."),
        "pylint-odoo": pylint,
        "OCA checks": oca,
        "XML is well-formed": well_formed,
        "no machine's paths or mirrors": machine,
        "each sudo() says why": sudo_reasons,
        "translations": translations,
    }
    failed = []
    for name, check in checks.items():
        say(f"-> {name}")
        if check(sandbox):
            failed.append(name)
            say(f"   {name}: failed")
    say(f"lint: {len(checks) - len(failed)} checks passed, {len(failed)} failed")
    return 1 if failed else 0


def tool(sandbox, name, *arguments):
    place = sandbox.place
    folder = place.lint_venv / "bin"
    return subprocess.run(
        [folder / name, *arguments],
        cwd=place.checkout,
        env={**sandbox.env(), "PATH": f"{folder}:{sandbox.env()['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        check=False,
    ).returncode


def ruff(*arguments):
    return lambda sandbox: tool(sandbox, "ruff", *arguments)


# Checks of OCA that contradict this project's layout: a model's parts stand in one
# file a room, plain packages are imported by their full name as others import them,
# set-up tables (pools, rules) are small and read whole, manifests and fields state
# what they are even where it is the default, and the descriptions in readme/ are
# generated only when the addons are published.
PYLINT_OFF = (
    "attribute-string-redundant",
    "consider-merging-classes-inherited",
    "manifest-superfluous-key",
    "missing-readme",
    "no-search-all",
    "odoo-addons-relative-import",
    "prefer-env-translation",
)
OCA_OFF = ("missing-readme", "xml-field-numeric-without-eval", "xml-header-wrong")


def addon_folders(place):
    folders = place.addon_folders().values()
    return [str(path.relative_to(place.checkout)) for path in folders]


def pylint(sandbox):
    return tool(
        sandbox,
        "pylint",
        "--load-plugins=pylint_odoo",
        "--disable=all",
        "--enable=odoolint",
        "--disable=" + ",".join(PYLINT_OFF),
        "--valid-odoo-versions=19.0",
        "--manifest-required-authors=Foreign Trade CRM contributors",
        "--ignore-paths=.*/tests/.*",
        "--score=no",
        *addon_folders(sandbox.place),
    )


def oca(sandbox):
    disable = "--disable=" + ",".join(OCA_OFF)
    return max(
        tool(sandbox, "oca-checks-odoo-module", disable, folder)
        for folder in addon_folders(sandbox.place)
    )


def tracked(place, *patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=place.checkout,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [place.checkout / line for line in listed.splitlines()]
    return [path for path in paths if path.is_file()]


def well_formed(sandbox):
    bad = 0
    for path in tracked(sandbox.place, "*.xml", "*.svg"):
        try:
            expat.ParserCreate().Parse(path.read_bytes(), True)
        except expat.ExpatError as error:
            say(f"   {path}: {error}")
            bad = 1
    return bad


def machine(sandbox):
    bad = 0
    for path in tracked(sandbox.place):
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if MACHINE.search(line) and path.name not in ("lint.py", ".gitignore"):
                say(f"   {path}:{number}: {line.strip()[:100]}")
                bad = 1
    return bad


def sudo_reasons(sandbox):
    """Code that leaves the user's rights says on the same line why that is safe."""
    bad = 0
    for path in tracked(sandbox.place, "*.py"):
        inside = path.relative_to(sandbox.place.checkout).parts
        if inside[0] in ("scripts", "tests", "benchmarks") or "tests" in inside:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ".sudo()" in line and "#" not in line:
                say(f"   {path}:{number}: {line.strip()[:100]}")
                bad = 1
    return bad


def translations(sandbox):
    return i18n.run_merge(sandbox, ["--check"])

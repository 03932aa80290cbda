# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the person at the terminal sees: steps with progress, and plain sentences."""

import subprocess
import sys
import threading
import time


class Stop(Exception):
    """The work cannot go on; the message says why and names the way out."""


def say(text):
    print(text, file=sys.stderr, flush=True)


class Step:
    """One long step: says what it does, how far it is and how long it took.

    `progress` is a function without arguments that returns a short text ("54 of
    132 MB") or None. On a terminal the line is redrawn each second, elsewhere it is
    printed every 15 seconds.
    """

    def __init__(self, what, progress=None):
        self.what = what
        self.progress = progress
        self.note = ""
        self._done = threading.Event()
        self._live = sys.stderr.isatty()

    def __enter__(self):
        self._start = time.monotonic()
        say(f"-> {self.what} ...")
        self._thread = threading.Thread(target=self._tick, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self._done.set()
        self._thread.join()
        took = time.monotonic() - self._start
        clear = "\r\033[K" if self._live else ""
        if kind is None:
            note = f", {self.note}" if self.note else ""
            say(f"{clear}   done in {took:.0f} s{note}")
        elif self._live:
            say(clear)

    def _tick(self):
        while not self._done.wait(1 if self._live else 15):
            took = time.monotonic() - self._start
            far = self._far()
            text = f"   {far + ', ' if far else ''}{took:.0f} s so far"
            if self._live:
                print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
            else:
                say(text)

    def _far(self):
        try:
            return (self.progress() if self.progress else None) or self.note
        except OSError:
            return ""


def run(command, fail, **options):
    """Run a command quietly; on failure stop with `fail` and its last lines."""
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **options,
        )
    except FileNotFoundError:
        raise Stop(f"{fail}\nThe command {command[0]} was not found.") from None
    if done.returncode:
        raise Stop(f"{fail}{explain(done.stdout)}\n{tail(done.stdout)}")
    return done.stdout


def tail(text, lines=12):
    """The last lines of a command's output, indented."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


KNOWN_CAUSES = (
    ("no space left on device", "The disk is full: make room, then run this again."),
    ("could not resolve", "The network cannot be reached: check it, then run again."),
    ("temporary failure resolving", "The network cannot be reached: check it."),
    ("not enough free space", "The disk is full: make room, then run this again."),
    ("could not get lock", "Another apt is running: wait for it, then run again."),
)


def explain(output):
    """A plain sentence for the causes that can be told from a command's output."""
    low = output.lower()
    for sign, sentence in KNOWN_CAUSES:
        if sign in low:
            return f"\n{sentence}"
    return ""

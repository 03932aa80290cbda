# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Merge exported terms into an addon's catalogues (run with the sandbox's Python).

python -m sandbox_lib.po CHECKOUT EXPORTS [--check | --missing] [TSV ...]
"""

import sys
from pathlib import Path

import polib

from .place import Place

HEADER = {
    "Project-Id-Version": "Odoo Server 19.0",
    "Report-Msgid-Bugs-To": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "",
    "Plural-Forms": "",
}
LANGUAGE = "zh_CN"


def read_tsv(path):
    """English to Chinese, from lines with one tab."""
    found = {}
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        if not line.strip():
            continue
        english, tab, chinese = line.partition("\t")
        if not tab or not chinese.strip():
            raise SystemExit(f"{path}:{number}: no tab between English and Chinese")
        found[unescape(english)] = unescape(chinese)
    return found


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def unescape(text):
    """The reverse of escape.

    >>> unescape(escape("one\\ntwo\\tthree")) == "one\\ntwo\\tthree"
    True
    """
    parts = text.split("\\\\")
    parts = [part.replace("\\n", "\n").replace("\\t", "\t") for part in parts]
    return "\\".join(parts)


def catalogue(entries, language, addon):
    """A catalogue with a header that does not change from run to run."""
    made = polib.POFile(wrapwidth=78)
    made.header = (
        f"Translation of Odoo Server.\nThis file contains the terms of {addon}."
    )
    made.metadata = {**HEADER, **({"Language": language} if language else {})}
    made.extend(entries)
    return made


def copy_entry(entry, translation=""):
    return polib.POEntry(
        msgid=entry.msgid,
        msgstr=translation,
        comment=entry.comment,
        occurrences=sorted(entry.occurrences),
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )


def known(checkout):
    """Every translation of any of the addons: one term has one translation."""
    found = {}
    for addon, folder in Place(checkout).addon_folders().items():
        path = folder / "i18n" / f"{LANGUAGE}.po"
        if path.exists():
            for entry in polib.pofile(str(path)):
                if entry.msgstr and "fuzzy" not in entry.flags:
                    found.setdefault(entry.msgid, {})[addon] = entry.msgstr
    return found


def translate(msgid, addon, words, news):
    if msgid in news:
        return news[msgid]
    has = words.get(msgid, {})
    return has.get(addon) or next(iter(has.values()), "")


def merge(checkout, exports, news):
    """Yield (path, text, untranslated entries) of each catalogue."""
    words = known(checkout)
    for addon, home in Place(checkout).addon_folders().items():
        exported = exports / f"{addon}.pot"
        if not exported.exists() or not exported.stat().st_size:
            continue
        terms = sorted(polib.pofile(str(exported)), key=lambda entry: entry.msgid)
        folder = home / "i18n"
        template = catalogue([copy_entry(entry) for entry in terms], None, addon)
        yield folder / f"{addon}.pot", str(template), []
        done = [
            copy_entry(entry, translate(entry.msgid, addon, words, news))
            for entry in terms
        ]
        missing = [entry for entry in done if not entry.msgstr]
        text = str(catalogue(done, LANGUAGE, addon))
        yield folder / f"{LANGUAGE}.po", text, missing


def main(arguments):
    checkout, exports = Path(arguments[0]), Path(arguments[1])
    options = {word for word in arguments[2:] if word.startswith("--")}
    news = {}
    for path in arguments[2:]:
        if path not in options:
            news.update(read_tsv(path))
    problems = []
    for path, text, missing in merge(checkout, exports, news):
        where = path.relative_to(checkout)
        if "--missing" in options:
            for entry in missing:
                print(f"{escape(entry.msgid)}\t")
            continue
        if missing:
            problems.append(f"{where}: {len(missing)} untranslated terms")
            problems += [f"    {escape(entry.msgid)[:90]}" for entry in missing[:5]]
        # polib's text has no newline at its end where the file has one.
        same = path.exists() and path.read_text().rstrip() == text.rstrip()
        if "--check" in options and not same:
            problems.append(f"{where}: not up to date; run scripts/i18n")
        elif not same:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.rstrip() + "\n")
            print(f"{where}: written")
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems and "--check" in options else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

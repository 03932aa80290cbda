# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Quality of the name matcher on every labelled set, with one default threshold.

    python benchmarks/bench_matching_quality.py [DATA_FOLDER] [-v] [--listed] [--stress]

``--stress`` changes real names and sets them against their nearest neighbours. Needs no
Odoo. Prints pairs, precision, recall and F1 of each set and the mean time of
a comparison; ``-v`` prints the wrong answers. Data sets that are missing are named.
"""

import csv
import gzip
import importlib
import itertools
import os
import random
import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "trade_crm")]
compare = importlib.import_module("matching").compare
name_key = importlib.import_module("matching").name_key
parse = importlib.import_module("matching").parse
chinese_pairs = importlib.import_module("chinese_pairs")
stressed_names = importlib.import_module("stressed_names")


def report(title, rows, verbose=False):
    """Print the figures of rows (a, b, same)."""
    start = time.perf_counter()
    said = [compare(a, b).verdict == "same" for a, b, _same in rows]
    mean = (time.perf_counter() - start) / max(len(rows), 1) * 1e6
    true = [same for _a, _b, same in rows]
    right = sum(s and t for s, t in zip(said, true, strict=True))
    precision = right / max(sum(said), 1)
    recall = right / max(sum(true), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(
        f"{title:24}{len(rows):6} pairs  P {precision:.3f}  R {recall:.3f}  "
        f"F1 {f1:.3f}  {mean:6.0f} us"
    )
    for (a, b, same), answer in zip(rows, said, strict=True):
        if verbose and same != answer:
            print("    missed" if same else "    false ", a, "|", b, compare(a, b))


def organisations(folder):
    with open(folder / "org_name_pairs.csv", encoding="utf-8") as stream:
        return [
            (row["name1"], row["name2"], row["is_match"] == "true")
            for row in csv.DictReader(stream)
        ]


def registers(folder, with_codes):
    """All pairs of the SEC/GLEIF records, by name alone or with the register's code.

    A former name has the code of its company, so the two are headers of one customer:
    with codes, a record also matches what any header of the same code matches.
    """
    with open(folder / "sec_gleif_truth.csv", encoding="utf-8") as stream:
        truth = {row["record_id"]: row for row in csv.DictReader(stream)}
    with open(folder / "sec_gleif_companies.csv", encoding="utf-8") as stream:
        records = list(csv.DictReader(stream))
    names = {}
    for record in records:
        code = truth[record["id"]]["source_key"] if with_codes else record["id"]
        names.setdefault(code, []).append(record["organization_name"])
    right = said = wanted = 0
    for a, b in itertools.combinations(records, 2):
        one, two = truth[a["id"]], truth[b["id"]]
        same = one["canonical_key"] == two["canonical_key"]
        codes = [
            row["source_key"] if with_codes else row["record_id"] for row in (one, two)
        ]
        answer = codes[0] == codes[1] or any(
            compare(x, y).verdict == "same"
            for x in names[codes[0]]
            for y in names[codes[1]]
        )
        right += same and answer
        said += answer
        wanted += same
    precision, recall = right / said, right / wanted
    f1 = 2 * precision * recall / (precision + recall)
    title = "SEC/GLEIF with codes" if with_codes else "SEC/GLEIF names only"
    pairs = len(records) * (len(records) - 1) // 2
    print(f"{title:24}{pairs:6} pairs  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def listed(folder, count=200):
    """Print random pairs of listed companies that are called the same, to be read."""
    with gzip.open(folder / "equities_names.csv.gz", "rt", encoding="utf-8") as stream:
        names = sorted({row["name"] for row in csv.DictReader(stream) if row["name"]})
    blocks = {}
    for name in names:
        for key in name_key(name):
            blocks.setdefault(key, []).append(name)
    pairs = {
        pair
        for block in blocks.values()
        if 1 < len(block) < 30
        for pair in itertools.combinations(block, 2)
    }
    same = sorted(pair for pair in pairs if compare(*pair).verdict == "same")
    print(
        f"listed companies: {len(names)} names, {len(pairs)} pairs with a common key, "
        f"{len(same)} called the same"
    )
    for a, b in random.Random(2026).sample(same, min(count, len(same))):
        print(f"    {a} | {b}")


def stress(folder, verbose=False):
    """Print the recall of each change of a real name, and false pairs of neighbours."""
    companies = stressed_names.read(folder / "equities_names.csv.gz")
    counts = {}
    for kind, name, other in stressed_names.true_pairs(companies):
        found = compare(name, other).verdict == "same"
        right, total = counts.get(kind, (0, 0))
        counts[kind] = right + found, total + 1
        if verbose and not found:
            print("    missed", kind, name, "|", other)
    for kind, (right, total) in counts.items():
        print(f"stress: {kind:24}{total:5} pairs  R {right / total:.3f}")
    apart = stressed_names.false_pairs(companies, name_key, lambda n: parse(n).core)
    false = [pair for pair in apart if compare(*pair).verdict == "same"]
    right = sum(right for right, _total in counts.values())
    total = sum(total for _right, total in counts.values())
    print(
        f"stress: {len(apart)} pairs of neighbours, {len(false)} called the same; "
        f"P {right / (right + len(false)):.3f}  R {right / total:.3f}"
    )
    for a, b in false if verbose else ():
        print("    false ", a, "|", b)


def main():
    arguments = [word for word in sys.argv[1:] if not word.startswith("-")]
    default = os.environ.get("TRADE_CRM_DATA") or HERE.parent.parent / "shared/data"
    folder = Path(arguments[0] if arguments else default)
    verbose = "-v" in sys.argv
    for path in sorted((HERE / "name_sets").glob("*.tsv")):
        with open(path, encoding="utf-8") as stream:
            rows = [
                (a, b, same == "1") for a, b, same in csv.reader(stream, delimiter="\t")
            ]
        report(path.stem, rows, verbose)
    if not folder.exists():
        print(f"The public data sets are not in {folder}: skipped")
        return
    report("organisation pairs", organisations(folder), verbose)
    registers(folder, with_codes=False)
    registers(folder, with_codes=True)
    rows = chinese_pairs.pairs(folder / "cn_company_name_segments_1500.jsonl")
    report("Chinese, generated", [row[:3] for row in rows], verbose)
    if "--listed" in sys.argv:
        listed(folder)
    if "--stress" in sys.argv:
        stress(folder, verbose)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {memory:.0f} MB")


if __name__ == "__main__":
    main()

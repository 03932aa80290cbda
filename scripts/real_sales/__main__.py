# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Command line: ``scripts/sandbox python scripts/load_sales.py -d NAME FILE``."""

import argparse
import sys
from pathlib import Path

from .reader import BadFile, read_rows
from .setup import COMPANY_NAME, CannotLoad


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="load_sales",
        description="Load a CSV of sales lines (plain or gzipped) into an Odoo "
        "database as an exporter's history: customers, products, confirmed orders, "
        "posted invoices and credit notes, payments. Run again after an "
        "interruption: it goes on where it stopped, and loads nothing twice.",
    )
    parser.add_argument("file", type=Path, help="the CSV file")
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument(
        "--company",
        default=COMPANY_NAME,
        help="the company that sold; made when there is none (default: %(default)s)",
    )
    parser.add_argument("--currency", default="GBP", help="of the file's prices")
    parser.add_argument(
        "--salespeople",
        type=lambda text: text.split(","),
        help="logins that share the customers (default: sales1,sales2,sales3 where "
        "they exist, else who has a salesperson's trade role)",
    )
    parser.add_argument(
        "--shift",
        action="store_true",
        help="move all dates by whole weeks so that the history ends this week "
        "(default: the file's own dates)",
    )
    parser.add_argument(
        "--limit", type=int, help="only the first so many invoices and credit notes"
    )
    options = parser.parse_args(arguments)
    if options.limit is not None and options.limit < 1:
        parser.error("--limit must be 1 or more")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0: all is loaded; 1: not, and a sentence says why."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        # A bad file is told before Odoo starts.
        next(read_rows(options.file), None)
        from odoo.tools import config

        config.parse_config(["-d", options.database, "--log-level=warn"])
        from . import run

        print(
            run.load_file(
                options.database,
                options.file,
                company_name=options.company,
                currency=options.currency,
                logins=options.salespeople,
                shift=options.shift,
                limit=options.limit,
            )
        )
    except (BadFile, CannotLoad) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nInterrupted. Run the same command again: it goes on from here.",
            file=sys.stderr,
        )
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

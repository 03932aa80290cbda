# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Where the public data sets are, and how they are read."""

import os
from pathlib import Path

from odoo.tools import SQL


def data_file(name):
    """Return the path of a data set, or None when it is not on this machine."""
    here = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("TRADE_CRM_DATA") or here.parent / "shared" / "data")
    path = folder / name
    return path if path.exists() else None


def write_invoices(env, company, journal, rows):
    """Write posted invoices by SQL: thousands would take the ORM minutes.

    :param rows: (partner id, day, amount, is it a credit note) each; amounts of credit
        notes are negative
    """
    partners, days, amounts, credits = zip(*rows, strict=True)
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO account_move (company_id, journal_id, currency_id, state,
                   move_type, date, invoice_date, auto_post, partner_id,
                   commercial_partner_id, amount_untaxed_signed, write_date)
            SELECT %s, %s, %s, 'posted',
                   CASE WHEN d.credit THEN 'out_refund' ELSE 'out_invoice' END,
                   d.day, d.day, 'no', d.partner, d.partner, d.amount, now()
              FROM unnest(%s::int[], %s::date[], %s::numeric[], %s::bool[])
                   AS d(partner, day, amount, credit)
            """,
            company.id,
            journal.id,
            company.currency_id.id,
            list(partners),
            list(days),
            list(amounts),
            list(credits),
        )
    )
    env.invalidate_all()


def retail_documents():
    """Return the documents of the Online Retail file that name a customer."""
    import pandas as pd

    lines = pd.read_csv(
        data_file("online_retail.csv.gz"),
        dtype={"InvoiceNo": str},
        parse_dates=["InvoiceDate"],
        usecols=["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
    ).dropna(subset=["CustomerID"])
    lines["pence"] = (lines.Quantity * lines.UnitPrice * 100).round().astype(int)
    docs = (
        lines.groupby("InvoiceNo")
        .agg(
            customer=("CustomerID", "first"),
            day=("InvoiceDate", "min"),
            pence=("pence", "sum"),
        )
        .reset_index()
    )
    docs["credit"] = docs.InvoiceNo.str.startswith("C")
    docs["date"] = docs.day.dt.date
    return docs


def load_retail(env, company, journal):
    """Write customers and documents of the file; return them with ``partner``."""
    docs = retail_documents()
    names = sorted(docs.customer.unique())
    partners = env["res.partner"].create(
        [{"name": f"Customer {name:.0f}"} for name in names]
    )
    ids = dict(zip(names, partners.ids, strict=True))
    docs["partner"] = [ids[name] for name in docs.customer]
    write_invoices(
        env,
        company,
        journal,
        list(
            zip(docs.partner, docs.date, docs.pence / 100.0, docs.credit, strict=True)
        ),
    )
    return docs

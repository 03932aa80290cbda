# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The same history through the plain ORM, one document at a time.

Too slow for a whole file. It makes the few specimens that the set-based load takes
its constant columns from, and the reference that the load is compared with.
"""

from datetime import timedelta

from .history import Document, Settlement
from .setup import Setup


def make_order(env, setup: Setup, document: Document, shift: timedelta, name=None):
    """Sell, confirm, invoice and post; the order keeps the document's own time.

    :param name: the order's number, to leave the sequence alone
    """
    customer = env["res.partner"].browse(setup.partners[document.customer])
    order = env["sale.order"].create(
        {
            **({"name": name} if name else {}),
            "partner_id": customer.id,
            # The file is in the company's currency, whatever the customer prefers.
            "pricelist_id": customer.property_product_pricelist.id,
            "date_order": document.at + shift,
            "client_order_ref": document.number,
            "validity_date": False,
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": setup.products[line.code],
                        "name": line.text,
                        "product_uom_qty": float(line.quantity),
                        "price_unit": float(line.price),
                    },
                )
                for line in document.lines
            ],
        }
    )
    order.action_confirm()
    order.date_order = document.at + shift
    for line in order.order_line:
        line.qty_delivered = line.product_uom_qty
    invoice = order._create_invoices()
    invoice.invoice_date = document.day + shift
    invoice.action_post()
    return invoice


def make_credit(env, setup: Setup, document: Document, shift, reverses):
    """Write and post a credit note; ``reverses`` is the invoice that it corrects, or
    an empty recordset."""
    credit = env["account.move"].create(
        {
            "move_type": "out_refund",
            "partner_id": setup.partners[document.customer],
            "invoice_date": document.day + shift,
            "ref": document.number,
            "invoice_payment_term_id": False,
            "invoice_date_due": document.day + shift,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": setup.products[line.code],
                        "name": line.text,
                        "quantity": float(line.quantity),
                        "price_unit": float(line.price),
                    },
                )
                for line in document.lines
            ],
        }
    )
    credit.action_post()
    # Named after posting: before, Odoo would set it against the invoice at once,
    # whether or not that was paid by then.
    credit.reversed_entry_id = reverses
    return credit


def settle(env, setup: Setup, settlement: Settlement, moves: dict, shift: timedelta):
    """Set credit notes against their invoice, then register the payment.

    :param moves: number in the file -> account.move
    """
    move = moves[settlement.document]
    for number in settlement.credits:
        lines = (move | moves[number]).line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        lines.reconcile()
    if not settlement.payment:
        return env["account.payment"]
    direction = "inbound" if move.move_type == "out_invoice" else "outbound"
    wizard = (
        env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=move.ids)
        .create(
            {
                "payment_date": settlement.payment.day + shift,
                "journal_id": setup.bank_journal_id,
                "payment_method_line_id": getattr(setup, f"{direction}_line_id"),
            }
        )
    )
    return wizard._create_payments()


def make_all(env, setup: Setup, documents, settlements, shift: timedelta):
    """Everything in the order of the set-based load; returns moves by number."""
    moves = {}
    for document in documents:
        if document.kind == "out_invoice":
            moves[document.number] = make_order(env, setup, document, shift)
        else:
            reverses = moves.get(document.reverses, env["account.move"])
            moves[document.number] = make_credit(env, setup, document, shift, reverses)
    for settlement in settlements:
        settle(env, setup, settlement, moves, shift)
    env.flush_all()
    return moves

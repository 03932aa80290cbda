# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.fields import Command
from odoo.tests import new_test_user


class TrustCase(AccountTestInvoicingCommon):
    """Books in US dollars and euros: 2 euros are a dollar, 2.5 from February 2026."""

    TODAY = date(2026, 6, 30)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.euro = cls._currency("TEU", {"2020-01-01": 2.0, "2026-02-01": 2.5})
        cls.boss = cls._trade_user("boss", "trade_crm.group_trade_manager")
        cls.ann = cls._trade_user("ann", "trade_crm.group_trade_user")
        cls.acme = cls._customer("Acme Handels GmbH")
        for journal in ("default_journal_bank", "default_journal_cash"):
            cls._outstanding(cls.company_data[journal])
        cls.env["trade.credit.policy"].search([]).active = False
        cls.policy = cls.env["trade.credit.policy"].create(
            {
                "name": "Test policy",
                "window_months": 24,
                "grace_days": 3,
                "factor_ids": [
                    Command.create(
                        {
                            "kind": kind,
                            "weight": weight,
                            "band_ids": [
                                Command.create({"low": low, "points": points})
                                for low, points in bands
                            ],
                        }
                    )
                    for kind, weight, bands in (
                        ("on_time", 30, [(0, 0), (60, 50), (90, 100)]),
                        ("days_late", 20, [(0, 100), (10, 50), (60, 0)]),
                        ("overdue", 20, [(0, 100), (10, 40)]),
                        ("tenure", 10, [(0, 20), (12, 60), (24, 100)]),
                        ("insurance", 10, [(-1, 0), (0, 30), (1, 100)]),
                        ("event", 10, [(0, 100), (1, 0)]),
                    )
                ],
                "grade_ids": [
                    Command.create(
                        {
                            "code": code,
                            "name": code,
                            "low": low,
                            "limit_months": months,
                            "deposit_share": deposit,
                            "days_max": days,
                        }
                    )
                    for code, low, months, deposit, days in (
                        ("A", 80, 4, 0, 90),
                        ("B", 50, 2, 30, 60),
                        ("C", 0, 0, 100, 0),
                    )
                ],
            }
        )

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("trade_crm.group_trade_admin")

    @classmethod
    def _trade_user(cls, login, group):
        user = new_test_user(
            cls.env, login=f"trust_{login}", groups=group, name=login.title()
        )
        user.company_ids = [Command.link(cls.company.id)]
        user.company_id = cls.company
        return user

    @classmethod
    def _currency(cls, name, rates):
        return cls.env["res.currency"].create(
            {
                "name": name,
                "symbol": name,
                "rounding": 0.01,
                "rate_ids": [
                    Command.create({"name": day, "rate": rate})
                    for day, rate in rates.items()
                ],
            }
        )

    @classmethod
    def _outstanding(cls, journal):
        """Payments are booked at once, through an outstanding account."""
        account = cls.env["account.account"].create(
            {
                "name": "Outstanding",
                "code": f"OUT{journal.id}",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(journal.company_id.ids)],
            }
        )
        lines = (
            journal.inbound_payment_method_line_ids
            | journal.outbound_payment_method_line_ids
        )
        lines.payment_account_id = account

    @classmethod
    def _customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": cls.ann.id, **vals}
        )

    @classmethod
    def _make_move(cls, kind, partner, amount, day, due, currency=None, **vals):
        company = vals.pop("company", cls.company)
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": kind,
                    "partner_id": partner.id,
                    "invoice_date": day,
                    "currency_id": (currency or company.currency_id).id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods",
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    "invoice_payment_term_id": False,
                    **({"invoice_date_due": due} if due else {}),
                    **vals,
                }
            )
        )
        return move

    @classmethod
    def _invoice(cls, partner, amount, day, due, currency=None, **vals):
        move = cls._make_move(
            "out_invoice", partner, amount, day, due, currency, **vals
        )
        move.action_post()
        return move

    @classmethod
    def _credit_note(cls, invoice, amount, day):
        note = cls._make_move("out_refund", invoice.partner_id, amount, day, day)
        note.action_post()
        cls._match(invoice, note)
        return note

    @classmethod
    def _match(cls, *moves):
        lines = cls.env["account.move.line"]
        for move in moves:
            lines |= move.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
        lines.reconcile()

    @classmethod
    def _pay(cls, invoice, amount, day):
        """Register a payment of an invoice, in the invoice's currency."""
        wizard = (
            cls.env["account.payment.register"]
            .with_company(invoice.company_id)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": day})
        )
        if amount is not None:
            wizard.write({"amount": amount, "payment_difference_handling": "open"})
        return wizard._create_payments()

    @classmethod
    def _deposit(cls, partner, amount, day):
        """Money that came in and is set off against nothing."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "amount": amount,
                "date": day,
                "journal_id": cls.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        return payment

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class TradeCreditRating(models.Model):
    """A manager's decision about a rating, and the documents that it is made from."""

    _inherit = "trade.credit.rating"

    # ------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------

    def _check_decider(self):
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(
                self.env._("Only a manager decides about credit. Ask your manager.")
            )
        if any(rating.state != "proposed" for rating in self):
            raise UserError(
                self.env._(
                    "Only ratings that wait for approval can be decided. "
                    "Rate the customer again."
                )
            )

    def action_approve(self):
        """Put limits and terms in force, in Odoo's own fields of the customer."""
        self._check_decider()
        self.check_access("write")
        today = fields.Date.context_today(self)
        # sudo: ratings in force are replaced, and a manager without an accountant's
        # rights decides on the limit that Odoo keeps on the customer
        for rating in self.sudo():  # a manager decides, checked above
            rating.search(
                [
                    ("partner_id", "=", rating.partner_id.id),
                    ("company_id", "=", rating.company_id.id),
                    ("state", "=", "approved"),
                ]
            ).write({"state": "replaced"})
            rating.flush_model(["state"])
            months = rating.policy_id.valid_months or 12
            rating.write(
                {
                    "state": "approved",
                    "approver_id": self.env.uid,
                    "approved_date": today,
                    "valid_until": today + relativedelta(months=months),
                }
            )
            rating._apply()

    def _apply(self):
        """Write the limit, and the terms where asked, to Odoo's own fields."""
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        partner.credit_limit = self.limit
        if not self.company_id.account_use_credit_limit:
            self.company_id.account_use_credit_limit = True
        if self.set_terms:
            self.payment_term_id = self._find_term()
            partner.property_payment_term_id = self.payment_term_id

    def _find_term(self):
        """The payment term with this deposit and these days; made where none is."""
        deposit, days = round(self.deposit_share, 2), self.days
        wanted = [(deposit, 0), (round(100 - deposit, 2), days)]
        wanted = sorted((share, after) for share, after in wanted if share)
        terms = self.env["account.payment.term"].search(
            [("company_id", "in", (False, self.company_id.id))]
        )
        for term in terms:
            lines = [
                (round(line.value_amount, 2), line.nb_days)
                for line in term.line_ids
                if line.value == "percent" and line.delay_type == "days_after"
            ]
            plain = len(lines) == len(term.line_ids) and not term.early_discount
            if plain and sorted(lines) == wanted:
                return term
        if not deposit:
            name = self.env._("%(days)s days", days=days)
        else:
            name = self.env._(
                "%(share)s%% deposit, rest after %(days)s days",
                share=f"{deposit:g}",
                days=days,
            )
        return terms.create(
            {
                "name": name,
                "company_id": self.company_id.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "value": "percent",
                            "value_amount": share,
                            "delay_type": "days_after",
                            "nb_days": after,
                        }
                    )
                    for share, after in wanted
                ],
            }
        )

    def action_reject(self):
        """Leave things as they are: what was in force stays."""
        self._check_decider()
        self.check_access("write")
        self.sudo().write(  # the state is the system's, the right checked above
            {
                "state": "rejected",
                "approver_id": self.env.uid,
                "approved_date": fields.Date.context_today(self),
            }
        )

    def action_rate_again(self):
        self.ensure_one()
        rating = self.rate(self.partner_id, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": rating.id,
            "views": [(False, "form")],
            "target": "main",
        }

    # ------------------------------------------------------------------
    # Documents behind a figure
    # ------------------------------------------------------------------

    def action_open_documents(self, kind):
        """Open what a factor's figure is counted from."""
        self.ensure_one()
        if kind in ("reference", "insurance", "event"):
            model = f"trade.credit.{kind}"
            return self._open(model, Domain("partner_id", "=", self.partner_id.id))
        if kind == "disputes":
            return self._open(
                "trade.case", Domain("partner_id", "=", self.partner_id.id)
            )
        if kind == "country":
            country = Domain("country_id", "=", self.partner_id.country_id.id)
            return self._open("trade.country.risk", country)
        if kind == "size":
            return self.partner_id.get_formview_action()
        return self._open("account.move", self._invoice_domain(kind))

    def _invoice_domain(self, kind):
        """Domain on the invoices or credit notes behind a figure."""
        months = (self.policy_id.window_months or 24) if self.policy_id else 24
        start = self.date - relativedelta(months=months)
        year = self.date - relativedelta(years=1)
        posted = Domain("state", "=", "posted") & Domain(
            "company_id", "=", self.company_id.id
        )
        own = Domain("commercial_partner_id", "=", self.partner_id.id)
        sold = Domain("move_type", "in", ("out_invoice", "out_receipt"))
        both = Domain("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))
        late = Domain("invoice_date_due", "<", self.date) & Domain(
            "payment_state", "in", ("not_paid", "partial")
        )
        by_kind = {
            "overdue": own & sold & late,
            "group": self._sisters() & sold & late,
            "returns": own
            & Domain("move_type", "=", "out_refund")
            & Domain("invoice_date", ">", start),
            "volume": own & both & Domain("invoice_date", ">", year),
            "tenure": own & sold,
        }
        by_kind["volume_rank"] = by_kind["dso_gap"] = by_kind["volume"]
        by_kind["trend"] = (
            own & both & Domain("invoice_date", ">", year - relativedelta(years=1))
        )
        due = own & sold & (Domain("invoice_date_due", ">=", start) | late)
        return posted & by_kind.get(kind, due)

    def _sisters(self):
        group = self.partner_id.trade_group_id
        root = int((group.parent_path or "0").split("/")[0])
        return Domain(
            "commercial_partner_id.trade_group_id", "child_of", root
        ) & Domain("commercial_partner_id", "!=", self.partner_id.id)

    def _open(self, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False}
            if model == "account.move"
            else {"default_partner_id": self.partner_id.id},
        }

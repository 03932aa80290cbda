# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_followup_ids = fields.One2many(
        comodel_name="trade.followup.task",
        inverse_name="partner_id",
        string="Follow-up",
    )
    trade_waits_for = fields.Selection(
        selection=[("us", "Our answer"), ("them", "The customer's answer")],
        string="Waiting for",
        compute="_compute_trade_waits_for",
        search="_search_trade_waits_for",
        help="Who wrote last: the other side's answer is waited for.",
    )

    @api.depends("trade_last_in", "trade_last_out")
    def _compute_trade_waits_for(self):
        for partner in self:
            last_in, last_out = partner.trade_last_in, partner.trade_last_out
            if not last_in and not last_out:
                partner.trade_waits_for = False
            elif not last_out or (last_in and last_in > last_out):
                partner.trade_waits_for = "us"
            else:
                partner.trade_waits_for = "them"

    def _search_trade_waits_for(self, operator, value):
        if operator != "in":
            return NotImplemented
        ends = {
            "us": ("trade_last_in", "trade_last_out"),
            "them": ("trade_last_out", "trade_last_in"),
        }

        def newer(side):
            later, earlier = ends[side]

            def to_sql(model, alias, query):
                return SQL(
                    "(%(later)s IS NOT NULL"
                    " AND (%(earlier)s IS NULL OR %(later)s %(op)s %(earlier)s))",
                    later=model._field_to_sql(alias, later, query),
                    earlier=model._field_to_sql(alias, earlier, query),
                    op=SQL(">") if side == "us" else SQL(">="),
                )

            return Domain.custom(to_sql=to_sql)

        sides = [newer(side) for side in ends if side in value]
        if False in value:
            sides.append(
                Domain("trade_last_in", "=", False)
                & Domain("trade_last_out", "=", False)
            )
        return Domain.OR(sides)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        filed = partners.filtered(lambda p: p.user_id and p._trade_is_customer())
        # sudo: how fast the owner is, whoever files the customer
        responses = self.env["trade.followup.response"].sudo()
        responses._begin(filed, "filed", fields.Datetime.now())
        steps = self.env["trade.followup.step"]
        if steps._running_ids("created") or steps._running_ids("new_owner"):
            events = [filing._trade_event("filed") for filing in filed]
            self.env["trade.followup.task"]._arm("created", events)
            self.env["trade.followup.task"]._arm("new_owner", events)
        return partners

    def write(self, vals):
        graded = self.browse()
        if "trade_grade_id" in vals and self.env["trade.followup.step"]._running_ids(
            "grade_changed"
        ):
            graded = self.filtered(
                lambda p: p.trade_grade_id.id != vals["trade_grade_id"]
            )
        done = super().write(vals)
        self.env["trade.followup.task"]._arm(
            "grade_changed",
            [p._trade_event(f"grade,{p.trade_grade_id.id}") for p in graded],
        )
        return done

    def _trade_event(self, what):
        """What happened with this customer just now, for ``_arm``."""
        now = fields.Datetime.now()
        return {"partner_id": self.id, "at": now, "origin": f"{what},{now}"}

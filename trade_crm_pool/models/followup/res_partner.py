# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


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
        store=True,
        index="btree_not_null",
        help="Who had the last word: the other side's answer is waited for.",
    )

    @api.depends("trade_last_in", "trade_last_out")
    def _compute_trade_waits_for(self):
        """Contacts that the system logs by SQL mark it themselves."""
        waits = {"in": "us", "out": "them"}
        words = self.env["trade.interaction"]._last_words(self._origin.ids)
        for partner in self:
            partner.trade_waits_for = waits.get(words.get(partner._origin.id))

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        filed = partners.filtered(lambda p: p.user_id and p._trade_is_customer())
        responses = self.env["trade.followup.response"].sudo()  # times only
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

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    order_late = fields.Boolean(
        compute="_compute_order_late",
        search="_search_order_late",
        help="The day by which the next order was to be expected has passed.",
    )
    next_step = fields.Char(
        compute="_compute_next_step",
        help="What is due now, then what does most for a customer of this segment.",
    )

    @api.depends("next_order_to", "lifecycle")
    def _compute_order_late(self):
        today = fields.Date.context_today(self)
        for metric in self:
            due = metric.next_order_to
            metric.order_late = bool(
                due and due < today and metric.lifecycle not in ("dormant", "lost")
            )

    @api.model
    def _search_order_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("next_order_to", "<", fields.Date.context_today(self)) & Domain(
            "lifecycle", "not in", ("dormant", "lost")
        )
        if True in value and False in value:
            return Domain.TRUE
        return late if True in value else ~late

    @api.depends("segment", "lifecycle", "order_late", "overdue", "open_quotes")
    @api.depends_context("lang")
    def _compute_next_step(self):
        advice = self._segment_advice()
        for metric in self:
            steps = []
            if metric.overdue > 0:
                steps.append(self.env._("Ask for the overdue payments."))
            if metric.open_quotes:
                steps.append(self.env._("Follow up the open quotations."))
            if metric.order_late:
                steps.append(self.env._("The order is late: ask what keeps it."))
            steps.append(advice[metric.segment])
            metric.next_step = " ".join(steps)

    @api.model
    def _segment_advice(self):
        """Return what does most for each segment, in words."""
        _ = self.env._
        return {
            "champions": _("Thank them, show new products first, ask for a reference."),
            "loyal": _("Offer larger quantities or a yearly agreement."),
            "potential_loyalist": _("Suggest products that go with what they buy."),
            "new": _("Ask how the first order went and make the second one easy."),
            "promising": _("Stay in touch: samples, a small trial offer."),
            "need_attention": _("Make an offer on what they bought before."),
            "about_to_sleep": _("Give them news and a reason to order soon."),
            "at_risk": _("Call in person and find out what changed."),
            "cant_lose": _("Have the management call or visit, mend what went wrong."),
            "hibernating": _("Write in their season, with little effort."),
            "lost": _("Make one last offer, then release them to the pool."),
            False: _("Win the first order: a sample, a trial quantity, a quotation."),
        }

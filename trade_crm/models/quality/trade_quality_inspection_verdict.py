# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class TradeQualityInspection(models.Model):
    """The verdict of an inspection, and what it means for the next ones."""

    _inherit = "trade.quality.inspection"

    def action_finish(self):
        """Judge the lot and let the switching rules take note."""
        for inspection in self:
            inspection._lock_series()
            inspection._check_open()
            inspection._finish()

    def _lock_series(self):
        """Two inspections of one series are judged one after the other."""
        series = self._series()
        rows = series["major"].union(*series.values())
        if rows.try_lock_for_update() != rows or not self.try_lock_for_update():
            raise UserError(
                self.env._(
                    "A colleague is finishing an inspection of %(product)s for "
                    "%(customer)s right now. Try again in a moment.",
                    product=self.product_id.display_name,
                    customer=self.partner_id.display_name,
                )
            )
        rows.invalidate_recordset()

    def _finish(self):
        self._check_findings()
        if self.original:
            self._switch()
        rejected = any(line.found >= line.reject for line in self.line_ids)
        self._keep_verdict(
            {
                "state": "done",
                "result": "rejected" if rejected else "accepted",
                "date_done": fields.Datetime.now(),
            }
        )

    def _switch(self):
        """Let the switching rules take note of the lot."""
        series = self._series()
        ruled = self.line_ids.filtered("severity")
        for line in ruled:
            row = series[line.defect_class]
            if row.stopped or row.severity != line.severity:
                raise UserError(
                    self.env._(
                        "Another lot was judged meanwhile, and inspection for "
                        "%(kind)s defects is now %(severity)s. Press 'Take the plan "
                        "again' and inspect by the new plan.",
                        severity=row._severity_word(),
                        kind=line._class_word(),
                    )
                )
            plan = self._sampling_plan(line.aql, line.severity)
            allowed = self.requirement_id.allow_reduced
            row._keep(row._switching().after(plan, line.found, reduce=allowed))

    def action_cancel(self):
        for inspection in self:
            inspection._check_open()
        self._keep_verdict({"state": "cancelled"})

    @api.model
    def _verdicts(self, order, products):
        """The newest finished inspection of each product and batch of an order."""
        finished = self.search(
            [
                ("order_id", "=", order.id),
                ("product_id", "in", products.ids),
                ("state", "=", "done"),
            ],
            order="id",
        )
        newest = {(one.product_id, one.batch or ""): one.id for one in finished}
        return self.browse(newest.values())

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ... import sampling
from .trade_quality_limits import CLASSES, LIMITS, NONE_ALLOWED


class TradeQualityInspection(models.Model):
    """The plan of an inspection, from its limits and the series' severity."""

    _inherit = "trade.quality.inspection"

    def action_plan(self):
        """Take the plan again: by the requirement and the severity that hold now."""
        self._check_open()
        for limit in LIMITS:
            self.env.add_to_compute(self._fields[limit], self)
        self._plan()

    def _plan(self):
        """Write the plan of each class of defects from requirement and series."""
        for inspection in self:
            lines = inspection._plan_lines()
            planned = inspection.sudo()  # sudo: the rules alone write plans
            planned.line_ids = [
                Command.clear(),
                *(Command.create(line) for line in lines),
            ]
            # Findings that came with an import, or before the lot was corrected.
            inspection._check_findings()

    def _series(self):
        """The switching state of the inspection's goods, by class of defects."""
        self.ensure_one()
        series = self.env["trade.quality.series"].sudo()  # sudo: the rules write it
        return series._of(self.company_id, self.partner_id, self.product_id)

    def _plan_lines(self):
        lines, free = [], []
        series = self._series()
        for key, __ in CLASSES:
            aql = self[f"aql_{key}"]
            if not aql:
                continue
            if aql == NONE_ALLOWED:
                free.append(key)
                continue
            if series[key].stopped:
                raise UserError(
                    self.env._(
                        "Inspection of %(product)s for %(customer)s is discontinued "
                        "after five rejected lots. A manager lets it go on when the "
                        "process was improved (Quality > Series).",
                        product=self.product_id.display_name,
                        customer=self.partner_id.display_name,
                    )
                )
            severity = series[key].severity
            plan = self._sampling_plan(aql, severity)
            lines.append(
                {
                    "defect_class": key,
                    "aql": aql,
                    "severity": severity,
                    "code": plan.code,
                    "letter": plan.letter,
                    "sample_size": plan.size,
                    "accept": plan.accept,
                    "reject": plan.reject,
                }
            )
        if not lines and not free:
            raise ValidationError(
                self.env._("An inspection needs an AQL for one class at least.")
            )
        # Where no defect is allowed, every piece of the sample is looked at.
        size = max((line["sample_size"] for line in lines), default=0)
        size = size or self._sampling_plan("0.065", "normal").size
        lines += [
            {
                "defect_class": key,
                "aql": NONE_ALLOWED,
                "sample_size": size,
                "accept": 0,
                "reject": 1,
            }
            for key in free
        ]
        order = [key for key, __ in CLASSES]
        return sorted(lines, key=lambda line: order.index(line["defect_class"]))

    def _sampling_plan(self, aql, severity):
        try:
            return sampling.plan(self.lot_size, aql, self.level, severity)
        except sampling.SamplingError as error:
            raise ValidationError(self._sampling_words(error)) from error

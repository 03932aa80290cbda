# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    trade_root_id = fields.Many2one(
        comodel_name="trade.followup.step",
        string="Step of a lead",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The follow-up step that an inquiry without a customer set off.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """Marking the activity done ends the step that it stands for."""
        tasks = self._trade_followup_tasks()
        result = super()._action_done(feedback, attachment_ids)
        tasks._close("done", "hand")
        return result

    def unlink(self):
        """So does cancelling it; a manager's own activity ends nothing."""
        tasks = self._trade_followup_tasks()
        done = super().unlink()
        tasks._close("cancelled", "dropped")
        return done

    def _trade_needless(self):
        """Leave out activities behind which other steps still stand."""
        tasks = self.env["trade.followup.task"].sudo()  # whoever's steps they are
        needed = self.filtered(
            lambda activity: (
                activity.res_model == "trade.followup.plan"
                and tasks.search_count(
                    [("manager_activity_id", "=", activity.id), ("live", "=", True)],
                    limit=1,
                )
            )
        )
        return self - needed

    def _trade_followup_tasks(self):
        tasks = self.env["trade.followup.task"].sudo()  # ends with it
        if not self.ids:
            return tasks
        return tasks.search([("activity_id", "in", self.ids), ("live", "=", True)])

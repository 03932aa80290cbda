# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

# What judges a customer is not for the salesperson who lives on the customer.
JUDGEMENT = frozenset({"trade_grade_id"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_grade_id = fields.Many2one(
        comodel_name="trade.grade",
        string="Grade",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        tracking=True,
        help="How much the customer matters; on the company, never on a contact.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._trade_check_judgement(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._trade_check_judgement(vals, written=True)
        return super().write(vals)

    def _trade_check_judgement(self, vals, written=False):
        """Only managers judge a customer; the system does by rules (in su mode)."""
        named = [name for name in JUDGEMENT & vals.keys() if written or vals[name]]
        if (
            named
            and not self.env.su
            and not self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only a manager changes a customer's grade. Ask your manager, "
                    "or write your reason in a note on the customer."
                )
            )

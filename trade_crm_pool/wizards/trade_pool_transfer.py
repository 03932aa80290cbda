# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class TradePoolTransfer(models.TransientModel):
    """Gives chosen customers to a salesperson, or puts them into a pool."""

    _name = "trade.pool.transfer"
    _description = "Transfer"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers",
        default=lambda self: self._default_partner_ids(),
    )
    mode = fields.Selection(
        selection=[("person", "To a salesperson"), ("pool", "Into a pool")],
        default="person",
        required=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="To", domain=[("share", "=", False)]
    )
    pool_id = fields.Many2one(comodel_name="trade.pool")
    reason = fields.Char(required=True)

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        chosen = self.env["res.partner"].browse(self.env.context.get("active_ids", []))
        return chosen._trade_customers()

    def action_transfer(self):
        """Do it, by the rules of every change of hands."""
        self.ensure_one()
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(self.env._("Only managers transfer customers."))
        self.partner_ids.check_access("write")
        if not self.partner_ids:
            raise UserError(
                self.env._("Choose companies: contacts follow their company.")
            )
        if self.mode == "pool":
            if not self.pool_id:
                raise UserError(self.env._("Choose the pool that takes the customers."))
            moves = self.pool_id._put(self.partner_ids, self.reason, kind="transfer")
        else:
            self._check_receiver()
            moves = self.partner_ids._trade_transfer(self.user_id, reason=self.reason)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        action["domain"] = [("id", "in", moves.ids)]
        return action

    def _check_receiver(self):
        if not self.user_id:
            raise UserError(self.env._("Choose who gets the customers."))
        self.user_id._trade_check_seller()
        self.user_id._trade_check_at_home(self.partner_ids)

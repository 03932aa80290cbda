# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class TradeConflictCheck(models.TransientModel):
    """ "Is this customer there?", asked before any record is made."""

    _name = "trade.conflict.check"
    _description = "Check a Customer"

    name = fields.Char(string="Company name")
    credit_code = fields.Char(string="Code")
    country_id = fields.Many2one(comodel_name="res.country")
    email = fields.Char()
    phone = fields.Char()
    website = fields.Char()
    checked = fields.Boolean(readonly=True)
    line_ids = fields.One2many(
        comodel_name="trade.conflict.check.line", inverse_name="check_id", readonly=True
    )

    def action_check(self):
        self.ensure_one()
        asked = [self.name, self.credit_code, self.email, self.phone, self.website]
        if not any(asked):
            raise UserError(self.env._("Enter a name, code, e-mail, phone or website."))
        log = self.env["trade.check.log"]._charge(" · ".join(filter(None, asked)))
        hits = self.env["trade.header"]._find_conflicts(
            name=self.name,
            credit_code=self.credit_code,
            country=self.country_id.code,
            email=self.email,
            phone=self.phone,
            website=self.website,
        )
        log.hits = len(hits)
        self.line_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create(
                    {
                        "partner_id": hit["partner_id"],
                        "label": hit["name"] or self.env._("A customer of a colleague"),
                        "score": hit["score"],
                        "verdict": hit["verdict"],
                        "reasons": ", ".join(hit["reasons"]),
                        "owner_state": hit["owner_state"],
                        "owner": hit["owner"] or "",
                    }
                )
                for hit in hits
            ),
        ]
        self.checked = True
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Check a customer"),
        }


class TradeConflictCheckLine(models.TransientModel):
    _name = "trade.conflict.check.line"
    _description = "Answer to a Customer Check"
    _order = "id"

    check_id = fields.Many2one(
        comodel_name="trade.conflict.check", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(comodel_name="res.partner")
    label = fields.Char(string="Customer")
    score = fields.Float(digits=(5, 1))
    verdict = fields.Selection(
        selection=[
            ("same", "Same company"),
            ("group", "Same group"),
            ("different", "Different"),
        ]
    )
    reasons = fields.Char()
    owner_state = fields.Selection(
        selection=[
            ("mine", "Mine"),
            ("owned", "A colleague's"),
            ("pool", "In the pool"),
            ("free", "Free"),
        ]
    )
    owner = fields.Char()

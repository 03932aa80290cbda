# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class TradeHeaderMixin(models.AbstractModel):
    """A document that is made out to one of the customer's headers.

    A settled document (a confirmed order, a posted invoice) prints the header as it
    was when the document was settled, whatever becomes of the header later.
    """

    _name = "trade.header.mixin"
    _description = "Document With a Customer Header"

    trade_header_id = fields.Many2one(
        comodel_name="trade.header",
        string="Made out to",
        compute="_compute_trade_header_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The legal or trading name (抬头) that the document is made out to.",
    )
    trade_header_snapshot = fields.Json(
        string="Header as settled", copy=False, readonly=True
    )
    trade_header_customer_ids = fields.Many2many(
        comodel_name="res.partner",
        compute="_compute_trade_header_customer_ids",
        help="Customers whose headers the document may carry.",
    )

    # What each kind of document says for itself ------------------------

    def _trade_header_customers(self):
        """Companies whose headers the document may carry, the main one first."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id

    def _trade_header_is_settled(self):
        """Whether the document prints the snapshot instead of the live header."""
        raise NotImplementedError

    def _trade_header_is_locked(self):
        """Whether another header can no longer be chosen."""
        raise NotImplementedError

    def _trade_header_applies(self):
        """Whether this document is one that goes to a customer."""
        return True

    # -------------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_trade_header_customer_ids(self):
        for document in self:
            document.trade_header_customer_ids = document._trade_header_customers()

    @api.depends("partner_id")
    def _compute_trade_header_id(self):
        for document in self:
            if document._trade_header_is_locked():
                continue
            if not document._trade_header_applies():
                document.trade_header_id = False
                continue
            customers = document._trade_header_customers()
            if document.trade_header_id.partner_id not in customers:
                document.trade_header_id = customers[:1]._trade_default_header()

    @api.constrains("trade_header_id", "partner_id")
    def _check_trade_header_id(self):
        for document in self:
            header = document.sudo().trade_header_id  # printed for everybody
            customers = document.sudo()._trade_header_customers()  # same reason
            if header and header.partner_id not in customers:
                raise ValidationError(
                    self.env._(
                        "%(header)s is no header of %(customer)s. Choose one of the "
                        "customer's own headers, or add it there.",
                        header=header.name,
                        customer=customers[:1].name or "",
                    )
                )

    def write(self, vals):
        if "trade_header_id" in vals:
            for document in self:
                changes = document.trade_header_id.id != vals["trade_header_id"]
                if changes and document._trade_header_is_locked():
                    raise UserError(
                        self.env._(
                            "%(document)s is already posted or invoiced, so its header "
                            "can't be changed any more.",
                            document=document.display_name,
                        )
                    )
        result = super().write(vals)
        if "trade_header_id" in vals:
            self.filtered(lambda d: d._trade_header_is_settled())._trade_header_settle()
        return result

    def _trade_header_settle(self):
        """Keep the header's present words with the document."""
        for document in self:
            header = document.sudo().trade_header_id  # printed for everybody
            lang = document.partner_id.lang or self.env.lang
            document.trade_header_snapshot = (
                header.with_context(lang=lang)._print_vals() or False
            )

    def _trade_header_print_vals(self):
        """What the printed document shows of the header; see ``_print_vals``."""
        self.ensure_one()
        if self._trade_header_is_settled() and self.trade_header_snapshot:
            return self.trade_header_snapshot
        return self.sudo().trade_header_id._print_vals()  # printed for everybody

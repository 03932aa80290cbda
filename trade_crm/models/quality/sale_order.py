# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    trade_requirement_ids = fields.Many2many(
        comodel_name="trade.quality.requirement",
        string="Quality requirements",
        compute="_compute_trade_requirement_ids",
        compute_sudo=True,
        help="What the customer asks of the goods of this order.",
    )
    trade_inspection_count = fields.Integer(
        string="Inspections", compute="_compute_trade_inspection_count"
    )
    trade_quality_warning = fields.Text(compute="_compute_trade_quality_warning")

    @api.depends("partner_id", "order_line.product_id", "company_id")
    def _compute_trade_requirement_ids(self):
        requirements = self.env["trade.quality.requirement"]
        for order in self:
            found = requirements._for_products(
                order.partner_id, order.order_line.product_id, order.company_id
            )
            order.trade_requirement_ids = requirements.concat(
                *dict.fromkeys(found.values())
            )

    def _compute_trade_inspection_count(self):
        inspections = self.env["trade.quality.inspection"]
        counts = {}
        if inspections.has_access("read"):
            counts = dict(
                inspections._read_group(
                    [("order_id", "in", self.ids), ("state", "!=", "cancelled")],
                    ["order_id"],
                    ["__count"],
                )
            )
        for order in self:
            order.trade_inspection_count = counts.get(order._origin, 0)

    @api.depends(
        "partner_id",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.qty_delivered",
        "state",
        "company_id",
    )
    def _compute_trade_quality_warning(self):
        for order in self:
            words = order._trade_quality_warnings() if order.state == "sale" else []
            order.trade_quality_warning = "\n".join(words)

    def _trade_quality_warnings(self, products=None):
        """What should be put right before the goods leave, in sentences.

        :param products: the goods that leave; when left out, what is not delivered yet
        """
        self.ensure_one()
        wanted = self.company_id.trade_quality_warn and self.partner_id
        if not wanted or not self.env["res.groups"]._trade_uses("quality"):
            return []
        order = self.sudo()  # sudo: who ships is warned, whatever he may open
        if products is None:
            waiting = order.order_line.filtered(
                lambda line: line.qty_delivered < line.product_uom_qty
            )
            products = waiting.product_id
        products = order.env["product.product"].browse(products.ids)
        products = products.filtered(lambda product: product.type != "service")
        requirements = order.env["trade.quality.requirement"]
        found = requirements._for_products(order.partner_id, products, order.company_id)
        words = requirements.concat(*dict.fromkeys(found.values()))._warnings()
        verdicts = order.env["trade.quality.inspection"]._verdicts(order, products)
        for product in products:
            words += order._trade_inspection_warnings(
                product,
                found.get(product, requirements),
                verdicts.filtered(lambda v, product=product: v.product_id == product),
            )
        return words

    def _trade_inspection_warnings(self, product, requirement, verdicts):
        """What is missing of the inspections of a product, in sentences."""
        words = [
            self.env._(
                "Inspection %(number)s rejected %(product)s.",
                number=verdict.number,
                product=product.display_name,
            )
            for verdict in verdicts
            if verdict.result == "rejected"
        ]
        by_it = verdicts.filtered(lambda v: v.requirement_id == requirement)
        if requirement.inspect and not words and not by_it:
            words.append(
                self.env._(
                    "%(product)s was not inspected yet, as %(requirement)s asks.",
                    product=product.display_name,
                    requirement=requirement.name,
                )
            )
        return words

    def _trade_print_requirements(self):
        """Requirements to print; a signed-in customer's view prints them too."""
        self.ensure_one()
        if not self.env["res.groups"]._trade_uses("quality"):
            return self.env["trade.quality.requirement"]
        order = self.sudo()  # sudo: of the document's own goods, for who may print it
        return order.trade_requirement_ids.filtered("show_on_documents")

    def action_trade_inspections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_quality_inspection"
        )
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "context": {
                "default_order_id": self.id,
                "default_partner_id": self.partner_id.commercial_partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }

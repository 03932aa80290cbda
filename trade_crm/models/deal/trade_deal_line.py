# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

OUTCOMES = [
    ("draft", "Draft"),
    ("open", "Open"),
    ("expired", "Expired"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("cancelled", "Cancelled"),
    ("returned", "Credited"),
]


class TradeDealLine(models.Model):
    """What was quoted and what was bought: one row for each line of a deal.

    Lines of quotations and orders, and lines that were invoiced without an order.
    Nothing is stored. The ids of the two kinds are even and odd.
    """

    _name = "trade.deal.line"
    _description = "Quoted or Sold"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    name = fields.Char(string="Document", readonly=True)
    kind = fields.Selection(
        selection=[("order", "Quotation or order"), ("invoice", "Invoice")],
        readonly=True,
    )
    line_id = fields.Many2one(comodel_name="sale.order.line", readonly=True)
    order_id = fields.Many2one(comodel_name="sale.order", readonly=True)
    move_id = fields.Many2one(comodel_name="account.move", readonly=True)
    date = fields.Datetime(readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, readonly=True)
    lost_reason_id = fields.Many2one(comodel_name="crm.lost.reason", readonly=True)
    lost_note = fields.Char(string="What the customer said", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    trade_group_id = fields.Many2one(
        comodel_name="trade.group", string="Corporate group", readonly=True
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    business_kind = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]
            ._fields["trade_business_kind"]
            ._description_selection(self.env)
        ),
        string="Kind of business",
        readonly=True,
    )
    header_id = fields.Many2one(
        comodel_name="trade.header", string="Made out to", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product category", readonly=True
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", readonly=True)
    price_unit = fields.Float(
        string="Price",
        digits="Product Price",
        aggregator=None,
        readonly=True,
        help="In the document's currency and unit, before the discount.",
    )
    discount = fields.Float(
        string="Disc.%", digits="Discount", aggregator=None, readonly=True
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    subtotal = fields.Monetary(aggregator=None, readonly=True)
    amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Without taxes, in your company's currency at the document's rate.",
    )
    company_currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    payment_state = fields.Selection(
        selection=[
            ("none", "Not invoiced"),
            ("not_paid", "Not paid"),
            ("partial", "Partly paid"),
            ("paid", "Paid"),
        ],
        string="Payment",
        compute="_compute_payment",
    )
    paid_date = fields.Date(string="Paid on", compute="_compute_payment")
    paid_by = fields.Char(
        compute="_compute_payment",
        help="The journals that the payments came in by.",
    )

    _depends = {
        "sale.order": [
            "name",
            "state",
            "date_order",
            "validity_date",
            "partner_id",
            "user_id",
            "company_id",
            "currency_id",
            "currency_rate",
            "trade_header_id",
            "trade_lost_date",
            "trade_lost_reason_id",
            "trade_lost_note",
        ],
        "sale.order.line": [
            "order_id",
            "product_id",
            "product_uom_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "price_subtotal",
            "display_type",
            "is_downpayment",
        ],
        "account.move": [
            "name",
            "state",
            "move_type",
            "invoice_date",
            "partner_id",
            "invoice_user_id",
            "company_id",
            "currency_id",
            "trade_header_id",
        ],
        "account.move.line": [
            "move_id",
            "product_id",
            "quantity",
            "product_uom_id",
            "price_unit",
            "discount",
            "price_subtotal",
            "balance",
            "display_type",
            "sale_line_ids",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.partner": [
            "commercial_partner_id",
            "trade_group_id",
            "country_id",
            "trade_business_kind",
        ],
    }

    # ------------------------------------------------------------------
    # The rows
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._order_query(), self._invoice_query())

    @api.model
    def _order_query(self):
        rates = self.env["res.currency"]._get_simple_currency_table(self.env.companies)
        return SQL(
            """
            SELECT l.id * 2 AS id, o.name, 'order' AS kind,
                   l.id AS line_id, o.id AS order_id, NULL::int4 AS move_id,
                   o.date_order AS date,
                   CASE WHEN o.state = 'sale' THEN 'won'
                        WHEN o.state = 'cancel' AND COALESCE(
                             o.trade_lost_date::text, o.trade_lost_reason_id::text)
                             IS NOT NULL THEN 'lost'
                        WHEN o.state = 'cancel' THEN 'cancelled'
                        WHEN o.state = 'draft' THEN 'draft'
                        WHEN o.validity_date < CURRENT_DATE THEN 'expired'
                        ELSE 'open' END AS outcome,
                   o.trade_lost_reason_id AS lost_reason_id,
                   o.trade_lost_note AS lost_note,
                   c.id AS partner_id, c.trade_group_id, c.country_id,
                   c.trade_business_kind AS business_kind,
                   o.trade_header_id AS header_id, o.user_id, o.company_id,
                   l.product_id, t.categ_id,
                   l.product_uom_qty AS quantity, l.product_uom_id AS uom_id,
                   l.price_unit, l.discount, o.currency_id,
                   l.price_subtotal AS subtotal,
                   l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1)
                       * account_currency_table.rate AS amount,
                   %(currency)s AS company_currency_id
              FROM sale_order_line AS l
              JOIN sale_order AS o ON o.id = l.order_id
              JOIN res_partner AS p ON p.id = o.partner_id
              JOIN res_partner AS c ON c.id = p.commercial_partner_id
              JOIN product_product AS v ON v.id = l.product_id
              JOIN product_template AS t ON t.id = v.product_tmpl_id
              JOIN %(rates)s ON account_currency_table.company_id = o.company_id
             WHERE l.display_type IS NULL AND NOT COALESCE(l.is_downpayment, FALSE)
            """,
            currency=self.env.company.currency_id.id,
            rates=rates,
        )

    @api.model
    def _invoice_query(self):
        rates = self.env["res.currency"]._get_simple_currency_table(self.env.companies)
        return SQL(
            """
            SELECT l.id * 2 + 1, m.name, 'invoice',
                   NULL::int4, NULL::int4, m.id,
                   m.invoice_date::timestamp,
                   CASE m.move_type WHEN 'out_refund' THEN 'returned' ELSE 'won' END,
                   NULL::int4, NULL::varchar,
                   c.id, c.trade_group_id, c.country_id, c.trade_business_kind,
                   m.trade_header_id, m.invoice_user_id, m.company_id,
                   l.product_id, t.categ_id,
                   CASE m.move_type WHEN 'out_refund' THEN -l.quantity
                                    ELSE l.quantity END,
                   l.product_uom_id, l.price_unit, l.discount, m.currency_id,
                   CASE m.move_type WHEN 'out_refund' THEN -l.price_subtotal
                                    ELSE l.price_subtotal END,
                   -l.balance * account_currency_table.rate,
                   %(currency)s
              FROM account_move_line AS l
              JOIN account_move AS m ON m.id = l.move_id
              JOIN res_partner AS c ON c.id = m.commercial_partner_id
              JOIN product_product AS v ON v.id = l.product_id
              JOIN product_template AS t ON t.id = v.product_tmpl_id
              JOIN %(rates)s ON account_currency_table.company_id = m.company_id
             WHERE m.state = 'posted' AND l.display_type = 'product'
               AND m.move_type IN ('out_invoice', 'out_refund')
               AND NOT COALESCE(l.is_downpayment, FALSE)
               AND NOT EXISTS (SELECT FROM sale_order_line_invoice_rel AS r
                                WHERE r.invoice_line_id = l.id)
            """,
            currency=self.env.company.currency_id.id,
            rates=rates,
        )

    # ------------------------------------------------------------------
    # How and when it was paid
    # ------------------------------------------------------------------

    @api.depends("line_id", "move_id")
    def _compute_payment(self):
        invoices = self._invoices_by_row()
        paid = self._payments_by_invoice({i for ids in invoices.values() for i in ids})
        moves = self.env["account.move"].browse(
            {i for ids in invoices.values() for i in ids}
        )
        moves = moves.sudo()  # whether a line was paid belongs to the line that is read
        states = {move.id: move.payment_state for move in moves}
        for row in self:
            ids = invoices.get(row.id, ())
            row.payment_state = self._sum_of_states([states[i] for i in ids])
            dates = [paid[i][0] for i in ids if i in paid]
            row.paid_date = max(dates) if dates else False
            row.paid_by = ", ".join(
                sorted({name for i in ids if i in paid for name in paid[i][1]})
            )

    @api.model
    def _sum_of_states(self, states):
        if not states:
            return "none"
        if all(state in ("paid", "in_payment", "reversed") for state in states):
            return "paid"
        return "partial" if set(states) != {"not_paid"} else "not_paid"

    def _invoices_by_row(self):
        """:return: {row id: ids of the posted invoices that bill it}"""
        found = {row.id: [row.move_id.id] for row in self if row.move_id}
        lines = {row.line_id.id: row.id for row in self if row.line_id}
        if lines:
            self.env["account.move"].flush_model(["state", "move_type"])
            self.env["account.move.line"].flush_model(["move_id", "sale_line_ids"])
            for line, moves in self.env.execute_query(
                SQL(
                    """
                    SELECT r.order_line_id, ARRAY_AGG(DISTINCT m.id)
                      FROM sale_order_line_invoice_rel AS r
                      JOIN account_move_line AS l ON l.id = r.invoice_line_id
                      JOIN account_move AS m ON m.id = l.move_id
                     WHERE r.order_line_id = ANY(%s)
                       AND m.state = 'posted' AND m.move_type = 'out_invoice'
                     GROUP BY r.order_line_id
                    """,
                    list(lines),
                )
            ):
                found[lines[line]] = moves
        return found

    @api.model
    def _payments_by_invoice(self, move_ids):
        """:return: {invoice id: (day of the last payment, names of the journals)}"""
        if not move_ids:
            return {}
        self.env.flush_all()
        lang = self.env.lang or "en_US"
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.move_id, MAX(p.date),
                       ARRAY_AGG(DISTINCT COALESCE(j.name ->> %(lang)s,
                                                   j.name ->> 'en_US'))
                  FROM account_move_line AS l
                  JOIN account_partial_reconcile AS r ON r.debit_move_id = l.id
                  JOIN account_move_line AS p ON p.id = r.credit_move_id
                  JOIN account_journal AS j ON j.id = p.journal_id
                 WHERE l.move_id = ANY(%(moves)s)
                   AND j.type IN ('bank', 'cash', 'credit')
                 GROUP BY l.move_id
                """,
                lang=lang,
                moves=list(move_ids),
            )
        )
        return {move: (date, names) for move, date, names in rows}

    def action_open(self):
        """Open the document that the line stands on.

        The id tells which line that is, without a look at the whole view.
        """
        self.ensure_one()
        line_id, is_invoice = divmod(self.id, 2)
        if is_invoice:
            document = self.env["account.move.line"].browse(line_id).move_id
        else:
            document = self.env["sale.order.line"].browse(line_id).order_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

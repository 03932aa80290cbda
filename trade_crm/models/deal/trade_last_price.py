# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_round, format_amount, format_date

# What a customer was told; a draft that nobody sent tells nothing.
TOLD = ("open", "expired", "won", "lost")
COLUMNS = (
    "id",
    "name",
    "order_id",
    "move_id",
    "date",
    "outcome",
    "lost_reason_id",
    "lost_note",
    "partner_id",
    "header_id",
    "product_id",
    "quantity",
    "uom_id",
    "price_unit",
    "discount",
    "currency_id",
)
SHOWN = 4


class TradeLastPrice(models.AbstractModel):
    """The last prices of products to a customer and its group, for who quotes now."""

    _name = "trade.last.price"
    _description = "Last Prices"

    @api.model
    def _latest(self, products, customer, shown=1, skip_order_ids=()):
        """The latest deals of products, as far as the reader may see them.

        One query for all products. Of each product, the latest ``shown`` sales and
        the latest ``shown`` other quotations of the customer, and as many of the
        other companies of its group.

        :param products: product.product recordset
        :param customer: the company
        :return: list of dicts with the keys of ``COLUMNS`` and ``own``, newest first
        """
        if not products or not customer:
            return []
        deals = self.env["trade.deal.line"]
        companies = customer | self._group_companies(customer)
        query = deals._search(
            Domain("product_id", "in", products.ids)
            & Domain("partner_id", "in", companies.ids)
            & Domain("outcome", "in", TOLD)
            & Domain("quantity", ">", 0)
            & Domain("order_id", "not in", list(skip_order_ids))
        )
        columns = [SQL.identifier(query.table, name) for name in COLUMNS]
        own = SQL("%s = %s", SQL.identifier(query.table, "partner_id"), customer.id)
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (%s) AS latest
                 WHERE place <= %s ORDER BY date DESC, id DESC
                """,
                query.select(
                    *columns,
                    SQL("%s AS own", own),
                    SQL(
                        "ROW_NUMBER() OVER (PARTITION BY %s, %s, %s = 'won'"
                        " ORDER BY %s DESC, %s DESC) AS place",
                        SQL.identifier(query.table, "product_id"),
                        own,
                        SQL.identifier(query.table, "outcome"),
                        SQL.identifier(query.table, "date"),
                        SQL.identifier(query.table, "id"),
                    ),
                ),
                shown,
            )
        )
        return rows

    @api.model
    def _group_companies(self, customer):
        """The other companies of the whole group that the reader may open."""
        partners = self.env["res.partner"]
        # sudo: the tree above a group is read to find the companies; the search
        # below, in the reader's name, decides which of them count
        group = customer.sudo().trade_group_id  # the tree alone, see below
        alone = self.env.context.get("trade_own_only")
        if not group or alone or not self.env.company.trade_group_prices:
            return partners
        root = int((group.parent_path or f"{group.id}/").split("/")[0])
        groups = self.env["trade.group"].sudo()  # as above
        tree = groups.search([("id", "child_of", root)])
        return partners.search(
            [("trade_group_id", "in", tree.ids), ("id", "!=", customer.id)]
        )

    @api.model
    def _best(self, rows):
        """The most telling price of each product: what this customer paid last, else
        what he was last quoted, else what his group paid or was quoted.

        :return: {product id: row}
        """
        best = {}
        for row in rows:  # newest first
            rank = (not row["own"], row["outcome"] != "won")
            known = best.get(row["product_id"])
            if known is None or rank < known[0]:
                best[row["product_id"]] = (rank, row)
        return {product: row for product, (__, row) in best.items()}

    # ------------------------------------------------------------------
    # In the words, currency and unit of who quotes
    # ------------------------------------------------------------------

    @api.model
    def _present(self, row, currency, uom, company, date):
        """A row for the screen; ``price`` and ``net`` are what the line would say.

        They are in the line's currency, at the rate of its day, and unit; False when
        the units have nothing in common.
        """
        env = self.env
        old_currency = env["res.currency"].browse(row["currency_id"])
        old_uom = env["uom.uom"].browse(row["uom_id"])
        net = row["price_unit"] * (1 - (row["discount"] or 0.0) / 100)
        price = {
            name: self._convert(
                amount, old_currency, old_uom, currency, uom, company, date
            )
            for name, amount in (("price", row["price_unit"]), ("net", net))
        }
        same = old_currency == currency and (old_uom == uom or not uom)
        outcomes = env["trade.deal.line"]._fields["outcome"]
        headers = env["trade.header"].sudo()  # the name stands on the document he reads
        names = row["header_id"] and headers.browse(row["header_id"])
        customer = env["res.partner"].browse(row["partner_id"])
        return {
            "id": row["id"],
            "own": row["own"],
            "customer": customer.display_name,
            "header": names.name if names and not names.is_own else "",
            "document": row["name"],
            "model": "sale.order" if row["order_id"] else "account.move",
            "res_id": row["order_id"] or row["move_id"],
            "date": format_date(
                env, fields.Datetime.context_timestamp(self, row["date"])
            ),
            "outcome": row["outcome"],
            "outcome_label": dict(outcomes._description_selection(env))[row["outcome"]],
            "reason": env["crm.lost.reason"].browse(row["lost_reason_id"] or ()).name
            or row["lost_note"]
            or "",
            "quantity": f"{row['quantity']:g} {old_uom.name or ''}".strip(),
            "paid": format_amount(env, net, old_currency),
            "per": old_uom.name or "",
            "discount": row["discount"] or 0.0,
            "converted": ""
            if same or price["net"] is False
            else format_amount(env, price["net"], currency),
            **price,
        }

    @api.model
    def _convert(self, amount, old_currency, old_uom, currency, uom, company, date):
        if old_uom and uom and old_uom != uom:
            if not old_uom._has_common_reference(uom):
                return False
            amount = old_uom._compute_price(amount, uom)
        if old_currency != currency:
            amount = old_currency._convert(amount, currency, company, date, round=False)
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_round(amount, precision_digits=digits)

    @api.model
    @api.readonly
    def history(self, partner_id, product_id, order_id=False, uom_id=False, **order):
        """The last prices of a product, for the box on a quotation's line.

        :param dict order: ``currency_id``, ``company_id`` and ``date`` of the order
        :return: list of dicts as ``_present`` makes them: the customer's own first
        """
        customer = self.env["res.partner"].browse(partner_id).commercial_partner_id
        customer.check_access("read")
        company = self.env["res.company"].browse(order.get("company_id"))
        company = company or self.env.company
        currency = self.env["res.currency"].browse(order.get("currency_id"))
        rows = self._latest(
            self.env["product.product"].browse(product_id),
            customer,
            shown=SHOWN,
            skip_order_ids=[order_id] if order_id else (),
        )
        date = fields.Date.to_date(order.get("date")) or fields.Date.context_today(self)
        uom = self.env["uom.uom"].browse(uom_id)
        shown = [
            self._present(row, currency or company.currency_id, uom, company, date)
            for row in rows
        ]
        return sorted(shown, key=lambda row: not row["own"])

    @api.model
    @api.readonly
    def of_customer(self, partner_id, limit=200):
        """Each product that the customer was quoted or bought, for his archive.

        :return: dict with ``rows``, the latest first: product, last sold and last
            quoted price as ``_present`` makes them, times sold, quantity and amount
        """
        customer = self.env["res.partner"].browse(partner_id).commercial_partner_id
        customer.check_access("read")
        company = self.env.company
        totals = self._totals(customer, limit)
        products = self.env["product.product"].browse(row[0].id for row in totals)
        latest = {}
        for row in self.with_context(trade_own_only=True)._latest(products, customer):
            kind = "sold" if row["outcome"] == "won" else "quoted"
            latest[row["product_id"], kind] = row
        today = fields.Date.context_today(self)

        def shown(product, kind):
            row = latest.get((product.id, kind))
            if not row:
                return False
            currency = self.env["res.currency"].browse(row["currency_id"])
            uom = self.env["uom.uom"].browse(row["uom_id"])
            return self._present(row, currency, uom, company, today)

        return {
            "more": len(totals) == limit,
            "rows": [
                {
                    "product_id": product.id,
                    "product": product.display_name,
                    "sold": shown(product, "sold"),
                    "quoted": shown(product, "quoted"),
                    "times": times,
                    "amount": format_amount(self.env, amount, company.currency_id),
                }
                for product, times, amount in totals
            ],
        }

    @api.model
    def _totals(self, customer, limit):
        """:return: list of (product, times sold, amount sold), latest deal first"""
        deals = self.env["trade.deal.line"]
        told = Domain("partner_id", "=", customer.id) & Domain(
            "outcome", "in", (*TOLD, "returned")
        )
        order = deals._read_group(
            told, ["product_id"], ["date:max"], order="date:max desc", limit=limit
        )
        won = {
            product.id: (times, amount)
            for product, times, amount in deals._read_group(
                told & Domain("outcome", "in", ("won", "returned")),
                ["product_id"],
                ["__count", "amount:sum"],
            )
        }
        return [(product, *won.get(product.id, (0, 0.0))) for product, __ in order]

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..identity.common import TradeCase


class DealCase(TradeCase):
    """Prices in two currencies and two units."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        cls.home = company.currency_id
        cls.coin = cls.env["res.currency"].create(
            {"name": "TCN", "symbol": "tc", "rounding": 0.01}
        )
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.coin.id,
                "company_id": company.id,
                "name": "2020-01-01",
                "rate": 4.0,  # four coins for one unit of the company's currency
            }
        )
        cls.coin_list = cls.env["product.pricelist"].create(
            {"name": "Coins", "currency_id": cls.coin.id}
        )
        cls.lamp = cls.env["product.product"].create(
            {"name": "Lamp", "list_price": 10, "taxes_id": [Command.clear()]}
        )
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    @classmethod
    def _order(cls, partner, price, state="sent", date="2024-05-01", **vals):
        line = {
            "product_id": vals.pop("product", cls.lamp).id,
            "product_uom_qty": vals.pop("quantity", 100),
            "price_unit": price,
            "discount": vals.pop("discount", 0),
        }
        if uom := vals.pop("uom", None):
            line["product_uom_id"] = uom.id
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create(line)],
                "state": state,
                "date_order": f"{date} 08:00:00",
                **vals,
            }
        )
        # In use, confirming an order dates it; here its own day counts.
        cls.env.flush_all()
        return order

    def _history(self, user, partner, product=None, **order):
        return (
            self.env["trade.last.price"]
            .with_user(user)
            .history(partner.id, (product or self.lamp).id, **order)
        )

    def _shown(self, user, partner, **order):
        return [
            (row["own"], row["outcome"], row["price"])
            for row in self._history(user, partner, **order)
        ]


@tagged("post_install", "-at_install")
class TestLastPrice(DealCase):
    def test_sold_before_quoted_and_both_told(self):
        """What was paid is the price to begin from; what was asked since shows too."""
        self._order(self.acme, 9.5, state="sale", date="2024-03-01")
        self._order(self.acme, 9.0, state="sale", date="2024-04-01")
        self._order(self.acme, 9.9, state="sent", date="2024-06-01")
        self._order(self.acme, 1.0, state="draft", date="2024-07-01")
        self.assertEqual(
            self._shown(self.ann, self.acme),
            [(True, "open", 9.9), (True, "won", 9.0), (True, "won", 9.5)],
        )
        line = self._new_line(self.ann)
        self.assertEqual(line.trade_last_price["price"], 9.0)
        self.assertEqual(line.trade_last_price["outcome"], "won")

    def _new_line(self, user, customer=None, product=None, **vals):
        order = (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": (customer or self.acme).id,
                    "order_line": [
                        Command.create({"product_id": (product or self.lamp).id})
                    ],
                    **vals,
                }
            )
        )
        return order.order_line

    def test_never_quoted(self):
        self.assertFalse(self._new_line(self.ann).trade_last_price)

    def test_own_order_is_not_its_own_past(self):
        order = self._order(self.acme, 7, state="sent")
        self.assertFalse(order.order_line.with_user(self.ann).trade_last_price)
        self.assertEqual(
            self._shown(self.ann, self.acme, order_id=order.id),
            [],
        )

    def test_in_the_currency_and_unit_of_the_line(self):
        """24 coins a dozen = 2 coins a piece = 0.50 of the company's currency."""
        self._order(
            self.acme,
            24,
            state="sale",
            uom=self.dozen,
            quantity=5,
            discount=10,
            pricelist_id=self.coin_list.id,
        )
        row = self._history(
            self.ann,
            self.acme,
            uom_id=self.lamp.uom_id.id,
            currency_id=self.home.id,
            date="2024-06-01",
        )[0]
        self.assertEqual(row["price"], 0.5)
        self.assertEqual(row["net"], 0.45)
        self.assertEqual(row["discount"], 10)
        self.assertEqual(row["quantity"], f"5 {self.dozen.name}")
        self.assertIn("21.60", row["paid"])  # a dozen, net of the discount
        back = self._history(
            self.ann, self.acme, uom_id=self.dozen.id, currency_id=self.coin.id
        )[0]
        self.assertEqual(back["price"], 24)
        self.assertEqual(back["converted"], "")

    def test_units_without_anything_in_common(self):
        hour = self.env.ref("uom.product_uom_hour")
        self._order(self.acme, 24, state="sale")
        row = self._history(self.ann, self.acme, uom_id=hour.id)[0]
        self.assertIs(row["price"], False)
        self.assertTrue(row["paid"])

    def test_group_as_far_as_one_may_look(self):
        group = self.env["trade.group"].create({"name": "Acme Group"})
        mine = self._company("Acme Export KG", self.ann)
        (self.acme | mine | self.bolt).trade_group_id = group
        self._order(mine, 8.0, state="sale")
        self._order(self.bolt, 5.0, state="sale")
        self.assertEqual(
            self._shown(self.ann, self.acme), [(False, "won", 8.0)], "not Bob's"
        )
        self.assertCountEqual(
            self._shown(self.boss, self.acme),
            [(False, "won", 8.0), (False, "won", 5.0)],
        )
        self._order(self.acme, 9.0, state="sent")
        best = self._new_line(self.ann).trade_last_price
        self.assertEqual((best["own"], best["price"]), (True, 9.0))
        self.env.company.trade_group_prices = False
        self.assertEqual(self._shown(self.boss, self.acme), [(True, "open", 9.0)])

    def test_closed_customer_tells_nothing(self):
        self._order(self.bolt, 5.0, state="sale")
        with self.assertRaises(AccessError):
            self._history(self.ann, self.bolt)

    def test_contact_stands_for_company(self):
        person = self.env["res.partner"].create(
            {"name": "Eva", "parent_id": self.acme.id}
        )
        self._order(person, 6.0, state="sale")
        self.assertEqual(self._shown(self.ann, self.acme), [(True, "won", 6.0)])
        line = self._new_line(self.ann, customer=person)
        self.assertEqual(line.trade_last_price["price"], 6.0)

    def test_other_company_of_ours_stays_apart(self):
        other = self.env["res.company"].create({"name": "Second House"})
        self._order(self.acme, 6.0, state="sale")
        self.ann.company_ids |= other
        prices = self.env["trade.last.price"].with_user(self.ann)
        there = prices.with_context(allowed_company_ids=other.ids)
        self.assertFalse(there.history(self.acme.id, self.lamp.id))

    def test_cost_does_not_grow_with_lines(self):
        """All lines of an order together, in one query."""
        products = self.env["product.product"].create(
            [{"name": f"Lamp {i}", "list_price": i} for i in range(30)]
        )
        for product in products:
            self._order(self.acme, 3, state="sale", product=product)
        orders = [
            self.env["sale.order"].create(
                {
                    "partner_id": self.acme.id,
                    "order_line": [
                        Command.create({"product_id": product.id}) for product in some
                    ],
                }
            )
            for some in (products[:1], products)
        ]
        counts = []
        for order in orders:
            lines = order.with_user(self.ann).order_line
            self.env.flush_all()
            lines.mapped("trade_last_price")  # warm
            self.env.invalidate_all()
            lines = lines.browse(lines.ids)
            lines.fetch(["product_id", "product_uom_id", "order_id"])
            before = self.env.cr.sql_log_count
            found = lines.mapped("trade_last_price")
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(all(price["price"] == 3 for price in found))
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_shows_while_the_line_is_typed(self):
        self._order(self.acme, 6.25, state="sale")
        form = Form(self.env["sale.order"].with_user(self.ann))
        form.partner_id = self.acme
        with form.order_line.new() as line:
            line.product_id = self.lamp
            self.assertEqual(line.trade_last_price["price"], 6.25)

    def test_products_of_a_customer(self):
        self._order(self.acme, 8, state="sale", date="2024-01-05", quantity=10)
        self._order(
            self.acme,
            40,
            state="sale",
            date="2024-02-05",
            quantity=10,
            pricelist_id=self.coin_list.id,
        )
        self._order(self.acme, 7, state="sent", date="2024-03-05")
        found = (
            self.env["trade.last.price"].with_user(self.ann).of_customer(self.acme.id)
        )
        (row,) = found["rows"]
        self.assertEqual(row["times"], 2)
        self.assertIn("180.00", row["amount"])  # 80 + 400 coins at four for one
        self.assertEqual(row["sold"]["price"], 40)
        self.assertEqual(row["quoted"]["price"], 7)


@tagged("post_install", "-at_install")
class TestLostQuotation(DealCase):
    def test_asked_and_kept(self):
        reason = self.env["crm.lost.reason"].create({"name": "Rival was cheaper"})
        order = self._order(self.acme, 9).with_user(self.ann)
        action = order.action_trade_lose()
        self.assertEqual(action["res_model"], "trade.quotation.lost")
        wizard = (
            self.env["trade.quotation.lost"]
            .with_user(self.ann)
            .with_context(**action["context"])
            .create({"reason_id": reason.id, "note": "8.20 CIF Hamburg"})
        )
        wizard.action_cancel_quotations()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.trade_lost_reason_id, reason)
        deal = self.env["trade.deal.line"].search([("order_id", "=", order.id)])
        self.assertEqual(deal.outcome, "lost")
        self.assertEqual(deal.lost_reason_id, reason)
        row = self._history(self.ann, self.acme)[0]
        self.assertEqual(row["reason"], "Rival was cheaper")
        order.action_draft()
        self.assertFalse(order.trade_lost_reason_id)
        self.assertFalse(order.trade_lost_date)

    def _wizard(self, order, **vals):
        return (
            self.env["trade.quotation.lost"]
            .with_user(self.ann)
            .create({"order_ids": [Command.set(order.ids)], **vals})
        )

    def test_required(self):
        self.env.company.trade_lost_reason = "require"
        order = self._order(self.acme, 9)
        with self.assertRaisesRegex(Exception, "Choose why"):
            self._wizard(order).action_cancel_quotations()
        self.assertEqual(order.state, "sent")

    def test_replaced_is_not_lost(self):
        order = self._order(self.acme, 9)
        self._wizard(order, lost="dropped").action_cancel_quotations()
        deal = self.env["trade.deal.line"].search([("order_id", "=", order.id)])
        self.assertEqual((order.state, deal.outcome), ("cancel", "cancelled"))

    def test_off(self):
        self.env.company.trade_lost_reason = "off"
        order = self._order(self.acme, 9).with_user(self.ann)
        order.action_trade_lose()
        self.assertEqual(order.state, "cancel")
        self.assertTrue(order.trade_lost_date)

    def test_confirmed_order_is_never_a_lost_quotation(self):
        order = self._order(self.acme, 9, state="sale")
        order.action_cancel()
        deal = self.env["trade.deal.line"].search([("order_id", "=", order.id)])
        self.assertEqual(deal.outcome, "cancelled")

    def test_reason_of_the_opportunity(self):
        reason = self.env["crm.lost.reason"].create({"name": "No budget"})
        lead = self.env["crm.lead"].create(
            {"name": "Lamps", "partner_id": self.acme.id, "lost_reason_id": reason.id}
        )
        order = self._order(self.acme, 9, opportunity_id=lead.id)
        order.action_cancel()
        self.assertEqual(order.trade_lost_reason_id, reason)

    def test_expired(self):
        order = self._order(
            self.acme, 9, validity_date=fields.Date.to_date("2024-06-01")
        )
        deal = self.env["trade.deal.line"].search([("order_id", "=", order.id)])
        self.assertEqual(deal.outcome, "expired")

    def test_many_at_once(self):
        reason = self.env["crm.lost.reason"].create({"name": "No answer"})
        orders = self._order(self.acme, 9) | self._order(self.acme, 8)
        self.env["sale.mass.cancel.orders"].create(
            {
                "sale_order_ids": [Command.set(orders.ids)],
                "trade_lost_reason_id": reason.id,
            }
        ).action_mass_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(orders.trade_lost_reason_id, reason)

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.fields import Command, Date
from odoo.tests import Form, HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDelivery(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.shipper = new_test_user(
            cls.env, login="shipper", groups="stock.group_stock_user", name="Shipper"
        )
        cls.sales = new_test_user(
            cls.env,
            login="seller",
            groups="trade_crm.group_trade_user,stock.group_stock_user",
            name="Seller",
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Delivery GmbH", "is_company": True, "user_id": cls.sales.id}
        )
        cls.chair = cls.env["product.product"].create(
            {"name": "Chair", "is_storable": True}
        )
        cls.requirement = cls.env["trade.quality.requirement"].create(
            {
                "name": "Delivery chairs",
                "partner_id": cls.customer.id,
                "inspect": False,
                "certificate_ids": [
                    Command.create(
                        {
                            "name": "CE",
                            "number": "0815",
                            "date_end": Date.today() - timedelta(days=1),
                        }
                    )
                ],
            }
        )

    def _picking(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.chair.id, "product_uom_qty": 3})
                ],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        return picking

    def test_expired_certificate_warns(self):
        picking = self._picking().with_user(self.shipper)
        self.assertIn("CE 0815", picking.trade_quality_warning)
        action = picking.button_validate()
        self.assertEqual(action["res_model"], "trade.delivery.warning")
        self.assertNotEqual(picking.state, "done")
        warning = self.env["trade.delivery.warning"].with_user(self.shipper)
        warning = warning.browse(action["res_id"])
        self.assertIn("CE 0815", warning.text)
        with Form(warning) as form:
            form.reason = "Customer agreed"
        warning.action_deliver()
        self.assertEqual(picking.state, "done")
        self.assertIn("Customer agreed", picking.message_ids[0].body)
        self.assertFalse(picking.trade_quality_warning)

    def test_nothing_to_warn_of(self):
        self.requirement.certificate_ids.date_end = Date.today()
        picking = self._picking().with_user(self.shipper)
        self.assertIs(picking.button_validate(), True)
        self.assertEqual(picking.state, "done")

    def test_switched_off(self):
        self.env.company.trade_quality_warn = False
        self.assertIs(self._picking().button_validate(), True)

    def test_only_the_goods_that_leave(self):
        lamp = self.env["product.product"].create({"name": "Lamp"})
        self.requirement.product_tmpl_id = lamp.product_tmpl_id
        self.assertIs(self._picking().button_validate(), True)

    def test_lot_names_the_batch(self):
        lot = self.env["stock.lot"].create(
            {"name": "LOT-7", "product_id": self.chair.id}
        )
        old = self.env["trade.case"].create(
            {
                "name": "Broken",
                "partner_id": self.env["res.partner"].create({"name": "Other"}).id,
                "product_id": self.chair.id,
                "batch": "LOT-7",
            }
        )
        self.sales.group_ids |= self.env.ref("stock.group_production_lot")
        cases = self.env["trade.case"].with_user(self.sales)
        with Form(cases) as form:
            form.partner_id = self.customer
            form.name = "Broken too"
            form.lot_id = lot
        case = form.record.sudo()
        self.assertEqual((case.batch, case.product_id), ("LOT-7", self.chair))
        self.assertEqual(case.similar_ids, old)
        case.lot_id = False
        self.assertEqual(case.batch, "LOT-7", "what was written down stays")

    def test_failed_inspection_warns(self):
        self.requirement.certificate_ids.unlink()
        picking = self._picking()
        self.assertFalse(picking.trade_quality_warning)
        inspection = self.env["trade.quality.inspection"].create(
            {
                "order_id": picking.sale_id.id,
                "product_id": self.chair.id,
                "finding_ids": [
                    Command.create(
                        {"name": "Crack", "defect_class": "critical", "count": 1}
                    )
                ],
            }
        )
        inspection.action_finish()
        picking = picking.with_user(self.shipper)
        picking.invalidate_recordset()
        self.assertIn(f"{inspection.number} rejected", picking.trade_quality_warning)
        action = picking.button_validate()
        self.assertEqual(action["res_model"], "trade.delivery.warning")

    def test_receipts_are_never_asked(self):
        receipt = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.env.ref("stock.picking_type_in").id,
            }
        )
        self.assertFalse(receipt.trade_quality_warning)

    def test_tour(self):
        picking = self._picking()
        self.sales.password = "seller"
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{picking.id}",
            "trade_delivery_warning",
            login="seller",
            timeout=120,
        )
        self.assertEqual(picking.state, "done")

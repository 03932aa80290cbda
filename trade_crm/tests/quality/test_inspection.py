# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestInspection(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"]
        cls.furniture = categories.create({"name": "Furniture"})
        cls.chairs = categories.create(
            {"name": "Chairs", "parent_id": cls.furniture.id}
        )
        cls.chair = cls.env["product.product"].create(
            {"name": "Folding chair", "categ_id": cls.chairs.id}
        )
        cls.lamp = cls.env["product.product"].create({"name": "Lamp"})
        cls.requirement = cls._require(
            name="Acme chairs",
            partner_id=cls.acme.id,
            product_tmpl_id=cls.chair.product_tmpl_id.id,
            standard="EN 581-2",
            specification="<p>Load 110 kg</p>",
            packaging="Two in a carton",
        )

    @classmethod
    def _require(cls, **vals):
        return cls.env["trade.quality.requirement"].create(vals)

    def _inspect(self, lot=1200, found=None, **vals):
        inspection = self.env["trade.quality.inspection"].create(
            {
                "requirement_id": self.requirement.id,
                "partner_id": self.acme.id,
                "product_id": self.chair.id,
                "lot_size": lot,
                **vals,
            }
        )
        if found:
            self._find(inspection, **found)
        return inspection

    def _find(self, inspection, **counts):
        inspection.finding_ids = [
            Command.create({"name": f"{key} defect", "defect_class": key, "count": n})
            for key, n in counts.items()
        ]

    def _order(self, *products, **vals):
        return self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "order_line": [
                    Command.create({"product_id": p.id, "product_uom_qty": 1200})
                    for p in products
                ],
                **vals,
            }
        )

    def _series(self, key="major"):
        return self.env["trade.quality.series"].search(
            [
                ("partner_id", "=", self.acme.id),
                ("product_id", "=", self.chair.id),
                ("defect_class", "=", key),
            ]
        )

    # -- plan and verdict ------------------------------------------------------

    def test_plan_of_1200(self):
        inspection = self._inspect()
        rows = {
            line.defect_class: (
                line.code,
                line.sample_size,
                line.accept,
                line.reject,
            )
            for line in inspection.line_ids
        }
        self.assertEqual(
            rows,
            {
                # No critical defect is allowed: no plan of the standard, all 80.
                "critical": (False, 80, 0, 1),
                "major": ("J", 80, 5, 6),
                "minor": ("J", 80, 7, 8),
            },
        )
        self.assertEqual((inspection.sample_size, inspection.whole_lot), (80, False))

    def test_accepts_at_five_rejects_at_six(self):
        five = self._inspect(found={"major": 5, "minor": 7})
        five.action_finish()
        self.assertEqual((five.state, five.result), ("done", "accepted"))
        six = self._inspect(found={"major": 6})
        six.action_finish()
        self.assertEqual(six.result, "rejected")
        critical = self._inspect(found={"critical": 1})
        critical.action_finish()
        self.assertEqual(critical.result, "rejected")

    def test_small_lot_whole(self):
        inspection = self._inspect(lot=6)
        # A at 2.5 goes down to C: 5 of 6 pieces; at 4.0 down to B: 3.
        self.assertEqual((inspection.sample_size, inspection.whole_lot), (5, False))
        inspection = self._inspect(lot=4)
        self.assertEqual((inspection.sample_size, inspection.whole_lot), (4, True))

    def test_bad_input(self):
        for lot in (0, 1, -3):
            with self.refused("outside ISO 2859-1"):
                self._inspect(lot=lot)
        inspection = self._inspect()
        with self.refused("81 defective pieces of 80 inspected"):
            self._find(inspection, major=81)
        with self.refused("81 defective pieces of 80 inspected"):
            self._find(inspection, critical=1, major=40, minor=40)
        self.assertFalse(inspection.finding_ids)
        with self.refused("more than there are"):
            self._inspect(
                finding_ids=[
                    Command.create(
                        {"name": "Scratch", "defect_class": "minor", "count": 999}
                    )
                ]
            )
        with self.refused("outside ISO 2859-1"):
            inspection.lot_size = 1
        self.assertEqual((inspection.lot_size, inspection.sample_size), (1200, 80))
        for aql in ("3.0", 0.01, 15, "two"):
            with self.refused(f"AQL {aql} is outside ISO 2859-1. Choose one of 0.065"):
                self.requirement.aql_major = aql
        with self.refused("level IV is outside ISO 2859-1. Choose one of S-1"):
            self._inspect(level="IV")
        self.assertEqual(self.requirement.aql_major, "2.5")
        self.assertFalse(
            self.env["trade.quality.inspection"].search([("id", ">", inspection.id)])
        )

    def test_each_class_has_its_own_sample(self):
        # Code F, 20 pieces: 0.25 leads down to H, 50 pieces; 6.5 is F, 20.
        self.requirement.write({"aql_major": "6.5", "aql_minor": "0.25"})
        inspection = self._inspect(lot=150)
        sizes = {line.defect_class: line.sample_size for line in inspection.line_ids}
        self.assertEqual(sizes, {"critical": 50, "major": 20, "minor": 50})
        self.assertEqual(inspection.sample_size, 50)
        with self.refused("21 major defects in 20 pieces"):
            self._find(inspection, major=21)

    def test_smaller_lot_than_its_findings(self):
        inspection = self._inspect(found={"minor": 60})
        with self.refused("60 defective pieces of 20"):
            inspection.lot_size = 150
        self.assertEqual((inspection.lot_size, inspection.sample_size), (1200, 80))

    # -- with and without a requirement -----------------------------------------

    def test_limits_of_ones_own(self):
        inspection = self.env["trade.quality.inspection"].create(
            {
                "partner_id": self.bolt.id,
                "product_id": self.lamp.id,
                "lot_size": 1200,
                "aql_major": "2.5",
                "level": "II",
            }
        )
        self.assertEqual(
            (inspection.sample_size, inspection.accept, inspection.reject), (80, 5, 6)
        )
        self.assertEqual(inspection.line_ids.mapped("code"), [False, "J", "J"])
        self.assertFalse(inspection.requirement_id)
        inspection.level = "I"
        self.assertEqual((inspection.sample_size, inspection.accept), (32, 2))
        inspection.write({"aql_critical": False, "aql_minor": False})
        self.assertEqual(len(inspection.line_ids), 1)
        with self.refused("an AQL for one class"):
            inspection.aql_major = False

    def test_numbers_are_written_as_in_the_standard(self):
        requirement = self._require(
            name="Numbers", aql_critical="0.1", aql_major=1, aql_minor="4", level="s3"
        )
        self.assertEqual(
            requirement.read(["aql_critical", "aql_major", "aql_minor", "level"])[0],
            {
                "id": requirement.id,
                "aql_critical": "0.10",
                "aql_major": "1.0",
                "aql_minor": "4.0",
                "level": "S-3",
            },
        )

    def test_requirement_found_and_followed(self):
        inspection = self.env["trade.quality.inspection"].create(
            {
                "partner_id": self.acme.id,
                "product_id": self.chair.id,
                "lot_size": 1200,
            }
        )
        self.assertEqual(inspection.requirement_id, self.requirement)
        with self.refused("Acme chairs asks for level II.*major 2.5"):
            inspection.aql_major = "10"
        with self.refused("asks for level II"):
            self._inspect(level="S-1")
        # Later changes of the requirement reach it when the plan is taken again.
        self.requirement.aql_major = "1.0"
        self.assertEqual((inspection.aql_major, inspection.accept), ("2.5", 5))
        inspection.action_plan()
        self.assertEqual((inspection.aql_major, inspection.accept), ("1.0", 2))
        inspection.action_finish()
        self.requirement.level = "III"
        self.assertEqual((inspection.level, inspection.sample_size), ("II", 80))
        again = self.env["trade.quality.inspection"].browse(
            inspection.action_again()["res_id"]
        )
        self.assertEqual((again.level, again.sample_size), ("III", 125))

    def test_requirement_is_named_after_what_it_is_for(self):
        requirement = self._require(
            partner_id=self.acme.id, product_tmpl_id=self.lamp.product_tmpl_id.id
        )
        self.assertIn("Acme", requirement.name)
        self.assertIn("Lamp", requirement.name)
        self.assertTrue(self._require().name)

    def test_order_gives_customer_and_lot(self):
        order = self._order(self.chair)
        inspection = self.env["trade.quality.inspection"].create(
            {"order_id": order.id, "product_id": self.chair.id}
        )
        self.assertEqual(
            (inspection.partner_id, inspection.lot_size), (self.acme, 1200)
        )

    def test_finished_stays(self):
        inspection = self._inspect(found={"major": 2})
        inspection.action_finish()
        with self.refused("finished"):
            inspection.lot_size = 500
        with self.refused("finished"):
            inspection.finding_ids.count = 1
        with self.refused("finished"):
            inspection.finding_ids.unlink()
        with self.refused("finished"):
            inspection.action_finish()
        with self.refused("can't be deleted"):
            inspection.unlink()
        inspection.note = "Words may be added"

    def test_verdict_is_not_typed_in(self):
        inspection = self._inspect().with_user(self.ann)
        forged = inspection.with_context(trade_verdict=True)
        for record in (inspection, forged):
            with self.refused("follows from"):
                record.write({"state": "done", "result": "accepted"})
        made = self.env["trade.quality.inspection"].with_user(self.ann)
        made = made.create(
            {
                "requirement_id": self.requirement.id,
                "partner_id": self.acme.id,
                "product_id": self.chair.id,
                "lot_size": 1200,
                "state": "done",
                "result": "accepted",
            }
        )
        self.assertEqual((made.state, made.result), ("draft", False))
        with self.assertRaises(AccessError):
            made.line_ids.accept = 80
        with self.assertRaises(AccessError):
            self._series().with_user(self.ann).severity = "reduced"

    # -- switching -------------------------------------------------------------

    def test_two_rejected_tighten_the_class(self):
        for __ in range(2):
            self._inspect(found={"major": 6}).action_finish()
        self.assertEqual(self._series().severity, "tightened")
        self.assertEqual(self._series("minor").severity, "normal")
        third = self._inspect()
        major = third.line_ids.filtered(lambda line: line.defect_class == "major")
        self.assertEqual((major.sample_size, major.accept, major.reject), (80, 3, 4))
        for __ in range(5):
            self._inspect(found={"major": 3}).action_finish()
        self.assertEqual(self._series().severity, "normal")

    def test_ten_good_lots_reduce(self):
        for __ in range(10):
            self._inspect(found={"major": 3}).action_finish()
        self.assertEqual(self._series().severity, "reduced")
        major = self._inspect().line_ids.filtered(
            lambda line: line.defect_class == "major"
        )
        self.assertEqual((major.sample_size, major.accept, major.reject), (32, 3, 4))
        self._series().with_user(self.ann).action_unsteady()
        self.assertEqual(self._series().severity, "normal")

    def test_reduced_only_when_allowed(self):
        self.requirement.allow_reduced = False
        for __ in range(12):
            self._inspect().action_finish()
        self.assertEqual(self._series().severity, "normal")

    def test_five_rejected_on_tightened_stop(self):
        for __ in range(7):
            self._inspect(found={"major": 9}).action_finish()
        series = self._series()
        self.assertTrue(series.stopped)
        with self.refused("discontinued"):
            self._inspect()
        with self.refused("Only a manager"):
            series.with_user(self.ann).action_resume()
        series.with_user(self.boss).action_resume()
        self.assertEqual((series.stopped, series.severity), (False, "tightened"))
        self._inspect()

    def test_presented_again_does_not_count(self):
        first = self._inspect(found={"major": 6})
        first.action_finish()
        again = self.env["trade.quality.inspection"].browse(
            first.action_again()["res_id"]
        )
        self.assertFalse(again.original or again.finding_ids or again.result)
        self._find(again, major=9)
        again.action_finish()
        self.assertEqual(self._series().severity, "normal")
        self.assertEqual(self._series().recent, "0")

    def test_plan_of_yesterdays_severity_is_not_judged(self):
        waiting = self._inspect()
        for __ in range(2):
            self._inspect(found={"major": 6}).action_finish()
        with self.refused("Take the plan again"):
            waiting.action_finish()
        waiting.action_plan()
        self._find(waiting, major=4)
        waiting.action_finish()
        self.assertEqual(waiting.result, "rejected", "tightened accepts 3")

    # -- which requirement -----------------------------------------------------

    def test_nearest_requirement_wins(self):
        find = self.env["trade.quality.requirement"]._for_products
        company = self.env.company
        house = self._require(name="House")
        house_chairs = self._require(name="House furn", categ_id=self.furniture.id)
        own_all = self._require(name="Bolt all", partner_id=self.bolt.id)
        both = self.chair | self.lamp
        self.assertEqual(
            find(self.acme, both, company),
            {self.chair: self.requirement, self.lamp: house},
        )
        self.assertEqual(
            find(self.free, both, company), {self.chair: house_chairs, self.lamp: house}
        )
        self.assertEqual(
            find(self.bolt, both, company), {self.chair: own_all, self.lamp: own_all}
        )
        nearer = self._require(
            name="Bolt chairs", partner_id=self.bolt.id, categ_id=self.chairs.id
        )
        self._require(
            name="Bolt furniture", partner_id=self.bolt.id, categ_id=self.furniture.id
        )
        self.assertEqual(find(self.bolt, self.chair, company), {self.chair: nearer})

    def test_house_standard_is_the_managers(self):
        requirements = self.env["trade.quality.requirement"]
        with self.assertRaises(AccessError):
            requirements.with_user(self.ann).create({"name": "For all"})
        house = requirements.with_user(self.boss).create({"name": "For all"})
        with self.assertRaises(AccessError):
            house.with_user(self.ann).aql_major = "4.0"
        mine = requirements.with_user(self.ann).create(
            {"name": "Acme", "partner_id": self.acme.id}
        )
        with self.assertRaises(AccessError):
            mine.with_user(self.ann).partner_id = False
        self.assertFalse(
            self.requirement in requirements.with_user(self.bob).search([])
        )

    def test_days_that_run_backwards(self):
        with self.refused("ends before it starts"):
            self.requirement.certificate_ids = [
                Command.create(
                    {"name": "CE", "date_start": "2026-05-01", "date_end": "2026-04-30"}
                )
            ]
        with self.refused("ends before it starts"):
            self.requirement.write(
                {"agreement_start": "2026-05-01", "agreement_end": "2026-04-30"}
            )
        self.assertFalse(self.requirement.certificate_ids)
        with self.refused("not for both"):
            self.requirement.categ_id = self.chairs

    # -- on the order ----------------------------------------------------------

    def test_order_shows_and_prints(self):
        self.requirement.write(
            {
                "agreement_start": "2026-01-01",
                "agreement_end": "2031-12-31",
                "certificate_ids": [
                    Command.create(
                        {"name": "BSCI", "number": "77", "date_end": "2031-04-30"}
                    )
                ],
            }
        )
        order = self._order(self.chair, self.lamp).with_user(self.ann)
        self.assertEqual(order.trade_requirement_ids, self.requirement)
        report = self.env["ir.actions.report"].with_user(self.ann)
        html = report._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        for words in (
            "EN 581-2",
            "Load 110 kg",
            "Two in a carton",
            "major 2.5",
            "BSCI 77 (until 2031-04-30)",
            "2026-01-01 to 2031-12-31",
        ):
            self.assertIn(words, html)
        self.requirement.show_on_documents = False
        html = report._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertNotIn("EN 581-2", html)

    def test_switched_off(self):
        order = self._order(self.chair)
        order.action_confirm()
        settings = self.env["res.config.settings"].create({})
        settings.group_trade_use_quality = False
        settings.execute()
        self.env.invalidate_all()
        self.assertFalse(order.trade_quality_warning)
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertNotIn("EN 581-2", html)
        menus = self.env["ir.ui.menu"].with_user(self.ann)._visible_menu_ids()
        self.assertNotIn(
            self.env.ref("trade_crm.menu_trade_quality_requirement").id, menus
        )
        self.assertIn(self.env.ref("trade_crm.menu_trade_case").id, menus)

    def test_warnings_before_delivery(self):
        order = self._order(self.chair)
        self.assertFalse(order.trade_quality_warning, "a quotation delivers nothing")
        order.action_confirm()
        order.invalidate_recordset()
        self.assertIn("not inspected yet", order.trade_quality_warning)
        bad = self._inspect(order_id=order.id, found={"major": 6})
        bad.action_finish()
        order.invalidate_recordset()
        self.assertIn(f"{bad.number} rejected", order.trade_quality_warning)
        good = self._inspect(order_id=order.id, original=False)
        good.action_finish()
        order.invalidate_recordset()
        self.assertFalse(order.trade_quality_warning)
        yesterday = Date.today() - timedelta(days=1)
        self.requirement.certificate_ids = [
            Command.create({"name": "CE", "number": "0815", "date_end": yesterday}),
            Command.create({"name": "FSC", "date_end": Date.today()}),
        ]
        self.requirement.agreement_end = yesterday
        order.invalidate_recordset()
        words = order.with_user(self.ann).trade_quality_warning
        self.assertIn("CE 0815", words)
        self.assertNotIn("FSC", words, "valid on its last day")
        self.assertIn("agreement", words)
        tomorrow = Date.today() + timedelta(days=1)
        self.requirement.certificate_ids[1].write(
            {"date_start": tomorrow, "date_end": False}
        )
        order.invalidate_recordset()
        self.assertIn("FSC (Acme chairs) is valid from", order.trade_quality_warning)
        order.company_id.trade_quality_warn = False
        order.invalidate_recordset()
        self.assertFalse(order.trade_quality_warning)

    def test_each_batch_of_an_order_counts(self):
        order = self._order(self.chair)
        order.action_confirm()
        bad = self._inspect(order_id=order.id, batch="A", found={"major": 6})
        good = self._inspect(order_id=order.id, batch="B")
        (bad | good).action_finish()
        self.assertIn(f"{bad.number} rejected", order.trade_quality_warning)
        again = self.env["trade.quality.inspection"].browse(
            bad.action_again()["res_id"]
        )
        again.action_finish()
        order.invalidate_recordset()
        self.assertFalse(order.trade_quality_warning)

    def test_only_an_inspection_by_the_requirement_counts(self):
        order = self._order(self.chair, self.lamp)
        order.action_confirm()
        free = {"order_id": order.id, "aql_major": "10", "requirement_id": False}
        self._inspect(**free).action_finish()
        self.assertIn("not inspected yet, as Acme chairs", order.trade_quality_warning)
        # A rejected lot is named, whoever asked for its inspection.
        self._inspect(
            product_id=self.lamp.id, found={"critical": 1}, **free
        ).action_finish()
        order.invalidate_recordset()
        self.assertIn("rejected Lamp", order.trade_quality_warning)

    def test_what_has_left_is_not_warned_of(self):
        order = self._order(self.chair)
        order.action_confirm()
        self.assertTrue(order.trade_quality_warning)
        order.order_line.qty_delivered = 1200
        self.assertFalse(order.trade_quality_warning)

    def test_report(self):
        inspection = self._inspect(found={"major": 6})
        inspection.action_finish()
        report = self.env["ir.actions.report"].with_user(self.ann)
        html = report._render_qweb_html(
            "trade_crm.report_quality_inspection", inspection.ids
        )[0].decode()
        for words in (
            "Not accepted",
            "EN 581-2",
            "Load 110 kg",
            inspection.number,
            "J",
            "80",
        ):
            self.assertIn(words, html)

    def test_form_fills_itself(self):
        order = self._order(self.chair)
        with Form(self.env["trade.quality.inspection"].with_user(self.ann)) as form:
            form.order_id = order
            form.product_id = self.chair
        inspection = form.record
        self.assertEqual(inspection.requirement_id, self.requirement)
        self.assertEqual((inspection.lot_size, inspection.sample_size), (1200, 80))

    def test_each_company_has_its_own(self):
        """Series, inspections, marks and requirements of a second company."""
        second = self.env["res.company"].create({"name": "Second house"})
        self.env.user.company_ids |= second
        there = {"company_id": second.id, "partner_id": self.free.id}
        self._require(name="Second asks", product_tmpl_id=False, **there)
        rejected = []
        for __ in range(2):
            lot = self.env["trade.quality.inspection"].create(
                {
                    **there,
                    "product_id": self.lamp.id,
                    "lot_size": 1200,
                    "user_id": False,
                    "finding_ids": [
                        Command.create(
                            {"name": "x", "defect_class": "major", "count": 6}
                        )
                    ],
                }
            )
            lot.action_finish()
            rejected.append(lot)
        self.assertEqual(lot.requirement_id.name, "Second asks")
        here = self.env["trade.quality.inspection"].create(
            {
                "partner_id": self.free.id,
                "product_id": self.lamp.id,
                "lot_size": 1200,
                "aql_major": "2.5",
            }
        )
        self.assertEqual(here.accept, 5, "tightened (3) in the second company only")
        mark = self.env["trade.feedback"].create({**there, "mark": 9})
        one = self.env["trade.quality.inspection"].with_user(self.all).search([])
        self.assertIn(here, one)
        self.assertFalse(set(one.ids) & {lot.id for lot in rejected})
        for model, name in (
            ("trade.quality.requirement", "Second asks"),
            ("trade.quality.series", False),
        ):
            domain = [("company_id", "=", second.id)]
            found = self.env[model].with_user(self.all).search(domain)
            self.assertFalse(found, name)
        self.assertNotIn(
            mark, self.env["trade.feedback"].with_user(self.all).search([])
        )

    def test_series_reads_at_a_glance(self):
        for found in (3, 6, 0):
            self._inspect(found={"major": found} if found else None).action_finish()
        self.assertEqual(self._series().lots, "✓ ✗ ✓")

    def test_rights_follow_the_customer(self):
        inspection = self._inspect(found={"minor": 1})
        for record in (inspection, inspection.line_ids, inspection.finding_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.bob).read()
            self.assertTrue(record.with_user(self.ann).read())
            with self.assertRaises(AccessError):
                record.with_user(self.clerk).read()

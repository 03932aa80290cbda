# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import date, timedelta

from odoo.addons.trade_crm.models.demo import history
from odoo.tests import BaseCase, tagged

PRODUCTS = {"tool_set": 20.0, "led_bulb": 5.0, "kettle": 12.0, "padlock": 3.0}
TODAY = date(2026, 3, 2)


def customers(count=40):
    profiles = ("active", "active", "active", "lapsed", "new", "prospect")
    return [
        history.Customer(
            key=f"c{n:02}",
            country="CN" if n % 5 == 0 else "DE",
            currency="EUR" if n % 2 else "USD",
            size=n % 3 + 1,
            profile=profiles[n % 6],
            user=f"u{n % 3}",
            contacts=n % 3,
            headers=n % 3 + 1,
            term=(0, 30, 45)[n % 3],
        )
        for n in range(count)
    ]


@tagged("post_install", "-at_install")
class TestHistory(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = {c.key: c for c in customers()}
        cls.story = history.build(customers(), PRODUCTS, TODAY)

    def test_same_seed_same_history(self):
        self.assertEqual(history.build(customers(), PRODUCTS, TODAY), self.story)
        self.assertNotEqual(
            history.build(customers(), PRODUCTS, TODAY, seed=2), self.story
        )

    def test_a_customer_does_not_depend_on_the_others(self):
        alone = history.build(customers()[:1], PRODUCTS, TODAY)
        self.assertEqual(
            alone.orders, [o for o in self.story.orders if o.customer == "c00"]
        )

    def test_everything_lies_in_the_past(self):
        first = TODAY - timedelta(days=history.DAYS + 7)
        for order in self.story.orders:
            self.assertTrue(first <= order.moment.date() < TODAY, order)
            self.assertLess(order.moment.date().weekday(), 5)
            if order.invoiced:
                self.assertTrue(order.moment.date() < order.invoiced <= TODAY)
            days = [p.day for p in order.payments]
            self.assertEqual(days, sorted(days))
            for day in days + ([order.credit.day] if order.credit else []):
                self.assertTrue(order.invoiced <= day <= TODAY, order)
        for item in self.story.interactions:
            self.assertLess(item.moment.date(), TODAY)

    def test_any_day_can_be_today(self):
        """Leap day, month's and year's ends, weekends."""
        for today in (
            date(2028, 2, 29),
            date(2027, 1, 1),
            date(2026, 12, 31),
            date(2026, 5, 31),
        ):
            story = history.build(customers(), PRODUCTS, today)
            self.assertGreater(len(story.orders), 80)
            self.assertTrue(all(o.moment.date() < today for o in story.orders))
            rates = history.rates(today)
            self.assertLess(min(rates), today - timedelta(days=history.DAYS))

    def test_only_orders_are_invoiced(self):
        for order in self.story.orders:
            if order.state != "sale":
                self.assertFalse(order.invoiced or order.payments or order.credit)
        states = Counter(order.state for order in self.story.orders)
        self.assertEqual(set(states), {"draft", "sent", "cancel", "sale"})

    def test_profiles(self):
        for order in self.story.orders:
            profile = self.customers[order.customer].profile
            if order.state != "sale":
                continue
            self.assertNotEqual(profile, "prospect")
            age = (TODAY - order.moment.date()).days
            if profile == "lapsed":
                self.assertGreaterEqual(age, 300)
            if profile == "new":
                self.assertLessEqual(age, 84)

    def test_credits_take_back_what_was_sold(self):
        for order in self.story.orders:
            if order.credit:
                line = order.lines[order.credit.line]
                self.assertTrue(0 < order.credit.quantity <= line.quantity)

    def test_indexes_fit_the_customer(self):
        for order in self.story.orders:
            customer = self.customers[order.customer]
            self.assertLess(order.header, customer.headers)
            self.assertLess(order.contact, max(1, customer.contacts))

    def test_prices(self):
        """Euro prices are the dollar price at the month's rate, less 5% at most."""
        for order in self.story.orders:
            for line in order.lines:
                rate = 1.0
                if order.currency == "EUR":
                    day = order.moment.date()
                    rate = history.rates(TODAY)[day.replace(day=1)]
                price = PRODUCTS[line.product] * rate
                self.assertLessEqual(line.price, price + 0.006)
                self.assertGreaterEqual(line.price, price * 0.95 - 0.006)

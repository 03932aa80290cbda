# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

#: Rows of the list of customers at risk, and months of the cohort table.
RISKS = 6
COHORTS = 12


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _dashboard_risks(self, domain):
        """Return the customers whose loss would cost most, with what speaks for it."""
        return [
            {
                "id": one.id,
                "name": one.partner_id.display_name,
                "country": one.country_id.name or "",
                "risk": one.churn_risk,
                "reason": one.churn_reason or self.env._("the order is late"),
                "amount": one.expected_loss,
                "currency_id": one.currency_id.id,
            }
            for one in self.search(domain, limit=RISKS, order="expected_loss desc, id")
        ]

    @api.model
    def _dashboard_flows(self, domain):
        """Return how many customers went from which stage to which, most first."""
        Move = self.env["trade.lifecycle.move"]
        words = dict(self.fields_get(["lifecycle"])["lifecycle"]["selection"])
        order = list(words)
        rows = Move._read_group(
            domain, ["stage_from", "stage_to"], ["__count"], order="__count desc"
        )
        return [
            {
                "from": start,
                "to": end,
                "label": f"{words[start]} → {words[end]}",
                "count": count,
                # towards dormant and lost is a loss, whatever the stage before
                "worse": end in ("dormant", "lost")
                and order.index(end) > order.index(start),
            }
            for start, end, count in rows[:10]
        ]

    @api.model
    def _dashboard_classes(self, counts):
        """Return customers and their share of net revenue by ABC class.

        The share is given for one currency only.

        :param counts: as of ``_dashboard_counts``
        """
        rows = [row for row in counts if row["segment"] and row["abc_class"]]
        one_currency = len({row["company_id"].currency_id for row in rows}) == 1
        total = sum(row["monetary"] for row in rows)
        found = {}
        for row in rows:
            count, amount = found.get(row["abc_class"], (0, 0.0))
            found[row["abc_class"]] = (
                count + row["customers"],
                amount + row["monetary"],
            )
        return [
            {
                "key": name,
                "count": count,
                "share": amount / total if one_currency and total > 0 else None,
            }
            for name, (count, amount) in sorted(found.items())
        ]

    @api.model
    def _dashboard_cohorts(self, domain, end):
        """Return who came back how many months after his first order.

        The cohorts of the last twelve months up to the month ``end``; a month that is
        not over the horizon is None.
        """
        first = end - relativedelta(months=COHORTS - 1)
        rows = self.env["trade.customer.month"]._read_group(
            domain
            & Domain("cohort", ">=", first)
            & Domain("cohort", "<=", end)
            & Domain("orders", ">", 0),
            ["cohort:month", "age"],
            ["partner_id:count_distinct"],
        )
        counts = {}
        for cohort, age, count in rows:
            counts.setdefault(cohort, {})[age] = count
        table = []
        for cohort, by_age in sorted(counts.items()):
            size = by_age.get(0, 0)
            months = (end.year - cohort.year) * 12 + end.month - cohort.month
            table.append(
                {
                    "key": fields.Date.to_string(cohort),
                    "label": format_date(self.env, cohort, date_format="yyyy-MM"),
                    "size": size,
                    "shares": [
                        by_age.get(age, 0) / size if size and age <= months else None
                        for age in range(1, COHORTS)
                    ],
                }
            )
        return table

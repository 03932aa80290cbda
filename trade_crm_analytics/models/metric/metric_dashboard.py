# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    @api.readonly
    def dashboard_data(self, filters=None):
        """Return what the dashboard shows, in a fixed number of queries.

        :param dict filters: months (int, 0 for all), company_id, team_id, country_id
        """
        filters = filters or {}
        base = Domain("company_id", "in", self.env.companies.ids)
        for name in ("company_id", "team_id", "country_id"):
            if filters.get(name):
                base &= Domain(name, "=", int(filters[name]))
        months = int(filters.get("months", 12))
        period = base
        if months:
            today = fields.Date.context_today(self)
            start = today.replace(day=1) - relativedelta(months=months - 1)
            period &= Domain("month", ">=", start)
        Month = self.env["trade.customer.month"]
        company = self.env["res.company"].browse(int(filters.get("company_id") or 0))
        run = (
            self.env["trade.metric.run"]
            .sudo()
            .search(  # says when; no customer's data
                [("company_id", "=", (company or self.env.company).id)], limit=1
            )
        )
        [(net, credited, active)] = Month._read_group(
            period, [], ["net:sum", "credited:sum", "partner_id:count_distinct"]
        )
        buyers = base & Domain("frequency", ">", 0)
        [(customers, alive, value)] = self._read_group(
            buyers, [], ["__count", "p_alive:avg", "expected_value_12:sum"]
        )
        repeat = self.search_count(buyers & Domain("order_days", ">", 1))
        risky = (
            buyers & Domain("churn_risk", ">=", 0.7) & Domain("money_at_stake", ">", 0)
        )
        [(risk_count, stake)] = self._read_group(
            risky, [], ["__count", "money_at_stake:sum"]
        )
        trend = Month._read_group(period, ["month:month"], ["net:sum"])
        countries = Month._read_group(
            period, ["country_id"], ["net:sum"], order="net:sum desc", limit=10
        )
        currency = (company or self.env.company).currency_id
        mixed = len(self.env.companies.currency_id) > 1 and not company
        words = self.fields_get(allfields=["segment", "lifecycle", "monetary"])
        return {
            "currency": {
                "symbol": currency.symbol or "",
                "position": currency.position,
                "mixed": mixed,
            },
            "computed": run
            and {
                "at": fields.Datetime.to_string(run.finished),
                "as_of": fields.Date.to_string(run.as_of),
                "invoices": run.invoices,
                "future": run.future_invoices,
                "note": dict(run._fields["note"]._description_selection(self.env)).get(
                    run.note, ""
                ),
            },
            "cards": self._dashboard_cards(
                net,
                credited,
                active,
                customers,
                repeat,
                alive,
                value,
                risk_count,
                stake,
            ),
            "domains": {
                "period": list(period),
                "buyers": list(buyers),
                "repeat": list(buyers & Domain("order_days", ">", 1)),
                "risky": list(risky),
            },
            "trend": [
                {"label": month.strftime("%Y-%m"), "value": float(total or 0)}
                for month, total in trend
            ],
            "countries": [
                {
                    "id": country.id,
                    "label": country.name or self.env._("No country"),
                    "value": float(total or 0),
                }
                for country, total in countries
            ],
            "segments": self._dashboard_groups(buyers, "segment", words),
            "lifecycles": self._dashboard_groups(base, "lifecycle", words),
            "choices": self._dashboard_choices(),
        }

    @api.model
    def _dashboard_cards(
        self, net, credited, active, customers, repeat, alive, value, risk_count, stake
    ):
        """Return the numbers with their definitions, each with the domain it opens."""
        env = self.env
        return [
            {
                "name": env._("Net revenue"),
                "value": float(net or 0),
                "kind": "money",
                "opens": "period",
                "help": self.env["trade.customer.month"].fields_get(["net"])["net"][
                    "help"
                ],
            },
            {
                "name": env._("Credit notes"),
                "value": float(credited or 0),
                "kind": "money",
                "opens": "period",
                "help": env._("Posted credit notes of the period, untaxed."),
            },
            {
                "name": env._("Active customers"),
                "value": active or 0,
                "kind": "count",
                "opens": "period",
                "help": env._(
                    "Customers with an invoice or credit note in the period."
                ),
            },
            {
                "name": env._("Customers so far"),
                "value": customers or 0,
                "kind": "count",
                "opens": "buyers",
                "help": env._("Customers with at least one posted invoice ever."),
            },
            {
                "name": env._("Repurchase rate"),
                "value": repeat / customers if customers else 0.0,
                "kind": "share",
                "opens": "repeat",
                "help": env._("Customers who ordered on two days or more, of all."),
            },
            {
                "name": env._("Expected in 12 months"),
                "value": float(value or 0),
                "kind": "money",
                "opens": "buyers",
                "help": self.fields_get(["expected_value_12"])["expected_value_12"][
                    "help"
                ],
            },
            {
                "name": env._("Customers at risk"),
                "value": risk_count or 0,
                "kind": "count",
                "opens": "risky",
                "help": env._("Churn risk of 70 % or more and revenue within a year."),
            },
            {
                "name": env._("Money at stake"),
                "value": float(stake or 0),
                "kind": "money",
                "opens": "risky",
                "help": env._(
                    "Net revenue of the last twelve months of those at risk."
                ),
            },
        ]

    @api.model
    def _dashboard_groups(self, domain, name, words):
        found = {
            key: (count, float(money or 0))
            for key, count, money in self._read_group(
                domain, [name], ["__count", "monetary:sum"]
            )
        }
        return [
            {"key": key, "label": label, "value": found[key][0], "money": found[key][1]}
            for key, label in words[name]["selection"]
            if key in found
        ]

    @api.model
    def _dashboard_choices(self):
        def choices(records):
            return [{"id": one.id, "name": one.display_name} for one in records]

        countries = self._read_group([], ["country_id"])
        teams = self._read_group([], ["team_id"])
        return {
            "companies": choices(self.env.companies),
            "teams": choices([row[0] for row in teams if row[0]]),
            "countries": choices(
                sorted((row[0] for row in countries if row[0]), key=lambda c: c.name)
            ),
        }

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime

from .trade_reach_mixin import Reach

FILTERS = ("company_id", "team_id", "country_id")
#: What each card is about, for its colour.
TONES = {
    "net": "money",
    "credited": "money",
    "active": "customers",
    "customers": "customers",
    "repurchase": "customers",
    "expected": "outlook",
    "risky": "risk",
    "stake": "risk",
    "warnings": "risk",
    "right": "risk",
}
#: Figures without a card whose definition the page gives too.
DEFINED = ("churn_risk", "segment", "lifecycle", "abc_class")
#: A snapshot is worth comparing with when it is at least this many days old.
COMPARED_DAYS = 20


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    @api.readonly
    def dashboard_data(self, filters=None):
        """Return what the dashboard shows, in a fixed number of queries.

        Money is never added over currencies: it comes as a list of amounts, one for
        each currency. A missing value is None.

        :param dict filters: months (int, 0 for all), company_id, team_id, country_id
        """
        # what the reader's rights let through is looked up once for all numbers
        reader = self.with_context(trade_reach=Reach(self.env))
        return reader._dashboard_data(filters or {})

    @api.model
    def _dashboard_data(self, filters):
        base = Domain("company_id", "in", self.env.companies.ids)
        for name in FILTERS:
            if filters.get(name):
                base &= Domain(name, "=", int(filters[name]))
        months = int(filters.get("months", 12))
        span, before, remark, start, end = self._dashboard_period(base, months)
        companies = self.env.companies
        if filters.get("company_id"):
            companies = companies.filtered_domain(
                [("id", "=", int(filters["company_id"]))]
            )
        domains = self._dashboard_domains(base, span, start, end)
        counts = self._dashboard_counts(base)
        months_now, months_before = self._dashboard_months(base, span, before, start)
        cards = self._dashboard_cards(domains, counts, months_now, months_before)
        return {
            "period": remark,
            "months": months,
            "computed": self._dashboard_computed(companies),
            "cards": cards,
            "definitions": self._dashboard_definitions(cards),
            "domains": {name: list(domain) for name, domain in domains.items()},
            "trend": self._dashboard_trend(months_now),
            "countries": self._dashboard_countries(domains["period"]),
            "segments": self._dashboard_groups(base, "segment", counts),
            "lifecycles": self._dashboard_groups(base, "lifecycle", counts),
            "classes": self._dashboard_classes(counts),
            "risks": self._dashboard_risks(domains["worry"]),
            "flows": self._dashboard_flows(domains["moved"]),
            "cohorts": self._dashboard_cohorts(base, end),
            "choices": self._dashboard_choices(),
            "manager": self.env.user.has_group("trade_crm.group_trade_manager"),
        }

    @api.model
    def _dashboard_domains(self, base, span, start, end):
        """Return the domains of what the numbers count, by name."""
        buyers = base & Domain("frequency", ">", 0)
        moved = base & Domain("date", "<=", fields.Date.end_of(end, "month"))
        if start:
            moved &= Domain("date", ">=", start)
        return {
            "period": base & span,
            "buyers": buyers,
            "all": base,
            "repeat": buyers & Domain("order_days", ">", 1),
            "risky": base & Domain("at_risk", "=", True),
            "worry": base
            & Domain("expected_loss", ">", 0)
            & Domain("order_days", ">", 1)
            & (Domain("at_risk", "=", True) | Domain("order_late", "=", True)),
            "warnings": base & Domain("state", "=", "open"),
            "judged": base & Domain("state", "in", ("returned", "gone")),
            "moved": moved,
        }

    @api.model
    def _dashboard_counts(self, base):
        """Return the figures of all customers by segment, stage and class, read once.

        :return: dicts with company_id, segment, lifecycle and abc_class, and the sums
            of customers, forecast, monetary, expected and repeat
        """
        names = ("company_id", "segment", "lifecycle", "abc_class")
        sums = {
            "customers": "__count",
            "forecast": "p_alive:count",
            "monetary": "monetary:sum",
            "expected": "expected_value_12:sum",
            "repeat": "repurchased:sum",
        }
        return [
            dict(zip((*names, *sums), row, strict=True))
            for row in self._read_group(base, names, list(sums.values()))
        ]

    @api.model
    def _dashboard_months(self, base, span, before, start):
        """Return (month, company, net, credited) of the period, of the one before.

        The latter is None when there is nothing to compare with.

        :param start: first month of the period
        """
        rows = self.env["trade.customer.month"]._read_group(
            base & (span | before if before else span),
            ["month:month", "company_id"],
            ["net:sum", "credited:sum"],
        )
        if not before:
            return rows, None
        return (
            [row for row in rows if row[0] >= start],
            [row for row in rows if row[0] < start],
        )

    @api.model
    def _dashboard_period(self, base, months):
        """Return the months' domain, that of those before, words, first and last month.

        When nothing was sold in the last months, the last ones with sales are shown,
        and the words say so. The first month is None for all time.
        """
        this_month = fields.Date.context_today(self).replace(day=1)
        [(oldest, latest)] = self.env["trade.customer.month"]._read_group(
            base & Domain("month", "<=", this_month), [], ["month:min", "month:max"]
        )
        if not months:
            return Domain.TRUE, None, "", None, min(latest or this_month, this_month)
        start = this_month - relativedelta(months=months - 1)
        late = bool(latest and latest < start)
        if late:
            start = latest - relativedelta(months=months - 1)
        end = latest if late else this_month
        span = Domain("month", ">=", start) & Domain("month", "<=", end)
        earlier = start - relativedelta(months=months)
        before = None  # nothing to compare with unless it is there as a whole
        if oldest and oldest <= earlier:
            before = Domain("month", ">=", earlier) & Domain("month", "<", start)
        words = {
            "start": format_date(self.env, start, date_format="yyyy-MM"),
            "end": format_date(self.env, end, date_format="yyyy-MM"),
        }
        if late:
            remark = self.env._(
                "Nothing was invoiced since %(end)s. Shown is %(start)s to %(end)s.",
                **words,
            )
        else:
            remark = ""
        return span, before, remark, start, end

    @api.model
    def _dashboard_computed(self, companies):
        """Return when and from what the figures were computed, a line a company."""
        # a refresh is no customer's data: everybody may know how old figures are
        Run = self.env["trade.metric.run"].sudo()  # when, not what
        latest = Run._read_group(
            [("company_id", "in", companies.ids)], ["company_id"], ["id:max"]
        )
        notes = dict(Run._fields["note"]._description_selection(self.env))
        today = fields.Date.context_today(self)
        return [
            {
                "company": run.company_id.name if len(companies) > 1 else "",
                "at": format_datetime(self.env, run.finished, dt_format="short"),
                "as_of": format_date(self.env, run.as_of),
                "ended": (today - run.as_of).days > 31 and not run.future_invoices,
                "invoices": run.invoices,
                "future": run.future_invoices,
                "note": notes.get(run.note, ""),
            }
            for run in Run.browse(number for _company, number in latest)
        ]

    @api.model
    def _dashboard_cards(self, domains, counts, months, earlier_months):
        """Return the numbers with their definitions, each with what it opens.

        :param counts: as of ``_dashboard_counts``
        :param months: as of ``_dashboard_months``
        """
        env = self.env
        month, metric = "trade.customer.month", "trade.customer.metric"
        warning = "trade.churn.warning"
        net = _sums((company, net) for _month, company, net, _credited in months)
        credited = _sums((company, back) for _month, company, _net, back in months)
        earlier = None
        if earlier_months is not None:
            earlier = _sums((company, net) for _, company, net, _ in earlier_months)
        [(active,)] = self.env[month]._read_group(
            domains["period"], [], ["partner_id:count_distinct"]
        )
        buyers = [row for row in counts if row["segment"]]
        customers, forecast, repeat = (
            round(sum(row[name] or 0 for row in buyers))
            for name in ("customers", "forecast", "repeat")
        )
        value = _sums((row["company_id"], row["expected"]) for row in buyers)
        at_risk = self._read_group(
            domains["risky"], ["company_id"], ["__count", "money_at_stake:sum"]
        )
        risky = sum(count for _company, count, _amount in at_risk)
        stake = _sums((company, amount) for company, _count, amount in at_risk)
        open_warnings = self.env[warning].search_count(domains["warnings"])
        [(judged, right)] = self.env[warning]._read_group(
            domains["judged"], [], ["__count", "right:avg"]
        )
        cards = [
            _card("net", env._("Net revenue"), net, "period", month, "net")
            | {"change": _change(net, earlier)},
            _card(
                "credited",
                env._("Credit notes"),
                credited,
                "period",
                month,
                help_text=env._("Posted credit notes of the period, untaxed."),
            ),
            _card(
                "active",
                env._("Active customers"),
                active,
                "period",
                month,
                help_text=env._(
                    "Customers with an invoice or credit note in the period."
                ),
            )
            | {"group_by": ["partner_id"]},
            _card(
                "customers",
                env._("Customers so far"),
                customers,
                "buyers",
                metric,
                help_text=env._("Customers with at least one posted invoice ever."),
            ),
            _card(
                "repurchase",
                env._("Repurchase rate"),
                repeat / customers if customers else None,
                "repeat",
                metric,
                kind="share",
                help_text=env._("Customers who ordered on two days or more, of all."),
            ),
            _card(
                "expected",
                env._("Expected in 12 months"),
                value if forecast else None,
                "buyers",
                metric,
                "expected_value_12",
            ),
            _card(
                "risky", env._("Customers at risk"), risky, "risky", metric, "at_risk"
            ),
            _card(
                "stake",
                env._("Money at stake"),
                stake,
                "risky",
                metric,
                help_text=env._(
                    "Net revenue of the last twelve months of those at risk."
                ),
            ),
            _card(
                "warnings",
                env._("Open churn warnings"),
                open_warnings,
                "warnings",
                warning,
                help_text=env._(
                    "Warnings that wait for an order or for their day of judgement."
                ),
            ),
            _card(
                "right",
                env._("Warnings that were right"),
                right if judged else None,
                "judged",
                warning,
                "right",
                kind="share",
            ),
        ]
        for card in cards:
            card["tone"] = TONES[card["key"]]
            if card["field"]:
                card["help"] = self._dashboard_help(card["model"], card["field"])
        return cards

    @api.model
    def _dashboard_help(self, model, name):
        return self.env[model].fields_get([name], ["help"])[name].get("help", "")

    @api.model
    def _dashboard_definitions(self, cards):
        """Return name and definition of every figure on the page."""
        metric = self.fields_get(list(DEFINED), ["string", "help"])
        figures = [(card["name"], card["help"]) for card in cards]
        figures += [(metric[name]["string"], metric[name]["help"]) for name in DEFINED]
        figures.append(
            (
                self.env._("Who came back"),
                self.env._(
                    "Of the customers whose first invoice is of that month, the share "
                    "that ordered again so many months later."
                ),
            )
        )
        return [{"name": name, "help": words} for name, words in figures]

    @api.model
    def _dashboard_trend(self, months):
        """Return net revenue by month: labels, keys and one series a currency."""
        return self._dashboard_series(
            [(month, company, net) for month, company, net, _credited in months],
            lambda month: (
                fields.Date.to_string(month),
                format_date(self.env, month, date_format="yyyy-MM"),
            ),
        )

    @api.model
    def _dashboard_countries(self, domain):
        """Return net revenue of the ten largest countries, one series a currency."""
        rows = self.env["trade.customer.month"]._read_group(
            domain, ["country_id", "company_id"], ["net:sum"], order="net:sum desc"
        )
        top = list(dict.fromkeys(country for country, *_rest in rows))[:10]
        return self._dashboard_series(
            [row for row in rows if row[0] in top],
            lambda country: (country.id, country.name or self.env._("No country")),
        )

    @api.model
    def _dashboard_series(self, rows, describe):
        keys, series = {}, defaultdict(dict)
        for key, company, total in rows:
            keys[key] = describe(key)
            sums = series[company.currency_id]
            sums[key] = sums.get(key, 0.0) + (total or 0.0)
        return {
            "keys": [key for key, _label in keys.values()],
            "labels": [label for _key, label in keys.values()],
            "series": [
                {
                    "currency": currency.name,
                    "currency_id": currency.id,
                    "values": [sums.get(key) for key in keys],
                }
                for currency, sums in series.items()
            ],
        }

    @api.model
    def _dashboard_groups(self, base, name, counts):
        """Return the customers of each segment or stage, and how many more or fewer
        they are than in the last snapshot that is old enough."""
        found = Counter()
        for row in counts:
            if row[name]:
                found[row[name]] += row["customers"]
        taken, earlier = self._dashboard_earlier(base, name)
        words = self.fields_get([name])[name]["selection"]
        rows = [
            {
                "key": key,
                "label": label,
                "count": found.get(key, 0),
                "change": found.get(key, 0) - earlier.get(key, 0) if taken else None,
            }
            for key, label in words
            if key in found or key in earlier
        ]
        return {
            "since": format_date(self.env, taken) if taken else "",
            "rows": rows,
            "most": max((row["count"] for row in rows), default=0),
        }

    @api.model
    def _dashboard_earlier(self, base, name):
        Snapshot = self.env["trade.customer.snapshot"]
        # asked by SQL without rights: the day of a snapshot is no customer's data
        [(as_of,)] = self.env.execute_query(
            SQL(
                """SELECT min(as_of) FROM trade_metric_run WHERE id IN (
                       SELECT max(id) FROM trade_metric_run
                        WHERE company_id = ANY(%s) GROUP BY company_id)""",
                self.env.companies.ids,
            )
        )
        if not as_of:
            return None, {}
        limit = fields.Date.subtract(as_of, days=COMPARED_DAYS)
        [(taken,)] = self.env.execute_query(
            SQL(
                """SELECT max(taken_on) FROM trade_customer_snapshot
                    WHERE company_id = ANY(%s) AND month <= %s AND taken_on <= %s""",
                self.env.companies.ids,
                limit,
                limit,
            )
        )
        if not taken:
            return None, {}
        domain = base & Domain("month", "=", taken.replace(day=1))
        rows = Snapshot._read_group(
            domain & Domain(name, "!=", False), [name], ["__count"]
        )
        return taken, dict(rows)

    @api.model
    def _dashboard_choices(self):
        def choices(records):
            return [{"id": one.id, "name": one.display_name} for one in records]

        rows = self._read_group([], ["country_id", "team_id"])
        countries = self.env["res.country"].union(*(row[0] for row in rows))
        teams = self.env["crm.team"].union(*(row[1] for row in rows))
        return {
            "companies": choices(self.env.companies),
            "teams": choices(teams.sorted()),
            "countries": choices(countries.sorted("name")),
        }

    @api.model
    def action_refresh_now(self):
        """Refresh the companies that the reader has open; for managers."""
        for company in self.env.companies:
            self.refresh(company)


def _card(key, name, value, opens, model, field=None, kind=None, help_text=None):
    """Return a number of the dashboard; its definition is a field's help or given."""
    kind = kind or ("money" if isinstance(value, list) else "count")
    return {
        "key": key,
        "name": name,
        "value": value,
        "kind": kind,
        "opens": opens,
        "model": model,
        "field": field,
        "help": help_text or "",
    }


def _sums(amounts):
    """Return (company, amount) pairs as sums by currency."""
    sums = defaultdict(float)
    for company, amount in amounts:
        sums[company.currency_id.id] += amount or 0.0
    return [
        {"currency_id": currency, "amount": amount} for currency, amount in sums.items()
    ]


def _change(now, before):
    """Return the growth of one currency's amount, None where it can't be said."""
    if not before or len(now) != 1 or len(before) != 1 or before[0]["amount"] <= 0:
        return None
    return now[0]["amount"] / before[0]["amount"] - 1

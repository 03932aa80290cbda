# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

import numpy as np
from odoo import api, models

from ...kernels import abc, bgnbd, gamma_gamma, leaving, lifecycle, rfm, rhythm, rows
from .metric_facts import EPOCH

#: Remarks of a fit that still forecasts.
USABLE = ("", "limit")
#: What is kept of a fit.
ORDERS_FIT = ("r", "alpha", "a", "b", "log_likelihood", "converged", "reason")
MONEY_FIT = ("p", "q", "gamma", *ORDERS_FIT[4:], "fallback")
MONTH = 365.25 / 12


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _learn(self, company, today, parts):
        """Return what is the same for all customers: cuts, forecasts, regression.

        :param parts: as of ``_fact_parts``
        """
        now = (today - EPOCH).days
        step = max(1, -(-len(parts) // leaving.SAMPLE))
        seen, sample, place = defaultdict(list), [], 0
        for facts in parts:
            for name, values in self._learn_from(facts, now).items():
                seen[name].append(values)
            sample.append(history_of(facts).every(step, place))
            place += len(facts["partner_id"])
        seen = {name: np.concatenate(values) for name, values in seen.items()}
        history = leaving.History(
            **{
                name: np.concatenate([getattr(one, name) for one in sample])
                for name in vars(sample[0])
            }
        )
        forecasts = self._fit(company, seen)
        orders = forecasts["0"][0]
        model = None
        if orders["reason"] in USABLE:
            model = leaving.learn(
                history, now, bgnbd.Fit(**orders), company.trade_churn_judge_days
            )
        own = seen["interval"]
        return {
            **self._learn_scores(company, seen),
            "usual_interval": float(np.median(own)) if len(own) else rhythm.NO_INTERVAL,
            "forecasts": forecasts,
            "leaving": model and vars(model),
        }

    @api.model
    def _learn_from(self, facts, now):
        """Return what is learned from of some customers, by name, shape (n,) each.

        "interval" are the usual intervals of those who have one of their own.
        """
        days, first, last, _now = calendar = _calendar(facts, now)
        sale = facts["day_sale"]
        found = rhythm.measure(facts["day_customer"][sale], facts["day"][sale], now)
        return {
            "r": last - now,
            "f": facts["frequency"],
            "m": facts["monetary"],
            "country": facts["country_id"],
            "bought": days > 0,
            "x": np.maximum(days - 1, 0).astype(float),
            "recency": (last - first).astype(float),
            "age": (now - first).astype(float),
            "repeat_value": _repeat_mean(facts, calendar),
            "interval": found.usual_interval[found.own],
        }

    @api.model
    def _learn_scores(self, company, seen):
        """Return the cuts of the RFM scores, and the smallest amounts in A and in B."""
        own_cuts = company._trade_rfm_cuts()
        learned = {}
        for name in "rfm":
            cuts = own_cuts.get(name)
            if cuts is None:
                cuts = rfm.quintile_cuts(seen[name][seen["bought"]]).tolist()
            learned[f"{name}_cuts"] = [c if np.isfinite(c) else None for c in cuts]
        monetary = seen["m"]
        found = abc.classify(monetary)
        learned["abc_cuts"] = [
            float(monetary[found == letter].min()) if (found == letter).any() else None
            for letter in "AB"
        ]
        return learned

    @api.model
    def _derive(self, company, today, facts, parameters):
        """Return the columns of some customers by name.

        Unknown numbers are NaN, or the kernel's NO_INT and NO_DAY.

        :param parameters: as of ``_learn``
        """
        n = len(facts["partner_id"])
        now = (today - EPOCH).days
        sale = facts["day_sale"]
        who, day = facts["day_customer"][sale], facts["day"][sale]
        days, first, last, _now = calendar = _calendar(facts, now)
        bought = days > 0
        recency = now - last
        decided = facts["orders_won"] + facts["orders_lost"]
        columns = {
            "partner_id": facts["partner_id"],
            "line_count": facts["line_count"],
            "product_count": facts["product_count"],
            "quantity_recent": facts["quantity_recent"],
            "quantity_before": facts["quantity_before"],
            "recency_days": np.where(bought, recency, rows.NO_INT),
            "order_days": days,
            "average_order_value": share_of(
                facts["monetary"], facts["frequency"] * bought
            ),
            "returns_share": share_of(facts["credited"], facts["invoiced"]),
            "quotes_decided": decided,
            "hit_rate": share_of(facts["orders_won"], decided),
        }
        columns |= _loyalty(n, who, day, now)
        columns |= self._derive_scores(facts, recency, bought, parameters)
        found = self._derive_rhythm(n, who, day, now, columns, parameters)
        silence = np.full(n, rhythm.NO_INTERVAL)
        silence[found.customers] = found.expected_silence
        columns["expected_silence"] = silence  # not written
        rules = self.env["trade.lifecycle.rule"]._kernel_rules()
        columns["lifecycle"] = self._place_stages(
            rules, facts["frequency"], first, last, now, silence
        )
        columns |= self._derive_forecast(facts, calendar, parameters)
        columns |= self._derive_churn(
            company, facts, calendar, silence, found, parameters
        )
        return columns

    @api.model
    def _derive_scores(self, facts, recency, bought, parameters):
        """Return RFM scores, segments and ABC classes."""
        values = {"r": -recency, "f": facts["frequency"], "m": facts["monetary"]}
        scores = {
            name: rfm.score(value, _limits(parameters[f"{name}_cuts"]))
            for name, value in values.items()
        }
        segment = rfm.segment(*(scores[name] for name in "rfm"))
        monetary = facts["monetary"]
        a_cut, b_cut = _limits(parameters["abc_cuts"])
        return {
            **{
                f"{name}_score": np.where(bought, score, rows.NO_INT)
                for name, score in scores.items()
            },
            "segment": np.where(bought, segment + 1, 0),
            "abc_class": np.where(
                monetary >= a_cut, 1, np.where(monetary >= min(a_cut, b_cut), 2, 3)
            ),
        }

    @api.model
    def _derive_rhythm(self, n, who, day, now, columns, parameters):
        """Add the rhythm's columns; return the rhythm."""
        found = rhythm.measure(who, day, now, parameters["usual_interval"])
        place = found.customers
        own = np.zeros(n, dtype=bool)
        own[place] = found.own
        columns["rhythm_own"] = own
        columns["usual_interval"] = np.full(n, np.nan)
        columns["usual_interval"][place] = found.usual_interval
        columns["peak_months"] = np.zeros(n, dtype=np.int64)
        columns["peak_months"][place] = found.peak_months
        for name, value in (
            ("next_order_date", found.next_day),
            ("next_order_from", found.window_from),
            ("next_order_to", found.window_to),
        ):
            columns[name] = np.full(n, rows.NO_DAY)
            columns[name][place] = np.round(value).astype(np.int64)
        return found

    @api.model
    def _place_stages(self, rules, orders, first, last, now, silence):
        """Return each customer's lifecycle as its place from 1, 0 for none."""
        stage = lifecycle.assign(
            rules, orders, (now - last) * (orders > 0), silence, last - first
        )
        order = [name for name, _label in self._fields["lifecycle"].selection]
        places = np.array([0] + [order.index(rule.stage) + 1 for rule in rules])
        return places[stage + 1]

    @api.model
    def _derive_forecast(self, facts, calendar, parameters):
        """Return the forecast columns.

        :param calendar: as of ``_calendar``
        """
        days, first, last, now = calendar
        x = np.maximum(days - 1, 0).astype(float)
        history = (x, (last - first).astype(float), (now - first).astype(float))
        repeat_value = _repeat_mean(facts, calendar)
        names = [f"expected_orders_{months}" for months in (3, 6, 12)]
        columns = {
            name: np.full(len(days), np.nan)
            for name in ("p_alive", *names, "expected_value_12")
        }
        for rows_of, fit, value in self._forecasts(facts, days > 0, parameters):
            past = tuple(part[rows_of] for part in history)
            columns["p_alive"][rows_of] = fit.p_alive(*past)
            for months, name in zip((3, 6, 12), names, strict=True):
                columns[name][rows_of] = fit.expected_purchases(months * MONTH, *past)
            columns["expected_value_12"][rows_of] = columns[names[-1]][
                rows_of
            ] * np.maximum(value.expected_value(x[rows_of], repeat_value[rows_of]), 0.0)
        return columns

    @api.model
    def _forecasts(self, facts, bought, parameters):
        """Yield (places of customers, their fit of orders, of money) where usable."""
        fitted = parameters["forecasts"]
        known = np.array([int(key) for key in fitted], dtype=np.int64)
        basis = np.where(np.isin(facts["country_id"], known), facts["country_id"], 0)
        for key, (orders, money) in fitted.items():
            places = np.flatnonzero(bought & (basis == int(key)))
            if orders["reason"] in USABLE and len(places):
                yield places, bgnbd.Fit(**orders), gamma_gamma.Fit(**money)

    @api.model
    def _fit(self, company, seen):
        """Return the company's fits (key "0") and those of countries with enough
        customers who came back, as plain values by country id.

        :param seen: as of ``_learn_from``, of all customers
        """
        bought, countries = seen["bought"], seen["country"]
        groups = {0: bought}
        fewest = company.trade_fit_country_min
        if fewest > 0:
            repeat = bought & (seen["x"] > 0)
            ids, counts = np.unique(countries[repeat], return_counts=True)
            for country in ids[(counts >= fewest) & (ids > 0)]:
                groups[int(country)] = bought & (countries == country)
        found = {}
        for key, chosen in groups.items():
            x = seen["x"][chosen]
            orders = bgnbd.fit(x, seen["recency"][chosen], seen["age"][chosen])
            if key and orders.reason:
                continue  # the company's own fit serves this country
            money = gamma_gamma.fit(x, seen["repeat_value"][chosen])
            found[str(key)] = [
                {name: getattr(orders, name) for name in ORDERS_FIT},
                {name: getattr(money, name) for name in MONEY_FIT},
            ]
        return found


def share_of(part, whole):
    """Return part / whole where whole is positive, else NaN, shape (n,)."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)


def _loyalty(n, who, day, now):
    """Return who of the year before came back in the last one, and who came twice."""
    days = np.bincount(who, minlength=n)
    last, before = (
        np.bincount(who, weights=(day > now - end) & (day <= now - start), minlength=n)
        for start, end in ((0, 365), (365, 730))
    )
    return {
        "retained": np.where(before > 0, last > 0, np.nan),
        "repurchased": np.where(days > 0, days > 1, np.nan),
    }


def _calendar(facts, now):
    """Return order days, first and last day of each customer, and today.

    First and last day are today for those without an order.
    """
    n, sale = len(facts["partner_id"]), facts["day_sale"]
    who, day = facts["day_customer"][sale], facts["day"][sale]
    return np.bincount(who, minlength=n), *first_and_last(n, who, day, now), now


def first_and_last(n, who, day, now):
    """Return first and last order day of each customer, now for those without."""
    first, last = np.full(n, now), np.full(n, now)
    first[who[::-1]] = day[::-1]  # days are ascending within a customer
    last[who] = day
    return first, last


def history_of(facts):
    names = ("day_customer", "day", "day_invoiced", "day_net", "day_sale")
    return leaving.History(*(facts[name] for name in names))


def _limits(cuts):
    """Return cuts as numbers; one that is not known is never reached."""
    return [np.inf if cut is None else cut for cut in cuts]


def _repeat_mean(facts, calendar):
    """Return the mean invoiced value of the order days after the first, shape (n,)."""
    days, first, _last, _now = calendar
    sale = facts["day_sale"]
    who, day = facts["day_customer"][sale], facts["day"][sale]
    later = day > first[who]
    total = np.bincount(
        who[later], weights=facts["day_invoiced"][sale][later], minlength=len(days)
    )
    return total / np.maximum(days - 1, 1)

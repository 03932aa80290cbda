# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

import numpy as np
from odoo import api, models

from ...kernels import abc, bgnbd, gamma_gamma, lifecycle, rfm, rhythm, rows

#: Remarks of a fit that still forecasts.
USABLE = ("", "limit")
#: What is kept of a fit.
ORDERS_FIT = ("r", "alpha", "a", "b", "log_likelihood", "converged", "reason")
MONEY_FIT = ("p", "q", "gamma", *ORDERS_FIT[4:], "fallback")
MONTH = 365.25 / 12


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _derive(self, company, today, facts, parameters):
        """Return (columns by name, parameters used, remark on the forecast).

        Unknown numbers are NaN, or the kernel's NO_INT and NO_DAY.

        :param parameters: cuts and forecast of an earlier run to go on with, or {}
        """
        n = len(facts["partner_id"])
        now = (today - date(1970, 1, 1)).days
        sale = facts["day_sale"]
        who, day = facts["day_customer"][sale], facts["day"][sale]
        days = np.bincount(who, minlength=n)
        bought = days > 0
        first, last = self._first_and_last(n, who, day, now)
        recency = now - last
        decided = facts["orders_won"] + facts["orders_lost"]
        columns = {
            "partner_id": facts["partner_id"],
            "line_count": facts["line_count"],
            "product_count": facts["product_count"],
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
        parameters = dict(parameters)
        columns |= self._derive_scores(company, facts, recency, bought, parameters)
        found = self._derive_rhythm(n, who, day, now, columns, parameters)
        silence = np.full(n, rhythm.NO_INTERVAL)
        silence[found.customers] = found.expected_silence
        columns["expected_silence"] = silence  # not written
        rules = self.env["trade.lifecycle.rule"]._kernel_rules()
        columns["lifecycle"] = self._place_stages(
            rules, facts["frequency"], first, last, now, silence
        )
        calendar = days, first, last, now
        note = self._derive_forecast(company, facts, calendar, columns, parameters)
        columns |= self._derive_churn(
            company, facts, calendar, silence, found, parameters
        )
        return columns, parameters, note

    @api.model
    def _derive_scores(self, company, facts, recency, bought, parameters):
        """Return RFM scores, segments and ABC classes; keep new cuts in parameters."""
        values = {"r": -recency, "f": facts["frequency"], "m": facts["monetary"]}
        own_cuts = company._trade_rfm_cuts()
        scores = {}
        for name, value in values.items():
            key = f"{name}_cuts"
            if key not in parameters:
                cuts = own_cuts.get(name)
                if cuts is None:
                    cuts = rfm.quintile_cuts(value[bought]).tolist()
                parameters[key] = [c if np.isfinite(c) else None for c in cuts]
            cuts = [np.inf if cut is None else cut for cut in parameters[key]]
            scores[name] = rfm.score(value, cuts)
        segment = rfm.segment(*(scores[name] for name in "rfm"))
        return {
            **{
                f"{name}_score": np.where(bought, score, rows.NO_INT)
                for name, score in scores.items()
            },
            "segment": np.where(bought, segment + 1, 0),
            "abc_class": self._abc_class(facts["monetary"], parameters),
        }

    @api.model
    def _abc_class(self, monetary, parameters):
        """Return 1 (A), 2 (B) or 3 (C) by the smallest amount found in A and in B."""
        if "abc_cuts" not in parameters:
            found = abc.classify(monetary)
            parameters["abc_cuts"] = [
                float(monetary[found == letter].min())
                if (found == letter).any()
                else None
                for letter in "AB"
            ]
        a_cut, b_cut = (np.inf if c is None else c for c in parameters["abc_cuts"])
        return np.where(
            monetary >= a_cut, 1, np.where(monetary >= min(a_cut, b_cut), 2, 3)
        )

    @api.model
    def _derive_rhythm(self, n, who, day, now, columns, parameters):
        """Add the rhythm's columns; return the rhythm."""
        found = rhythm.measure(who, day, now, parameters.get("usual_interval"))
        parameters["usual_interval"] = found.population
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
    def _first_and_last(self, n, who, day, now):
        """Return first and last order day of each customer, now for those without."""
        first, last = np.full(n, now), np.full(n, now)
        first[who[::-1]] = day[::-1]  # days are ascending within a customer
        last[who] = day
        return first, last

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
    def _derive_forecast(self, company, facts, calendar, columns, parameters):
        """Add forecast columns; return the remark, False when all is well.

        :param calendar: order days, first and last day of each customer, and today
        """
        days, first, last, now = calendar
        n = len(days)
        bought = days > 0
        x = np.maximum(days - 1, 0).astype(float)
        history = (x, (last - first).astype(float), (now - first).astype(float))
        repeat_value = _repeat_mean(facts, first, x, n)
        if "forecasts" not in parameters:
            parameters["forecasts"] = self._fit(
                company, facts["country_id"], bought, history, repeat_value
            )
        names = [f"expected_orders_{months}" for months in (3, 6, 12)]
        for name in ("p_alive", *names, "expected_value_12"):
            columns[name] = np.full(n, np.nan)
        for rows_of, fit, value in self._forecasts(facts, bought, parameters):
            past = tuple(part[rows_of] for part in history)
            columns["p_alive"][rows_of] = fit.p_alive(*past)
            for months, name in zip((3, 6, 12), names, strict=True):
                columns[name][rows_of] = fit.expected_purchases(months * MONTH, *past)
            columns["expected_value_12"][rows_of] = columns[names[-1]][
                rows_of
            ] * np.maximum(value.expected_value(x[rows_of], repeat_value[rows_of]), 0.0)
        return parameters["forecasts"]["0"][0]["reason"] or False

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
    def _fit(self, company, countries, bought, history, repeat_value):
        """Return the company's fits (key "0") and those of countries with enough
        customers who came back, as plain values by country id."""
        groups = {0: bought}
        fewest = company.trade_fit_country_min
        if fewest > 0:
            repeat = bought & (history[0] > 0)
            ids, counts = np.unique(countries[repeat], return_counts=True)
            for country in ids[(counts >= fewest) & (ids > 0)]:
                groups[int(country)] = bought & (countries == country)
        found = {}
        for key, chosen in groups.items():
            orders = bgnbd.fit(*(part[chosen] for part in history))
            if key and orders.reason:
                continue  # the company's own fit serves this country
            money = gamma_gamma.fit(history[0][chosen], repeat_value[chosen])
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


def _repeat_mean(facts, first, x, n):
    """Return the mean invoiced value of the order days after the first, shape (n,)."""
    sale = facts["day_sale"]
    who, day = facts["day_customer"][sale], facts["day"][sale]
    later = day > first[who]
    total = np.bincount(
        who[later], weights=facts["day_invoiced"][sale][later], minlength=n
    )
    return total / np.maximum(x, 1)

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import numpy as np
from odoo import api, models
from scipy.special import logit

from ...kernels import bgnbd, churn, leaving
from .metric_derive import USABLE, history_of, share_of


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _derive_churn(self, company, facts, calendar, silence, found, parameters):
        """Return risk, horizon, points by reason, and the money of twelve months.

        :param calendar: order days, first and last day of each customer, and today
        :param silence: expected silence (days), shape (n,)
        :param found: the customers' rhythm
        :param parameters: as of ``_learn``
        """
        days, _first, last, now = calendar
        n = len(days)
        window = company.trade_metric_window
        shortest = company.trade_churn_judge_days
        recent, before, year = (
            np.bincount(
                facts["day_customer"],
                weights=facts["day_net"]
                * ((facts["day"] <= now - start) & (facts["day"] > now - end)),
                minlength=n,
            )
            for start, end in ((0, window), (window, 2 * window), (0, 365))
        )
        # quantities where invoices have them, else money
        counted = facts["quantity_before"] > 0
        falling = churn.falling_strength(
            np.where(counted, facts["quantity_recent"], recent),
            np.where(counted, facts["quantity_before"], before),
        )
        quiet = (facts["interactions_out"] >= 3) & (facts["interactions_in"] == 0)
        seasonal_wait = (silence > 120) & (now - last < silence)
        evidence = {
            "silence": churn.silence_strength(now - last, silence),
            "falling": falling * ~seasonal_wait,
            "late_payment": np.nan_to_num(
                np.clip(share_of(facts["overdue"], year), 0, 1)
            ),
            "complaints": np.clip(facts["complaints"] / 2, 0, 1),
            "no_answer": quiet,
            "signals": np.clip(facts["signal_count"] / 2, 0, 1),
        }
        horizon = np.clip(silence, shortest, max(shortest, leaving.YEAR)).round()
        off_season = np.zeros(n, dtype=bool)
        off_season[found.customers] = found.peak_months > 0
        off_season &= seasonal_wait
        base, learned = self._churn_base(
            facts, calendar, horizon, found, shortest, parameters, off_season
        )
        if learned:
            seasonal_wait = off_season  # a long interval is in the regression already
            for name in churn.LEARNED:
                del evidence[name]
        usable = ~np.isnan(base)
        score = churn.score(
            np.where(usable, base, 0.5), evidence, in_rhythm=seasonal_wait
        )
        points = {name: np.zeros(n) for name in (*churn.WEIGHTS, *churn.OTHER_REASONS)}
        points |= score.points | learned
        if learned:
            # words must be true of this customer, whatever the regression says
            points["silence"] = points["silence"] * (now - last > silence)
            points["falling"] = points["falling"] * (falling > 0)
        shown = {
            name: np.where(usable & (value >= churn.WORTH_WORDS), value, 0.0)
            for name, value in points.items()
        }
        wordless = usable & (sum(shown.values()) == 0) & (score.risk >= 0.5)
        shown["pattern"] = np.where(wordless, logit(np.clip(score.risk, 0.5, 0.999)), 0)
        shown["pattern"] = np.where(
            wordless, np.maximum(shown["pattern"], churn.WORTH_WORDS), 0.0
        )
        return {
            "churn_risk": np.where(usable, score.risk, np.nan),
            "churn_horizon": horizon,
            "silent": (days > 0) & (now - last > silence),
            "money_at_stake": np.maximum(year, 0.0),
            "expected_loss": np.where(
                usable, score.risk * np.maximum(year, 0.0), np.nan
            ),
            "wallet_share": share_of(np.maximum(year, 0.0), facts["yearly_purchases"]),
        } | {f"point_{name}": value for name, value in shown.items()}

    @api.model
    def _churn_base(
        self, facts, calendar, horizon, found, shortest, parameters, off_season
    ):
        """Return chance of no order within the horizon, and log odds by reason.

        Learned from the company's own past; by BG/NBD, and without reasons, where there
        is too little of it, and of seasonal buyers before their season. NaN where
        neither can be said.
        """
        days, first, last, now = calendar
        base = np.full(len(days), np.nan)
        orders = parameters["forecasts"]["0"][0]
        if orders["reason"] not in USABLE:
            return base, {}
        x = np.maximum(days - 1, 0).astype(float)
        for places, fit, _money in self._forecasts(facts, days > 0, parameters):
            base[places] = 1 - fit.p_order_within(
                horizon[places],
                x[places],
                (last - first)[places],
                (now - first)[places],
            )
        if not parameters["leaving"]:
            return base, {}
        history = history_of(facts)
        orders = bgnbd.Fit(**orders)
        model = leaving.Model(**parameters["leaving"])
        known = leaving.describe(history, now, orders, shortest, model.unit, found)
        due = ~off_season[known.places]
        base[known.places[due]] = model.risk(known)[due]
        learned = {}
        for reason, odds in model.reasons(known).items():
            learned[reason] = np.zeros(len(days))
            learned[reason][known.places[due]] = odds[due]
        return base, learned

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Words that are common among this database's own names, learned from a sample."""

import json

from odoo import api, models, tools
from odoo.tools import SQL

from ...matching import Weights

#: Names that are read to learn from; a sample of them in larger databases.
SAMPLE = 50000
PARAMETER = "trade_crm.common_words"


class TradeHeader(models.Model):
    _inherit = "trade.header"

    @api.model
    def _cron_learn_words(self):
        """Count the words of the names, or of an even sample, and keep the common ones.

        Rare words need no count: they are what a name is recognised by.
        """
        self.flush_model(["name", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT name FROM trade_header
                 WHERE active AND id %% GREATEST(
                       (SELECT COUNT(*) FROM trade_header) / %(size)s, 1) = 0
                 ORDER BY id LIMIT %(size)s
                """,
                size=SAMPLE,
            )
        )
        learned = Weights.learn(row[0] for row in rows).common()
        self.env["ir.config_parameter"].sudo().set_param(  # our own note
            PARAMETER, json.dumps({"total": learned.total, "counts": learned.counts})
        )
        self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _trade_weights(self):
        """The learned weights, kept in memory until they are learned anew."""
        parameters = self.env["ir.config_parameter"].sudo()  # words without their names
        stored = parameters.get_param(PARAMETER)
        return Weights(**json.loads(stored)) if stored else Weights()

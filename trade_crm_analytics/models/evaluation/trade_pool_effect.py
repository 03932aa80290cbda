# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .orders_within import converted, orders_within


class TradePoolEffect(models.Model):
    """What became of the customers whom the pool gave to somebody.

    One row for each claim and assignment: hours to the owner's first contact, whether
    an order was confirmed within 90 days, and what it was worth in the company's
    currency at the order's rate.
    """

    _name = "trade.pool.effect"
    _description = "Effect of the Pool"
    _inherit = ["trade.effect.mixin"]
    _auto = False

    pool_id = fields.Many2one(comodel_name="trade.pool")
    user_id = fields.Many2one(comodel_name="res.users", string="Given to")
    kind = fields.Selection(
        selection=[("claim", "Claimed"), ("assign", "Assigned")], string="How"
    )
    date = fields.Datetime(string="Given on")
    contacted = fields.Float(
        aggregator="avg",
        help="100 %: the owner contacted the customer. Average: share.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT v.id, v.partner_id, v.pool_id, v.user_id, v.kind, v.date,
                   p.company_id, c.country_id,
                   (t.day IS NOT NULL)::int::float8 AS contacted,
                   extract(epoch FROM t.day - v.date)::float8 / 3600
                       AS hours_to_contact,
                   %(converted)s AS converted, o.amount AS ordered
              FROM trade_pool_move v
              JOIN trade_pool p ON p.id = v.pool_id
              JOIN res_partner c ON c.id = v.partner_id
              LEFT JOIN LATERAL (
                    SELECT min(i.date) AS day FROM trade_interaction i
                     WHERE i.partner_id = v.partner_id AND i.user_id = v.user_id
                       AND i.direction = 'out' AND i.date >= v.date
              ) t ON true
              CROSS JOIN %(orders)s o
             WHERE v.kind IN ('claim', 'assign')
               AND NOT EXISTS (SELECT FROM trade_pool_move u WHERE u.origin_id = v.id)
            """,
            converted=converted(SQL("o.number"), SQL("v.date"), fields.Datetime.now()),
            orders=orders_within(
                SQL("v.partner_id"), SQL("p.company_id"), SQL("v.date")
            ),
        )

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .orders_within import converted, orders_within


class TradeSopEffect(models.Model):
    """What following the SOP is worth: in time or not, with follow-up steps or without.

    One row for each time that an owner got a customer: whether his first contact was in
    the SOP's time, whether steps of a plan ran, and whether an order was confirmed
    within 90 days.
    """

    _name = "trade.sop.effect"
    _description = "Effect of the SOP"
    _inherit = ["trade.effect.mixin"]
    _auto = False

    user_id = fields.Many2one(comodel_name="res.users", string="Owner")
    team_id = fields.Many2one(comodel_name="crm.team", string="Sales team")
    kind = fields.Selection(
        selection=[
            ("filed", "Filed"),
            ("claim", "Claimed"),
            ("assign", "Assigned"),
            ("other", "Handed over"),
        ],
        string="Came by",
    )
    date = fields.Datetime(string="Owned since")
    sop = fields.Selection(
        selection=[
            ("within", "Within the SOP"),
            ("late", "Late"),
            ("none", "Never"),
            ("running", "Still in time"),
        ],
        string="First contact was",
    )
    plan = fields.Selection(
        selection=[("with", "With steps"), ("without", "Without steps")],
        string="Follow-up",
        help="Steps of a follow-up plan ran with this owner in the 90 days.",
    )

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        return SQL(
            """
            SELECT r.id, r.partner_id, r.company_id, r.user_id, r.team_id,
                   r.country_id, r.kind, r.date_start AS date,
                   CASE WHEN r.date_first_out IS NOT NULL
                        THEN r.hours_to_contact END AS hours_to_contact,
                   CASE WHEN r.sop IS NOT NULL THEN r.sop
                        WHEN r.date_sop > %(now)s THEN 'running'
                        ELSE 'none' END AS sop,
                   CASE WHEN EXISTS (
                        SELECT FROM trade_followup_task t
                         WHERE t.partner_id = r.partner_id AND t.user_id = r.user_id
                           AND t.date_start >= r.date_start
                           AND t.date_start < r.date_start + INTERVAL '90 d'
                        ) THEN 'with' ELSE 'without' END AS plan,
                   %(converted)s AS converted, o.amount AS ordered
              FROM trade_followup_response r CROSS JOIN %(orders)s o
            """,
            now=now,
            converted=converted(SQL("o.number"), SQL("r.date_start"), now),
            orders=orders_within(
                SQL("r.partner_id"), SQL("r.company_id"), SQL("r.date_start")
            ),
        )

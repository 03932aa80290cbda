# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

# Nobody waits for an answer to these.
NO_WORDS = ["order", "payment", "note"]


class TradeInteraction(models.Model):
    _inherit = "trade.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._follow_up()
        return interactions

    def _after_log(self):
        done = super()._after_log()
        self._follow_up()
        return done

    def _follow_up(self):
        """End, restart and start what new contacts do to the customers' steps."""
        self._mark_words(self.sudo().partner_id)  # whoever confirms an order
        self.env["trade.followup.task"]._on_contacts(self)
        self.env["trade.followup.response"]._on_contacts(self)

    @api.model
    def _recount_last_contact(self, customers):
        done = super()._recount_last_contact(customers)
        self._mark_words(customers)
        return done

    @api.model
    def _mark_words(self, customers):
        self.env.add_to_compute(customers._fields["trade_waits_for"], customers)

    @api.model
    def _last_words(self, partner_ids):
        """Return {company id: direction} of the last contact that may be answered."""
        self.flush_model(["partner_id", "date", "direction", "channel"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT c.id, last.direction
                      FROM unnest(%s::int[]) AS c(id)
                     CROSS JOIN LATERAL (
                           SELECT i.direction FROM trade_interaction AS i
                            WHERE i.partner_id = c.id AND i.channel <> ALL(%s)
                            ORDER BY i.date DESC, i.id DESC LIMIT 1
                     ) AS last
                    """,
                    partner_ids,
                    NO_WORDS,
                )
            )
        )

    def _is_answered(self):
        """Whether the other side wrote since, so that no answer is waited for."""
        self.ensure_one()
        ends = {"in": "trade_last_out", "out": "trade_last_in"}
        answer = self.partner_id[ends[self.direction]]
        return bool(answer and answer >= self.date)

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop what both customers have, else all of the merged one's would go."""
        self.env.cr.execute(
            SQL(
                """
                WITH ranked AS (
                    SELECT id, digest, res_id,
                           ROW_NUMBER() OVER (
                               PARTITION BY digest, res_model, res_id, channel
                               ORDER BY (partner_id = %(dst)s) DESC, id
                           ) AS rank
                      FROM trade_interaction
                     WHERE partner_id = ANY(%(all)s)
                       AND (digest IS NOT NULL OR res_id IS NOT NULL)
                )
                DELETE FROM trade_interaction AS i
                 USING ranked
                 WHERE ranked.id = i.id AND ranked.rank > 1
                """,
                dst=dst_partner.id,
                all=(src_partners | dst_partner).ids,
            )
        )
        done = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["trade.interaction"]._recount_last_contact(dst_partner)
        return done

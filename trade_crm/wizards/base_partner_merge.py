# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Headers of the merged customers become further names of the one kept.

        Their conflicts go along one by one: two of one pair would break the merge.
        """
        for partner in src_partners:
            self.env["trade.conflict"]._follow_merge(dst_partner, partner)
        src_partners._trade_hand_over_headers(dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

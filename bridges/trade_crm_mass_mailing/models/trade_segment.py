# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeSegment(models.Model):
    _inherit = "trade.segment"

    mailing_list_id = fields.Many2one(
        comodel_name="mailing.list",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_mailing_list(self):
        """Make the segment's mailing list and open it; later it is brought up to date.

        Customers without an e-mail address stay out, who unsubscribed stays
        unsubscribed.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.mailing_list_id:
            # a manager of customers need not have the mailing role to make the list
            self.mailing_list_id = (
                self.env["mailing.list"]
                .sudo()  # who may make a segment gets its list
                .create({"name": self.name})
            )
        self.action_sync()
        self.sudo()._list_sync()  # also who was in the segment before the list
        if not self.env["mailing.list"].has_access("read"):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._(
                        "The list is made. Only the marketing role can open it."
                    ),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "mailing.list",
            "res_id": self.mailing_list_id.id,
            "views": [(False, "form")],
        }

    def _sync(self):
        result = super()._sync()
        self._list_sync()
        return result

    def _list_sync(self):
        """Subscribe the segment's customers with an address; drop who left it."""
        lists = self.mailing_list_id
        if not lists:
            return
        subscriptions = self.env["mailing.subscription"].search(
            [("list_id", "=", lists.id), ("contact_id.trade_partner_id", "!=", False)]
        )
        wanted = self.partner_ids.filtered("email_normalized")
        present = subscriptions.contact_id.trade_partner_id
        # who unsubscribed is kept: else the next night would subscribe him again
        subscriptions.filtered(
            lambda one: (
                not one.opt_out and one.contact_id.trade_partner_id not in wanted
            )
        ).unlink()
        new = wanted - present
        known = {
            contact.trade_partner_id: contact
            for contact in self.env["mailing.contact"].search(
                [("trade_partner_id", "in", new.ids)]
            )
        }
        missing = new.filtered(lambda partner: partner not in known)
        for contact in self.env["mailing.contact"].create(
            [
                {
                    "name": partner.name,
                    "company_name": partner.commercial_company_name,
                    "email": partner.email,
                    "country_id": partner.country_id.id,
                    "trade_partner_id": partner.id,
                }
                for partner in missing
            ]
        ):
            known[contact.trade_partner_id] = contact
        self.env["mailing.subscription"].create(
            [{"list_id": lists.id, "contact_id": known[one].id} for one in new]
        )
        lists.invalidate_recordset(["contact_ids"])  # linked through subscriptions

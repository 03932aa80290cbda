# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError


class TradeCase(models.Model):
    """The mark that a customer gives when his case is closed (Odoo's ratings).

    The closing mail asks for it; the mark is filed as CSAT feedback, and a low one
    opens the case again.
    """

    _inherit = "trade.case"

    def _rating_get_partner(self):
        return self.contact_id or self.partner_id

    def _asks_for_rating(self):
        """Whether the mail about the case asks for a mark."""
        self.ensure_one()
        return (
            self.state == "closed"
            and self.company_id.trade_case_rating
            and self.env["res.groups"]._trade_uses("feedback")
        )

    def rating_apply(self, rate, token=None, rating=None, feedback=None, **options):
        self.ensure_one()
        if not self.env.su:
            raise AccessError(
                self.env._("The customer gives the mark, by the link in his mail.")
            )
        given = rating or self.env["rating.rating"].search(
            [("access_token", "=", token)], limit=1
        )
        # Two clicks or two windows: the second is refused, in its turn or at once.
        if given.try_lock_for_update() != given or given.consumed:
            raise UserError(
                self.env._("You gave your mark already. Thank you very much.")
            )
        rated = super().rating_apply(
            rate, token=token, rating=rating, feedback=feedback, **options
        )
        self._file_mark(rate, feedback)
        return rated

    def _file_mark(self, rate, comment):
        """File a mark of 1 to 5 as feedback about this case."""
        marks = self.env["trade.feedback"].sudo()  # sudo: the customer's own mark
        mark = marks.create(
            {
                "kind": "csat",
                "mark": int(rate),
                "comment": comment,
                "source": "rating",
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "order_id": self.order_id.id,
                "company_id": self.company_id.id,
                "case_id": self.id,
            }
        )
        if mark.low and self.company_id.trade_feedback_case:
            self._goes_on()
            self._tell_of_low_mark(mark)

    def _tell_of_low_mark(self, mark):
        user = self.user_id or self.env.user
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.with_context(lang=user.lang).env._(
                "Not satisfied: %(mark)s of 5", mark=mark.mark
            ),
            note=mark.comment,
            user_id=user.id,
        )

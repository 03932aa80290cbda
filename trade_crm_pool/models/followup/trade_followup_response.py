# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.trade_crm.models.known_fields import KnownFloat
from odoo.tools import SQL

from ..pool.rows import insert_rows

HOUR = 3600
# Hand-written notes prove no contact; documents that we send are no answer.
REPLIES = ("mail", "phone", "whatsapp", "wechat", "linkedin", "facebook", "visit")


class TradeFollowupResponse(models.Model):
    """How fast an owner contacted a customer, and answered him; a row for each owner.

    Times run around the clock, in hours; whether the first contact was within the SOP
    is counted in the owner's working days.
    """

    _name = "trade.followup.response"
    _description = "Response Times"
    _order = "date_start desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    country_id = fields.Many2one(
        related="partner_id.country_id", string="Country", store=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Team", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    kind = fields.Selection(
        selection=[
            ("filed", "Filed"),
            ("claim", "Claimed"),
            ("assign", "Assigned"),
            ("other", "Handed over"),
        ],
        string="Came by",
        readonly=True,
    )
    date_start = fields.Datetime(string="Owned since", required=True, readonly=True)
    date_sop = fields.Datetime(string="First contact due", readonly=True)
    date_first_out = fields.Datetime(string="First contact", readonly=True)
    date_first_in = fields.Datetime(string="Customer wrote first", readonly=True)
    date_first_reply = fields.Datetime(string="First answer", readonly=True)
    hours_to_contact = KnownFloat(
        string="Hours to first contact", readonly=True, aggregator="avg"
    )
    hours_to_reply = KnownFloat(
        string="Hours to first answer", readonly=True, aggregator="avg"
    )
    sop = fields.Selection(
        selection=[("within", "Within the SOP"), ("late", "Late")],
        string="First contact was",
        readonly=True,
    )
    watching = fields.Boolean(readonly=True, default=True)

    _watching_idx = models.Index("(partner_id) WHERE watching")

    @api.model
    def _begin(self, partners, kind, at):
        """Start the owners' clocks; those of former owners stop where they are."""
        if not partners:
            return self.browse()
        self.search(
            [("partner_id", "in", partners.ids), ("watching", "=", True)]
        ).watching = False
        clocks = self.env["trade.followup.task"]._clocks()
        self.flush_model()
        # Of rows with many columns more: a claim waits for them.
        partners.fetch(["country_id", "user_id", "company_id"])
        partners.user_id.partner_id.fetch(["tz"])
        partners.user_id.company_id.fetch(
            ["trade_followup_sop_days", "partner_id", "resource_calendar_id"]
        )
        rows = [
            {
                "partner_id": partner.id,
                "country_id": partner.country_id.id,
                "user_id": partner.user_id.id,
                "team_id": partner.user_id.sale_team_id.id,
                "company_id": (partner.company_id or partner.user_id.company_id).id,
                "kind": kind,
                "date_start": at,
                "date_sop": clocks.after(
                    partner.user_id,
                    at,
                    partner.user_id.company_id.trade_followup_sop_days,
                    "work_day",
                ),
                "watching": True,
            }
            for partner in partners
            if partner.user_id
        ]
        return self.browse(insert_rows(self, rows))

    @api.model
    def _on_moves(self, moves):
        moves = moves.filtered(lambda m: m.partner_id and m.kind != "refused")
        for (kind, at), some in moves.grouped(lambda m: (m.kind, m.date)).items():
            # sudo (of the caller): a pooled customer has no owner and no clock
            self._begin(
                some.partner_id, kind if kind in ("claim", "assign") else "other", at
            )

    @api.model
    def _on_contacts(self, interactions):
        """Keep the first contact and the first answer."""
        interactions = interactions.sudo()  # sudo: the clocks of a customer
        rows = self.sudo().search(  # the same
            [
                ("partner_id", "in", interactions.partner_id.ids),
                ("watching", "=", True),
            ]
        )
        if not rows:
            return
        contacts = interactions.sorted(lambda i: (i.date, i.id)).grouped("partner_id")
        for row in rows:
            for contact in contacts[row.partner_id]:
                row._note_contact(contact)

    def _note_contact(self, contact):
        if contact.channel not in REPLIES or contact.date < self.date_start:
            return
        vals = {}
        if contact.direction == "in":
            if not self.date_first_in:
                vals["date_first_in"] = contact.date
        else:
            if not self.date_first_out:
                vals["date_first_out"] = contact.date
                vals["hours_to_contact"] = self._hours(self.date_start, contact.date)
                late = contact.date > self.date_sop
                vals["sop"] = "late" if late else "within"
            if self.date_first_in and not self.date_first_reply:
                vals["date_first_reply"] = contact.date
                vals["hours_to_reply"] = self._hours(self.date_first_in, contact.date)
                vals["watching"] = False
        if vals:
            self.write(vals)

    @staticmethod
    def _hours(first, last):
        return (last - first).total_seconds() / HOUR

    @api.model
    def _figures(self, domain):
        """Medians and 90th percentiles of what the reader may see.

        :param domain: on this model
        :return: {user id, or None for all: dict ``count``, ``contact_median``,
            ``contact_p90``, ``reply_median``, ``reply_p90`` (hours, None where there
            are none) and ``within`` (share of the first contacts, 0 to 1)}; an owner
            whose time is over without a contact counts as late
        """
        self.flush_model()
        query = self._search(domain)
        now = fields.Datetime.now()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT r.user_id, GROUPING(r.user_id) AS total, count(*) AS count,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY r.hours_to_contact)
                           FILTER (WHERE r.date_first_out IS NOT NULL)
                           AS contact_median,
                       percentile_cont(0.9) WITHIN GROUP (ORDER BY r.hours_to_contact)
                           FILTER (WHERE r.date_first_out IS NOT NULL) AS contact_p90,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY r.hours_to_reply)
                           FILTER (WHERE r.date_first_reply IS NOT NULL)
                           AS reply_median,
                       percentile_cont(0.9) WITHIN GROUP (ORDER BY r.hours_to_reply)
                           FILTER (WHERE r.date_first_reply IS NOT NULL) AS reply_p90,
                       avg(CASE WHEN r.sop = 'within' THEN 1.0 ELSE 0.0 END)
                           FILTER (WHERE r.sop IS NOT NULL OR r.date_sop < %s)
                           AS within
                  FROM trade_followup_response r
                 WHERE r.id IN %s
                 GROUP BY GROUPING SETS ((r.user_id), ())
                """,
                now,
                query.subselect(),
            )
        )
        figures = {}
        for row in rows:
            user, total = row.pop("user_id"), row.pop("total")
            row["within"] = None if row["within"] is None else float(row["within"])
            figures[None if total else user or False] = row
        return figures

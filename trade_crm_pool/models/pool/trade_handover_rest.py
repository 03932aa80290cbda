# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What a leaver has on customers of others: leads, draft quotations, activities."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL


class Rest(NamedTuple):
    """A document of the leaver, the owner of its customer, and its company."""

    model: str
    id: int
    owner: int | None
    company: int | None


class TradeHandover(models.Model):
    _inherit = "trade.handover"

    rest_count = fields.Integer(
        string="With customers of others",
        compute="_compute_rest_count",
        help="Open leads, draft quotations and planned activities of the leaver that "
        "do not go along with a customer: they go to the customers' owners.",
    )
    rest = fields.Json(
        readonly=True, copy=False, help="What was given away so: {model: {id: to whom}}"
    )

    @api.depends("user_id", "state")
    @api.depends_context("allowed_company_ids")
    def _compute_rest_count(self):
        for handover in self:
            user = handover.user_id.id
            rest = handover._split_rest()[0] if user else []
            handover.rest_count = sum(row.owner != user for row in rest)

    def _split_rest(self):
        """The leaver's documents of no company and of those that are switched on, and
        those of others: two lists of Rest."""
        here, elsewhere = [], []
        known = {None, *self.env.companies.ids}
        for row in self._rest_rows():
            (here if row.company in known else elsewhere).append(row)
        return here, elsewhere

    def _rest_rows(self):
        """The leaver's documents: list of Rest."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH docs AS (
                    SELECT 'crm.lead' AS model, l.id, l.partner_id, l.user_id,
                           l.company_id
                      FROM crm_lead l
                      LEFT JOIN crm_stage s ON s.id = l.stage_id
                     WHERE l.active AND NOT COALESCE(s.is_won, FALSE)
                       AND l.partner_id IS NOT NULL
                    UNION ALL
                    SELECT 'sale.order', id, partner_id, user_id, company_id
                      FROM sale_order WHERE state IN ('draft', 'sent')
                ), about AS (
                    SELECT a.id, CASE a.res_model
                             WHEN 'res.partner' THEN a.res_id
                             WHEN 'crm.lead' THEN l.partner_id
                             WHEN 'sale.order' THEN o.partner_id END AS partner_id,
                           COALESCE(l.company_id, o.company_id) AS company_id
                      FROM mail_activity a
                      LEFT JOIN crm_lead l
                        ON a.res_model = 'crm.lead' AND l.id = a.res_id
                      LEFT JOIN sale_order o
                        ON a.res_model = 'sale.order' AND o.id = a.res_id
                     WHERE a.active AND a.user_id = %(leaver)s
                )
                SELECT d.model, d.id, p.trade_owner_id,
                       COALESCE(d.company_id, p.company_id)
                  FROM docs d LEFT JOIN res_partner p ON p.id = d.partner_id
                 WHERE d.user_id = %(leaver)s
                UNION ALL
                SELECT 'mail.activity', a.id, p.trade_owner_id,
                       COALESCE(a.company_id, p.company_id)
                  FROM about a LEFT JOIN res_partner p ON p.id = a.partner_id
                """,
                leaver=self.user_id.id,
            )
        )
        return [Rest(*row) for row in rows]

    def _give_rest(self):
        """Give what is left to the customers' owners, and note it for an undo.

        Where nobody owns the customer, or its owner does not work in the document's
        company, the person who takes over gets it; without one a document has no
        salesperson, and an activity is the manager's who does this.
        """
        target = self.target_id if self.mode == "person" else self.env["res.users"]
        given = defaultdict(dict)
        for row in self._split_rest()[0]:
            company = self.env["res.company"].browse(row.company)
            owner = self.env["res.users"].browse(row.owner) - self.user_id
            takers = (owner | target).filtered(
                lambda user, company=company: user._trade_works_for(company)
            )
            to = takers[:1].id or None
            if row.model == "mail.activity":
                to = to or self.env.uid
            given[row.model][row.id] = to
        moves = self.env["trade.pool.move"].sudo()  # sudo: managers alone open this
        moves._write_users(given)
        self.rest = given

    def _take_rest_back(self):
        """Undo: what is still where it was given goes back to the leaver."""
        back = defaultdict(dict)
        for model, given in (self.rest or {}).items():
            documents = self.env[model].sudo().browse(map(int, given))  # sudo: as above
            for document in documents.exists():
                if (document.user_id.id or None) == given[str(document.id)]:
                    back[model][document.id] = self.user_id.id
        self.env["trade.pool.move"].sudo()._write_users(back)  # sudo: as above
        self.rest = False

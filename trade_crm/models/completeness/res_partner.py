# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SIGNS = ("trade_archive_date", "trade_last_in", "trade_last_out")


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_completeness = fields.Integer(
        string="Completeness",
        compute="_compute_trade_completeness",
        store=True,
        aggregator="avg",
        help="How much of what the completeness rules ask for is in the archive, in "
        "percent.",
    )
    trade_archive_date = fields.Datetime(
        string="Archive checked",
        readonly=True,
        copy=False,
        help="When somebody last changed the archive, or said that it is still right.",
    )
    trade_freshness = fields.Integer(
        string="Freshness",
        compute="_compute_trade_freshness",
        aggregator=None,
        help="100 % on the day of a contact, change or check, falling evenly to 0 % on "
        "the day on which the archive goes stale.",
    )
    trade_stale = fields.Boolean(
        string="Stale",
        compute="_compute_trade_freshness",
        search="_search_trade_stale",
        help="No contact and no change or check of the archive for as many days as the "
        "administrator set.",
    )
    trade_incomplete = fields.Boolean(
        string="Incomplete",
        compute="_compute_trade_incomplete",
        search="_search_trade_incomplete",
        help="The score is under what the administrator set.",
    )
    trade_archive = fields.Json(
        string="Archive",
        compute="_compute_trade_archive",
        help="The score, the freshness and what is missing, for the form.",
    )

    # ------------------------------------------------------------------
    # How complete
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self._trade_mark(partners.filtered(lambda p: p._trade_is_customer()))
        partners._trade_mark_company()
        return partners

    def write(self, vals):
        own, contacts = self.env["trade.completeness.rule"]._watched()
        touched = not own.isdisjoint(vals)
        if touched and not self.env.su:
            vals = {**vals, "trade_archive_date": fields.Datetime.now()}
        before = self.commercial_partner_id if "parent_id" in vals else self.browse()
        done = super().write(vals)
        if touched:
            self._trade_mark(self.filtered(lambda p: p._trade_is_customer()))
        if not contacts.isdisjoint(vals):
            companies = self._trade_mark_company() | before
            before._trade_mark(before)
            if companies and not self.env.su:
                stamped = companies.sudo()  # says that somebody who may did change it
                stamped.trade_archive_date = fields.Datetime.now()
        return done

    def unlink(self):
        companies = self.commercial_partner_id - self
        done = super().unlink()
        self._trade_mark(companies)
        return done

    def _trade_mark_company(self):
        """A change of contacts may move the score of their companies.

        :return: those companies
        """
        companies = self.commercial_partner_id - self
        self._trade_mark(companies)
        return companies

    @api.model
    def _trade_mark(self, companies):
        """Have scores read again when this transaction writes next, once for all."""
        self.env.add_to_compute(self._fields["trade_completeness"], companies)

    def _compute_trade_completeness(self):
        field = self._fields["trade_completeness"]
        # Odoo comes in batches, and the query flushes: the other batches would be
        # computed inside this one, each inside the one before.
        partners = self | self.env.records_to_compute(field)
        self.env.remove_to_compute(field, partners)
        with self.env.protecting([field], partners):
            customers = partners.filtered(
                lambda p: p._origin and p._trade_is_customer()
            )
            (partners - customers).trade_completeness = False
            scores = self._trade_scores(customers._origin.ids)
            for partner in customers:
                partner.trade_completeness = scores.get(partner._origin.id, 0)

    @api.model
    def _trade_scores(self, ids):
        """:return: {customer id: score}, in one query"""
        if not ids:
            return {}
        # It flushes the fields that rules read. New customers' scores are then written
        # with all else of theirs that is computed.
        query = self.env["trade.completeness.rule"]._score_query(ids)
        return dict(self.env.execute_query(query))

    @api.model
    def _trade_rescore(self, ids):
        """Write the scores of customers where they changed, in one statement.

        A customer that somebody else is writing at this moment is left to him.
        """
        if not ids:
            return
        query = self.env["trade.completeness.rule"]._score_query(ids)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS p SET trade_completeness = s.score
                  FROM (%s) AS s
                 WHERE p.id = s.id AND p.trade_completeness IS DISTINCT FROM s.score
                   AND p.id IN (SELECT id FROM res_partner WHERE id = ANY(%s)
                                   FOR NO KEY UPDATE SKIP LOCKED)
                """,
                query,
                list(ids),
            )
        )
        self.browse(ids).invalidate_recordset(["trade_completeness"], flush=False)

    @api.depends("trade_completeness")
    @api.depends_context("company")
    def _compute_trade_incomplete(self):
        least = self.env.company.trade_complete_min
        for partner in self:
            partner.trade_incomplete = partner.trade_completeness < least

    @api.model
    def _search_trade_incomplete(self, operator, value):
        if operator != "in":
            return NotImplemented
        score = Domain("trade_completeness", "<", self.env.company.trade_complete_min)
        score |= Domain("trade_completeness", "=", False)
        return Domain("is_company", "=", True) & score if True in value else ~score

    # ------------------------------------------------------------------
    # How fresh
    # ------------------------------------------------------------------

    @api.depends(*SIGNS)
    @api.depends_context("company")
    def _compute_trade_freshness(self):
        limit = self.env.company.trade_fresh_days
        for partner in self:
            days = partner._trade_quiet_days()
            partner.trade_stale = days >= limit
            partner.trade_freshness = max(0, 100 - round(100 * days / limit))

    def _trade_quiet_days(self):
        """Whole days since the last contact, change or check."""
        signs = [self[name] for name in SIGNS if self[name]]
        last = max(signs) if signs else self.create_date or fields.Datetime.now()
        return max(0, (fields.Datetime.now() - last).days)

    @api.model
    def _search_trade_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        limit = fields.Datetime.now() - timedelta(
            days=self.env.company.trade_fresh_days
        )
        fresh = Domain.OR(Domain(name, ">", limit) for name in SIGNS)
        unknown = Domain.AND(Domain(name, "=", False) for name in SIGNS)
        fresh |= unknown & Domain("create_date", ">", limit)
        return ~fresh if True in value else fresh

    def action_trade_archive_checked(self):
        """The user has read the archive and says that it is still right."""
        self.check_access("write")
        company = self.commercial_partner_id.sudo()  # nobody types in this date
        company.trade_archive_date = fields.Datetime.now()

    @api.depends("trade_completeness", *SIGNS)
    @api.depends_context("company", "lang")
    def _compute_trade_archive(self):
        customers = self.filtered(lambda p: p._origin and p._trade_is_customer())
        self.trade_archive = False
        missing = self.env["trade.completeness.rule"]._missing(customers._origin.ids)
        company = self.env.company
        for partner in customers:
            rules = missing.get(partner._origin.id, ())
            partner.trade_archive = {
                "score": partner.trade_completeness,
                "complete": partner.trade_completeness >= company.trade_complete_min,
                "stale": partner.trade_stale,
                "days": partner._trade_quiet_days(),
                "limit": company.trade_fresh_days,
                "missing": [rule.name for rule in rules],
            }

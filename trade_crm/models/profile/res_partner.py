# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...formats import (
    FormatError,
    hs_prefix,
    local_moment,
    web_address,
    zone_of_country,
)
from ..identity.text_length import check_lines
from .format_text import refusal

# What a customer tells us is for people with a trade role: the server keeps it so.
TRADE = "trade_crm.group_trade_user"
OLDEST_COMPANY = 500
LINES = ("trade_terms_note", "trade_lost_note")


class ResPartner(models.Model):
    _inherit = "res.partner"

    # -- business ----------------------------------------------------------
    trade_business_kind = fields.Selection(
        selection=[
            ("importer", "Importer"),
            ("wholesaler", "Wholesaler"),
            ("retailer", "Retailer"),
            ("brand", "Brand"),
            ("manufacturer", "Manufacturer"),
            ("agent", "Agent"),
            ("online", "Online seller"),
        ],
        string="Kind of business",
        copy=False,
        groups=TRADE,
    )
    trade_source_id = fields.Many2one(
        comodel_name="utm.source",
        string="Source",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
        help="Where the customer comes from: a fair, a platform, a recommendation.",
    )
    trade_medium_id = fields.Many2one(
        comodel_name="utm.medium",
        string="Channel",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
        help="How the first contact was made: mail, phone, website, in person.",
    )
    trade_campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        string="Campaign",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
        help="The marketing activity that won the customer.",
    )
    trade_founded = fields.Integer(
        string="Founded",
        copy=False,
        groups=TRADE,
        aggregator=False,
        help="The year in which the company was founded.",
    )
    trade_market_ids = fields.Many2many(
        comodel_name="res.country",
        relation="trade_partner_market_rel",
        column1="partner_id",
        column2="country_id",
        string="Main markets",
        copy=False,
        groups=TRADE,
        help="The countries that the customer sells to.",
    )
    trade_interest_ids = fields.One2many(
        comodel_name="trade.interest",
        inverse_name="partner_id",
        string="Products of interest",
        groups=TRADE,
    )
    trade_hs_code = fields.Char(
        string="HS code",
        compute="_compute_trade_hs_code",
        search="_search_trade_hs_code",
        groups=TRADE,
        help="Of the products of interest. A search finds codes that begin so.",
    )

    # -- terms -------------------------------------------------------------
    trade_incoterm_id = fields.Many2one(
        comodel_name="account.incoterms",
        string="Preferred Incoterm",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
    )
    trade_incoterm_code = fields.Char(
        related="trade_incoterm_id.code", string="Incoterm", groups=TRADE
    )
    trade_port_loading_id = fields.Many2one(
        comodel_name="trade.port",
        string="Loading port",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
    )
    trade_port_destination_id = fields.Many2one(
        comodel_name="trade.port",
        string="Destination port",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
    )
    trade_payment_method = fields.Selection(
        selection=[
            ("tt", "T/T (bank transfer)"),
            ("lc", "L/C at sight"),
            ("lc_usance", "L/C usance"),
            ("dp", "D/P (documents against payment)"),
            ("da", "D/A (documents against acceptance)"),
            ("oa", "O/A (open account)"),
            ("wu", "Western Union"),
            ("paypal", "PayPal"),
            ("card", "Credit card"),
            ("other", "Other"),
        ],
        string="Payment method",
        copy=False,
        groups=TRADE,
    )
    trade_terms_note = fields.Char(
        string="Terms as agreed",
        copy=False,
        groups=TRADE,
        help="In the customer's words: 30% deposit, 70% against copy of B/L.",
    )
    trade_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Preferred currency",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
    )
    trade_tariff_ids = fields.Many2many(
        comodel_name="trade.tariff",
        relation="trade_partner_tariff_rel",
        column1="partner_id",
        column2="tariff_id",
        string="Tariff preference",
        copy=False,
        groups=TRADE,
        help="The certificates of origin that lower the customer's duty (关税偏好).",
    )

    # -- buying ------------------------------------------------------------
    trade_buying_cycle = fields.Selection(
        selection=[
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("half", "Every half-year"),
            ("year", "Once a year"),
            ("season", "By season"),
            ("project", "By project"),
        ],
        string="Buying cycle",
        copy=False,
        groups=TRADE,
    )
    trade_peak_month_ids = fields.Many2many(
        comodel_name="trade.month",
        relation="trade_partner_month_rel",
        column1="partner_id",
        column2="month_id",
        string="Peak months",
        copy=False,
        groups=TRADE,
        help="The months in which the customer places its orders.",
    )
    trade_certificate_ids = fields.Many2many(
        comodel_name="trade.certificate",
        relation="trade_partner_certificate_rel",
        column1="partner_id",
        column2="certificate_id",
        string="Certificates required",
        copy=False,
        groups=TRADE,
    )
    trade_offer_ids = fields.One2many(
        comodel_name="trade.competitor.offer",
        inverse_name="partner_id",
        string="Competitors",
        groups=TRADE,
    )
    trade_lost_reason_id = fields.Many2one(
        comodel_name="crm.lost.reason",
        string="Not buying because",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=TRADE,
        help="Why the customer has not bought yet (未成交原因).",
    )
    trade_lost_note = fields.Char(
        string="What would help",
        copy=False,
        groups=TRADE,
        help="What would have to change for the customer to buy.",
    )

    # -- people ------------------------------------------------------------
    trade_language_id = fields.Many2one(
        comodel_name="res.lang",
        string="Speaks",
        ondelete="set null",
        copy=False,
        groups=TRADE,
        context={"active_test": False},
        help="The language to talk in; documents are printed in Odoo's language.",
    )
    trade_tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        copy=False,
        groups=TRADE,
        help="Empty: the time zone of the country, where it has one that matters.",
    )
    trade_local_time = fields.Char(
        string="Local time",
        compute="_compute_trade_local_time",
        groups=TRADE,
        help="What time it is now where the customer is.",
    )
    trade_culture = fields.Text(
        string="Culture notes",
        copy=False,
        groups=TRADE,
        help="How to greet, what to avoid, which feasts to mind.",
    )
    trade_social_ids = fields.One2many(
        comodel_name="trade.social",
        inverse_name="partner_id",
        string="Social accounts",
        groups=TRADE,
    )
    trade_own_social_ids = fields.One2many(
        comodel_name="trade.social",
        inverse_name="contact_id",
        string="Social accounts of the contact",
        groups=TRADE,
    )
    trade_key_date_ids = fields.One2many(
        comodel_name="trade.key.date",
        inverse_name="partner_id",
        string="Key dates",
        groups=TRADE,
    )
    trade_own_key_date_ids = fields.One2many(
        comodel_name="trade.key.date",
        inverse_name="contact_id",
        string="Key dates of the contact",
        groups=TRADE,
    )

    # -- shown on cards ----------------------------------------------------
    trade_flag_url = fields.Char(related="country_id.image_url", string="Flag")

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------

    @api.depends("trade_interest_ids.hs_code")
    def _compute_trade_hs_code(self):
        for partner in self:
            codes = partner.trade_interest_ids.mapped("hs_code")
            partner.trade_hs_code = ", ".join(dict.fromkeys(filter(None, codes)))

    @api.model
    def _search_trade_hs_code(self, operator, value):
        """Find customers by the beginning of a code, however it is written."""
        if operator not in ("ilike", "like", "=", "=ilike", "=like", "in"):
            return NotImplemented
        values = [value] if isinstance(value, str) else list(value or ())
        prefixes = [prefix for text in values if (prefix := hs_prefix(str(text)))]
        return Domain(
            "trade_interest_ids",
            "any",
            Domain.OR(Domain("hs_code", "=like", f"{p}%") for p in prefixes),
        )

    @api.depends("trade_tz", "country_id")
    @api.depends_context("tz", "lang")
    def _compute_trade_local_time(self):
        """Weekday and time there, and how far from the reader's own clock."""
        now = fields.Datetime.now()
        here = local_moment(self.env.tz.zone, now).utcoffset()
        for partner in self:
            zone = partner.trade_tz or zone_of_country(partner.country_id.code)
            if not zone:
                partner.trade_local_time = False
                continue
            there = format_datetime(self.env, now, tz=zone, dt_format="EEE HH:mm")
            ahead = local_moment(zone, now).utcoffset() - here
            partner.trade_local_time = self._local_time_text(there, ahead)

    def _local_time_text(self, there, ahead):
        hours = f"{abs(ahead) / timedelta(hours=1):g}"
        if ahead > timedelta():
            return self.env._(
                "%(time)s (%(hours)s h ahead of you)", time=there, hours=hours
            )
        if ahead < timedelta():
            return self.env._(
                "%(time)s (%(hours)s h behind you)", time=there, hours=hours
            )
        return self.env._("%(time)s (as with you)", time=there)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("trade_founded")
    def _check_trade_founded(self):
        for partner in self:
            self._trade_check_year(partner.trade_founded, partner.name)

    @api.model
    def _trade_check_year(self, year, name=None):
        """Refuse a year in which no company was founded (0 is unknown)."""
        this_year = fields.Date.context_today(self).year
        if year and not OLDEST_COMPANY <= year <= this_year:
            raise ValidationError(
                self.env._(
                    "%(customer)s can't have been founded in %(year)s. Write a "
                    "year up to %(now)s, or leave it empty.",
                    customer=name or self.env._("The company"),
                    year=year,
                    now=this_year,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        check_lines(self, vals_list, LINES)
        for vals in vals_list:
            self._trade_check_website(vals)
            self._trade_check_year(vals.get("trade_founded"), vals.get("name"))
        return super().create(vals_list)

    def write(self, vals):
        check_lines(self, [vals], LINES)
        self._trade_check_website(vals)
        # Before the database says in its own words that it can't hold the number.
        self._trade_check_year(vals.get("trade_founded"), self[:1].name)
        return super().write(vals)

    @api.model
    def _trade_check_website(self, vals):
        """People with a trade role can't save an address that is none.

        Others save what Odoo lets them save.
        """
        website = vals.get("website")
        if not website or self.env.su or not self.env.user.has_group(TRADE):
            return
        try:
            web_address(website)
        except FormatError as error:
            raise refusal(self.env, website, error) from error

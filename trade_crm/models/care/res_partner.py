# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from .mail_template import fill


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_no_care = fields.Boolean(
        string="No greetings",
        copy=False,
        help="The customer wants no greetings and no mails of care.",
    )

    @api.model
    def _trade_fact_names(self):
        """Return {name: what it is called} of the facts that templates can use."""
        return {
            "contact": self.env._("contact's name"),
            "customer": self.env._("customer's name"),
            "country": self.env._("country"),
            "city": self.env._("city"),
            "industry": self.env._("industry"),
            "salesperson": self.env._("salesperson"),
            "salesperson_phone": self.env._("salesperson's telephone"),
            "company": self.env._("our company"),
            "last_order": self.env._("last order"),
            "last_order_date": self.env._("date of the last order"),
            "last_order_amount": self.env._("amount of the last order"),
            "last_product": self.env._("last product"),
            "first_order_year": self.env._("year of the first order"),
            "years": self.env._("years with us"),
            "said": self.env._("what the customer said"),
            "competitor": self.env._("competitor"),
            "occasion": self.env._("occasion"),
        }

    def _trade_fill_facts(self, text, html=False):
        self.ensure_one()
        return fill(text, self._trade_facts(), self._trade_fact_names(), html)

    def _trade_facts(self):
        """Return the facts of a contact and its company; what is not known is False.

        The signal or greeting that the mail is about comes by the context.
        """
        self.ensure_one()
        lang = self.lang or self.env.lang
        company = self.commercial_partner_id
        owner = company.user_id or self.env.user
        signal = self.env["trade.signal"].browse(
            self.env.context.get("trade_signal_id")
        )
        contact = self if not self.is_company else signal.contact_id
        orders = self._trade_order_facts(company, lang)
        return {
            "contact": contact.name or self.env.context.get("trade_greeted") or False,
            "customer": company.name,
            "country": company.country_id.with_context(lang=lang).name,
            "city": company.city,
            "industry": company.industry_id.with_context(lang=lang).name,
            "salesperson": owner.name,
            "salesperson_phone": owner.phone,
            "company": (company.company_id or self.env.company).name,
            "said": signal.excerpt,
            "competitor": signal.competitor,
            "occasion": self.env.context.get("trade_occasion_name") or False,
            **orders,
        }

    @api.model
    def _trade_order_facts(self, company, lang):
        domain = [("partner_id", "child_of", company.id), ("state", "=", "sale")]
        orders = self.env["sale.order"]
        last = orders.search(domain, order="date_order desc, id desc", limit=1)
        first = orders.search(domain, order="date_order, id", limit=1)
        if not last:
            return {}
        since = first.date_order.date()
        years = fields.Date.context_today(self).year - since.year
        line = last.order_line.filtered("product_id")[:1]
        return {
            "last_order": last.name,
            "last_order_date": format_date(self.env, last.date_order, lang_code=lang),
            "last_order_amount": format_amount(
                self.env, last.amount_total, last.currency_id, lang_code=lang
            ),
            "last_product": line.product_id.with_context(lang=lang).name,
            "first_order_year": str(since.year),
            "years": str(years) if years else False,
        }

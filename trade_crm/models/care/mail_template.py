# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import re

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..contact.trade_signal import SIGNALS
from ..contact.trade_signal_rule import LANGUAGES

OCCASIONS = [
    ("any", "Any occasion"),
    *SIGNALS,
    ("holiday", "Holiday greeting"),
    ("birthday", "Birthday"),
    ("key_date", "Key date"),
    ("anniversary", "Anniversary of the first order"),
]
FACT = re.compile(r"\{([a-z_]{2,40})\}")
#: What stands in a mail for a fact that is not known: sending stops at it.
OPEN, CLOSE = "⟦", "⟧"
MISSING = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


class MailTemplate(models.Model):
    _inherit = "mail.template"

    trade_occasion = fields.Selection(
        selection=OCCASIONS,
        string="Use in foreign trade",
        help="Offered for this signal or occasion. Facts in braces, like {contact} or "
        "{last_order}, are filled in; a fact that is not known is shown before "
        "sending.",
    )
    trade_lang = fields.Selection(
        selection=LANGUAGES,
        string="Written in",
        help="Offered to customers of this language. Empty: Odoo's translations of the "
        "template serve every language.",
    )
    trade_industry_id = fields.Many2one(
        comodel_name="res.partner.industry",
        string="Kind of business",
        ondelete="set null",
        help="Offered to customers of this industry only. Empty: to all.",
    )

    @api.constrains("trade_occasion", "model_id", "subject", "body_html")
    def _check_trade_facts(self):
        known = self.env["res.partner"]._trade_fact_names()
        for template in self.filtered("trade_occasion"):
            if template.model != "res.partner":
                raise ValidationError(
                    self.env._("Templates of foreign trade are written to contacts.")
                )
            text = f"{template.subject or ''} {template.body_html or ''}"
            unknown = sorted(set(FACT.findall(text)) - known.keys())
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no fact {%(unknown)s}. Known are: %(known)s.",
                        unknown="}, {".join(unknown),
                        known=", ".join(f"{{{name}}}" for name in known),
                    )
                )

    def _render_field(self, field, res_ids, *args, **kwargs):
        """Fill in the facts in braces, once Odoo's own expressions are rendered."""
        rendered = super()._render_field(field, res_ids, *args, **kwargs)
        if not self.trade_occasion or field not in ("subject", "body_html"):
            return rendered
        partners = self.env["res.partner"].browse(rendered)
        return {
            partner.id: partner._trade_fill_facts(
                rendered[partner.id], html=field == "body_html"
            )
            for partner in partners
        }

    @api.model
    def _trade_find(self, partner, occasion):
        """Return the best template for a customer and an occasion.

        His language and industry come first, then one's own templates, then shared.
        """
        lang = (partner.lang or self.env.user.lang or "en").split("_")[0]
        found = self.sudo().search(  # sudo: shared and own templates, nobody else's
            [
                ("model", "=", "res.partner"),
                ("trade_occasion", "in", (occasion, "any")),
                ("user_id", "in", (False, self.env.uid)),
                ("trade_lang", "in", (False, lang, "en")),
                (
                    "trade_industry_id",
                    "in",
                    (False, partner.commercial_partner_id.industry_id.id),
                ),
            ]
        )
        best = max(
            found,
            key=lambda t: (
                t.trade_occasion == occasion,
                2 if t.trade_lang == lang else 0 if t.trade_lang else 1,
                bool(t.trade_industry_id),
                bool(t.user_id),
                t.id,
            ),
            default=self.browse(),
        )
        return self.browse(best.id)

    def _trade_render(self, partner):
        """Return (subject, body, missing facts) of a mail to a contact.

        :raise UserError: when an expression of the template is broken
        """
        self.ensure_one()
        lang = partner.lang or self.env.lang
        try:
            subject = self._render_field("subject", partner.ids, set_lang=lang)
            body = self._render_field("body_html", partner.ids, set_lang=lang)
        except UserError as error:
            raise UserError(
                self.env._(
                    "The template “%(name)s” has a broken expression:\n%(error)s\n"
                    "Correct it, or use a fact in braces like {contact}.",
                    name=self.name,
                    error=str(error),
                )
            ) from error
        subject, body = subject[partner.id], body[partner.id]
        return subject, body, _missing(subject, body)

    def send_mail_batch(self, res_ids, *args, **kwargs):
        """A mail with a hole never leaves by itself."""
        for template in self.filtered("trade_occasion"):
            for partner in self.env["res.partner"].browse(res_ids):
                missing = template._trade_render(partner)[2]
                if missing:
                    raise UserError(self._missing_words(missing))
        return super().send_mail_batch(res_ids, *args, **kwargs)

    @api.model
    def _missing_words(self, missing):
        return self.env._(
            "These facts are not known: %s. Fill them in on the customer, or write "
            "your own words in their place.",
            ", ".join(missing),
        )


def _missing(*texts):
    """The facts that are marked as missing in texts, each once."""
    return list(
        dict.fromkeys(
            name for text in texts for name in MISSING.findall(str(text or ""))
        )
    )


def fill(text, facts, words, html):
    """Put facts into a text; one that is not known is marked.

    :param dict facts: values by name
    :param dict words: what each fact is called, for the mark
    """

    def value(match):
        name = match[1]
        if name not in words:
            return match[0]
        if facts.get(name):
            return str(escape(facts[name]) if html else facts[name])
        mark = f"{OPEN}{words[name]}{CLOSE}"
        return f"<mark>{escape(mark)}</mark>" if html else mark

    filled = FACT.sub(value, str(text or ""))
    return Markup(filled) if html else filled  # values are escaped above

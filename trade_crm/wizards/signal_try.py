# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.trade_crm.signals import clean

from ..models.contact.trade_signal_rule import LANGUAGES


class TradeSignalTry(models.TransientModel):
    """Shows what a text tells by the rules as they are, and what was read of it."""

    _name = "trade.signal.try"
    _description = "Try the Signals"

    text = fields.Text(string="Message")
    lang = fields.Selection(selection=LANGUAGES, string="Language")
    result = fields.Html(compute="_compute_result", sanitize=False)
    kept = fields.Text(compute="_compute_result")

    @api.depends("text", "lang")
    def _compute_result(self):
        rules = self.env["trade.signal.rule"]
        for trial in self:
            if not trial.text:
                trial.result, trial.kept = False, False
                continue
            book = rules._rulebook()
            trial.result = rules._try_html(book.tell(trial.text, trial.lang))
            trial.kept = "\n".join(clean(trial.text)).strip()[:5000]

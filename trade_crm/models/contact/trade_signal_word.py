# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.trade_crm.signals import Rulebook, RuleError, shipped
from odoo.exceptions import ValidationError

from .trade_signal_rule import LANGUAGES


class TradeSignalWord(models.Model):
    """Words of one meaning in one language, used in rules as "@name"."""

    _name = "trade.signal.word"
    _description = "Signal Word List"
    _order = "lang, name"

    name = fields.Char(
        required=True,
        help="Rules name the list as “@name”. Some are read by themselves: “not”, "
        "“nobody” and “thanks” take back what follows in the clause, “not_really” only "
        "looks like a negation, “but” ends its reach; “reference” are numbers that "
        "count nothing, behind “you_wrote” quoted words are our own, and “own” is how "
        "a colleague's note tells what we did ourselves.",
    )
    lang = fields.Selection(selection=LANGUAGES, string="Language", required=True)
    words = fields.Text(
        required=True, help="Words or phrases, parted by bars or in lines of their own."
    )
    is_edited = fields.Boolean(string="Own version", readonly=True, copy=False)

    _name_uniq = models.UniqueIndex(
        "(lang, name)", "This language has a list of this name already."
    )

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            if not record.name.isidentifier():
                raise ValidationError(
                    self.env._("The name has letters, digits and underscores only.")
                )

    @api.constrains("words", "name", "lang")
    def _check_words(self):
        self._check_rules(set(self.mapped("lang")))

    @api.model
    def _check_rules(self, languages):
        """A list may not break the rules that name it."""
        rules = self.env["trade.signal.rule"]
        lists = self._lists()
        used = rules.search([("lang", "in", list(languages))])
        try:
            Rulebook(lists, [rule._as_rule() for rule in used])
        except RuleError as error:
            raise ValidationError(rules._error_words(error)) from error

    @api.model
    def _lists(self):
        """Return {language: {name: words}}."""
        found = {language: {} for language, __ in LANGUAGES}
        for record in self.sudo().search([]):  # sudo: the same for everybody
            found[record.lang][record.name] = record.words
        return found

    @api.model
    def _load_shipped(self):
        known = {(record.lang, record.name): record for record in self.search([])}
        new = []
        for language, lists in shipped.lists().items():
            for name, words in lists.items():
                old = known.get((language, name))
                if old and not old.is_edited and old.words != words:
                    old.with_context(trade_shipping=True).words = words
                elif not old:
                    new.append({"lang": language, "name": name, "words": words})
        self.with_context(trade_shipping=True).create(new)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        if not self.env.context.get("trade_shipping"):
            vals = {**vals, "is_edited": True}
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        languages = set(self.mapped("lang"))
        done = super().unlink()
        self._check_rules(languages)
        return done

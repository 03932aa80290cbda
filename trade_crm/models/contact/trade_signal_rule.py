# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.addons.trade_crm.signals import Rule, Rulebook, RuleError, shipped
from odoo.addons.trade_crm.signals.pattern import Vocabulary, compile_lines
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from .trade_signal import SIGNALS

LANGUAGES = [
    ("en", "English"),
    ("zh", "Chinese"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("fr", "French"),
    ("de", "German"),
    ("ru", "Russian"),
    ("ar", "Arabic"),
]


class TradeSignalRule(models.Model):
    """The phrases that tell one signal in one language."""

    _name = "trade.signal.rule"
    _description = "Signal Rule"
    _order = "lang, kind, id"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    kind = fields.Selection(selection=SIGNALS, string="Signal", required=True)
    lang = fields.Selection(selection=LANGUAGES, string="Language", required=True)
    pattern = fields.Text(
        string="Phrases",
        required=True,
        help="One phrase a line. “...” is a gap, “word*” any ending, “word~” the "
        "language's endings, “(a | b)” one of them, “@list” a word list, “+” both in "
        "any order, “!word” not with that word, “#100” a number of at least 100, "
        "“?” a question mark, “/.../” a short regular expression.",
    )
    unless = fields.Text(
        help="Phrases that take the signal back when they stand in the same sentence; "
        "one that is negated there (“not solved yet”) doesn't."
    )
    confidence = fields.Float(
        default=0.9,
        digits=(3, 2),
        aggregator="avg",
        help="How sure a phrase of the rule is, from 0 to 1. A line may begin with a "
        "number of its own: “0.6: phrase”. Of two signals from the same words the one "
        "with more phrases stays; one of confidence 1 stays anyway.",
    )
    active = fields.Boolean(default=True)
    code = fields.Char(readonly=True, copy=False)
    is_edited = fields.Boolean(
        string="Own version",
        readonly=True,
        copy=False,
        help="Changed here: new versions of the shipped rule don't replace it.",
    )
    try_text = fields.Text(
        string="Your own text",
        store=False,
        help="Try the rule as it stands here, before it is saved.",
    )
    try_result = fields.Html(compute="_compute_try_result", sanitize=False)

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This shipped rule is there already."
    )
    _confidence_check = models.Constraint(
        "CHECK(confidence > 0 AND confidence <= 1)",
        "The confidence lies above 0 and is at most 1.",
    )

    @api.depends("kind", "lang")
    def _compute_name(self):
        kinds, languages = dict(SIGNALS), dict(LANGUAGES)
        for rule in self:
            if not rule.name:
                words = (languages.get(rule.lang), kinds.get(rule.kind))
                rule.name = ": ".join(word for word in words if word)

    @api.depends("kind", "lang", "name", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Shipped rules are called in the user's language, own ones as they are."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        languages = dict(self._fields["lang"]._description_selection(self.env))
        for rule in self:
            rule.display_name = (
                f"{languages[rule.lang]}: {kinds[rule.kind]}"
                if rule.code
                else rule.name
            )

    # ------------------------------------------------------------------
    # Compiling
    # ------------------------------------------------------------------

    @api.constrains("pattern", "unless", "lang")
    def _check_pattern(self):
        words = self.env["trade.signal.word"]
        for rule in self:
            lists = words._lists().get(rule.lang, {})
            try:
                vocabulary = Vocabulary(rule.lang)
                compile_lines(rule.pattern or "", vocabulary, lists)
                compile_lines(rule.unless or "", vocabulary, lists)
            except RuleError as error:
                raise ValidationError(self._error_words(error)) from error

    def _as_rule(self):
        self.ensure_one()
        return Rule(
            key=self._origin.id or 0,
            language=self.lang,
            kind=self.kind,
            pattern=self.pattern or "",
            unless=self.unless or "",
            confidence=self.confidence,
        )

    @api.model
    @ormcache()
    def _rulebook(self):
        """Return the rules compiled; a rule that can't be read is left out."""
        steps = self.env["trade.signal.step"]._by_kind()
        rules = self.sudo().search([])  # sudo: the same rules for everybody
        lists = self.env["trade.signal.word"]._lists()
        kept = [rule._as_rule() for rule in rules if rule.kind in steps]
        return Rulebook(lists, kept, broken=[])

    @api.model
    def _error_words(self, error):
        """Say what is wrong with a line in the user's language."""
        what = {
            "too_many_lines": self.env._("A rule has at most 200 lines."),
            "line_too_long": self.env._("The line is longer than 600 characters."),
            "weight": self.env._("The number before the colon lies between 0 and 1."),
            "only_missing": self.env._("The line only says what must be missing."),
            "no_word": self.env._("A part of the line has no word that must be there."),
            "too_deep": self.env._("Brackets or word lists stand too deep."),
            "bracket": self.env._("A bracket is missing its partner."),
            "empty_choice": self.env._(
                "There is nothing beside a bar or in a bracket."
            ),
            "too_many_words": self.env._("The line has too many words."),
            "gap": self.env._("A gap is at most 20 words."),
            "sign": self.env._("“%s” can't be read here.", error.detail),
            "no_list": self.env._("There is no word list “%s”.", error.detail),
            "empty_list": self.env._("The word list “%s” is empty.", error.detail),
            "regex": self.env._("The regular expression is wrong: %s", error.detail),
            "regex_cost": self.env._(
                "The regular expression could take too long. Use fewer repeats, with "
                "an upper limit: {0,10} instead of * or +, and none within another; or "
                "write the words with gaps."
            ),
        }.get(error.code, error.code)
        if not error.line:
            return what
        return self.env._(
            "This line can't be read:\n%(line)s\n\n%(what)s",
            line=error.line[:200],
            what=what,
        )

    # ------------------------------------------------------------------
    # Trying
    # ------------------------------------------------------------------

    @api.depends("try_text", "pattern", "unless", "lang", "kind", "confidence")
    def _compute_try_result(self):
        for rule in self:
            rule.try_result = rule._try() if rule.try_text and rule.lang else False

    def _try(self):
        lists = self.env["trade.signal.word"]._lists()
        try:
            book = Rulebook(lists, [self._as_rule()])
        except RuleError as error:
            return Markup(
                "<div class='text-danger' style='white-space: pre-line'>%s</div>"
            ) % (self._error_words(error))
        found = book.tell(self.try_text or "", self.lang)
        return self._try_html(found)

    @api.model
    def _try_html(self, found):
        if not found:
            return escape(self.env._("The text gives no signal."))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = Markup("").join(
            Markup(
                "<li class='mb-2'><b>%s</b> <span class='text-muted'>%d%%</span>"
                "<div>%s</div><div class='text-muted small'>%s</div></li>"
            )
            % (
                kinds[finding.kind]
                + (f" ({finding.competitor})" if finding.competitor else ""),
                round(finding.confidence * 100),
                self._marked(finding.excerpt, finding.words),
                self.env._("by: %s", finding.line),
            )
            for finding in found
        )
        return Markup("<ul class='list-unstyled mb-0'>%s</ul>") % rows

    @api.model
    def _marked(self, excerpt, words):
        """The sentence with the words that matched in a mark."""
        html, at = Markup(""), 0
        for part in words.split(" … "):
            place = excerpt.find(part, at)
            if place < 0:
                continue
            html += escape(excerpt[at:place]) + Markup("<mark>%s</mark>") % part
            at = place + len(part)
        return html + escape(excerpt[at:])

    # ------------------------------------------------------------------
    # Shipped rules
    # ------------------------------------------------------------------

    @api.model
    def _load_shipped(self):
        """Create or renew the shipped rules; those changed here stay."""
        self.env["trade.signal.word"]._load_shipped()
        known = {
            rule.code: rule
            for rule in self.with_context(active_test=False).search(
                [("code", "!=", False)]
            )
        }
        new = []
        for rule in shipped.rules():
            vals = {
                "pattern": rule.pattern,
                "unless": rule.unless or False,
                "confidence": rule.confidence,
            }
            old = known.get(rule.key)
            if old and not old.is_edited and any(old[key] != vals[key] for key in vals):
                old.with_context(trade_shipping=True).write(vals)
            elif not old:
                new.append(
                    {**vals, "code": rule.key, "kind": rule.kind, "lang": rule.language}
                )
        self.with_context(trade_shipping=True).create(new)

    def action_restore(self):
        """Put the shipped phrases back."""
        texts = {rule.key: rule for rule in shipped.rules()}
        for rule in self.filtered(lambda r: r.code in texts):
            text = texts[rule.code]
            rule.with_context(trade_shipping=True).write(
                {
                    "pattern": text.pattern,
                    "unless": text.unless or False,
                    "confidence": text.confidence,
                    "is_edited": False,
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        if {"pattern", "unless", "confidence"} & vals.keys() and not (
            self.env.context.get("trade_shipping")
        ):
            vals = {**vals, "is_edited": True}
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import sampling

CLASSES = [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")]
NONE_ALLOWED = "0"
AQL_CHOICES = [(NONE_ALLOWED, "None allowed"), *((aql, aql) for aql in sampling.AQLS)]
AQL_FIELDS = [f"aql_{key}" for key, __ in CLASSES]
LIMITS = frozenset({"level", *AQL_FIELDS})


class TradeQualityLimits(models.AbstractModel):
    """How strictly a lot is judged: inspection level and an AQL for each class."""

    _name = "trade.quality.limits"
    _description = "Limits of an Inspection"

    level = fields.Selection(
        selection=[(level, level) for level in sampling.LEVELS],
        string="Inspection level",
        help="General level II is usual; S-1 to S-4 are for small samples.",
    )
    aql_critical = fields.Selection(
        selection=AQL_CHOICES,
        string="AQL critical",
        help="Acceptance quality limit of critical defects, ISO 2859-1.",
    )
    aql_major = fields.Selection(
        selection=AQL_CHOICES,
        string="AQL major",
        help="Acceptance quality limit of major defects, ISO 2859-1.",
    )
    aql_minor = fields.Selection(
        selection=AQL_CHOICES,
        string="AQL minor",
        help="Acceptance quality limit of minor defects, ISO 2859-1.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._standard_limits(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._standard_limits(vals))

    @api.model
    def _standard_limits(self, vals):
        """The values with limits as the standard writes them: 4 is AQL 4.0.

        :raise ValidationError: for an AQL or level that the standard doesn't have
        """
        named = {}
        try:
            for field in AQL_FIELDS:
                if vals.get(field) and vals[field] != NONE_ALLOWED:
                    named[field] = sampling.standard_aql(vals[field])
            if vals.get("level"):
                named["level"] = sampling.standard_level(vals["level"])
        except sampling.SamplingError as error:
            raise ValidationError(self._sampling_words(error)) from error
        return {**vals, **named}

    def _sampling_words(self, error):
        words = {
            "lot": self.env._(
                "A lot of %(found)s pieces is outside ISO 2859-1, which begins at 2. "
                "Enter the size of the whole lot."
            ),
            "aql": self.env._(
                "AQL %(found)s is outside ISO 2859-1. Choose one of %(known)s."
            ),
            "level": self.env._(
                "Inspection level %(found)s is outside ISO 2859-1. Choose one of "
                "%(known)s."
            ),
        }
        return words.get(error.reason, str(error)) % {"known": "", **error.params}

    def _limit_words(self):
        """The AQLs in a line, such as "critical none allowed, major 2.5, minor 4.0"."""
        self.ensure_one()
        limits = [
            (self.env._("critical"), self.aql_critical),
            (self.env._("major"), self.aql_major),
            (self.env._("minor"), self.aql_minor),
        ]
        none = self.env._("none allowed")
        return ", ".join(
            f"{word} {none if aql == NONE_ALLOWED else aql}"
            for word, aql in limits
            if aql
        )

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What happens when a customer is saved that may be there already."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...matching import name_key, parse
from .conflict_answer import level_of

POLICY = [("off", "Off"), ("warn", "Warn"), ("block", "Block")]
LEVELS = ("code", "name", "likely", "weak")


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_conflict_code = fields.Selection(
        selection=POLICY, string="Same code", default="block", required=True
    )
    trade_conflict_name = fields.Selection(
        selection=POLICY, string="Same name", default="warn", required=True
    )
    trade_conflict_likely = fields.Selection(
        selection=POLICY, string="Likely conflict", default="warn", required=True
    )
    trade_conflict_weak = fields.Selection(
        selection=POLICY, string="Weak conflict", default="off", required=True
    )
    trade_conflict_mask = fields.Selection(
        selection=[
            ("owner", "That the customer exists, and its owner's name"),
            ("exists", "Only that the customer exists"),
        ],
        string="What others' customers tell",
        default="owner",
        required=True,
    )
    trade_check_cap = fields.Integer(
        string="Checks a day",
        default=50,
        help="How many customer checks a salesperson has in a day; 0: no limit.",
    )
    trade_ask_cap = fields.Integer(
        string="Questions while typing, a day",
        default=1000,
        help="How often a salesperson's screens, or programs in his name, may ask for "
        "likely conflicts in a day; 0: no limit.",
    )

    def _trade_conflict_levels(self):
        """Return {level: off, warn or block} of this company."""
        company = self.sudo()  # sudo: the policy binds whoever saves
        return {level: company[f"trade_conflict_{level}"] for level in LEVELS}


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_override_reason = fields.Char(
        string="Reason to save in spite of a conflict",
        store=False,
        compute="_compute_trade_override_reason",
        inverse="_inverse_trade_override_reason",
        groups="trade_crm.group_trade_manager",
        help="A manager's reason: it is kept with the conflict.",
    )
    trade_conflict_count = fields.Integer(compute="_compute_trade_conflict_count")

    def _compute_trade_override_reason(self):
        self.trade_override_reason = False

    def _inverse_trade_override_reason(self):
        """The reason is kept on the conflict, not on the customer."""

    def _compute_trade_conflict_count(self):
        counts = dict.fromkeys(self.ids, 0)
        conflicts = self.env["trade.conflict"].sudo()  # a number only
        for side in ("partner_a_id", "partner_b_id"):
            for partner, count in conflicts._read_group(
                [("state", "=", "open"), (side, "in", self.ids)], [side], ["__count"]
            ):
                counts[partner.id] += count
        for partner in self:
            partner.trade_conflict_count = counts.get(partner._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        reasons = [vals.pop("trade_override_reason", None) for vals in vals_list]
        reason = next(filter(None, reasons), None)
        partners = super(ResPartner, self._trade_reasoned(reason)).create(vals_list)
        partners = partners.with_env(self.env)
        customers = partners.filtered(lambda p: p._trade_is_customer())
        customers._trade_guard(reason)
        return partners

    @api.model
    def name_create(self, name):
        """A company's name typed into an order makes a company, not a person."""
        trade = self.env.user.has_group("trade_crm.group_trade_user")
        company = trade and bool(parse(name or "").forms)
        partners = self.with_context(default_is_company=True) if company else self
        return super(ResPartner, partners).name_create(name)

    def write(self, vals):
        reason = None
        if "trade_override_reason" in vals:
            vals = dict(vals)
            reason = vals.pop("trade_override_reason")
        changed = self._trade_renamed(vals)
        result = super(ResPartner, self._trade_reasoned(reason)).write(vals)
        customers = changed.filtered(lambda p: p._trade_is_customer())
        customers._trade_guard(reason, again=True)
        return result

    def _trade_renamed(self, vals):
        """Those whose name, tax number or place in a company these values change."""
        names = {"name", "vat", "is_company", "parent_id"} & set(vals)

        def changes(partner):
            values = {name: partner[name] for name in names}
            if "parent_id" in names:
                values["parent_id"] = partner.parent_id.id
            return any(
                (values[name] or False) != (vals[name] or False) for name in names
            )

        return self.filtered(changes) if names else self.browse()

    def _trade_reasoned(self, reason):
        """Let headers that are saved with the customer know the manager's reason."""
        return self.with_context(trade_override_reason=reason) if reason else self

    def action_trade_conflicts(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Conflicts"),
            "res_model": "trade.conflict",
            "view_mode": "list,form",
            "domain": [
                "|",
                ("partner_a_id", "=", self.id),
                ("partner_b_id", "=", self.id),
            ],
        }

    # ------------------------------------------------------------------
    # Guard
    # ------------------------------------------------------------------

    def _trade_inflow(self):
        """How these records come in: by hand ones may be refused, others never are."""
        context = self.env.context
        if context.get("import_file"):
            return "import"
        if self.env.su or not self.env.user._is_internal():
            return "inflow"
        if context.get("fetchmail_cron_running") or context.get("trade_inflow"):
            return "inflow"
        return "entry"

    def _trade_guard(self, reason=None, again=False):
        """Warn, open conflicts or refuse, as the company's policy says.

        :param str reason: a manager's reason to save in spite of a block
        :param bool again: a name or code changed, so decisions on it are asked again
        """
        if self:
            headers = self.env["trade.header"].sudo()  # of these customers alone
            headers.search_fetch(
                [("partner_id", "in", self.ids), ("kind", "!=", "former")],
                ["name", "credit_code", "partner_id"],
                order="id",
            ).sudo(self.env.su)._trade_guard(reason, again)

    def _trade_told(self, hits):
        """What the saver may know of these conflicts, a line each, best first."""
        mine = set(self.ids)
        raw = [
            {
                **hit,
                "partner_id": pair[0] if pair[1] in mine else pair[1],
                "header_id": False,
            }
            for pair, hit in hits.items()
        ]
        raw.sort(key=lambda hit: -hit["score"])
        return [
            self.env._(
                "%(name)s (%(owner)s): %(reasons)s",
                name=hit["name"] or self.env._("A customer of a colleague"),
                owner=hit["owner"] or self.env._("no owner shown"),
                reasons=", ".join(hit["reasons"]),
            )
            for hit in self.env["trade.header"]._trade_mask(raw[:3])
        ]

    def _trade_tell(self, hits):
        """Tell the saver's screen what was found, also where it shows no banner."""
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": len(hits) > 1,
                "title": self.env._("Conflicts to decide: %s", len(hits)),
                "message": "\n".join(self._trade_told(hits)),
            },
        )

    def _trade_refuse(self, blocked, manager):
        """Refuse to save, saying which customer it is and what can be done."""
        advice = (
            self.env._("Give a reason in 'Reason to save' to save nevertheless.")
            if manager
            else self.env._(
                "Ask its owner, or a manager who can save it with a reason."
            )
        )
        raise ValidationError(
            self.env._(
                "This customer is there already:\n%(lines)s\n%(advice)s",
                lines="\n".join(self._trade_told(blocked)),
                advice=advice,
            )
        )


class TradeHeader(models.Model):
    _inherit = "trade.header"

    @api.model_create_multi
    def create(self, vals_list):
        headers = super().create(vals_list)
        headers.filtered(lambda h: h.kind != "former")._trade_guard(again=True)
        return headers

    def write(self, vals):
        names = {"name", "name_local", "credit_code"} & set(vals)
        changed = self.filtered(
            lambda h: any((h[name] or "") != (vals[name] or "") for name in names)
        )
        result = super().write(vals)
        changed.filtered(lambda h: h.kind != "former")._trade_guard(again=True)
        return result

    def _trade_claim(self):
        """Queue up whoever saves the same name or code at the same instant.

        The second one waits here for the first to commit and is then run again by
        Odoo's retry, when it sees the first one's customer.
        """
        claims = set()
        for header in self:
            claims.update([key for key in name_key(header.name) if key[0] == "c"][:1])
            if header.credit_code:
                claims.add(f"code:{header.credit_code}")
        self.env["trade.header.claim"]._hold(claims)

    def _trade_guard(self, reason=None, again=False):
        """Warn, open conflicts or refuse, as the company's policy says.

        :param str reason: a manager's reason to save in spite of a block
        :param bool again: a name or code changed, so decisions on it are asked again
        """
        if not self or self.env.context.get("install_mode"):
            return
        reason = reason or self.env.context.get("trade_override_reason") or ""
        headers = self.sudo()  # looked for among all, whoever saves
        headers._trade_claim()
        levels = self.env.company._trade_conflict_levels()
        hits = {}
        for pair, hit in headers._trade_batch_hits(headers).items():
            codes = [code for code, _params in hit["reasons"]]
            hit["level"] = level_of(hit["score"], hit["verdict"], codes)
            if levels[hit["level"]] != "off":
                hits[pair] = hit
        if not hits:
            return
        partners = headers.partner_id.sudo(self.env.su)
        source = partners._trade_inflow()
        blocked = {p: h for p, h in hits.items() if levels[h["level"]] == "block"}
        if blocked and source == "entry":
            manager = self.env.user.has_group("trade_crm.group_trade_manager")
            if not (manager and reason.strip()):
                partners._trade_refuse(blocked, manager)
            source = "override"
        if again:
            self.env["trade.conflict"]._ask_again(hits, partners)
        self.env["trade.conflict"]._file(
            hits, source, reason if source == "override" else None
        )
        if source in ("entry", "import"):
            partners._trade_tell(hits)

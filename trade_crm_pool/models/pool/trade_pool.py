# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

SHOWN = ("name", "country", "city", "industry", "website", "email", "phone")


class TradePool(models.Model):
    """A pool of customers that its members may claim or be given."""

    _name = "trade.pool"
    _description = "Public Pool"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="A customer that fits several pools goes to the first."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company
    )
    manager_ids = fields.Many2many(
        comodel_name="res.users",
        string="Pool managers",
        domain=[("share", "=", False)],
    )
    member_ids = fields.One2many(
        comodel_name="trade.pool.member", inverse_name="pool_id", string="Members"
    )
    entry_ids = fields.One2many(
        comodel_name="trade.pool.entry", inverse_name="pool_id", string="In the pool"
    )
    rule_ids = fields.One2many(
        comodel_name="trade.pool.rule", inverse_name="pool_id", string="Recycling rules"
    )
    entry_count = fields.Integer(string="In the pool now", compute="_compute_counts")
    owned_count = fields.Integer(
        string="Held by members",
        compute="_compute_counts",
        help="Customers that members own and that came through the pool.",
    )
    scope_domain = fields.Char(
        string="Which customers",
        default="[]",
        help="Customers that this pool takes: country, kind, grade, source, ...",
    )
    scope_count = fields.Integer(
        string="Customers in scope", compute="_compute_scope_count"
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Caps and clocks run in this time zone.",
    )
    week_start = fields.Selection(
        selection=[("0", "Monday"), ("5", "Saturday"), ("6", "Sunday")],
        default="0",
        required=True,
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working calendar",
        default=lambda self: self.env.company.resource_calendar_id,
        help="Working days of members who have no calendar of their own.",
    )
    cap_day = fields.Integer(string="Claims a day", default=-1)
    cap_week = fields.Integer(string="Claims a week", default=-1)
    cap_month = fields.Integer(string="Claims a month", default=-1)
    hold_limit = fields.Integer(
        default=-1,
        help="Customers that a member may own at once. -1: no limit.",
    )
    hold_exclude_domain = fields.Char(
        string="Not counted",
        default="[]",
        help="Owned customers that fit here do not count in the hold limit, for "
        "example customers with a deal.",
    )
    cooldown_days = fields.Integer(
        default=30, help="Days before a former owner may claim a customer again."
    )
    freeze_hours = fields.Integer(
        default=0, help="Hours that a customer rests in the pool before it is given."
    )
    batch_partial = fields.Boolean(
        string="Claim what is possible",
        help="Claim the allowed ones of several customers. Otherwise all or nothing.",
    )
    allocate_when = fields.Selection(
        selection=[
            ("button", "By button"),
            ("entry", "As soon as a customer enters"),
            ("schedule", "On schedule"),
        ],
        string="Allocation",
        default="button",
        required=True,
    )
    weight_mode = fields.Selection(
        selection=[("hand", "Set by hand"), ("conversion", "From conversion")],
        string="Weights",
        default="hand",
        required=True,
    )
    conversion_days = fields.Integer(
        default=90,
        help="Days from claim or assignment to the first paid order that count as "
        "converted.",
    )
    weight_floor = fields.Float(
        default=0.5, help="Least share of an average weight that a member gets."
    )
    weight_newcomer = fields.Float(
        string="Newcomer's start value",
        default=1.0,
        help="Share of an average weight of who has no finished customers yet.",
    )
    recycle_share = fields.Integer(
        string="Ask above (%)",
        default=20,
        help="A recycling of more than this share of the members' customers is not "
        "done by itself: a manager confirms it.",
    )
    recycle_ask_min = fields.Integer(
        string="Never ask below",
        default=50,
        help="So many customers or fewer are recycled without asking.",
    )
    recycle_waiting = fields.Integer(
        string="Waiting for confirmation", readonly=True, copy=False
    )
    warn_days = fields.Integer(
        default=3, help="Days before falling back that the owner is warned."
    )
    extension_days = fields.Integer(default=10)
    extension_max = fields.Integer(
        default=2, help="Extensions that an owner may get for one customer."
    )
    show_name = fields.Boolean(string="Show name", default=True)
    show_country = fields.Boolean(string="Country", default=True)
    show_city = fields.Boolean(string="City", default=True)
    show_industry = fields.Boolean(string="Industry", default=True)
    show_website = fields.Boolean(string="Website")
    show_email = fields.Boolean(string="E-mail")
    show_phone = fields.Boolean(string="Phone")
    cursor_level = fields.Integer(default=1, readonly=True, copy=False)
    cursor_sequence = fields.Integer(readonly=True, copy=False)
    cursor_member = fields.Integer(readonly=True, copy=False)
    cursor_repeat = fields.Boolean(readonly=True, copy=False)
    run_count = fields.Integer(readonly=True, copy=False)

    _caps_check = models.Constraint(
        "CHECK(cap_day >= -1 AND cap_week >= -1 AND cap_month >= -1"
        " AND hold_limit >= -1)",
        "A cap can't be below zero. Use 0 for none at all, -1 for no limit.",
    )
    _days_check = models.Constraint(
        "CHECK(cooldown_days >= 0 AND freeze_hours >= 0 AND warn_days >= 0"
        " AND extension_days > 0 AND extension_max >= 0 AND conversion_days > 0)",
        "Days and hours can't be negative; an extension and the conversion time need "
        "at least one day.",
    )
    _share_check = models.Constraint(
        "CHECK(recycle_share BETWEEN 0 AND 100 AND weight_floor > 0"
        " AND weight_floor <= 1 AND weight_newcomer > 0)",
        "Shares go from 0 to 100 %, the floor from above 0 to 1, and a newcomer's "
        "start value is above zero.",
    )

    # ------------------------------------------------------------------
    # Scope
    # ------------------------------------------------------------------

    @api.constrains("scope_domain", "hold_exclude_domain")
    def _check_domains(self):
        for pool in self:
            for text in (pool.scope_domain, pool.hold_exclude_domain):
                pool._partner_domain(text)

    def _partner_domain(self, text):
        """Parse a domain on customers, or say that it can't be used."""
        try:
            domain = Domain(literal_eval(text or "[]"))
            domain.validate(self.env["res.partner"])
        except (ValueError, SyntaxError, TypeError, KeyError, AssertionError) as error:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is not a filter on customers: %(error)s",
                    text=text,
                    error=error,
                )
            ) from error
        return domain

    def _scope(self):
        """Domain of customers (companies) that belong to this pool."""
        self.ensure_one()
        company = Domain.TRUE
        if self.company_id:
            company = Domain("company_id", "in", (False, self.company_id.id))
        return (
            Domain("is_company", "=", True)
            & Domain("parent_id", "=", False)
            & Domain("partner_share", "=", True)
            & company
            & self._partner_domain(self.scope_domain)
        )

    @api.depends("scope_domain", "company_id")
    def _compute_scope_count(self):
        # sudo: a number only, so that a manager sees how wide the scope is
        partners = self.env["res.partner"].sudo()
        for pool in self:
            pool.scope_count = partners.search_count(pool._scope())

    def _compute_counts(self):
        entries = dict(
            self.env["trade.pool.entry"]._read_group(
                [("pool_id", "in", self.ids)], ["pool_id"], ["__count"]
            )
        )
        for pool in self:
            pool.entry_count = entries.get(pool, 0)
            # sudo: a number only
            pool.owned_count = (
                self.env["res.partner"]
                .sudo()
                .search_count(
                    pool._scope() & Domain("user_id", "in", pool.member_ids.user_id.ids)
                )
            )

    def _check_manager(self):
        """Only who manages this pool, or managers, go on."""
        if self.env.su or self.env.user.has_group("trade_crm.group_trade_manager"):
            return
        if any(self.env.user not in pool.manager_ids for pool in self):
            raise AccessError(
                self.env._(
                    "Only a manager of the pool may do this. Ask one of them: %s",
                    ", ".join(self.manager_ids.mapped("name")) or "-",
                )
            )

    @api.model
    def _pools_of(self, partner_ids):
        """The first pool whose scope each customer fits: {partner id: pool id}.

        Pools of the current company and those of all companies, in their order.
        """
        left, found = set(partner_ids), {}
        pools = self.sudo().search(  # sudo: which pool takes a customer, whoever asks
            [("company_id", "in", (False, self.env.company.id))]
        )
        partners = self.env["res.partner"].sudo()  # sudo: ids that fit the scope
        for pool in pools:
            if not left:
                break
            fits = partners.search(Domain("id", "in", list(left)) & pool._scope()).ids
            found.update(dict.fromkeys(fits, pool.id))
            left.difference_update(fits)
        return found

    # ------------------------------------------------------------------
    # Entering
    # ------------------------------------------------------------------

    def action_fill(self):
        """Put all customers in scope that nobody owns into the pool."""
        self.ensure_one()
        self._check_manager()
        # sudo: customers that nobody owns; the manager was checked
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                self._scope()
                & Domain("user_id", "=", False)
                & Domain("trade_pool_id", "=", False)
            )
        )
        if not partners:
            raise UserError(
                self.env._(
                    "The scope of %s matches no customer that is free. Widen it, or "
                    "release customers first.",
                    self.name,
                )
            )
        self._put(partners, self.env._("Put in by %s", self.env.user.name))
        return self.action_view_entries()

    def _put(self, partners, reason, kind="enter"):
        """Put customers into this pool, whoever owns them, in one go."""
        self.ensure_one()
        moves = self.env["trade.pool.move"]._change_hands(
            kind,
            [
                {"partner_id": partner.id, "pool_id": self.id, "reason": reason}
                for partner in partners
            ],
        )
        if self.allocate_when == "entry":
            self._allocate(entries=self._entries_of(partners), strict=False)
        return moves

    def _entries_of(self, partners):
        # sudo: the entry's customer is hidden from members
        return (
            self.env["trade.pool.entry"]
            .sudo()
            .search(
                [("partner_id", "in", partners.ids), ("pool_id", "=", self.id)],
                order="id",
            )
        )

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_view_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_entry"
        )
        action["domain"] = [("pool_id", "=", self.id)]
        return action

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        action["domain"] = [("pool_id", "=", self.id)]
        return action

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith("show_") for name in vals):
            # sudo: what members may see is copied by the system
            self.sudo().entry_ids._fill_shown()
        return result

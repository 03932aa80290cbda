# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import formatLang

# What record rules and the entering by itself keep in the registry's cache.
CACHED = frozenset(
    {"scope_domain", "manager_ids", "auto_enter", "active", "company_id"}
)
CAPS = ("cap_day", "cap_week", "cap_month", "hold_limit")
CAPS_CHECK = f"CHECK({' AND '.join(f'{cap} >= 0' for cap in CAPS)})"
# Screens count so many customers at most: "100,000+" is as good as the exact number.
MANY = 100000
SCOPING = frozenset({"scope_domain", "company_id", "manager_ids"})


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
    owned_text = fields.Char(
        string="Held by members",
        compute="_compute_counts",
        help="Customers in scope that members own.",
    )
    scope_domain = fields.Char(
        string="Which customers",
        default="[]",
        help="Customers that this pool takes: country, kind, grade, source, ...",
    )
    scope_count = fields.Integer(
        string="Customers in scope", compute="_compute_scope_count"
    )
    scope_free_count = fields.Integer(
        string="Free customers in scope",
        compute="_compute_scope_count",
        help="Nobody owns them and they are in no pool.",
    )
    scope_text = fields.Char(
        string="Companies in scope", compute="_compute_scope_count"
    )
    scope_free_text = fields.Char(
        string="Free companies in scope", compute="_compute_scope_count"
    )
    scope_note = fields.Char(compute="_compute_scope_count")
    auto_enter = fields.Boolean(
        string="Take free customers by itself",
        help="A customer in scope that nobody owns enters the pool when it is created "
        "or loses its owner, and hourly. Otherwise a manager fills the pool.",
    )
    members_transfer = fields.Boolean(
        string="Members may pass customers on",
        help="Otherwise only managers give a customer in scope to somebody else: "
        "passing customers on would get round caps, cool-down and hold limit.",
    )
    may_manage = fields.Boolean(compute="_compute_may_manage")
    may_scope = fields.Boolean(compute="_compute_may_manage")
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
    cap_day = fields.Integer(string="Claims a day", help="0: no limit.")
    cap_week = fields.Integer(string="Claims a week", help="0: no limit.")
    cap_month = fields.Integer(string="Claims a month", help="0: no limit.")
    hold_limit = fields.Integer(
        help="Customers that a member may own at once. 0: no limit."
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

    # Said in words by _check_caps; this holds against every other way.
    _caps_check = models.Constraint(CAPS_CHECK)
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

    @api.constrains(*CAPS)
    def _check_caps(self):
        if any(pool[cap] < 0 for pool in self for cap in CAPS):
            raise ValidationError(
                self.env._("A cap can't be below zero. Use 0 for no limit.")
            )

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
            & Domain("partner_share", "=", True)
            & Domain(
                "ref_company_ids", "=", False
            )  # our own companies are no customers
            & company
            & self._partner_domain(self.scope_domain)
        )

    @api.depends("scope_domain", "company_id")
    def _compute_scope_count(self):
        partners = self.env["res.partner"].sudo()  # sudo: numbers only
        for pool in self:
            scope, free = pool._scope(), pool._free_domain()
            pool.scope_count = partners.search_count(scope, limit=MANY + 1)
            pool.scope_free_count = partners.search_count(free, limit=MANY + 1)
            pool.scope_text = self._counted(pool.scope_count)
            pool.scope_free_text = self._counted(pool.scope_free_count)
            pool.scope_note = False
            if not pool.scope_count:
                pool.scope_note = self.env._(
                    "No company fits: this pool takes nobody. Widen the filter."
                )
            elif pool._partner_domain(pool.scope_domain).is_true():
                pool.scope_note = self.env._(
                    "Every company fits, suppliers too. Narrow the filter, unless the "
                    "pool is to take all."
                )

    def _compute_counts(self):
        entries = dict(
            self.env["trade.pool.entry"]._read_group(
                [("pool_id", "in", self.ids)], ["pool_id"], ["__count"]
            )
        )
        partners = self.env["res.partner"].sudo()  # sudo: numbers only
        for pool in self:
            pool.entry_count = entries.get(pool, 0)
            owned = partners.search_count(pool._owned_domain(), limit=MANY + 1)
            pool.owned_text = self._counted(owned)

    def _owned_domain(self):
        """Domain of the customers in scope that members own."""
        users = self.sudo().member_ids.user_id  # sudo: members' ids, for a number
        # The owner that is kept on contacts too is the one that has an index.
        return self._scope() & Domain("trade_owner_id", "in", users.ids)

    @api.model
    def _counted(self, count):
        """A number of customers as screens show it."""
        text = formatLang(self.env, min(count, MANY), digits=0)
        return f"{text}+" if count > MANY else text

    @api.depends_context("uid")
    def _compute_may_manage(self):
        manager = self.env.user.has_group("trade_crm.group_trade_manager")
        for pool in self:
            pool.may_manage = manager or self.env.user in pool.manager_ids
            pool.may_scope = manager

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

        Pools of the customer's company and those of all companies, in their order; for
        customers of no company those of the current one.
        """
        partners = self.env["res.partner"].sudo()  # sudo: ids that fit the scope
        current = self.env.company
        companies = partners.browse(partner_ids).company_id | current
        pools = self.sudo().search(  # sudo: which pool takes a customer, whoever asks
            [("company_id", "in", (False, *companies.ids))]
        )
        left, found = set(partner_ids), {}
        for pool in pools:
            if not left:
                break
            domain = Domain("id", "in", list(left)) & pool._scope()
            if pool.company_id not in (self.env["res.company"], current):
                domain &= Domain("company_id", "=", pool.company_id.id)
            fits = partners.search(domain).ids
            found.update(dict.fromkeys(fits, pool.id))
            left.difference_update(fits)
        return found

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

    def action_view_owned(self):
        """Customers in scope that members own, as far as the reader may see them."""
        self.ensure_one()
        members = self.sudo().member_ids.user_id  # sudo: whose customers
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_customer"
        )
        action["domain"] = list(self._scope() & Domain("user_id", "in", members.ids))
        return action

    def action_view_scope(self):
        """Customers that the scope matches, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_customer"
        )
        action["domain"] = list(self._scope())
        return action

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user._trade_manages_pools())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Who manages no pool reads how his are set up, and is offered no change."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env.user._trade_manages_pools():
            arch.set("edit", "0")
        return arch, view

    @api.model_create_multi
    def create(self, vals_list):
        pools = super().create(vals_list)
        self.env.registry.clear_cache()
        return pools

    def write(self, vals):
        if SCOPING & set(vals) and not (
            self.env.su or self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            raise AccessError(
                self.env._(
                    "Which customers a pool takes, its company and its managers are "
                    "changed by a manager of the trade department."
                )
            )
        result = super().write(vals)
        if CACHED & set(vals):
            self.env.registry.clear_cache()
        if any(name.startswith("show_") for name in vals):
            self.sudo().entry_ids._fill_shown()  # sudo: what members see is copied
        return result

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        entries = self.env["trade.pool.entry"].sudo()  # sudo: whether any is there
        if entries.search_count([("pool_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "There are still customers in the pool. Allocate or transfer them "
                    "first, or archive the pool."
                )
            )

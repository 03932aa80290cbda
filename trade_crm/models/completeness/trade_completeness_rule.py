# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import ast

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, Query

# What an administrator writes is bounded in size, depth and operators.
MAX_CHARS, MAX_CONDITIONS, MAX_PATH, MAX_VALUES = 2000, 20, 3, 200
OPERATORS = frozenset(
    [
        "=",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "in",
        "not in",
        "like",
        "not like",
        "ilike",
        "not ilike",
        "any",
        "not any",
    ]
)
BATCH = 2000
# With up to this many customers a change of the rules shows at once.
AT_ONCE = 5000
CURSOR = "trade_crm.completeness_cursor"


class TradeCompletenessRule(models.Model):
    """One thing that a customer's archive should hold, and how much it counts.

    The score of a customer is the weight of what is there out of the weight of all
    rules that apply to him, as a whole percentage. It is the same for every reader;
    fields that each company keeps for itself are read in the first company.
    """

    _name = "trade.completeness.rule"
    _description = "Completeness Rule"
    _order = "sequence, id"

    name = fields.Char(
        string="What should be there",
        required=True,
        translate=True,
        help="These words tell a salesperson what is missing.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[("field", "A field is filled"), ("domain", "A condition is met")],
        string="Met when",
        required=True,
        default="field",
    )
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Field",
        domain=[("model", "=", "res.partner"), ("store", "=", True)],
        ondelete="cascade",
    )
    domain = fields.Char(
        string="Condition",
        default="[]",
        help="Met by customers whose archive is complete in this respect.",
    )
    weight = fields.Integer(default=10, required=True)
    applies_domain = fields.Char(
        string="Applies to",
        default="[]",
        help="Which customers the rule is for: all, when nothing is chosen.",
    )
    missing_count = fields.Integer(
        string="Customers without it", compute="_compute_missing_count"
    )

    _weight_check = models.Constraint(
        "CHECK (weight BETWEEN 1 AND 1000)", "A weight lies between 1 and 1000."
    )

    # ------------------------------------------------------------------
    # Expressions
    # ------------------------------------------------------------------

    @api.constrains("kind", "field_id", "domain", "applies_domain")
    def _check_expressions(self):
        for rule in self:
            field = rule.sudo().field_id  # its name is read, nothing of a customer
            if rule.kind == "field" and field.model != "res.partner":
                raise ValidationError(
                    self.env._("Choose a field of the customer for “%s”.", rule.name)
                )
            rule._read_expression("applies_domain")
            if rule.kind == "domain" and rule._read_expression("domain").is_true():
                raise ValidationError(
                    self.env._(
                        "Say when “%s” is met: the condition is empty.", rule.name
                    )
                )

    def _read_expression(self, name):
        """The domain that is written in a field, once it was found harmless.

        :raise ValidationError: with what to do
        """
        text = (self[name] or "").strip() or "[]"
        try:
            if len(text) > MAX_CHARS:
                raise UserError(self.env._("It is too long."))
            domain = Domain(ast.literal_eval(text))
            self._check_conditions(self.env["res.partner"], domain, [])
            # sudo: only whether the database understands it is tried out, and whether
            # the writer may read the fields was checked above
            partners = self.env["res.partner"].sudo()  # tried out only, fields checked
            partners.search(domain, limit=1)
        except (UserError, ValueError, TypeError, SyntaxError, RecursionError) as error:
            reason = error.args[0] if isinstance(error, UserError) else ""
            raise ValidationError(
                self.env._(
                    "The expression of “%(rule)s” can't be used. %(reason)s\n"
                    "Choose conditions on stored fields of the customer, at most "
                    "%(limit)s of them.",
                    rule=self.name or "",
                    reason=reason,
                    limit=MAX_CONDITIONS,
                )
            ) from error
        return domain

    def _check_conditions(self, model, domain, seen):
        for condition in domain.iter_conditions():
            seen.append(condition)
            if len(seen) > MAX_CONDITIONS:
                raise UserError(self.env._("It has too many conditions."))
            if condition.operator not in OPERATORS:
                raise UserError(
                    self.env._("“%s” is not offered here.", condition.operator)
                )
            comodel = self._check_path(model, condition.field_expr)
            value = condition.value
            if inside := self._inside(condition):
                self._check_conditions(comodel, inside, seen)
            elif isinstance(value, (list, tuple, set)) and len(value) > MAX_VALUES:
                raise UserError(self.env._("It lists too many values."))

    def _check_path(self, model, path):
        """Follow a field's path; only what the writer may read himself."""
        names = path.split(".")
        if len(names) > MAX_PATH:
            raise UserError(self.env._("It goes over too many records."))
        for name in names:
            field = model is not None and model._fields.get(name)
            if not field or not (field.store or field.search):
                raise UserError(self.env._("There is no field “%s” to search.", path))
            model.check_access("read")
            if not model._has_field_access(field, "read"):
                raise UserError(self.env._("You can't read the field “%s”.", path))
            model = self.env[field.comodel_name] if field.comodel_name else None
        return model

    def _met_domain(self):
        """Domain on customers that have what the rule asks for."""
        if self.kind == "field":
            field = self.sudo().field_id  # its name is no secret
            return Domain(field.name, "!=", False)
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _for_domain(self):
        """Domain on customers that the rule is for."""
        return Domain(ast.literal_eval(self.applies_domain or "[]"))

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._rules_changed()
        return rules

    def write(self, vals):
        done = super().write(vals)
        if vals.keys() - {"name", "sequence"}:
            self._rules_changed()
        return done

    def unlink(self):
        done = super().unlink()
        self._rules_changed()
        return done

    @api.model
    def _rules_changed(self):
        """Bring all scores up to date: at once in a small database, else in batches."""
        self.env.registry.clear_cache()
        if self.env.context.get("install_mode"):
            return
        customers = self.env["res.partner"].sudo()  # scores are nobody's own
        domain = [("is_company", "=", True), ("parent_id", "=", False)]
        if customers.search_count(domain, limit=AT_ONCE + 1) <= AT_ONCE:
            customers._trade_rescore(customers.search(domain).ids)
            return
        parameters = self.env["ir.config_parameter"].sudo()  # the job's own position
        parameters.set_param(CURSOR, "0")
        self.env.ref("trade_crm.cron_completeness").sudo()._trigger()  # same reason

    @api.model
    @tools.ormcache()
    def _watched(self):
        """Fields whose change may move a score.

        :return: (of the customer, of its contacts), two frozensets of names
        """
        own, contacts = set(), set()
        for rule in self.sudo().search([]):  # what the rules read, for whoever writes
            for domain in (rule._met_domain(), rule._for_domain()):
                for condition in domain.iter_conditions():
                    name, *rest = condition.field_expr.split(".")
                    own.add(name)
                    if name in ("child_ids", "user_ids"):
                        contacts.update({"parent_id", "active", *rest[:1]})
                        inside = self._inside(condition) or Domain.TRUE
                        contacts.update(
                            c.field_expr.split(".")[0] for c in inside.iter_conditions()
                        )
        return frozenset(own), frozenset(contacts)

    @api.model
    def _inside(self, condition):
        """The domain on the records that a condition looks at, if it has one."""
        if condition.operator in ("any", "not any"):
            return Domain(condition.value)
        return None

    # ------------------------------------------------------------------
    # Scores
    # ------------------------------------------------------------------

    @api.model
    def _as_sql(self, ids):
        """The rules in force as conditions on ``res_partner``, for some customers.

        :return: (query, list of (rule, applies, met)); the query selects the
            customers and holds the joins that the conditions may need
        """
        first = self.env["res.company"].sudo().search([], order="id", limit=1)  # ditto
        partners = self.env["res.partner"].sudo().with_company(first)  # as nobody's own
        query = Query(self.env, "res_partner", SQL.identifier("res_partner"))
        query.add_where(SQL("res_partner.id = ANY(%s)", list(ids)))
        conditions = []
        for rule in self.sudo().search([]):  # rules are the same for everybody
            applies, met = (
                self._bounded(domain, partners, ids)._to_sql(
                    partners, "res_partner", query
                )
                for domain in (rule._for_domain(), rule._met_domain())
            )
            conditions.append((rule, applies, met))
        return query, conditions

    @api.model
    def _bounded(self, domain, partners, ids):
        """Have conditions on contacts and the like look at those of ``ids`` alone.

        As part of a SELECT, "is among the parents of ..." would read the whole table
        of contacts for a single customer.
        """

        def bound(condition):
            field = partners._fields.get(condition.field_expr)
            if not field or field.type != "one2many":
                return condition
            mine = Domain(field.inverse_name, "in", list(ids))
            operator, value = condition.operator, condition.value
            if isinstance(value, Domain):
                return Domain(condition.field_expr, operator, value & mine)
            if set(value) == {False}:
                operator = "any" if operator == "not in" else "not any"
                return Domain(condition.field_expr, operator, mine)
            return condition

        plain = domain.optimize_full(partners)
        return plain.map_conditions(bound).optimize_full(partners)

    @api.model
    def _score_query(self, ids):
        """SELECT of id and score of customers."""
        query, conditions = self._as_sql(ids)

        def total(parts):
            """Sum of the weights of the rules whose parts are true."""
            cases = [
                SQL("CASE WHEN %s THEN %s ELSE 0 END", part, rule.weight)
                for rule, part in parts
            ]
            return SQL(" + ").join([SQL("0"), *cases])

        asked = total((rule, applies) for rule, applies, __ in conditions)
        there = total(
            (rule, SQL("(%s) AND (%s)", applies, met))
            for rule, applies, met in conditions
        )
        return query.select(
            SQL("res_partner.id"),
            SQL("COALESCE(100 * (%s) / NULLIF(%s, 0), 100) AS score", there, asked),
        )

    @api.model
    def _missing(self, ids):
        """What customers lack, weightiest first.

        :return: {partner id: list of rules}
        """
        if not ids:
            return {}
        query, conditions = self._as_sql(ids)
        if not conditions:
            return {}
        lacks = SQL(", ").join(
            SQL(
                "CASE WHEN (%s) AND (%s) IS NOT TRUE THEN %s::int END",
                applies,
                met,
                rule.id,
            )
            for rule, applies, met in conditions
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            query.select(
                SQL("res_partner.id"), SQL("ARRAY_REMOVE(ARRAY[%s], NULL)", lacks)
            )
        )
        return {
            partner: self.browse(found).sorted(lambda rule: -rule.weight)
            for partner, found in rows
        }

    def _compute_missing_count(self):
        customers = self.env["res.partner"]
        for rule in self:
            rule.missing_count = (
                customers.search_count(rule._missing_domain()) if rule.id else 0
            )

    def _missing_domain(self):
        return (
            Domain("is_company", "=", True)
            & Domain("parent_id", "=", False)
            & Domain("ref_company_ids", "=", False)
            & self._for_domain()
            & ~self._met_domain()
        )

    def action_missing(self):
        """The customers that lack what the rule asks for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_customer"
        )
        action.update(
            name=self.env._("Without: %s", self.name),
            domain=list(self._missing_domain()),
        )
        return action

    @api.model
    def _cron_refresh(self):
        """Read all scores again, in batches that resume where they stopped.

        Catches what no write of the customer tells: a date that passed, a document
        that came, a record elsewhere that a rule looks at.
        """
        cron = self.env["ir.cron"]
        params = self.env["ir.config_parameter"]
        customers = self.env["res.partner"].with_context(active_test=False)
        domain = Domain("is_company", "=", True) & Domain("parent_id", "=", False)
        while True:
            last = int(params.get_param(CURSOR) or 0)
            batch = customers.search(
                domain & Domain("id", ">", last), order="id", limit=BATCH
            )
            customers._trade_rescore(batch.ids)
            params.set_param(CURSOR, str(batch[-1:].id or 0))
            remaining = (
                customers.search_count(domain & Domain("id", ">", batch[-1].id))
                if len(batch) == BATCH
                else 0
            )
            if not remaining:
                params.set_param(CURSOR, "0")
            if not cron._commit_progress(len(batch), remaining=remaining) or (
                not remaining
            ):
                break

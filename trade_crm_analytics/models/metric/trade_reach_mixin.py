# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Up to so many customers an index finds the rows; up to so many PostgreSQL compares by
#: hash in the memory that it has by default, which is twice as fast as a join. (Of
#: "= ANY" its planner would weigh each customer, which takes longer than the query.)
FEW = 5_000
HASHED = 100_000


class Reach:
    """The customers that conditions of record rules let through, looked up once.

    A rule asks of every row whether its customer is among those that the reader
    reaches; each query would look these up anew. Here the rule stays as it is, but for
    that condition: it becomes the list of customers that it was found to mean.
    """

    def __init__(self, env):
        self.env, self.found = env, []

    def resolve(self, model, rule):
        """Return a rule of a model with its conditions on customers looked up."""

        def condition(one):
            field = model._fields.get(one.field_expr)
            if field is None or field.type != "many2one":
                return one
            if field.required and one.operator == "in" and set(one.value) == {False}:
                return Domain.FALSE
            if (
                field.comodel_name != "res.partner"
                or one.operator not in ("any", "any!")
                or not isinstance(one.value, Domain)
            ):
                return one
            template, ids = self._customers(one.value)
            return Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    template, model._field_to_sql(alias, field.name, query), ids
                )
            )

        return rule.map_conditions(condition)

    def _customers(self, domain):
        """Return how a column is compared with the customers in a domain.

        :return: template of SQL, and ids as PostgreSQL's array: of the customers, or of
            the partners who are not in the domain where these are fewer
        """
        for known, comparison in self.found:  # few, and not all of them can be hashed
            if known == domain:
                return comparison
        Partner = self.env["res.partner"].sudo()  # a rule's own condition, as Odoo does
        query = Partner.with_context(active_test=False)._search(domain)
        [(number, ids, others, other_ids)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE inside AND customer),
                       array_agg(id) FILTER (WHERE inside AND customer)::text,
                       count(*) FILTER (WHERE NOT inside),
                       array_agg(id) FILTER (WHERE NOT inside)::text
                  FROM (
                        SELECT p.id, r.id IS NOT NULL AS inside,
                               p.is_company OR p.parent_id IS NULL AS customer
                          FROM res_partner p
                          LEFT JOIN (%s) r ON r.id = p.id
                  ) p
                """,
                query.subselect(),
            )
        )
        if others < number and others <= HASHED:
            comparison = "%s NOT IN (SELECT unnest(%s::int[]))", other_ids or "{}"
        elif FEW < number <= HASHED:
            comparison = "(%s IN (SELECT unnest(%s::int[]))) IS TRUE", ids
        else:
            comparison = "%s IN (SELECT DISTINCT unnest(%s::int[]))", ids or "{}"
        self.found.append((domain, comparison))
        return comparison


class TradeReachMixin(models.AbstractModel):
    """Rows of customers whose rules may be looked up once for many reads."""

    _name = "trade.reach.mixin"
    _description = "Rows of Reachable Customers"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **options):
        reach = self.env.context.get("trade_reach")
        # an object of this class: no caller can send one
        if bypass_access or self.env.su or not isinstance(reach, Reach):
            return super()._search(
                domain, *args, bypass_access=bypass_access, **options
            )
        self.browse().check_access("read")
        system = self.sudo().with_context(active_test=False)  # as Odoo reads rules
        rule = self.env["ir.rule"]._compute_domain(self._name, "read")
        rule = reach.resolve(self, rule).optimize_full(system)
        if not rule.is_true() and not rule.is_false():
            ruled = rule
            rule = Domain.custom(
                to_sql=lambda model, alias, query: ruled._to_sql(system, alias, query)
            )
        return super()._search(
            Domain(domain) & rule, *args, bypass_access=True, **options
        )

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Links that a refresh copies into its rows from a customer's own, checked ones.

PostgreSQL looks a foreign key up for each row that is written: with five of them that
took longer than writing a million months. A country or company in use can't be deleted;
whatever else can be is taken out of the copies by ``forget``.
"""

from odoo import fields
from odoo.tools import SQL, sql

#: Models with such links.
COPIES = (
    "trade.customer.metric",
    "trade.customer.month",
    "trade.customer.snapshot",
)


class CopiedMany2one(fields.Many2one):
    """A many2one without a foreign key in the database."""

    def update_db_foreign_key(self, model, column):
        """Drop the one that an older version made."""
        cr, table = model.env.cr, model._table
        other = model.env[self.comodel_name]._table
        ondelete = self.ondelete or "set null"
        for name in sql.get_foreign_keys(cr, table, self.name, other, "id", ondelete):
            sql.drop_constraint(cr, table, name)


def forget(records):
    """Take records that are about to be deleted out of the copies.

    Rows of a deleted customer go with it, as by a key that cascades.
    """
    env = records.env
    for model in map(env.__getitem__, COPIES):
        for field in model._fields.values():
            if (
                not isinstance(field, CopiedMany2one)
                or field.comodel_name != records._name
            ):
                continue
            model.flush_model()
            table, column = SQL.identifier(model._table), SQL.identifier(field.name)
            action = SQL("UPDATE %s SET %s = NULL", table, column)
            if field.required:
                action = SQL("DELETE FROM %s", table)
            # by company too: so the index of customers serves it
            env.cr.execute(
                SQL(
                    "%s WHERE company_id IN (SELECT id FROM res_company)"
                    " AND %s = ANY(%s)",
                    action,
                    column,
                    records.ids,
                )
            )
            model.invalidate_model()

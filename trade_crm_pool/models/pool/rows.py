# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.tools import SQL


def insert_rows(model, rows, skip_known=False):
    """Insert rows of the same columns in one statement; return the new ids in order.

    For models whose rows are the system's own: no ``create`` is called, no stored field
    is computed.

    :param bool skip_known: leave out what a unique index has, instead of failing
    """
    if not rows:
        return []
    env, names = model.env, list(rows[0])
    columns = SQL(", ").join(
        SQL(
            "%s::%s[]",
            [None if row[name] is False else row[name] for row in rows],
            SQL(model._fields[name].column_type[1]),
        )
        for name in names
    )
    listed = SQL(", ").join(map(SQL.identifier, names))
    now = fields.Datetime.now()
    return [
        row[0]
        for row in env.execute_query(
            SQL(
                "INSERT INTO %s (%s, create_uid, create_date, write_uid, write_date)"
                " SELECT %s, %s, %s, %s, %s FROM unnest(%s) WITH ORDINALITY"
                " AS v(%s, place) ORDER BY v.place %s RETURNING id",
                SQL.identifier(model._table),
                listed,
                listed,
                env.uid,
                now,
                env.uid,
                now,
                columns,
                listed,
                SQL("ON CONFLICT DO NOTHING") if skip_known else SQL(""),
            )
        )
    ]

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Rows of one company's documents with every id replaced by a natural key, so that two
companies in one database can be compared column by column."""

TABLES = {
    "sale_order": ("client_order_ref",),
    "sale_order_line": ("order_id", "rank"),
    "account_move": ("name",),
    "account_move_line": ("move_id", "rank"),
    "account_payment": ("name",),
    "account_partial_reconcile": ("debit_move_id", "credit_move_id"),
    "account_full_reconcile": ("members",),
    "res_partner": ("ref",),
    "product_product": ("default_code",),
    "product_template": ("default_code",),
}
# Columns that may differ, with the reason.
MAY_DIFFER = {
    "id": "a number of its own",
    "create_date": "when it was made",
    "write_date": "when it was made",
    "res_partner.calendar_last_notif_ack": "when it was made",
    "res_partner.customer_rank": "the ORM counts on after its commit; tested apart",
    "res_partner.trade_last_in": "the load's contacts have the documents' own days",
    "res_partner.trade_last_proven": "the same",
    "res_partner.trade_owned_since": "when the owner got it: now, in both",
    "sale_order.name": "both draw from the one sequence of orders",
}


def snapshot(env, company, order_names):
    """{table: {key: {column: value}}} of all documents of the company."""
    keys = _keys(env, company)
    tables = {}
    for table in TABLES:
        refers = _references(env, table)
        rows = {}
        for row in _rows(env, table, company):
            normal = {
                column: _normal(
                    env, keys, order_names, table, column, value, refers.get(column)
                )
                for column, value in row.items()
            }
            rows[keys[table][row["id"]]] = normal
        tables[table] = rows
    return tables


def differences(one, other):
    """Sentences about every cell that differs, columns that may differ left out."""
    found = []
    for table, rows in one.items():
        if set(rows) != set(other[table]):
            strange = sorted(map(str, set(rows) ^ set(other[table])))
            found.append(f"{table}: rows only in one: {strange[:6]}")
        for key in set(rows) & set(other[table]):
            for column, value in rows[key].items():
                if column in MAY_DIFFER or f"{table}.{column}" in MAY_DIFFER:
                    continue
                theirs = other[table][key][column]
                if value != theirs:
                    found.append(f"{table}.{column} {key}: {value!r} / {theirs!r}")
    return found


def _rows(env, table, company):
    env.flush_all()
    where = {
        "account_full_reconcile": (
            "id IN (SELECT full_reconcile_id FROM account_move_line "
            "WHERE company_id = %s)"
        ),
        "product_product": (
            "product_tmpl_id IN (SELECT id FROM product_template WHERE company_id = %s)"
        ),
    }.get(table, "company_id = %s")
    env.cr.execute(
        f"SELECT * FROM {table} WHERE {where} ORDER BY id",  # noqa: S608 - constants
        [company.id],
    )
    return env.cr.dictfetchall()


def _references(env, table):
    """Column -> table that it refers to, from the foreign keys."""
    env.cr.execute(
        """
        SELECT a.attname, f.relname
        FROM pg_constraint c
        JOIN pg_class f ON f.oid = c.confrelid
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.conrelid = %s::regclass
        """,
        [table],
    )
    return dict(env.cr.fetchall())


def _keys(env, company):
    """{table: {id: natural key}}"""
    env = env(context={"allowed_company_ids": company.ids, "active_test": False})
    of_company = [("company_id", "=", company.id)]
    keys = {"res_company": {company.id: "company"}}

    def named(model, field, domain):
        records = env[model].search(domain)
        keys[records._table] = {record.id: record[field] for record in records}

    named("res.partner", "ref", of_company)
    keys["res_partner"][company.partner_id.id] = "company"
    named("product.product", "default_code", of_company)
    named("product.template", "default_code", of_company)
    named("account.journal", "code", of_company)
    named("account.payment.term", "name", of_company)
    named("account.fiscal.position", "name", of_company)
    named("account.account", "code", [("company_ids", "in", company.ids)])
    named("sale.order", "client_order_ref", of_company)
    named("product.pricelist", "name", of_company)
    named("account.move", "name", of_company)
    named("account.payment", "name", of_company)
    lines = env["account.payment.method.line"].search(
        [("journal_id.company_id", "=", company.id)]
    )
    keys[lines._table] = {
        line.id: (line.journal_id.code, line.payment_type, line.name) for line in lines
    }
    for table, parent in (
        ("sale_order_line", "order_id"),
        ("account_move_line", "move_id"),
    ):
        keys[table] = {}
        ranks = {}
        for row in _rows(env, table, company):
            above = keys[table.removesuffix("_line")][row[parent]]
            # Invoice lines first: the ORM may write the receivable line before them.
            group = (above, row.get("display_type"))
            ranks[group] = ranks.get(group, 0) + 1
            keys[table][row["id"]] = (*group, ranks[group])
    keys["account_partial_reconcile"] = {
        row["id"]: (
            keys["account_move_line"][row["debit_move_id"]],
            keys["account_move_line"][row["credit_move_id"]],
        )
        for row in _rows(env, "account_partial_reconcile", company)
    }
    members = {}
    for row in _rows(env, "account_move_line", company):
        if row["full_reconcile_id"]:
            members.setdefault(row["full_reconcile_id"], []).append(
                keys["account_move_line"][row["id"]]
            )
    keys["account_full_reconcile"] = {
        full: tuple(sorted(map(str, lines))) for full, lines in members.items()
    }
    if "trade.header" in env:
        headers = env["trade.header"].search(
            [("partner_id.company_id", "=", company.id)]
        )
        keys["trade_header"] = {h.id: (h.partner_id.ref, h.name) for h in headers}
    return keys


def _normal(env, keys, order_names, table, column, value, refers):
    if value is None:
        return None
    if refers in keys:
        return keys[refers].get(value, f"{refers} {value}")
    if column == "invoice_origin":
        return order_names.get(value, value)
    if column == "matching_number" and value.isdigit():
        return keys["account_full_reconcile"][int(value)]
    if column == "matching_number":
        return ("P", keys["account_partial_reconcile"][int(value[1:])])
    if isinstance(value, dict):
        # A company-dependent value is kept under the company's id.
        return [
            keys["account_payment_term"].get(inner, inner)
            if isinstance(inner, int)
            else inner
            for _company, inner in sorted(value.items())
        ]
    return value

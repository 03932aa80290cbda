# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

_logger = logging.getLogger(__name__)

BATCH = 50000


def pre_init_hook(env):
    """Fill the owner of a database's customers in one statement.

    The column is stored and related; without this, half a million partners would be
    computed one by one.
    """
    cr = env.cr
    if column_exists(cr, "res_partner", "trade_owner_id"):
        return
    create_column(cr, "res_partner", "trade_owner_id", "int4")
    # Scores come in batches, not one by one at install.
    create_column(cr, "res_partner", "trade_completeness", "int4")
    cr.execute(
        SQL(
            """
            UPDATE res_partner AS p
               SET trade_owner_id = c.user_id
              FROM res_partner AS c
             WHERE c.id = p.commercial_partner_id AND c.user_id IS NOT NULL
            """
        )
    )
    for table in ("sale_order", "account_move"):
        # Documents from before keep no header: none was chosen for them.
        create_column(cr, table, "trade_header_id", "int4")


def text_search_problems(cr):
    """What this database's settings make slower or miss, as sentences for the log.

    Conflicts are found by keys that Python makes, so none of it touches them.
    """
    cr.execute(
        "SELECT datctype, EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') "
        "FROM pg_database WHERE datname = CURRENT_DATABASE()"
    )
    ctype, trigrams = cr.fetchone()
    problems = []
    if ctype in ("C", "POSIX"):
        problems.append(
            f"The database has LC_CTYPE {ctype}: PostgreSQL takes Chinese and Cyrillic "
            "letters for no letters, so lists find them by exact case and without an "
            "index. Create it with C.UTF-8 to have both."
        )
    if not trigrams:
        problems.append(
            "The extension pg_trgm is missing: lists search names without an index, "
            "which is slow with many customers. CREATE EXTENSION pg_trgm mends it."
        )
    if problems:
        problems.append("Conflicts between customers are found without either.")
    return problems


def post_init_hook(env):
    """Give the companies that are there already their first header, in batches."""
    for problem in text_search_problems(env.cr):
        _logger.info(problem)
    headers = env["trade.header"]
    total = (
        env["res.partner"]
        .with_context(active_test=False)
        .search_count([("is_company", "=", True)])
    )
    done = 0
    while count := headers._fill_missing_own(BATCH):
        done += count
        _logger.info("First headers: %s of about %s companies", done, total)
    env["trade.completeness.rule"]._rules_changed()
    if total <= BATCH:  # larger databases get their search keys from the cron
        while headers._trade_key_batch():
            pass


def uninstall_hook(env):
    """Drop the headers' trigger, so that nothing of it stays in the database."""
    env.cr.execute("DROP FUNCTION IF EXISTS trade_header_forget() CASCADE")
    _let_go_of_demo(env)


def _let_go_of_demo(env):
    """Let go of demo records that documents stand on: they stay as the user's own.

    Deleting them is refused by the documents, one after the other.
    """
    env["ir.model.data"].search(
        [
            ("module", "=", "trade_crm"),
            ("name", "=like", "demo\\_%"),
            (
                "model",
                "in",
                (
                    "crm.lost.reason",
                    "product.category",
                    "product.template",
                    "res.partner",
                    "res.partner.bank",
                    "trade.header",
                    "utm.medium",
                    "utm.source",
                ),
            ),
        ]
    ).unlink()

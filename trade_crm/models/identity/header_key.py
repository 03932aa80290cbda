# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The keys under which a header is found again: one narrow table.

``trade_header_key(key int8, header_id int4)`` holds a 64-bit hash of every key of
``matching.name_key`` and of every exact signal (code, domain, telephone). It is
filled in batches, so that a database with half a million customers installs quickly.
"""

import logging

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from ...matching import exact_signals, name_key
from ...matching.hashes import KEY_VERSION, key_hash

_logger = logging.getLogger(__name__)

BATCH = 2000
KEYED_FIELDS = {"name", "name_local", "credit_code", "partner_id", "country_id"}


def _signals(code, country, emails, phones, websites):
    return exact_signals(
        codes=(code or "",),
        emails=tuple(emails or ()),
        websites=tuple(websites or ()),
        phones=tuple(phones or ()),
        country=country,
    )


class TradeHeaderKey(models.Model):
    """Key and header; narrow on purpose, so written and read by SQL alone."""

    _name = "trade.header.key"
    _description = "Search Key of a Header"
    _auto = False
    _log_access = False

    def init(self):
        """Make the table, and have keys go with their headers.

        A foreign key would look for the header of each of ten keys, which takes as
        long as writing them. So who writes keys holds their headers, and headers that
        are deleted, also by the database itself, take their keys along.
        """
        if not table_exists(self.env.cr, self._table):
            self.env.cr.execute(
                """
                CREATE TABLE trade_header_key (key int8, header_id int4);
                CREATE INDEX trade_header_key_key_idx
                    ON trade_header_key (key, header_id);
                CREATE INDEX trade_header_key_header_idx
                    ON trade_header_key (header_id);
                """
            )
        self.env.cr.execute(
            """
            ALTER TABLE trade_header_key
                DROP CONSTRAINT IF EXISTS trade_header_key_header_id_fkey;
            CREATE OR REPLACE FUNCTION trade_header_forget() RETURNS trigger AS $$
            BEGIN
                DELETE FROM trade_header_key
                 WHERE header_id IN (SELECT id FROM gone);
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS trade_header_forget ON trade_header;
            CREATE TRIGGER trade_header_forget AFTER DELETE ON trade_header
                REFERENCING OLD TABLE AS gone
                FOR EACH STATEMENT EXECUTE FUNCTION trade_header_forget();
            """
        )


class TradeHeaderClaim(models.Model):
    """What is being decided just now: its unique key makes two of a kind queue up."""

    _name = "trade.header.claim"
    _description = "Claim on a Name"
    _auto = False
    _log_access = False

    def init(self):
        if not table_exists(self.env.cr, self._table):
            self.env.cr.execute(
                "CREATE TABLE trade_header_claim "
                "(key int8 UNIQUE, times int4 DEFAULT 1)"
            )

    @api.model
    def _hold(self, claims):
        """Hold claims until the transaction ends.

        A second transaction waits here for the first. If the first commits, what the
        second has read before is out of date: PostgreSQL refuses, and Odoo runs the
        request again.

        :param claims: texts, such as ``c:acme`` for a name
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO trade_header_claim (key) "
                "SELECT * FROM UNNEST(%s::int8[]) "
                "ON CONFLICT (key) DO UPDATE SET times = trade_header_claim.times + 1",
                sorted({key_hash(f"claim:{claim}") for claim in claims}),
            )
        )

    @api.autovacuum
    def _gc_claims(self):
        """Forget claims: they say something only while their transaction runs."""
        self.env.cr.execute(SQL("DELETE FROM trade_header_claim"))


class TradeHeader(models.Model):
    _inherit = "trade.header"

    key_version = fields.Integer(
        default=0,
        copy=False,
        help="The version of the search keys that this header has; 0: none yet.",
    )
    _unkeyed_idx = models.Index(f"(id) WHERE COALESCE(key_version, 0) < {KEY_VERSION}")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["key_version"] = KEY_VERSION
        headers = super().create(vals_list)
        self._trade_insert_keys(headers._trade_signal_rows())
        return headers

    def write(self, vals):
        result = super().write(vals)
        if KEYED_FIELDS & set(vals):
            self._trade_fill_keys()
        return result

    def _trade_signal_rows(self):
        """What the keys of these headers are made of, in one statement.

        Telephone, mail and website of a customer and its contacts count for its own
        header.

        :return: list of (id, name, local name, code, country code, mails, phones,
            websites)
        """
        self.flush_model(["name", "name_local", "credit_code", "country_id", "is_own"])
        self.env["res.partner"].flush_model(
            ["email", "phone", "website", "active", "commercial_partner_id"]
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT h.id, h.name, h.name_local, h.credit_code, c.code,
                       p.emails, p.phones, p.websites
                  FROM trade_header h
                  LEFT JOIN res_country c ON c.id = h.country_id
                  LEFT JOIN LATERAL (
                       SELECT ARRAY_AGG(email) AS emails, ARRAY_AGG(phone) AS phones,
                              ARRAY_AGG(website) AS websites
                         FROM res_partner
                        WHERE h.is_own AND commercial_partner_id = h.partner_id
                          AND active AND NOT (email IS NULL AND phone IS NULL
                                              AND website IS NULL)) AS p ON TRUE
                 WHERE h.id = ANY(%s)
                """,
                self.ids,
            )
        )

    def _trade_signal_keys(self):
        """Exact signals of each header: its code and, on the own one, the contacts'.

        :return: {header id: set of (kind, value)}
        """
        return {
            header: _signals(code, country, emails, phones, websites)
            for header, _name, _local, code, country, emails, phones, websites in (
                self._trade_signal_rows()
            )
        }

    @api.model
    def _trade_insert_keys(self, rows):
        """Write the keys of headers that have none.

        :param rows: see ``_trade_signal_rows``; nobody else may delete these headers
        """
        keys, owners = [], []
        for header, name, local, *signals in rows:
            found = {key for text in (name, local) if text for key in name_key(text)}
            found |= {f"{kind}:{value}" for kind, value in _signals(*signals)}
            keys += map(key_hash, sorted(found))
            owners += [header] * len(found)
        if keys:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO trade_header_key (key, header_id) "
                    "SELECT * FROM UNNEST(%s::int8[], %s::int4[]) AS k(key, header) "
                    "ORDER BY k.key",  # neighbours share the index's pages
                    keys,
                    owners,
                )
            )

    def _trade_fill_keys(self):
        """Write the keys of these headers anew, in four statements."""
        if not self:
            return
        held = self.env.execute_query(
            SQL(
                "UPDATE trade_header SET key_version = %s WHERE id = ANY(%s) "
                "RETURNING id",
                KEY_VERSION,
                self.ids,
            )
        )
        headers = self.browse([row[0] for row in held])
        self.env.cr.execute(
            SQL("DELETE FROM trade_header_key WHERE header_id = ANY(%s)", headers.ids)
        )
        self._trade_insert_keys(headers._trade_signal_rows())
        headers.invalidate_recordset(["key_version"], flush=False)

    def _trade_fill_codes(self):
        """Take over valid tax numbers of customers that were there before the addon."""
        own = self.search_fetch(
            [
                ("id", "in", self.ids),
                ("is_own", "=", True),
                ("credit_code", "=", False),
                ("partner_id.vat", "!=", False),
            ],
            ["partner_id"],
        )
        found = [(header.id, self._vat_vals(header.partner_id)) for header in own]
        found = [(header, vals) for header, vals in found if vals]
        if not found:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE trade_header h
                   SET code_kind = n.kind, credit_code = n.code
                  FROM UNNEST(%s::int4[], %s::text[], %s::text[]) AS n(id, kind, code)
                 WHERE h.id = n.id
                """,
                [header for header, _vals in found],
                [vals["code_kind"] for _header, vals in found],
                [vals["credit_code"] for _header, vals in found],
            )
        )
        own.invalidate_recordset(["code_kind", "credit_code"], flush=False)

    @api.model
    def _trade_key_batch(self, limit=BATCH):
        """Fill the keys of headers that have none; return how many there were."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM trade_header WHERE COALESCE(key_version, 0) < %s "
                "ORDER BY id LIMIT %s",
                KEY_VERSION,
                limit,
            )
        )
        headers = self.browse([row[0] for row in rows])
        headers._trade_fill_codes()
        headers._trade_fill_keys()
        self.env.invalidate_all()
        return len(rows)

    @api.model
    def _cron_fill_keys(self):
        """Fill missing keys in batches; each is committed, so that it resumes."""
        cron = self.env["ir.cron"]
        while made := self._fill_missing_own():  # a small batch looks at all anew
            _logger.info("First headers: %s made", made)
            if not cron._commit_progress(made):
                return
        remaining = self.search_count([("key_version", "<", KEY_VERSION)])
        cron._commit_progress(remaining=remaining)
        while done := self._trade_key_batch():
            remaining = max(remaining - done, 0)
            _logger.info("Keys of headers: %s made, %s to go", done, remaining)
            if not cron._commit_progress(done, remaining=remaining):
                break


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        contacts = partners.filtered(
            lambda p: p.parent_id and (p.email or p.phone or p.website)
        )
        contacts._trade_refresh_signals()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if {"email", "phone", "website", "parent_id"} & set(vals):
            self._trade_refresh_signals()
        return result

    def _trade_refresh_signals(self):
        """Make the keys of the companies' own headers anew."""
        if self:
            headers = self.env["trade.header"].sudo()  # hashes, whoever writes
            headers.search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("is_own", "=", True),
                ]
            )._trade_fill_keys()

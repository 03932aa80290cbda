# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The keys under which a header is found again: one narrow table, one index.

``trade_header_key(key int8, header_id int4)`` holds a 64-bit hash of every key of
``matching.name_key`` and of every exact signal (code, domain, telephone). It is
filled in batches, so that a database with half a million customers installs quickly.
"""

import logging
from hashlib import blake2b

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from ...matching import exact_signals, name_key

_logger = logging.getLogger(__name__)

#: Raise it when the keys change: the cron then makes all of them anew.
KEY_VERSION = 1
BATCH = 2000
KEYED_FIELDS = {"name", "name_local", "credit_code", "partner_id", "country_id"}


def key_hash(key):
    """A key as a signed 64-bit integer."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


class TradeHeaderKey(models.Model):
    """Key and header; narrow on purpose, so written and read by SQL alone."""

    _name = "trade.header.key"
    _description = "Search Key of a Header"
    _auto = False
    _log_access = False

    def init(self):
        if not table_exists(self.env.cr, self._table):
            self.env.cr.execute(
                """
                CREATE TABLE trade_header_key (
                    key int8,
                    header_id int4
                        REFERENCES trade_header (id) ON DELETE CASCADE
                );
                CREATE INDEX trade_header_key_key_idx
                    ON trade_header_key (key) INCLUDE (header_id);
                CREATE INDEX trade_header_key_header_idx
                    ON trade_header_key (header_id);
                """
            )


class TradeHeaderClaim(models.Model):
    """Names and codes being saved: its unique key makes two savers queue up."""

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


class TradeHeader(models.Model):
    _inherit = "trade.header"

    key_version = fields.Integer(
        default=0,
        copy=False,
        help="The version of the search keys that this header has; 0: none yet.",
    )
    scanned = fields.Boolean(
        default=False,
        copy=False,
        help="The bulk scan for conflicts has looked at this header.",
    )
    _unkeyed_idx = models.Index("(id) WHERE COALESCE(key_version, 0) < 1")
    _unscanned_idx = models.Index("(id) WHERE scanned IS NOT TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        headers = super().create(vals_list)
        headers._trade_fill_keys()
        return headers

    def write(self, vals):
        result = super().write(vals)
        if KEYED_FIELDS & set(vals):
            self._trade_fill_keys()
        return result

    def _trade_signal_keys(self):
        """Exact signals of each header: its code and, on the own one, the contacts'.

        :return: {header id: set of (kind, value)}
        """
        own = self.filtered("is_own")
        contacts = {}
        if own:
            # sudo: keys are hashes and must not depend on who writes them
            partners = self.env["res.partner"].sudo()
            for partner in partners.search_fetch(
                [("commercial_partner_id", "in", own.partner_id.ids)],
                ["commercial_partner_id", "email", "phone", "website"],
            ):
                contacts.setdefault(partner.commercial_partner_id.id, []).append(
                    partner
                )
        found = {}
        for header in self:
            people = contacts.get(header.partner_id.id, []) if header.is_own else []
            found[header.id] = exact_signals(
                codes=(header.credit_code or "",),
                emails=tuple(p.email or "" for p in people),
                websites=tuple(p.website or "" for p in people),
                phones=tuple(p.phone or "" for p in people),
                country=header.country_id.code or None,
            )
        return found

    def _trade_fill_keys(self):
        """Write the keys of these headers anew, in two statements."""
        if not self:
            return
        # sudo: keys are bookkeeping that follows whoever names the customer
        headers = self.sudo()
        signals = headers._trade_signal_keys()
        keys, owners = [], []
        for header in headers:
            names = {header.name, header.name_local} - {False, None, ""}
            found = {key for name in names for key in name_key(name)}
            found |= {f"{kind}:{value}" for kind, value in signals[header.id]}
            keys += map(key_hash, sorted(found))
            owners += [header.id] * len(found)
        cr = self.env.cr
        cr.execute(
            SQL("DELETE FROM trade_header_key WHERE header_id = ANY(%s)", self.ids)
        )
        cr.execute(
            SQL(
                "INSERT INTO trade_header_key (key, header_id) "
                "SELECT * FROM unnest(%s::int8[], %s::int4[])",
                keys,
                owners,
            )
        )
        cr.execute(
            SQL(
                "UPDATE trade_header SET key_version = %s, scanned = FALSE "
                "WHERE id = ANY(%s)",
                KEY_VERSION,
                self.ids,
            )
        )
        headers.invalidate_recordset(["key_version", "scanned"], flush=False)

    @api.model
    def _trade_key_batch(self, limit=BATCH):
        """Fill the keys of headers that have none; return how many there were."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM trade_header WHERE COALESCE(key_version, 0) < 1 "
                "ORDER BY id LIMIT %s",
                limit,
            )
        )
        headers = self.browse([row[0] for row in rows])
        headers._trade_fill_keys()
        self.env.invalidate_all()
        return len(rows)

    @api.model
    def _cron_fill_keys(self):
        """Fill missing keys in batches; each is committed, so that it resumes."""
        cron = self.env["ir.cron"]
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
            # sudo: keys are hashes and must not depend on who writes them
            headers = self.env["trade.header"].sudo()
            headers.search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("is_own", "=", True),
                ]
            )._trade_fill_keys()

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The bulk scan: all headers against all others, in parts that workers share.

A part is a range of headers, compared with older ones, so that every pair is looked at
once. A worker locks a part, files what it found and commits both together: a part that
was cut short is free again. Several cron workers, also on several hosts, take parts of
one scan.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from psycopg2.errors import SerializationFailure

from .conflict_answer import level_of

_logger = logging.getLogger(__name__)

PART = 5000
CRONS = ("trade_crm.cron_conflict_scan", "trade_crm.cron_conflict_scan_2")


class TradeConflictScan(models.Model):
    _name = "trade.conflict.scan"
    _description = "Scan for Conflicts"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    scope = fields.Selection(
        selection=[("all", "All customers"), ("new", "New customers")],
        default="all",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        string="Status",
        selection=[("running", "Running"), ("done", "Done"), ("stopped", "Stopped")],
        default="running",
        required=True,
        readonly=True,
    )
    last_header_id = fields.Integer(readonly=True)
    total = fields.Integer(string="Names", readonly=True)
    done = fields.Integer(string="Looked at", compute="_compute_progress")
    found = fields.Integer(string="New conflicts", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    end_date = fields.Datetime(string="Ended", readonly=True)
    part_ids = fields.One2many(
        comodel_name="trade.conflict.scan.part", inverse_name="scan_id"
    )

    @api.depends("create_date", "scope")
    def _compute_name(self):
        labels = dict(self._fields["scope"]._description_selection(self.env))
        for scan in self:
            scan.name = f"{labels[scan.scope]} #{scan.id}"

    @api.depends("part_ids.done")
    def _compute_progress(self):
        sums = {
            scan.id: (total, found)
            for scan, total, found in self.env["trade.conflict.scan.part"]._read_group(
                [("scan_id", "in", self.ids), ("done", "=", True)],
                ["scan_id"],
                ["total:sum", "found:sum"],
            )
        }
        for scan in self:
            scan.done, scan.found = sums.get(scan.id, (0, 0))
            whole = scan.state == "done" or not scan.total
            scan.progress = 100.0 if whole else 100.0 * scan.done / scan.total

    # ------------------------------------------------------------------
    # Start and stop
    # ------------------------------------------------------------------

    @api.model
    def action_start(self):
        """Look at the whole database, in the background; one scan at a time."""
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(self.env._("Only a manager can start a bulk scan."))
        scans = self.sudo()  # checked above; the scan is bookkeeping of the database
        scan = scans.search([("state", "=", "running")], limit=1)
        if not scan:
            scan = scans._open("all")
            scans._trigger()
        return scan._action_show()

    def action_refresh(self):
        return self._action_show()

    def action_stop(self):
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(self.env._("Only a manager can stop a bulk scan."))
        self.sudo().filtered(lambda s: s.state == "running").write(  # checked above
            {"state": "stopped", "end_date": fields.Datetime.now()}
        )
        return self._action_show()

    def _action_show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scan for conflicts"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": self.id,
        }

    @api.model
    def _open(self, scope):
        """Make a scan with its parts, in one statement.

        :param str scope: ``all``, or ``new`` for headers younger than the last scan's
        """
        after = self.search([], limit=1).last_header_id if scope == "new" else 0
        self.env["trade.header"].flush_model(["active"])
        scan = self.create({"scope": scope})
        parts = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_conflict_scan_part (
                    scan_id, first_id, last_id, total, done, found)
                SELECT %s, MIN(id), MAX(id), COUNT(*), FALSE, 0
                  FROM (SELECT id, (ROW_NUMBER() OVER (ORDER BY id) - 1) / %s AS part
                          FROM trade_header WHERE id > %s AND active) AS h
                 GROUP BY part
                 ORDER BY part
                RETURNING last_id, total
                """,
                scan.id,
                PART,
                after,
            )
        )
        scan.write(
            {
                "total": sum(total for _last, total in parts),
                "last_header_id": max((last for last, _total in parts), default=after),
            }
        )
        return scan

    @api.model
    def _trigger(self):
        for cron in CRONS:
            self.env.ref(cron).sudo()._trigger()  # whoever may start a scan was checked

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    @api.model
    def _claim_part(self):
        """Lock a free part of a running scan; nothing is written before.

        A part that another worker finished between our look and our lock makes
        PostgreSQL refuse: then the look was too old, and a new one is taken.
        """
        query = SQL(
            """
            SELECT p.id
              FROM trade_conflict_scan_part p
              JOIN trade_conflict_scan s ON s.id = p.scan_id
             WHERE NOT p.done AND s.state = 'running'
             ORDER BY p.id
             LIMIT 1
               FOR UPDATE OF p SKIP LOCKED
            """
        )
        for last in (False, False, True):
            try:
                rows = self.env.execute_query(query)
                break
            except SerializationFailure:
                if last:
                    raise
                self.env.cr.rollback()
        parts = self.env["trade.conflict.scan.part"].sudo()  # the cron's, no role's
        return parts.browse(r[0] for r in rows)

    @api.model
    def _work_part(self):
        """Take a free part of a running scan and file what it finds.

        :return: number of names looked at; None when no part is free
        """
        part = self._claim_part()
        if not part:
            return None
        levels = self.env.company._trade_conflict_levels()
        hits = {}
        headers = self.env["trade.header"].sudo()  # the cron has no trade role
        found = headers._trade_range_hits(part.first_id, part.last_id)
        for pair, hit in found.items():
            codes = [code for code, _params in hit["reasons"]]
            if levels[level_of(hit["score"], hit["verdict"], codes)] != "off":
                hits[pair] = hit
        scan = part.scan_id
        new = self.env["trade.conflict"]._file(hits, "scan", scan=scan)
        part.write({"done": True, "found": new})
        part.flush_recordset()
        total = part.total
        self.env.invalidate_all()
        return total

    @api.model
    def _close(self):
        """Close running scans whose parts are all done."""
        for scan in self.search([("state", "=", "running")]):
            open_parts = self.env["trade.conflict.scan.part"].search_count(
                [("scan_id", "=", scan.id), ("done", "=", False)], limit=1
            )
            if not open_parts:
                scan.write({"state": "done", "end_date": fields.Datetime.now()})
                _logger.info(
                    "Scan for conflicts: %s names, %s new conflicts",
                    scan.total,
                    scan.found,
                )

    @api.model
    def _cron_scan(self):
        """Work on running scans, else on the customers that are new since the last.

        Each part is committed, so that it resumes where it stopped.
        """
        cron = self.env["ir.cron"]
        self.env["trade.header"]._cron_fill_keys()
        if not self.search_count([("state", "=", "running")], limit=1):
            last = self.search([], limit=1).last_header_id
            newest = self.env["trade.header"].search([], order="id desc", limit=1)
            if newest.id > last:
                self._open("new")
        parts = self.env["trade.conflict.scan.part"]
        waiting = [("done", "=", False), ("scan_id.state", "=", "running")]
        left = parts.search_count(waiting)
        cron._commit_progress(remaining=left)
        while (names := self._work_part()) is not None:
            left = parts.search_count(waiting)
            _logger.info("Scan: %s names looked at, %s parts to go", names, left)
            if not cron._commit_progress(1, remaining=left):
                break
        self._close()


class TradeConflictScanPart(models.Model):
    """A range of headers: the unit of work, of commit and of resuming."""

    _name = "trade.conflict.scan.part"
    _description = "Part of a Scan for Conflicts"
    _log_access = False
    _order = "id"

    scan_id = fields.Many2one(
        comodel_name="trade.conflict.scan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    first_id = fields.Integer()
    last_id = fields.Integer()
    total = fields.Integer()
    done = fields.Boolean()
    found = fields.Integer()

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Recycling: the preview, and doing it."""

import uuid

from odoo import api, models
from odoo.tools import SQL, format_date

RUN_CHUNK = 1000


class TradePool(models.Model):
    _inherit = "trade.pool"

    def preview_recycle(self, at=None):
        """Say who would fall back up to a day, on which day, and by which rule.

        :param at: date, or datetime in UTC; now when None
        :return: list of dicts ``partner_id``, ``name``, ``user_id``, ``pool_id``,
            ``rule_id``, ``rule``, ``date`` (the day), ``since`` (the clock's start),
            ``paused`` (days that it stood still) and ``reason``, by day; a customer of
            several pools is there once, with the pool that takes it first
        """
        pools = self or self.search([])
        pools._check_manager()
        found = {}
        for pool in pools:
            for row in pool._recycle_due(at):
                known = found.get(row.partner_id)
                if known is None or row.date < known[0].date:
                    found[row.partner_id] = (row, pool)
        rules = self.env["trade.pool.rule"].sudo()  # sudo: of pools that were checked
        partners = self.env["res.partner"].sudo()  # sudo: the manager was checked
        names = {partner.id: partner.name for partner in partners.browse(found)}
        return [
            {
                **row._asdict(),
                "pool_id": pool.id,
                "rule": rules.browse(row.rule_id).name,
                "name": names[row.partner_id],
                "reason": pool._due_reason(row),
            }
            for row, pool in sorted(
                found.values(), key=lambda item: (item[0].date, item[0].partner_id)
            )
        ]

    def _due_reason(self, row):
        rule = self.env["trade.pool.rule"].sudo().browse(row.rule_id)  # sudo: its words
        text = self.env._(
            "%(rule)s: %(days)s %(unit)s since %(start)s",
            rule=rule.name,
            days=rule.days,
            unit=dict(rule._fields["unit"]._description_selection(self.env))[rule.unit],
            start=format_date(self.env, row.since),
        )
        if not row.paused:
            return text
        return self.env._(
            "%(text)s (stood still for %(paused)s days)",
            text=text,
            paused=row.paused,
        )

    def action_preview_recycle(self):
        self.ensure_one()
        self._check_manager()
        return (
            self.env["trade.pool.preview"].create({"pool_id": self.id}).action_refresh()
        )

    # ------------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------------

    def action_recycle(self):
        """Recycle now what is due, and show the lines of the ledger."""
        self._check_manager()
        run = uuid.uuid4().hex[:12]
        for pool in self.with_context(trade_pool_run=run):
            due = pool._recycle_due()
            for first in range(0, len(due), RUN_CHUNK):
                pool._recycle(due[first : first + RUN_CHUNK])
            pool.sudo().recycle_waiting = 0  # sudo: the manager was checked
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        action["domain"] = [("run", "=", run)]
        return action

    def _recycle(self, due):
        """Put those who are due into the pool; who is locked waits for the next run."""
        self.ensure_one()
        moves = self.env["trade.pool.move"]
        if not due:
            return moves
        rows = self.env.execute_query(
            SQL(
                "SELECT id, user_id FROM res_partner WHERE id = ANY(%s) ORDER BY id"
                " FOR NO KEY UPDATE SKIP LOCKED",
                [row.partner_id for row in due],
            )
        )
        owners, reasons = dict(rows), {}
        changes = []
        for row in due:
            if owners.get(row.partner_id) != row.user_id:
                continue
            key = (row.rule_id, row.since, row.paused)
            if key not in reasons:
                reasons[key] = self._due_reason(row)
            changes.append(
                {
                    "partner_id": row.partner_id,
                    "pool_id": self.id,
                    "rule_id": row.rule_id,
                    "reason": reasons[key],
                }
            )
        return moves._change_hands("recycle", changes)

    def _asks_first(self, due):
        """Whether so many would fall back that a manager has to confirm."""
        if len(due) <= self.recycle_ask_min:
            return False
        partners = self.env["res.partner"].sudo()  # sudo: numbers only
        owned = partners.search_count(self._owned_domain())
        return len(due) * 100 > self.recycle_share * max(1, owned)

    @api.model
    def _cron_recycle(self):
        """Recycle what is due and warn of what will be, pool by pool."""
        pools = self.search([])
        self._progress(remaining=len(pools))
        for pool in pools:
            due = pool._recycle_due()
            if pool._asks_first(due):
                pool._ask_managers(len(due))
            else:
                pool.recycle_waiting = 0
                run = pool.with_context(trade_pool_run=uuid.uuid4().hex[:12])
                for first in range(0, len(due), RUN_CHUNK):
                    run._recycle(due[first : first + RUN_CHUNK])
                    self._progress()
            pool._warn_owners()
            self._progress(1)

    def _ask_managers(self, count):
        self.recycle_waiting = count
        user = self.manager_ids[:1] or self.create_uid
        if self.activity_search(["mail.mail_activity_data_todo"], user_id=user.id):
            return
        env = self.with_context(lang=user.lang).env  # in the reader's language
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=env._("Recycling waits for you"),
            note=env._(
                "%(count)s customers are due, more than %(share)s%% of those held. "
                "Read the preview and recycle by hand, or change the rules.",
                count=count,
                share=self.recycle_share,
            ),
        )

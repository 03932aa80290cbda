# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Recycling: who falls back, on which day, by which rule; and doing it."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...allocation import WorkCalendar, local_date

CHUNK = 50000
RUN_CHUNK = 1000
TWO_WAY = ("meeting", "visit", "order", "payment")


class TradePool(models.Model):
    _inherit = "trade.pool"

    def preview_recycle(self, at=None):
        """Say who would fall back up to a day, on which day, and by which rule.

        :param at: date, or datetime in UTC; now when None
        :return: list of dicts ``partner_id``, ``name``, ``user_id``, ``pool_id``,
            ``rule_id``, ``rule``, ``date`` (the day), ``since`` (the clock's start)
            and ``reason``, by day
        """
        pools = self or self.search([])
        pools._check_manager()
        rows = []
        for pool in pools:
            rows += pool._recycle_due(at)
        # sudo: the manager was checked
        names = {
            partner.id: partner.name
            for partner in self.env["res.partner"]
            .sudo()
            .browse({row["partner_id"] for row in rows})
        }
        return [
            {**row, "name": names[row["partner_id"]]}
            for row in sorted(rows, key=lambda row: (row["date"], row["partner_id"]))
        ]

    def _local_day(self, at):
        if isinstance(at, str):
            at = fields.Datetime.to_datetime(at)
        if isinstance(at, date) and not isinstance(at, datetime):
            return at
        return local_date(at or fields.Datetime.now(), self.tz)

    def _recycle_due(self, at=None, partner_ids=None):
        """Decide without doing: the preview, the run and the warnings all ask here."""
        self.ensure_one()
        day = self._local_day(at)
        rules = self.sudo().rule_ids.filtered("active")  # the pool's own rules
        members = self.sudo().member_ids  # owners whose customers may fall back
        if not rules or not members:
            return []
        self.env.flush_all()
        low, due, calendars = 0, [], {}
        while chunk := self._recycle_chunk(members.user_id.ids, low, partner_ids):
            low = chunk[-1][0]
            due += self._chunk_due(rules, chunk, day, calendars)
        return due

    def _recycle_chunk(self, users, low, partner_ids=None):
        """Owned customers in scope above an id, with what their clocks start from.

        :return: rows (id, owner, country code, owned since, two-way contact, proven
            contact, any contact, quotation, order), instants as naive UTC
        """
        # sudo: the rules decide over all members' customers
        partners = self.env["res.partner"].sudo()
        domain = self._scope() & Domain("user_id", "in", users) & Domain("id", ">", low)
        if partner_ids is not None:
            domain &= Domain("id", "in", partner_ids)
        query = partners._search(domain, order="id", limit=CHUNK)
        return self.env.execute_query(
            SQL(
                """
                WITH c AS (
                    SELECT p.id, p.user_id, p.country_id, p.create_date,
                           p.trade_owned_since
                      FROM res_partner p WHERE p.id IN (%(ids)s)
                ), i AS (
                    SELECT partner_id,
                           max(date) FILTER (WHERE proven AND (direction = 'in'
                               OR channel IN %(two_way)s)) AS two_way,
                           max(date) FILTER (WHERE proven) AS proven,
                           max(date) AS any
                      FROM trade_interaction
                     WHERE partner_id IN (SELECT id FROM c)
                     GROUP BY partner_id
                ), o AS (
                    SELECT p.commercial_partner_id AS id,
                           max(COALESCE(s.date_order, s.create_date)) AS quotation,
                           max(s.date_order) FILTER (WHERE s.state = 'sale') AS ordered
                      FROM sale_order s
                      JOIN res_partner p ON p.id = s.partner_id
                     WHERE p.commercial_partner_id IN (SELECT id FROM c)
                       AND s.state <> 'cancel'
                     GROUP BY 1
                )
                SELECT c.id, c.user_id, n.code,
                       COALESCE(c.trade_owned_since, c.create_date),
                       i.two_way, i.proven, i.any, o.quotation, o.ordered
                  FROM c
                  LEFT JOIN i ON i.partner_id = c.id
                  LEFT JOIN o ON o.id = c.id
                  LEFT JOIN res_country n ON n.id = c.country_id
                 ORDER BY c.id
                """,
                ids=query.select(),
                two_way=TWO_WAY,
            )
        )

    @staticmethod
    def _clock_start(rule, row):
        """The instant a rule's clock runs from, or None where it does not apply.

        A clock never starts before the owner had the customer.
        """
        _id, _owner, _country, since, two_way, proven, any_, quotation, ordered = row
        last = {
            "contact": {"two_way": two_way, "proven": proven, "any": any_}[
                rule.contact_kind
            ],
            "quotation": quotation,
            "order": ordered,
            "contract": ordered,
            "hold": None,
        }[rule.kind]
        if rule.kind == "contract" and not ordered:
            return None
        return max(last, since) if last else since

    def _chunk_due(self, rules, chunk, day, calendars):
        found, memo = {}, {}
        low, high = chunk[0][0], chunk[-1][0]
        for rule in rules:
            matching = self._rule_partners(rule, low, high)
            owners = set(rule.member_ids.user_id.ids)
            candidates = []
            for row in chunk:
                if (matching is not None and row[0] not in matching) or (
                    owners and row[1] not in owners
                ):
                    continue
                instant = self._clock_start(rule, row)
                if instant is None:
                    continue
                start = local_date(instant, self.tz)
                country = row[2] if rule.customer_holidays else None
                key = (row[1], country, start)
                if (falls := memo.get((rule.id, key))) is None:
                    calendar = self._calendar(rule, row[1], country, calendars)
                    falls = calendar.falls_on(start, rule.days)
                    memo[rule.id, key] = falls
                if falls <= day:
                    candidates.append((row, key))
            self._keep_unpaused(rule, candidates, day, calendars, found)
        return list(found.values())

    def _keep_unpaused(self, rule, candidates, day, calendars, found):
        """Add the candidates that no pause keeps; an earlier day wins."""
        pauses = self._pauses(rule, [row[0] for row, _key in candidates])
        for row, (owner, country, start) in candidates:
            calendar = self._calendar(rule, owner, country, calendars)
            falls = calendar.falls_on(start, rule.days, pauses.get(row[0], ()))
            if falls is None or falls > day:
                continue
            if row[0] in found and found[row[0]]["date"] <= falls:
                continue
            found[row[0]] = {
                "partner_id": row[0],
                "user_id": owner,
                "pool_id": self.id,
                "rule_id": rule.id,
                "rule": rule.name,
                "date": falls,
                "since": start,
                "reason": self.env._(
                    "%(rule)s: %(days)s days since %(start)s",
                    rule=rule.name,
                    days=rule.days,
                    start=start,
                ),
            }

    def _rule_partners(self, rule, low, high):
        """Customers that a rule is for, in a range of ids; None is all."""
        domain = self._partner_domain(rule.partner_domain)
        if domain.is_true():
            return None
        # sudo: the rules decide over all members' customers
        query = (
            self.env["res.partner"]
            .sudo()
            ._search(domain & Domain("id", ">=", low) & Domain("id", "<=", high))
        )
        return set(query.get_result_ids())

    def _calendar(self, rule, user_id, country, cache):
        key = (rule.unit, user_id, country)
        if key not in cache:
            if rule.unit == "calendar":
                cache[key] = WorkCalendar(every_day=True)
            else:
                # sudo: working days of a colleague, no more
                user = self.env["res.users"].sudo().browse(user_id)
                weekdays, days_off = user._trade_work_days(self.calendar_id, self.tz)
                cache[key] = WorkCalendar(
                    weekdays,
                    country=(self.company_id or user.company_id).country_id.code,
                    other_countries=[country] if country else [],
                    days_off=days_off,
                )
        return cache[key]

    def _pauses(self, rule, partner_ids):
        """Days that stop the clock: {partner id: [(first, last or None)]}."""
        if not partner_ids:
            return {}
        parts = [
            SQL(
                "SELECT partner_id, date_from, date_to FROM trade_pool_extension"
                " WHERE state = 'approved' AND partner_id IN %s",
                tuple(partner_ids),
            )
        ]
        customers = SQL("p.commercial_partner_id IN %s", tuple(partner_ids))
        if rule.pause_order:
            parts.append(
                SQL(
                    """
                    SELECT p.commercial_partner_id, s.date_order::date,
                           CASE WHEN s.invoice_status = 'invoiced' THEN COALESCE((
                               SELECT max(m.invoice_date) FROM sale_order_line l
                                 JOIN sale_order_line_invoice_rel r
                                   ON r.order_line_id = l.id
                                 JOIN account_move_line ml ON ml.id = r.invoice_line_id
                                 JOIN account_move m ON m.id = ml.move_id
                                WHERE l.order_id = s.id AND m.state = 'posted'
                           ), s.date_order::date) END
                      FROM sale_order s JOIN res_partner p ON p.id = s.partner_id
                     WHERE s.state = 'sale' AND %s
                    """,
                    customers,
                )
            )
        if rule.pause_invoice:
            parts.append(
                SQL(
                    """
                    SELECT m.commercial_partner_id, m.invoice_date,
                           CASE WHEN m.payment_state IN ('not_paid', 'partial')
                           THEN NULL
                           ELSE GREATEST(m.invoice_date, (
                               SELECT max(x.max_date) FROM account_move_line ml
                                 JOIN account_partial_reconcile x
                                   ON x.debit_move_id = ml.id
                                WHERE ml.move_id = m.id)) END
                      FROM account_move m
                     WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
                       AND m.commercial_partner_id IN %s
                    """,
                    tuple(partner_ids),
                )
            )
        if rule.pause_opportunity:
            parts.append(
                SQL(
                    """
                    SELECT p.commercial_partner_id, l.create_date::date,
                           CASE WHEN l.active AND NOT COALESCE(s.is_won, FALSE)
                           THEN NULL
                           ELSE COALESCE(l.date_closed, l.write_date)::date END
                      FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
                      LEFT JOIN crm_stage s ON s.id = l.stage_id
                     WHERE l.type = 'opportunity' AND %s
                    """,
                    customers,
                )
            )
        pauses = defaultdict(list)
        for partner, first, last in self.env.execute_query(
            SQL(" UNION ALL ").join(parts)
        ):
            if first:
                pauses[partner].append((first, last))
        return pauses

    # ------------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------------

    def action_recycle(self):
        """Recycle now what is due, after the preview was read."""
        self._check_manager()
        moves = self.env["trade.pool.move"]
        for pool in self:
            moves |= pool._recycle(pool._recycle_due())
            pool.sudo().recycle_waiting = 0  # the manager was checked
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s customers were recycled.", len(moves)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _recycle(self, due):
        """Put those who are due into the pool. They are decided by the same code."""
        self.ensure_one()
        if not due:
            return self.env["trade.pool.move"]
        # sudo: the rules decide over all members' customers
        partners = self.env["res.partner"].sudo().browse([r["partner_id"] for r in due])
        locked = partners.try_lock_for_update(allow_referencing=True)
        owners = {partner.id: partner.user_id.id for partner in locked}
        return self.env["trade.pool.move"]._change_hands(
            "recycle",
            [
                {
                    "partner_id": row["partner_id"],
                    "pool_id": self.id,
                    "rule_id": row["rule_id"],
                    "reason": row["reason"],
                }
                for row in due
                if owners.get(row["partner_id"]) == row["user_id"]
            ],
        )

    def _asks_first(self, due):
        """Whether so many would fall back that a manager has to confirm."""
        if len(due) <= self.recycle_ask_min:
            return False
        return len(due) * 100 > self.recycle_share * max(1, self.owned_count)

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
                for first in range(0, len(due), RUN_CHUNK):
                    pool._recycle(due[first : first + RUN_CHUNK])
                    self._progress()
                pool._warn_owners()
            self._progress(1)

    def _ask_managers(self, count):
        self.recycle_waiting = count
        user = self.manager_ids[:1] or self.create_uid
        if self.activity_search(["mail.mail_activity_data_todo"], user_id=user.id):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("Recycling waits for you"),
            note=self.env._(
                "%(count)s customers are due, more than %(share)s%% of those held. "
                "Read the preview and recycle by hand, or change the rules.",
                count=count,
                share=self.recycle_share,
            ),
        )

    def _warn_owners(self):
        """Tell owners by an activity, once for each clock, before customers go."""
        if not self.warn_days:
            return
        day = self._local_day(None)
        rows = [
            row
            for row in self._recycle_due(day + timedelta(days=self.warn_days))
            if row["date"] > day
        ]
        summary = self.env._("Falls back into the pool")
        # sudo: an activity on the owner's own customer
        partners = self.env["res.partner"].sudo()
        warned = {
            (activity.res_id, activity.user_id.id)
            for activity in self.env["mail.activity"]
            .sudo()  # only which of them were warned
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", [row["partner_id"] for row in rows]),
                    ("summary", "=", summary),
                ]
            )
        }
        for row in rows:
            if (row["partner_id"], row["user_id"]) not in warned:
                partners.browse(row["partner_id"]).activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=row["date"],
                    user_id=row["user_id"],
                    summary=summary,
                    note=row["reason"],
                )

    def action_preview_recycle(self):
        self.ensure_one()
        rows = self.preview_recycle(
            fields.Date.add(fields.Date.context_today(self), days=1)
        )
        preview = self.env["trade.pool.preview"].create(
            {
                "pool_id": self.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "partner_id": row["partner_id"],
                            "user_id": row["user_id"],
                            "rule_id": row["rule_id"],
                            "date": row["date"],
                            "reason": row["reason"],
                        }
                    )
                    for row in rows
                ],
            }
        )
        return preview._open()

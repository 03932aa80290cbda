# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Recycling: who falls back, on which day, by which rule; and doing it."""

import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...allocation import WorkCalendar, local_date

CHUNK = 50000
RUN_CHUNK = 1000
TWO_WAY = ("meeting", "visit", "order", "payment")


class Owned(NamedTuple):
    """An owned customer with the local days that its clocks may start from."""

    id: int
    owner: int
    country: str | None
    since: date
    two_way: date | None
    proven: date | None
    any: date | None
    quotation: date | None
    order: date | None


class Due(NamedTuple):
    """A customer that falls back, on which day and by which rule."""

    partner_id: int
    user_id: int
    rule_id: int
    date: date
    since: date


class TradePool(models.Model):
    _inherit = "trade.pool"

    def preview_recycle(self, at=None):
        """Say who would fall back up to a day, on which day, and by which rule.

        :param at: date, or datetime in UTC; now when None
        :return: list of dicts ``partner_id``, ``name``, ``user_id``, ``pool_id``,
            ``rule_id``, ``rule``, ``date`` (the day), ``since`` (the clock's start)
            and ``reason``, by day; a customer of several pools is there once, with
            the pool that takes it first
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
        return self.env._(
            "%(rule)s: %(days)s %(unit)s since %(start)s",
            rule=rule.name,
            days=rule.days,
            unit=dict(rule._fields["unit"]._description_selection(self.env))[rule.unit],
            start=format_date(self.env, row.since),
        )

    def _local_day(self, at):
        if isinstance(at, str):
            at = fields.Datetime.to_datetime(at)
        if isinstance(at, date) and not isinstance(at, datetime):
            return at
        return local_date(at or fields.Datetime.now(), self.tz)

    def _recycle_due(self, at=None, partner_ids=None):
        """Decide without doing: the preview, the run and the warnings all ask here.

        :return: list of Due
        """
        self.ensure_one()
        day = self._local_day(at)
        rules = self.sudo().rule_ids.filtered("active")  # sudo: the pool's own rules
        members = self.sudo().member_ids  # sudo: owners whose customers may fall back
        if not rules or not members:
            return []
        self.env.flush_all()
        low, due, calendars = 0, [], {}
        while chunk := self._recycle_chunk(
            members.user_id.ids, low, day, rules, partner_ids
        ):
            low = chunk[-1].id
            due += self._chunk_due(rules, chunk, day, calendars)
        return due

    def _recycle_chunk(self, users, low, day, rules, partner_ids=None):
        """Owned customers in scope above an id, with what their clocks start from.

        Only what the rules ask for is read. Protected customers are left out.
        :return: list of Owned
        """
        partners = self.env["res.partner"].sudo()  # sudo: rules decide over all owners
        domain = (
            self._scope()
            & Domain("user_id", "in", users)
            & Domain("trade_pool_id", "=", False)
            & (
                Domain("trade_pool_keep_until", "=", False)
                | Domain("trade_pool_keep_until", "<", day)
            )
            & Domain("id", ">", low)
        )
        if partner_ids is not None:
            domain &= Domain("id", "in", partner_ids)
        query = partners._search(domain, order="id", limit=CHUNK)
        kinds = set(rules.mapped("kind"))
        contacts = orders = SQL(
            "SELECT NULL::int AS id, NULL::timestamp AS a, NULL::timestamp AS b,"
            " NULL::timestamp AS c WHERE FALSE"
        )
        if "contact" in kinds:
            contacts = SQL(
                """
                SELECT partner_id AS id,
                       max(date) FILTER (WHERE proven AND (direction = 'in'
                           OR channel IN %s)) AS a,
                       max(date) FILTER (WHERE proven) AS b,
                       max(date) AS c
                  FROM trade_interaction
                 WHERE partner_id IN (SELECT id FROM c)
                 GROUP BY partner_id
                """,
                TWO_WAY,
            )
        if kinds - {"contact", "hold"}:
            orders = SQL(
                """
                SELECT p.commercial_partner_id AS id,
                       max(COALESCE(s.date_order, s.create_date)) AS a,
                       max(s.date_order) FILTER (WHERE s.state = 'sale') AS b,
                       NULL::timestamp AS c
                  FROM sale_order s
                  JOIN res_partner p ON p.id = s.partner_id
                 WHERE p.commercial_partner_id IN (SELECT id FROM c)
                   AND s.state <> 'cancel'
                 GROUP BY 1
                """
            )
        return [
            Owned(*row)
            for row in self.env.execute_query(
                SQL(
                    """
                    WITH c AS MATERIALIZED (
                        SELECT p.id, p.user_id, p.country_id,
                               COALESCE(p.trade_owned_since, p.create_date) AS since
                          FROM res_partner p WHERE p.id IN (%(ids)s)
                    ), i AS (%(contacts)s), o AS (%(orders)s)
                    SELECT c.id, c.user_id, n.code, %(days)s
                      FROM c
                      LEFT JOIN i ON i.id = c.id
                      LEFT JOIN o ON o.id = c.id
                      LEFT JOIN res_country n ON n.id = c.country_id
                     ORDER BY c.id
                    """,
                    ids=query.select(),
                    contacts=contacts,
                    orders=orders,
                    days=SQL(", ").join(
                        self._day_sql(SQL(column))
                        for column in ("c.since", "i.a", "i.b", "i.c", "o.a", "o.b")
                    ),
                )
            )
        ]

    def _day_sql(self, instant):
        """The pool's local day of an instant that is kept as UTC."""
        return SQL("((%s) AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, self.tz)

    @staticmethod
    def _clock_start(kind, contact_kind, row):
        """The day a rule's clock runs from, or None where it does not apply.

        A clock never starts before the owner had the customer.
        """
        if kind == "contact":
            last = getattr(row, contact_kind)
        elif kind == "quotation":
            last = row.quotation
        elif kind == "hold":
            last = None
        else:
            last = row.order
            if kind == "contract" and not last:
                return None
        return row.since if last is None or last < row.since else last

    def _chunk_due(self, rules, chunk, day, calendars):
        found = {}
        low, high = chunk[0].id, chunk[-1].id
        for rule in rules:
            matching = self._rule_partners(rule, low, high)
            owners = set(rule.member_ids.user_id.ids)
            kind, contact_kind = rule.kind, rule.contact_kind
            latest, both = {}, rule.customer_holidays
            candidates = []
            for row in chunk:
                if (matching is not None and row.id not in matching) or (
                    owners and row.owner not in owners
                ):
                    continue
                start = self._clock_start(kind, contact_kind, row)
                if start is None:
                    continue
                key = (row.owner, row.country if both else None)
                if key not in latest:
                    latest[key] = self._latest_start(rule, *key, day, calendars)
                if start <= latest[key]:
                    candidates.append((row, key, start))
            self._keep_unpaused(rule, candidates, day, calendars, found)
        return list(found.values())

    def _latest_start(self, rule, owner, country, day, calendars):
        """The latest day on which a clock can have started to be over on a day.

        Clocks that start later are never over earlier, so it is found by halving.
        """
        calendar = self._calendar(rule, owner, country, calendars)
        high, reach = day.toordinal(), 2 * rule.days + 30
        try:
            while calendar.falls_on(day - timedelta(days=reach), rule.days) > day:
                reach *= 2
        except (ValueError, OverflowError):
            return date.min  # whoever never works loses no customer by working days
        low = high - reach
        while low < high:
            middle = (low + high + 1) // 2
            if calendar.falls_on(date.fromordinal(middle), rule.days) <= day:
                low = middle
            else:
                high = middle - 1
        return date.fromordinal(low)

    def _keep_unpaused(self, rule, candidates, day, calendars, found):
        """Add the candidates that no pause keeps; an earlier day wins."""
        pauses = self._pauses(rule, [row.id for row, _key, _start in candidates])
        memo = {}
        for row, key, start in candidates:
            stops = pauses.get(row.id, ())
            falls = None if stops else memo.get((key, start))
            if falls is None:
                calendar = self._calendar(rule, *key, calendars)
                falls = calendar.falls_on(start, rule.days, stops)
                if not stops:
                    memo[key, start] = falls
            if falls is None or falls > day:
                continue
            if row.id not in found or falls < found[row.id].date:
                found[row.id] = Due(row.id, row.owner, rule.id, falls, start)

    def _rule_partners(self, rule, low, high):
        """Customers that a rule is for, in a range of ids; None is all."""
        domain = self._partner_domain(rule.partner_domain)
        if rule.country_ids:
            domain &= Domain("country_id", "in", rule.country_ids.ids)
        if rule.grade_ids:
            domain &= Domain("trade_grade_id", "in", rule.grade_ids.ids)
        if domain.is_true():
            return None
        partners = self.env["res.partner"].sudo()  # sudo: rules decide over all owners
        query = partners._search(
            domain & Domain("id", ">=", low) & Domain("id", "<=", high)
        )
        return set(query.get_result_ids())

    def _calendar(self, rule, user_id, country, cache):
        key = (rule.unit, user_id, country)
        if key not in cache:
            if rule.unit == "calendar":
                cache[key] = WorkCalendar(every_day=True)
            else:
                users = self.env["res.users"].sudo()  # sudo: a colleague's working days
                user = users.browse(user_id)
                weekdays, days_off = user._trade_work_days(self.calendar_id, self.tz)
                cache[key] = WorkCalendar(
                    weekdays,
                    country=(self.company_id or user.company_id).country_id.code,
                    other_countries=[country] if country else [],
                    days_off=days_off,
                )
        return cache[key]

    def _pauses(self, rule, partner_ids):
        """Days that stop the clock: {partner id: [(first, last or None)]}.

        No order, invoice or opportunity stops it for longer than the rule says: one
        that is never invoiced, paid or closed would else keep a customer for ever.
        """
        if not partner_ids:
            return {}
        parts = [self._extension_pauses(partner_ids)]
        if rule.pause_order:
            parts.append(self._order_pauses(partner_ids))
        if rule.pause_invoice:
            parts.append(self._invoice_pauses(partner_ids))
        if rule.pause_opportunity:
            parts.append(self._opportunity_pauses(partner_ids))
        longest = timedelta(days=rule.pause_max - 1)
        pauses = defaultdict(list)
        for partner, first, last, bounded in self.env.execute_query(
            SQL(" UNION ALL ").join(parts)
        ):
            if not first:
                continue
            over = bounded and (last is None or last - first > longest)
            pauses[partner].append((first, first + longest if over else last))
        return pauses

    def _extension_pauses(self, partner_ids):
        """Extensions that were approved for the present owner."""
        return SQL(
            """
            SELECT x.partner_id, x.date_from, x.date_to, FALSE
              FROM trade_pool_extension x
              JOIN res_partner p ON p.id = x.partner_id AND p.user_id = x.user_id
             WHERE x.state = 'approved' AND x.partner_id = ANY(%s)
            """,
            partner_ids,
        )

    def _order_pauses(self, partner_ids):
        """A confirmed order, until it is invoiced in full."""
        return SQL(
            """
            SELECT p.commercial_partner_id, %s,
                   CASE WHEN s.invoice_status IN ('invoiced', 'upselling')
                   THEN COALESCE((
                       SELECT max(m.invoice_date) FROM sale_order_line l
                         JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                         JOIN account_move_line ml ON ml.id = r.invoice_line_id
                         JOIN account_move m ON m.id = ml.move_id
                        WHERE l.order_id = s.id AND m.state = 'posted'
                   ), %s) END, TRUE
              FROM sale_order s JOIN res_partner p ON p.id = s.partner_id
             WHERE s.state = 'sale' AND p.commercial_partner_id = ANY(%s)
            """,
            self._day_sql(SQL("s.date_order")),
            self._day_sql(SQL("s.date_order")),
            partner_ids,
        )

    def _invoice_pauses(self, partner_ids):
        """A posted invoice, until it is paid in full."""
        return SQL(
            """
            SELECT m.commercial_partner_id, m.invoice_date,
                   CASE WHEN m.payment_state IN ('not_paid', 'partial') THEN NULL
                   ELSE GREATEST(m.invoice_date, (
                       SELECT max(x.max_date) FROM account_move_line ml
                         JOIN account_partial_reconcile x ON x.debit_move_id = ml.id
                        WHERE ml.move_id = m.id)) END, TRUE
              FROM account_move m
             WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
               AND m.commercial_partner_id = ANY(%s)
            """,
            partner_ids,
        )

    def _opportunity_pauses(self, partner_ids):
        """An opportunity, until it is won or lost."""
        return SQL(
            """
            SELECT p.commercial_partner_id, %s,
                   CASE WHEN l.active AND NOT COALESCE(s.is_won, FALSE) THEN NULL
                   ELSE %s END, TRUE
              FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN crm_stage s ON s.id = l.stage_id
             WHERE l.type = 'opportunity' AND p.commercial_partner_id = ANY(%s)
            """,
            self._day_sql(SQL("l.create_date")),
            self._day_sql(SQL("COALESCE(l.date_closed, l.write_date)")),
            partner_ids,
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
            key = (row.rule_id, row.since)
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
        """Tell owners by an activity before customers go, one for each clock.

        A warning follows its clock: it moves to a new day, and goes when the customer
        no longer falls back within the days of warning.
        """
        day = self._local_day(None)
        kind = self.env.ref("trade_crm_pool.activity_falls_back")
        rows = {}
        if self.warn_days:
            rows = {
                row.partner_id: row
                for row in self._recycle_due(day + timedelta(days=self.warn_days))
                if row.date > day
            }
        activities = self.env["mail.activity"].sudo()  # sudo: the system's warnings
        told = activities.search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_model", "=", "res.partner"),
                ("user_id", "in", self.member_ids.user_id.ids),
            ]
        )
        mine = set(self._in_scope(told.mapped("res_id")))
        for activity in told.filtered(lambda a: a.res_id in mine):
            row = rows.pop(activity.res_id, None)
            if not row or row.user_id != activity.user_id.id:
                activity.unlink()
            elif activity.date_deadline != row.date:
                activity.write({"date_deadline": row.date, "note": self._told(row)})
        model = self.env["ir.model"]._get_id("res.partner")
        quiet = activities.with_context(mail_activity_quick_update=True)
        quiet.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": row.partner_id,
                    "user_id": row.user_id,
                    "date_deadline": row.date,
                    "note": self._told(row),
                }
                for row in rows.values()
            ]
        )

    def _told(self, row):
        """A warning's words, in the owner's language."""
        owner = self.env["res.users"].browse(row.user_id).sudo()  # sudo: the language
        return self.with_context(lang=owner.lang)._due_reason(row)

    def _in_scope(self, partner_ids):
        """Those of some customers that belong to this pool."""
        partners = self.env["res.partner"].sudo()  # sudo: ids only
        return partners.search(Domain("id", "in", partner_ids) & self._scope()).ids

    def action_preview_recycle(self):
        self.ensure_one()
        self._check_manager()
        return (
            self.env["trade.pool.preview"].create({"pool_id": self.id}).action_refresh()
        )

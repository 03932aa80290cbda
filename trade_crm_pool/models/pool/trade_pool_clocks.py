# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Recycling is decided here: whose clock is over, on which day, by which rule."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...allocation import WorkCalendar, local_date

CHUNK = 200000
# Longer lists of ids are read as a range, if at least every so manieth is wanted.
LONG, SPARSE = 1000, 8
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
    """A customer that falls back, on which day and by which rule.

    ``since`` is the clock's start, ``paused`` by how many calendar days what stopped
    the clock has put the day off.
    """

    partner_id: int
    user_id: int
    rule_id: int
    date: date
    since: date
    paused: int = 0


class TradePool(models.Model):
    _inherit = "trade.pool"

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
        if not rules:
            return []
        self.env.flush_all()
        due, calendars = [], {}
        for ids in self._recycle_spans(partner_ids):
            chunk = self._recycle_chunk(ids, day, rules)
            if chunk:
                due += self._chunk_due(rules, chunk, day, calendars)
        return due

    def _recycle_spans(self, partner_ids):
        """Sorted ids to look at, part by part: those given, else all there are."""
        if partner_ids is not None:
            return [sorted(partner_ids)] if partner_ids else []
        [(last,)] = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))
        return [range(first, first + CHUNK) for first in range(1, last + 1, CHUNK)]

    def _recycle_chunk(self, ids, day, rules):
        """Owned customers in scope, with what their clocks start from.

        Only what the rules ask for is read, each table by the chunk's range of ids:
        however many chunks there are, it is read once in all.

        :param ids: sorted ids; only those of customers in scope are taken
        :return: list of Owned, by id
        """
        partners = self.env["res.partner"].sudo()  # sudo: rules decide over all owners
        among = Domain("id", "in", ids)
        if isinstance(ids, range):
            among = Domain("id", ">=", ids[0]) & Domain("id", "<=", ids[-1])
        query = partners._search(self._recyclable(day) & among)
        kinds = set(rules.mapped("kind"))
        contacts = orders = SQL(
            "SELECT NULL::int AS id, NULL::timestamp AS a, NULL::timestamp AS b,"
            " NULL::timestamp AS c WHERE FALSE"
        )
        if "contact" in kinds:
            contacts = self._contacts_sql(ids)
        if kinds - {"contact", "hold"}:
            orders = self._orders_sql(ids)
        rows = self.env.execute_query(
            SQL(
                """
                WITH i AS (%(contacts)s), o AS (%(orders)s)
                SELECT res_partner.id, res_partner.user_id, n.code, %(days)s
                  FROM %(tables)s
                  LEFT JOIN i ON i.id = res_partner.id
                  LEFT JOIN o ON o.id = res_partner.id
                  LEFT JOIN res_country n ON n.id = res_partner.country_id
                 WHERE %(wanted)s
                 ORDER BY res_partner.id
                """,
                tables=query.from_clause,
                wanted=query.where_clause,
                contacts=contacts,
                orders=orders,
                days=SQL(", ").join(
                    self._day_sql(SQL(column))
                    for column in (
                        "COALESCE(res_partner.trade_owned_since,"
                        " res_partner.create_date)",
                        *("i.a", "i.b", "i.c", "o.a", "o.b"),
                    )
                ),
            )
        )
        return list(map(Owned._make, rows))

    def _recyclable(self, day):
        """Domain of the customers that members own and nobody protects."""
        return (
            self._owned_domain()
            & Domain("trade_pool_id", "=", False)
            & (
                Domain("trade_pool_keep_until", "=", False)
                | Domain("trade_pool_keep_until", "<", day)
            )
        )

    @staticmethod
    def _among(column, ids):
        """Condition that has sorted ids; where they are many and dense, the range.

        A range is read in one go, though others lie between; a long list is sent,
        parsed and looked up one by one.
        """
        if len(ids) > LONG and ids[-1] - ids[0] < SPARSE * len(ids):
            return SQL("%s BETWEEN %s AND %s", column, ids[0], ids[-1])
        return SQL("%s = ANY(%s)", column, list(ids))

    def _contacts_sql(self, ids):
        """Last two-way (a), proven (b) and any (c) contact of customers."""
        return SQL(
            """
            SELECT partner_id AS id,
                   max(date) FILTER (WHERE proven AND (direction = 'in'
                       OR channel IN %s)) AS a,
                   max(date) FILTER (WHERE proven) AS b,
                   max(date) AS c
              FROM trade_interaction
             WHERE %s
             GROUP BY partner_id
            """,
            TWO_WAY,
            self._among(SQL("partner_id"), ids),
        )

    def _orders_sql(self, ids):
        """Last quotation (a) and last order (b) of customers."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS id,
                   max(COALESCE(s.date_order, s.create_date)) AS a,
                   max(s.date_order) FILTER (WHERE s.state = 'sale') AS b,
                   NULL::timestamp AS c
              FROM sale_order s
              JOIN res_partner p ON p.id = s.partner_id
             WHERE %s AND s.state <> 'cancel'
             GROUP BY 1
            """,
            self._among(SQL("p.commercial_partner_id"), ids),
        )

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
            calendar = self._calendar(rule, *key, calendars)
            plain = memo.get((key, start))
            if plain is None:
                plain = memo[key, start] = calendar.falls_on(start, rule.days)
            falls, stops = plain, pauses.get(row.id)
            if stops:
                falls = calendar.falls_on(start, rule.days, stops)
            if falls is None or falls > day:
                continue
            if row.id not in found or falls < found[row.id].date:
                paused = (falls - plain).days
                found[row.id] = Due(row.id, row.owner, rule.id, falls, start, paused)

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

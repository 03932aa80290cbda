# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import datetime, timedelta

import pytz
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...feasts import NoCalendar, feasts, local_name
from ...formats import next_day, recurring_days
from .trade_care_rule import CARE_KINDS

BATCH = 50
# A greeting of the day before still goes where a server stood still for a night.
LATE_DAYS = 1


class TradeCare(models.Model):
    """One greeting or visit of one customer for one occasion."""

    _name = "trade.care"
    _description = "Customer Care"
    _order = "date, partner_id, id"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="To",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    owner_id = fields.Many2one(related="partner_id.trade_owner_id", string="Owner")
    country_id = fields.Many2one(related="partner_id.country_id", store=True)
    lang = fields.Char(string="Language", compute="_compute_mail")
    kind = fields.Selection(selection=CARE_KINDS, required=True)
    name = fields.Char(string="Occasion", required=True)
    occasion = fields.Char(
        string="Occasion key",
        required=True,
        readonly=True,
        help="Once for each customer.",
    )
    date = fields.Date(required=True)
    send_at = fields.Datetime(
        string="Goes at", help="The customer's own time of day, in your time zone."
    )
    state = fields.Selection(
        string="Status",
        selection=[
            ("planned", "Planned"),
            ("released", "Released"),
            ("sent", "Done"),
            ("skipped", "Left out"),
            ("failed", "Failed"),
        ],
        required=True,
        default="planned",
    )
    template_id = fields.Many2one(comodel_name="mail.template", compute="_compute_mail")
    subject = fields.Char(compute="_compute_mail")
    body = fields.Html(compute="_compute_mail", sanitize=False)
    problem = fields.Char(compute="_compute_mail")
    reason = fields.Char(readonly=True, help="Why it failed or was left out.")
    mail_id = fields.Many2one(
        comodel_name="mail.mail", index="btree_not_null", ondelete="set null"
    )

    _once_uniq = models.UniqueIndex(
        "(COALESCE(contact_id, partner_id), occasion)",
        "The customer is greeted for this occasion already.",
    )
    _due_idx = models.Index("(send_at) WHERE state IN ('planned', 'released')")
    _date_idx = models.Index("(date)")

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    @api.depends("kind", "partner_id", "contact_id", "name")
    def _compute_mail(self):
        languages = dict(self.env["res.lang"].get_installed())
        for care in self:
            recipient = care.contact_id or care.partner_id
            care.lang = languages.get(recipient.lang, recipient.lang)
            care.template_id, care.subject, care.body = False, False, False
            care.problem = care._obstacle()
            if care.kind == "visit" or care.problem:
                continue
            template = care._template()
            if not template:
                care.problem = self.env._("There is no template for this occasion.")
                continue
            care.template_id = template
            try:
                care.subject, care.body, missing = care._render(template)
            except UserError as error:
                care.problem = str(error)
                continue
            if missing:
                care.problem = self.env["mail.template"]._missing_words(missing)

    def _obstacle(self):
        """Why the customer can't be written to, in words, or False."""
        self.ensure_one()
        recipient = self.contact_id or self.partner_id
        if self.kind == "visit":
            return False
        if self.partner_id.trade_no_care or recipient.trade_no_care:
            return self.env._("Wants no greetings.")
        if not recipient.email:
            return self.env._("Has no e-mail address.")
        if recipient.sudo().is_blacklisted:  # a yes or no, for whoever looks
            return self.env._("Is on the blacklist.")
        return False

    def _template(self):
        recipient = self.contact_id or self.partner_id
        return self.env["mail.template"]._trade_find(recipient, self.kind)

    def _render(self, template):
        recipient = self.contact_id or self.partner_id
        return template.with_context(
            trade_occasion_name=self.name, trade_greeted=recipient.name
        )._trade_render(recipient)

    # ------------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------------

    @api.model
    def _cron_plan(self):
        """Plan the coming days; what is planned already stays as it is."""
        self._plan()

    @api.model
    def _plan(self, start=None, end=None):
        """Plan the occasions from a day to a day.

        :return: (number of new ones, {country: customers} without known holidays)
        """
        companies = self.env["res.company"].search([("trade_care", "=", True)])
        if not companies:
            return 0, {}
        start = start or fields.Date.today()
        end = end or start + timedelta(
            days=max(1, *companies.mapped("trade_care_days"))
        )
        rows, unknown = [], {}
        for rule in self.env["trade.care.rule"].search([]):
            rows += getattr(self, f"_plan_{rule.kind}")(rule, start, end, unknown)
        return len(self._insert(self._once_a_day(rows))), unknown

    @staticmethod
    def _once_a_day(rows):
        """Leave out a customer's own key date where he is greeted for a holiday then.

        A national day that somebody noted as a key date, too, is one occasion.
        """
        holidays = {
            (row["partner_id"], row["date"]) for row in rows if row["kind"] == "holiday"
        }
        return [
            row
            for row in rows
            if row["kind"] != "key_date"
            or (row["partner_id"], row["date"]) not in holidays
        ]

    @api.model
    def _insert(self, rows):
        if not rows:
            return self.browse()
        columns = {
            "partner_id": "int4",
            "contact_id": "int4",
            "kind": "varchar",
            "name": "varchar",
            "occasion": "varchar",
            "date": "date",
            "send_at": "timestamp",
        }
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        arrays = SQL(", ").join(
            SQL("%s::%s[]", [row.get(name) for row in rows], SQL(kind))
            for name, kind in columns.items()
        )
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_care
                       (%(names)s, company_id, country_id, state,
                        create_uid, write_uid, create_date, write_date)
                SELECT v.*, p.company_id, p.country_id, 'planned',
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM UNNEST(%(arrays)s) AS v(%(names)s)
                  JOIN res_partner AS p ON p.id = v.partner_id
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                names=names,
                arrays=arrays,
                uid=self.env.uid or SUPERUSER_ID,
                now=fields.Datetime.now(),
            )
        )
        return self.browse(row[0] for row in found)

    @api.model
    def _customers(self, condition=None):
        """Owned customers with the contact that is written to.

        :param SQL condition: on res_partner as p
        :return: list of dicts partner_id, contact_id, country, lang, tz, culture
        """
        self.env["res.partner"].flush_model()
        self.env["res.company"].flush_model(["trade_care"])
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id AS partner_id, c.id AS contact_id, n.code AS country,
                       COALESCE(c.lang, p.lang) AS lang,
                       COALESCE(p.trade_tz, p.tz) AS tz, p.trade_culture AS culture
                  FROM res_partner AS p
                  LEFT JOIN res_country AS n ON n.id = p.country_id
                  LEFT JOIN LATERAL (
                       SELECT c.id, c.lang FROM res_partner AS c
                        WHERE c.parent_id = p.id AND c.active AND c.email > ''
                          AND p.email IS NULL
                        ORDER BY c.type = 'contact' DESC, c.id LIMIT 1) AS c ON TRUE
                  LEFT JOIN res_company AS o ON o.id = p.company_id
                 WHERE p.is_company AND p.active AND p.partner_share
                   AND p.trade_owner_id IS NOT NULL AND p.parent_id IS NULL
                   AND NOT COALESCE(p.trade_no_care, FALSE)
                   AND COALESCE(o.trade_care, TRUE) AND %s
                """,
                condition or SQL("TRUE"),
            )
        )
        return found

    @api.model
    def _row(self, customer, rule, occasion, name, day, contact_id=None):
        return {
            "partner_id": customer["partner_id"],
            "contact_id": contact_id or customer["contact_id"],
            "kind": rule.kind,
            "name": name,
            "occasion": occasion,
            "date": day,
            "send_at": self._local_hour(customer, day, rule.hour),
        }

    @api.model
    def _local_hour(self, customer, day, hour):
        """The moment of an hour of the customer's day, in UTC."""
        zones = pytz.country_timezones.get(customer["country"] or "", ())
        zone = customer["tz"] or next(iter(zones), None) or self.env.user.tz or "UTC"
        naive = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
        local = pytz.timezone(zone).localize(naive)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _plan_holiday(self, rule, start, end, unknown):
        by_place = defaultdict(list)
        for customer in self._customers(SQL("p.country_id IS NOT NULL")):
            by_place[customer["country"], customer["culture"] or ""].append(customer)
        wanted, rows = rule._wanted(), []
        for (country, culture), customers in by_place.items():
            try:
                found = feasts(country, start, end, wanted, culture)
            except NoCalendar:
                unknown[country] = unknown.get(country, 0) + len(customers)
                continue
            for feast in found:
                names = {}
                for customer in customers:
                    lang = customer["lang"]
                    if lang not in names:
                        names[lang] = local_name(country, feast, lang)
                    occasion = f"holiday:{feast.key}"
                    rows.append(
                        self._row(customer, rule, occasion, names[lang], feast.day)
                    )
        return rows

    @api.model
    def _plan_birthday(self, rule, start, end, unknown):
        return self._plan_key_dates(rule, start, end, ("birthday",))

    @api.model
    def _plan_key_date(self, rule, start, end, unknown):
        return self._plan_key_dates(rule, start, end, ("anniversary", "feast", "other"))

    @api.model
    def _plan_key_dates(self, rule, start, end, kinds):
        """Days of customers and their contacts that come back in the time."""
        model = self.env["trade.key.date"]
        pairs = recurring_days(start, end)
        dates = model.search(model._pairs_domain(pairs) & Domain("kind", "in", kinds))
        if not dates:
            return []
        partners = dates.partner_id.commercial_partner_id
        customers = {
            customer["partner_id"]: customer
            for customer in self._customers(SQL("p.id = ANY(%s)", partners.ids))
        }
        rows = []
        for key_date in dates:
            company = key_date.partner_id.commercial_partner_id
            customer = customers.get(company.id)
            if not customer:
                continue
            day = next_day(int(key_date.month), key_date.day, start)
            kind = dict(key_date._fields["kind"].selection)[key_date.kind]
            rows.append(
                self._row(
                    customer,
                    rule,
                    f"key:{key_date.id}:{day.year}",
                    key_date.name or kind,
                    day,
                    key_date.contact_id.id,
                )
            )
        return rows

    @api.model
    def _plan_anniversary(self, rule, start, end, unknown):
        """Customers whose first order was a whole number of years before."""
        self.env["sale.order"].flush_model(["state", "date_order", "partner_id"])
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT p.commercial_partner_id, MIN(o.date_order)::date
                      FROM sale_order AS o JOIN res_partner AS p ON p.id = o.partner_id
                     WHERE o.state = 'sale' GROUP BY p.commercial_partner_id
                    HAVING TO_CHAR(MIN(o.date_order), 'MM-DD') = ANY(%s)
                    """,
                    [
                        f"{month:02}-{day:02}"
                        for month, day in recurring_days(start, end)
                    ],
                )
            )
        )
        if not found:
            return []
        rows = []
        for customer in self._customers(SQL("p.id = ANY(%s)", list(found))):
            first = found[customer["partner_id"]]
            day = next_day(first.month, first.day, start)
            years = day.year - first.year
            if years > 0:
                name = self.env._("%s years since the first order", years)
                rows.append(
                    self._row(customer, rule, f"anniversary:{day.year}", name, day)
                )
        return rows

    @api.model
    def _plan_visit(self, rule, start, end, unknown):
        """Customers whose grade asks for a visit or call, counted from the last."""
        self.env["trade.grade"].flush_model(["visit_days", "name"])
        customers = self._customers(SQL("p.trade_grade_id IS NOT NULL"))
        if not customers:
            return []
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id, g.id AS grade_id, g.visit_days,
                       GREATEST(p.trade_last_out, p.create_date)::date AS last
                  FROM res_partner AS p JOIN trade_grade AS g ON g.id = p.trade_grade_id
                 WHERE p.id = ANY(%s) AND g.visit_days > 0
                   AND GREATEST(p.trade_last_out, p.create_date)::date
                       + g.visit_days <= %s
                """,
                [customer["partner_id"] for customer in customers],
                end,
            )
        )
        due = {row["id"]: row for row in found}
        grades = self.env["trade.grade"].browse({row["grade_id"] for row in found})
        names = {grade.id: grade.display_name for grade in grades}
        return [
            self._row(
                customer,
                rule,
                f"visit:{row['last']}",
                self.env._("Visit or call: grade %s", names[row["grade_id"]]),
                max(start, row["last"] + timedelta(days=row["visit_days"])),
            )
            for customer in customers
            if (row := due.get(customer["partner_id"]))
        ]

    @api.model
    def action_plan(self):
        """Plan now, and say for which countries no holidays are known."""
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(self.env._("Managers plan the greetings."))
        count, unknown = self.sudo()._plan()  # sudo: the same plan for all customers
        message = self.env._("%s new greetings and visits are planned.", count)
        if unknown:
            countries = self.env["res.country"].search([("code", "in", list(unknown))])
            named = ", ".join(f"{c.name} ({unknown[c.code]})" for c in countries)
            message += " " + self.env._(
                "No public holidays are known for: %s. Note the days of these "
                "customers as key dates.",
                named,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if unknown else "success",
                "sticky": bool(unknown),
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # Release and sending
    # ------------------------------------------------------------------

    def action_release(self):
        """Let the chosen ones go on their day; those that can't go say why."""
        self.check_access("write")
        stuck = self.browse()
        for care in self.filtered(lambda c: c.state in ("planned", "failed")):
            if care.problem:
                stuck |= care
            else:
                plain = care.sudo()  # the reason is the system's, the right checked
                plain.write({"state": "released", "reason": False})
        if len(stuck) == len(self) == 1:
            raise UserError(stuck.problem)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_skip(self):
        self.filtered(lambda c: c.state in ("planned", "released", "failed")).write(
            {"state": "skipped"}
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def write(self, vals):
        """What was sent stays; nobody marks a greeting as sent by hand."""
        if not self.env.su:
            open_to_people = {"state", "contact_id", "name", "send_at"}
            if vals.keys() - open_to_people or vals.get("state") in ("sent", "failed"):
                raise AccessError(self.env._("Greetings are written by the system."))
            if "sent" in self.mapped("state"):
                raise UserError(self.env._("This greeting has gone already."))
        return super().write(vals)

    @api.model
    def _cron_send(self):
        """Send what is due, batch by batch; each batch is committed with its mails."""
        cron = self.env["ir.cron"]
        while True:
            done = self._send_batch()
            left = self._due_count() if done else 0
            if not cron._commit_progress(done, remaining=left) or not left:
                break

    @api.model
    def _due(self):
        """Condition on trade_care as c and res_company as o: to be done now."""
        return SQL(
            """
            c.send_at <= %s AND COALESCE(o.trade_care, TRUE)
            AND (c.state = 'released'
                 OR c.state = 'planned' AND (c.kind = 'visit'
                    OR COALESCE(o.trade_care_send, %s) = 'auto'))
            """,
            fields.Datetime.now(),
            self.env.company.trade_care_send,
        )

    @api.model
    def _due_count(self):
        self.flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM trade_care AS c
                     LEFT JOIN res_company AS o ON o.id = c.company_id WHERE %s""",
                self._due(),
            )
        )[0][0]

    @api.model
    def _send_batch(self, limit=BATCH):
        """Send some in one transaction with what marks them as sent.

        The mails wait in Odoo's queue until then: a killed job leaves neither.

        :return: how many were dealt with
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM trade_care AS c
                  LEFT JOIN res_company AS o ON o.id = c.company_id
                 WHERE %s ORDER BY c.send_at, c.id LIMIT %s
                   FOR NO KEY UPDATE OF c SKIP LOCKED
                """,
                self._due(),
                limit,
            )
        )
        cares = self.browse(row[0] for row in rows)
        oldest = fields.Date.today() - timedelta(days=LATE_DAYS)
        for care in cares:
            if care.kind != "visit" and care.date < oldest:
                care.write(
                    {"state": "skipped", "reason": self.env._("The day is over.")}
                )
            elif care.problem:
                care.write({"state": "failed", "reason": care.problem})
            else:
                care._do()
        return len(cares)

    def _do(self):
        """Write the mail or plan the visit; a failure is told and the rest goes on."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                mail = self._plan_activity() if self.kind == "visit" else self._mail()
                self.write({"state": "sent", "mail_id": mail, "reason": False})
        except (UserError, ValueError) as error:
            self.write({"state": "failed", "reason": str(error)[:500]})

    def _plan_activity(self):
        self.partner_id.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=max(self.date, fields.Date.today()),
            summary=self.name,
            user_id=self.partner_id.trade_owner_id.id,
        )

    def _mail(self):
        recipient = self.contact_id or self.partner_id
        owner = self.partner_id.trade_owner_id
        mail = self.env["mail.mail"].create(
            {
                "subject": self.subject,
                "body_html": self.body,
                "email_from": owner.email_formatted or self.env.user.email_formatted,
                "author_id": owner.partner_id.id,
                "recipient_ids": [fields.Command.link(recipient.id)],
                "model": "res.partner",
                "res_id": self.partner_id.id,
                "auto_delete": False,
            }
        )
        return mail.id

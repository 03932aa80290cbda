# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL

#: Days after a customer came to an owner in which an order counts as his doing.
DAYS = 90


def orders_within(partner, company, start):
    """Return the SQL of what a customer ordered in DAYS after a day, one row.

    :param SQL partner: the customer
    :param SQL company: the company, null for any
    :param SQL start: the day
    :return: a lateral subquery with ``number``, and ``amount`` untaxed in the company's
        currency at each order's rate
    """
    return SQL(
        """
        LATERAL (
            SELECT count(*) AS number,
                   COALESCE(sum(s.amount_untaxed / NULLIF(s.currency_rate, 0)), 0)
                       AS amount
              FROM sale_order s JOIN res_partner b ON b.id = s.partner_id
             WHERE b.commercial_partner_id = %(partner)s AND s.state = 'sale'
               AND (%(company)s IS NULL OR s.company_id = %(company)s)
               AND s.date_order >= %(start)s
               AND s.date_order < %(start)s + %(days)s * '1 d'::interval
        )
        """,
        partner=partner,
        company=company,
        start=start,
        days=DAYS,
    )


def converted(number, start, now):
    """Return the SQL of 1 for an order, 0 for none; null while one may come yet.

    :param SQL number: how many orders there were in DAYS
    """
    return SQL(
        """
        CASE WHEN %(number)s > 0 THEN 1.0
             WHEN %(start)s < %(now)s::timestamp - %(days)s * '1 d'::interval
             THEN 0.0 END::float8
        """,
        number=number,
        start=start,
        now=now,
        days=DAYS,
    )

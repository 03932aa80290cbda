# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""How much credit a customer of a grade may have."""

from decimal import ROUND_FLOOR, Decimal

#: Significant digits of a proposed limit: 128,400 is proposed as 120,000.
DIGITS = 2


def round_down(amount, digits=DIGITS):
    """Round a positive amount down to so many significant digits.

    >>> round_down(128_400)
    120000.0
    >>> round_down(0)
    0.0
    """
    if amount <= 0:
        return 0.0
    value = Decimal(repr(float(amount)))
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return float((value / step).to_integral_value(ROUND_FLOOR) * step)


def proposed_limit(yearly_sales, months, maximum=0.0):
    """So many months of average sales, rounded down, at most ``maximum`` (0: none).

    :param float yearly_sales: net sales of twelve months; negative ones give no limit
    :param float months: of sales that the customer may owe; 0 gives no credit
    """
    limit = round_down(max(yearly_sales, 0.0) / 12 * months)
    return min(limit, maximum) if maximum else limit

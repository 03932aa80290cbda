# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Calculations on customers' purchases, in numpy and scipy, without Odoo.

Every module takes plain arrays and returns plain arrays or a small frozen
dataclass; none of them raises on thin data and none returns NaN. What could not be
computed is said in the result.
"""

from . import (
    abc,
    baskets,
    bgnbd,
    churn,
    clusters,
    gamma_gamma,
    leaving,
    lifecycle,
    rfm,
    rhythm,
    rows,
)

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A public pool over the loaded customers, where the addon for it is installed.

Who bought last on the file's last day has been his owner's customer since today; who
bought a hundred days earlier, for a hundred days. So the rules run as if the file
ended today, whether its dates were moved or not.
"""

from datetime import datetime, timedelta

NAME = "Online Retail"
WEIGHTS = (3, 2, 1)
# Days without an order after which a customer falls back, at home and abroad.
HOME, HOME_DAYS, ABROAD_DAYS = "GB", 300, 240


def set_up(env, prepared, plan, company) -> None:
    """Make the company's pool with its members and rules, once."""
    if "trade.pool" not in env:
        return
    if env["trade.pool"].search_count([("company_id", "=", company.id)], limit=1):
        return
    age_ownership(env, prepared, plan)
    manager = env["res.users"].search([("login", "=", "manager")])
    pool = env["trade.pool"].create(
        {
            "name": NAME,
            "company_id": company.id,
            "scope_domain": f"[('company_id', '=', {company.id})]",
            "manager_ids": [(6, 0, manager.ids)],
            "tz": "Europe/London",
            "cap_day": 3,
            "cap_week": 10,
            "recycle_share": 5,
            "take_leads": True,
            "member_ids": [
                (0, 0, {"user_id": user, "weight": weight, "sequence": place})
                for place, (user, weight) in enumerate(
                    zip(prepared.user_ids, WEIGHTS, strict=False)
                )
            ],
        }
    )
    home = env["res.country"].search([("code", "=", HOME)])
    for name, days, domain in (
        ("No order for 300 days", HOME_DAYS, [("country_id", "=", home.id)]),
        ("Abroad, no order for 240 days", ABROAD_DAYS, [("country_id", "!=", home.id)]),
    ):
        env["trade.pool.rule"].create(
            {
                "name": name,
                "pool_id": pool.id,
                "kind": "order",
                "unit": "calendar",
                "days": days,
                "partner_domain": str(domain),
            }
        )


def age_ownership(env, prepared, plan) -> None:
    """Write since when the owners have had their customers."""
    last = {}
    for document in plan.documents:
        last[document.customer] = max(
            document.day, last.get(document.customer, document.day)
        )
    now = datetime.now().replace(microsecond=0)  # noqa: DTZ005
    rows = [
        (prepared.partners[key], now - timedelta(days=(plan.last_day - day).days))
        for key, day in last.items()
        if key in prepared.partners
    ]
    env.cr.execute(
        """
        UPDATE res_partner p SET trade_owned_since = v.since
          FROM unnest(%s::int[], %s::timestamp[]) AS v(id, since) WHERE p.id = v.id
        """,
        [[row[0] for row in rows], [row[1] for row in rows]],
    )
    env.invalidate_all()

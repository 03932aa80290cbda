# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError


class TradeStart(models.AbstractModel):
    """The first-run panel: the few choices that matter, each a click away."""

    _name = "trade.start"
    _description = "First Steps"

    @api.model
    def _steps(self):
        """The steps, in their order; other rooms may add theirs.

        :return: list of dicts: name, title, text, action (xml id), done (whether the
            database shows that it was taken)
        """
        sellers = self.env.ref("trade_crm.group_trade_user").sudo()  # only counted
        sold_by = sellers.all_user_ids.filtered(lambda user: not user.share)
        customers = self.env["res.partner"].search_count(
            [("is_company", "=", True), ("ref_company_ids", "=", False)], limit=5
        )
        return [
            {
                "name": "people",
                "title": self.env._("Who sells"),
                "text": self.env._("Give each colleague a role: own customers or all."),
                "action": "base.action_res_users",
                "done": len(sold_by) > 2,
            },
            {
                "name": "customers",
                "title": self.env._("Your customers"),
                "text": self.env._("File them, or import the list that you have."),
                "action": "trade_crm.action_trade_customer",
                "done": customers >= 5,
            },
            {
                "name": "archive",
                "title": self.env._("A complete archive"),
                "text": self.env._("Say what you want to know of every customer."),
                "action": "trade_crm.action_trade_completeness_rule",
                "done": False,
            },
            {
                "name": "settings",
                "title": self.env._("The rules of the house"),
                "text": self.env._(
                    "Duplicates, lost quotations, stale archives: all on one page."
                ),
                "action": "trade_crm.action_trade_settings",
                "done": False,
            },
        ]

    @api.model
    def _state(self):
        return self.env.company.trade_start or {}

    @api.model
    def _keep(self, **changes):
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(self.env._("Only managers take the first steps."))
        company = self.env.company.sudo()  # a note of who sets up these rooms
        company.trade_start = {**self._state(), **changes}

    @api.model
    def panel(self):
        """What the panel shows to this user: False, or the steps."""
        state = self._state()
        if state.get("closed") or not self._is_for_me():
            return False
        taken = set(state.get("taken", ()))
        steps = [
            {
                **{key: step[key] for key in ("name", "title", "text")},
                "done": bool(step["done"] or step["name"] in taken),
            }
            for step in self._offered()
        ]
        return {"steps": steps, "done": all(step["done"] for step in steps)}

    @api.model
    def _is_for_me(self):
        return self.env.user.has_group("trade_crm.group_trade_manager")

    @api.model
    def _offered(self):
        """The steps whose screen this user may open."""
        admin = self.env.user.has_group("trade_crm.group_trade_admin")
        users = self.env["res.users"].has_access("write")
        return [
            step
            for step in self._steps()
            if (admin or step["name"] in ("people", "customers"))
            and (users or step["name"] != "people")
        ]

    @api.model
    def take(self, name):
        """Note that a step was taken and say where it leads."""
        step = {s["name"]: s for s in self._offered()}.get(name)
        if not step:
            raise AccessError(self.env._("This step isn't yours to take."))
        taken = {*self._state().get("taken", ()), name}
        self._keep(taken=sorted(taken))
        return step["action"]

    @api.model
    def close(self):
        self._keep(closed=True)
        return True

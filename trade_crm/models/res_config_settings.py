# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree
from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResConfigSettings(models.TransientModel):
    """Odoo's settings are for who administers the whole of Odoo. An administrator of
    the trade rooms alone sees and sets these rooms' settings, and no others."""

    _inherit = "res.config.settings"

    trade_print_header = fields.Boolean(
        related="company_id.trade_print_header", readonly=False
    )

    def _trade_limited(self):
        return not self.env.su and not self.env.user.has_group("base.group_system")

    def _trade_settable(self, name):
        """Whether a field is one of these rooms' settings, kept on the company."""
        field = self._fields.get(name)
        related = (field and field.related) or ""
        return name.startswith("trade_") and related.startswith("company_id.trade_")

    def _trade_is_switch(self, name):
        """Whether a field switches a part of these rooms on for its people."""
        field = self._fields.get(name)
        groups = (getattr(field, "group", ""), getattr(field, "implied_group", ""))
        return all((group or "").startswith("trade_crm") for group in groups)

    def _trade_switch(self, name, on):
        ((__, groups, implied),) = self._get_classified_fields([name])["group"]
        people, part = groups.sudo(), implied.sudo()  # these rooms' own parts
        if bool(on) != (part <= people.all_implied_ids):
            people._apply_group(part) if on else people._remove_group(part)

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        view = super().get_view(view_id, view_type, **options)
        if view_type == "form" and self._trade_limited():
            form = etree.fromstring(view["arch"])
            for app in form.iter("app"):
                if app.get("name") != "trade_crm":
                    app.getparent().remove(app)
            view["arch"] = etree.tostring(form, encoding="unicode")
        return view

    def _compute_display_name(self):
        if not self._trade_limited():
            return super()._compute_display_name()
        # Odoo's own way looks the name up among actions that only it may read.
        self.display_name = self.env._("Settings")
        return None

    @api.model_create_multi
    def create(self, vals_list):
        if not self._trade_limited():
            return super().create(vals_list)
        vals_list = [self._trade_set(vals) for vals in vals_list]
        plain = self.sudo()  # fields of these rooms, and others' present values
        settings = super(ResConfigSettings, plain).create(vals_list)
        return settings.sudo(False)

    def _trade_set(self, vals):
        """Set what a limited administrator may set; the rest of a record is nothing.

        :return: the values that are left to create the record with
        """
        if not self.env.user.has_group("trade_crm.group_trade_admin"):
            raise AccessError(self.env._("Only administrators change the settings."))
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self.env.company
        if company not in self.env.user.company_ids:
            raise AccessError(self.env._("You may set only your own companies."))
        settings, rest = {}, {"company_id": company.id}
        for name, value in vals.items():
            if self._trade_settable(name):
                settings[self._fields[name].related.split(".")[1]] = value
            elif self._trade_is_switch(name):
                self._trade_switch(name, value)
            elif name.startswith("trade_"):
                rest[name] = value
            elif name != "company_id":
                raise AccessError(
                    self.env._("Only an administrator of Odoo sets “%s”.", name)
                )
        company.sudo().write(settings)  # these rooms' fields alone
        return rest

    def write(self, vals):
        if self._trade_limited():
            for settings in self:
                rest = self._trade_set({"company_id": settings.company_id.id, **vals})
                plain = settings.sudo()  # what is left are fields of these rooms
                super(ResConfigSettings, plain).write(rest)
            return True
        return super().write(vals)

    def set_values(self):
        if self._trade_limited():
            raise AccessError(self.env._("Only administrators change the settings."))
        return super().set_values()

    def execute(self):
        if self._trade_limited():
            plain = self.sudo()  # beside these rooms' fields all is as it was
            return super(ResConfigSettings, plain).execute()
        return super().execute()

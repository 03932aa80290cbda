# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# What belongs to a customer that may be in a pool, and the way to its pool.
POOLED_BY = {
    "res.partner": "trade_pool_id",
    "crm.lead": "trade_pool_id",
    "trade.header": "partner_id.trade_pool_id",
}


class Base(models.AbstractModel):
    """No record, and no form that is being filled in, names a pooled customer.

    Odoo shows the name of a linked record, and fills in what follows from it, without
    asking whether the reader may open it: whoever may link it can read it.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        self._trade_check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._trade_check_links([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._trade_check_links([values])
        return super().onchange(values, field_names, fields_spec)

    def _trade_check_links(self, vals_list):
        """Refuse values that link customers or leads which are in a pool."""
        if self.env.su or self.env.user._trade_sees_pooled():
            return
        for model, ids in self._trade_links(vals_list).items():
            self.env.user._trade_check_unpooled(model, ids)

    def _trade_links(self, vals_list):
        """Ids that values link: {model: set of ids}."""
        links = {model: set() for model in POOLED_BY}
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if value and field and field.comodel_name in POOLED_BY:
                    links[field.comodel_name].update(self._trade_linked(value))
        return links

    @staticmethod
    def _trade_linked(value):
        """Ids of a many2one's value, or of the commands of an x2many."""
        if not isinstance(value, (list, tuple)):
            return {value} if isinstance(value, int) else set()
        ids = set()
        for command in value:
            if isinstance(command, int):
                ids.add(command)
            elif command[0] == 6:
                ids.update(command[2])
            elif command[0] in (1, 4):
                ids.add(command[1])
        return {id_ for id_ in ids if isinstance(id_, int)}

import { Component } from "@odoo/owl";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { serializeDate } from "@web/core/l10n/dates";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The last prices of a product; a click on one puts it on the line. */
export class LastPriceBox extends Component {
    static template = "trade_crm.LastPriceBox";
    static props = {
        rows: Array,
        product: String,
        apply: Function,
        open: Function,
        canApply: Boolean,
        close: { type: Function, optional: true },
    };

    async apply(row) {
        await this.props.apply(row);
        this.props.close();
    }
}

/** What the customer paid last for the product of this line. */
export class LastPriceField extends Component {
    static template = "trade_crm.LastPriceField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.popover = usePopover(LastPriceBox, {
            position: "bottom",
            popoverClass: "o_trade_last_price_popover",
        });
    }

    get price() {
        return this.props.record.data[this.props.name];
    }

    get order() {
        return this.props.record._parentRecord || this.props.record;
    }

    get canApply() {
        const { data } = this.props.record;
        return ["draft", "sent"].includes(this.order.data.state) && !data.qty_invoiced;
    }

    async openBox(ev) {
        const target = ev.currentTarget;
        const { data } = this.props.record;
        const order = this.order.data;
        const rows = await this.orm.call("trade.last.price", "history", [], {
            partner_id: order.partner_id.id,
            product_id: data.product_id.id,
            order_id: this.order.resId || false,
            uom_id: data.product_uom_id?.id || false,
            currency_id: order.currency_id?.id || false,
            company_id: order.company_id?.id || false,
            date: order.date_order ? serializeDate(order.date_order) : false,
        });
        this.popover.open(target, {
            rows,
            product: data.product_id.display_name,
            canApply: this.canApply,
            apply: (row) => this.apply(row),
            open: (row) => this.open(row),
        });
    }

    /** Without the right to give discounts, the net price goes on the line. */
    async apply(row) {
        const { record } = this.props;
        const changes =
            "discount" in record.activeFields
                ? { price_unit: row.price, discount: row.discount }
                : { price_unit: row.net };
        await record.update(changes);
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("trade_last_price", {
    component: LastPriceField,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "product_id", type: "many2one" },
        { name: "product_uom_id", type: "many2one" },
        { name: "qty_invoiced", type: "float" },
    ],
});

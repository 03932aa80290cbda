import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What the customer was quoted and bought, by product, the latest first. */
export class CustomerPrices extends Component {
    static template = "trade_crm.CustomerPrices";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ rows: [], more: false, loaded: false });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.props.record.resId) {
                return this.load(props.record);
            }
        });
    }

    async load(record) {
        Object.assign(this.state, { rows: [], more: false, loaded: false });
        if (record.resId) {
            const found = await this.orm.call("trade.last.price", "of_customer", [record.resId]);
            Object.assign(this.state, found);
        }
        this.state.loaded = true;
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }

    async openAll(productId) {
        const { resModel, resId } = this.props.record;
        const action = await this.orm.call(resModel, "action_trade_deals", [[resId]]);
        if (productId) {
            action.context = { ...action.context, search_default_product_id: productId };
        }
        this.action.doAction(action);
    }
}

registry.category("view_widgets").add("trade_customer_prices", { component: CustomerPrices });

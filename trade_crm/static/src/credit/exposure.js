import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a customer or a group owes and has on order, against its limits. */
export class Exposure extends Component {
    static template = "trade_crm.Exposure";
    static props = { ...standardFieldProps };

    get page() {
        return this.props.record.data[this.props.name];
    }

    width(limit) {
        return Math.min(100, Math.max(0, limit.share ?? 100));
    }
}

registry.category("fields").add("trade_exposure", {
    component: Exposure,
    displayName: _t("Exposure against the limits"),
    supportedTypes: ["json"],
});

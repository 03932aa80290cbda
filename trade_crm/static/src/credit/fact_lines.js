import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Facts of a review: label, value, remark. */
export class FactLines extends Component {
    static template = "trade_crm.FactLines";
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("trade_fact_lines", {
    component: FactLines,
    displayName: _t("Facts of a review"),
    supportedTypes: ["json"],
});

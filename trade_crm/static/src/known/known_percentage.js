import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";
import { percentageField, PercentageField } from "@web/views/fields/percentage/percentage_field";

/** A share that may be unknown: then nothing is shown, not 0%. */
export function formatKnownPercentage(value, options) {
    const unknown = value === false || value === null || value === undefined;
    return unknown ? "" : formatPercentage(value, options);
}
formatKnownPercentage.extractOptions = formatPercentage.extractOptions;

export class KnownPercentageField extends PercentageField {
    get formattedValue() {
        const value = this.props.record.data[this.props.name];
        return value === false ? "" : super.formattedValue;
    }
}

registry.category("formatters").add("known_percentage", formatKnownPercentage);
registry.category("fields").add("known_percentage", {
    ...percentageField,
    component: KnownPercentageField,
});

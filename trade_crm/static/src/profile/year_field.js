import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** A year: no thousands separator, and nothing at all where none is known. */
export class YearField extends IntegerField {
    get formattedValue() {
        return this.value ? String(this.value) : "";
    }
}

registry.category("fields").add("trade_year", {
    ...integerField,
    component: YearField,
    isEmpty: (record, fieldName) => !record.data[fieldName],
});

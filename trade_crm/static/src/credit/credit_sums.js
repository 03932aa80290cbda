import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The sums of a credit score, factor by factor, with the documents behind each. */
export class CreditSums extends Component {
    static template = "trade_crm.CreditSums";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get lines() {
        return (this.props.record.data[this.props.name] || []).map((line) => ({
            ...line,
            counted: line.points !== null && line.weight > 0,
            pointsText: line.points === null ? _t("left out") : this.format(line.points),
            shareText: line.points === null ? "" : this.format(line.share),
            weightText: this.format(line.weight),
            tone: this.tone(line),
        }));
    }

    get total() {
        const lines = this.lines.filter((line) => line.counted);
        const sum = (name) => lines.reduce((total, line) => total + line[name], 0);
        return {
            weight: this.format(sum("weight")),
            share: this.format(sum("share")),
        };
    }

    format(number) {
        return formatFloat(number, { digits: [16, number % 1 ? 1 : 0] });
    }

    tone(line) {
        if (line.points === null) {
            return "text-muted";
        }
        return line.points >= 75 ? "text-success" : line.points < 45 ? "text-danger" : "";
    }

    get ratingId() {
        const { record } = this.props;
        return record.resModel === "trade.credit.rating"
            ? record.resId
            : record.data.trade_rating_id?.id;
    }

    async open(kind) {
        const action = await this.orm.call(
            "trade.credit.rating",
            "action_open_documents",
            [[this.ratingId], kind]
        );
        await this.action.doAction(action);
    }
}

registry.category("fields").add("trade_credit_sums", {
    component: CreditSums,
    displayName: _t("Sums of a credit score"),
    supportedTypes: ["json"],
});

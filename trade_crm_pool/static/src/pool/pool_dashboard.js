import { Component, onWillStart, useState } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The pools at a glance; every figure opens the records behind it. */
export class PoolDashboard extends Component {
    static template = "trade_crm_pool.Dashboard";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.periods = [
            [7, _t("7 days")],
            [30, _t("30 days")],
            [90, _t("90 days")],
            [365, _t("a year")],
        ];
        this.state = useState({ data: null });
        onWillStart(() => this.load(false, 30));
    }

    async load(poolId, days) {
        this.state.data = await this.orm.call("trade.pool", "dashboard", [poolId || null, days]);
    }

    setPool(ev) {
        return this.load(parseInt(ev.target.value), this.state.data.days);
    }

    setDays(ev) {
        return this.load(this.state.data.pool_id, parseInt(ev.target.value));
    }

    percent(share) {
        return share === null ? "–" : `${Math.round(share * 100)} %`;
    }

    conversion(row) {
        return row.tried ? this.percent(row.won / row.tried) : "–";
    }

    width(share) {
        return `width: ${Math.round((share || 0) * 100)}%`;
    }

    poolDomain() {
        const id = this.state.data.pool_id;
        return id ? [["pool_id", "=", id]] : [];
    }

    openEntries() {
        return this.action.doAction("trade_crm_pool.action_trade_pool_entry", {
            additionalContext: this.state.data.pool_id
                ? { search_default_pool_id: this.state.data.pool_id }
                : {},
        });
    }

    openMoves(label, kinds, users = []) {
        const since = luxon.DateTime.now().minus({ days: this.state.data.days });
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: label,
            res_model: "trade.pool.move",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ...this.poolDomain(),
                ["kind", "in", kinds],
                ["date", ">=", serializeDateTime(since)],
                ["undo_ids", "=", false],
                ...users,
            ],
        });
    }

    openCard(card) {
        return card.kinds.length ? this.openMoves(card.label, card.kinds) : this.openEntries();
    }
}

registry.category("actions").add("trade_pool_dashboard", PoolDashboard);

import { Component, onMounted, onPatched, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const COLORS = ["#714b67", "#d08a3f", "#3f8f83", "#4a6fa5", "#b5555a", "#6b8e9e"];
const NOTHING = "–";
const VIEWS = {
    "trade.customer.metric": ["list", "form", "pivot", "graph"],
    "trade.customer.month": ["list", "pivot", "graph"],
    "trade.churn.warning": ["list", "form", "pivot"],
    "trade.lifecycle.move": ["list", "pivot"],
};

/** What customers are worth: numbers and charts that open the records behind them. */
export class TradeDashboard extends Component {
    static template = "trade_crm_analytics.Dashboard";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.refs = { trend: useRef("trend"), countries: useRef("countries") };
        this.charts = [];
        this.drawn = null;
        this.state = useState({
            data: null,
            busy: false,
            definitions: false,
            filters: { months: 12, company_id: 0, team_id: 0, country_id: 0 },
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        onMounted(() => this.draw());
        onPatched(() => this.draw());
        onWillUnmount(() => this.clear());
    }

    get periods() {
        return [
            [3, _t("Last 3 months")],
            [12, _t("Last 12 months")],
            [24, _t("Last 24 months")],
            [0, _t("All time")],
        ];
    }

    async load() {
        this.state.data = await this.orm.call("trade.customer.metric", "dashboard_data", [
            { ...this.state.filters },
        ]);
    }

    async setFilter(name, ev) {
        this.state.filters[name] = parseInt(ev.target.value);
        await this.load();
    }

    async refresh() {
        this.state.busy = true;
        try {
            await this.orm.call("trade.customer.metric", "action_refresh_now", []);
            await this.load();
        } finally {
            this.state.busy = false;
        }
    }

    number(value, options = {}) {
        return new Intl.NumberFormat(user.lang, { maximumFractionDigits: 0, ...options }).format(
            value
        );
    }

    /** The lines of a card: one for each currency, a dash where nothing is known. */
    lines(card) {
        if (card.value === null || card.value === undefined) {
            return [NOTHING];
        }
        if (card.kind === "share") {
            return [this.number(card.value, { style: "percent", maximumFractionDigits: 1 })];
        }
        if (card.kind === "money") {
            return card.value.length
                ? card.value.map((one) => this.money(one.amount, one.currency_id))
                : [NOTHING];
        }
        return [this.number(card.value)];
    }

    money(amount, currencyId) {
        return formatCurrency(amount, currencyId, { digits: [69, 0] });
    }

    change(value) {
        return this.number(value, { style: "percent", signDisplay: "exceptZero" });
    }

    delta(value) {
        return value === null ? NOTHING : this.number(value, { signDisplay: "exceptZero" });
    }

    width(group, row) {
        return group.most ? Math.max(1, Math.round((100 * row.count) / group.most)) : 0;
    }

    percent(value) {
        return this.number(value, { style: "percent" });
    }

    ageTitle(age) {
        return _t("Ordered again %s months after the first order", age);
    }

    openCard(card) {
        this.open(card.name, card.model, this.state.data.domains[card.opens], card.group_by);
    }

    openGroup(field, row) {
        this.open(row.label, "trade.customer.metric", [
            ...this.state.data.domains.all,
            [field, "=", row.key],
        ]);
    }

    openFlow(flow) {
        this.open(flow.label, "trade.lifecycle.move", [
            ...this.state.data.domains.moved,
            ["stage_from", "=", flow.from],
            ["stage_to", "=", flow.to],
        ]);
    }

    /** The months of a cohort: all, or those some months after the first order. */
    openCohort(row, age) {
        const domain = [...this.state.data.domains.all, ["cohort", "=", row.key]];
        if (age !== undefined) {
            domain.push(["age", "=", age], ["orders", ">", 0]);
        }
        this.open(row.label, "trade.customer.month", domain, ["partner_id"]);
    }

    openMetric(one) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "trade.customer.metric",
            res_id: one.id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    async winBack(one) {
        const action = await this.orm.call("trade.customer.metric", "action_win_back", [[one.id]]);
        this.action.doAction(action);
    }

    open(name, model, domain, groupBy = []) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            context: { group_by: groupBy },
            views: VIEWS[model].map((view) => [false, view]),
            target: "current",
        });
    }

    clear() {
        this.charts.forEach((chart) => chart.destroy());
        this.charts = [];
    }

    draw() {
        const data = this.state.data;
        if (this.drawn === data) {
            return;
        }
        this.drawn = data;
        this.clear();
        const period = data.domains.period;
        this.chart("trend", data.trend, "x", (key, label) =>
            this.open(label, "trade.customer.month", [...period, ["month", "=", key]])
        );
        this.chart("countries", data.countries, "y", (key, label) =>
            this.open(label, "trade.customer.month", [...period, ["country_id", "=", key]])
        );
    }

    chart(name, { keys, labels, series }, axis, onClick) {
        const canvas = this.refs[name].el;
        if (!canvas) {
            return;
        }
        const chart = new Chart(canvas, {
            type: "bar",
            data: {
                labels,
                datasets: series.map((one, i) => ({
                    label: one.currency,
                    data: one.values,
                    backgroundColor: COLORS[i % COLORS.length],
                    borderRadius: 3,
                    maxBarThickness: 42,
                })),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                indexAxis: axis,
                scales: {
                    [axis]: { grid: { display: false } },
                    [axis === "x" ? "y" : "x"]: {
                        ticks: {
                            callback: (value) => this.number(value, { notation: "compact", maximumFractionDigits: 1 }),
                        },
                    },
                },
                plugins: {
                    legend: { display: series.length > 1 },
                    tooltip: {
                        callbacks: {
                            label: (item) =>
                                this.money(item.raw, series[item.datasetIndex].currency_id),
                        },
                    },
                },
                onClick: (_ev, elements) => {
                    if (elements.length) {
                        const place = elements[0].index;
                        onClick(keys[place], labels[place]);
                    }
                },
            },
        });
        this.charts.push(chart);
    }
}

registry.category("actions").add("trade_crm_analytics.dashboard", TradeDashboard);

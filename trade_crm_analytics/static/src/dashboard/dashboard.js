import { Component, onMounted, onPatched, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const COLORS = ["#4a6fa5", "#5b9279", "#c08457", "#8d6a9f", "#b5555a", "#6b8e9e", "#a3a847", "#7a7a7a"];

/** What customers are worth: numbers and charts that open the records behind them. */
export class TradeDashboard extends Component {
    static template = "trade_crm_analytics.Dashboard";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.refs = {
            trend: useRef("trend"),
            segments: useRef("segments"),
            lifecycles: useRef("lifecycles"),
            countries: useRef("countries"),
        };
        this.charts = [];
        this.drawn = null;
        this.state = useState({
            data: null,
            filters: { months: 12, company_id: 0, team_id: 0, country_id: 0 },
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        onMounted(() => this.draw());
        onPatched(() => this.draw());
        onWillUnmount(() => this.clear());
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

    format(card) {
        if (card.kind === "share") {
            return new Intl.NumberFormat(undefined, {
                style: "percent",
                maximumFractionDigits: 1,
            }).format(card.value);
        }
        const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 }).format(
            card.value
        );
        const { symbol, position, mixed } = this.state.data.currency;
        if (card.kind === "count" || mixed) {
            return number;
        }
        return position === "before" ? `${symbol} ${number}` : `${number} ${symbol}`;
    }

    openCard(card) {
        const model = card.opens === "period" ? "trade.customer.month" : "trade.customer.metric";
        this.open(card.name, model, this.state.data.domains[card.opens]);
    }

    open(name, model, domain) {
        const views = [[false, "list"], [false, "pivot"], [false, "graph"]];
        if (model === "trade.customer.metric") {
            views.splice(1, 0, [false, "form"]);
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            views,
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
        const buyers = data.domains.buyers;
        const period = data.domains.period;
        this.chart("trend", "bar", data.trend, () =>
            this.open(_t("Net revenue"), "trade.customer.month", period)
        );
        this.chart("segments", "bar", data.segments, (row) =>
            this.open(row.label, "trade.customer.metric", [...buyers, ["segment", "=", row.key]])
        );
        this.chart("lifecycles", "doughnut", data.lifecycles, (row) =>
            this.open(row.label, "trade.customer.metric", [
                ...buyers.filter((leaf) => !Array.isArray(leaf) || leaf[0] !== "frequency"),
                ["lifecycle", "=", row.key],
            ])
        );
        this.chart("countries", "bar", data.countries, (row) =>
            this.open(row.label, "trade.customer.month", [...period, ["country_id", "=", row.id]])
        );
    }

    chart(name, type, rows, onClick) {
        const canvas = this.refs[name].el;
        if (!canvas) {
            return;
        }
        const many = type === "doughnut" || name === "segments";
        const chart = new Chart(canvas, {
            type,
            data: {
                labels: rows.map((row) => row.label),
                datasets: [
                    {
                        data: rows.map((row) => row.value),
                        backgroundColor: many
                            ? rows.map((_row, i) => COLORS[i % COLORS.length])
                            : COLORS[0],
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                indexAxis: name === "countries" || name === "segments" ? "y" : "x",
                plugins: { legend: { display: type === "doughnut", position: "right" } },
                onClick: (_ev, elements) => {
                    if (elements.length) {
                        onClick(rows[elements[0].index]);
                    }
                },
            },
        });
        this.charts.push(chart);
    }
}

registry.category("actions").add("trade_crm_analytics.dashboard", TradeDashboard);

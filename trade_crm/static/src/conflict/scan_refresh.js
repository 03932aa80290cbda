import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

const EVERY = 3000;

/** Reads a running scan again every few seconds, so that its bar moves. */
export class ScanRefresh extends Component {
    static template = xml`<span/>`;
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), EVERY);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        const record = this.props.record;
        if (record.data.state === "running") {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("trade_scan_refresh", { component: ScanRefresh });

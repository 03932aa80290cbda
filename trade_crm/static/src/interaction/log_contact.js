import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Two clicks on a customer's form write down a contact that leaves no other trace. */
export class TradeLogContact extends Component {
    static template = "trade_crm.LogContact";
    static components = { Dropdown, DropdownItem };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
    }

    get directions() {
        return [
            { name: "out", label: _t("We contacted them") },
            { name: "in", label: _t("They contacted us") },
        ];
    }

    get channels() {
        return [
            { name: "phone", icon: "fa-phone", label: _t("Phone") },
            { name: "whatsapp", icon: "fa-whatsapp", label: _t("WhatsApp") },
            { name: "wechat", icon: "fa-weixin", label: _t("WeChat") },
            { name: "linkedin", icon: "fa-linkedin-square", label: _t("LinkedIn") },
            { name: "fair", icon: "fa-map-signs", label: _t("Trade fair") },
            { name: "visit", icon: "fa-car", label: _t("Visit") },
        ];
    }

    async log(channel, direction) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const id = await this.orm.call("res.partner", "trade_log_interaction", [
            record.resId,
            channel.name,
            direction.name,
        ]);
        await this.reload();
        const close = this.notification.add(_t("Contact logged: %s", channel.label), {
            type: "success",
            buttons: [
                {
                    name: _t("Add words"),
                    primary: true,
                    onClick: () => {
                        close();
                        this.addWords(id);
                    },
                },
            ],
        });
    }

    addWords(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Add words"),
            res_model: "trade.interaction",
            res_id: id,
            views: [[false, "form"]],
            context: { form_view_ref: "trade_crm.view_trade_interaction_quick" },
            target: "new",
        });
    }

    importChat() {
        this.action.doAction("trade_crm.action_trade_chat_import", {
            additionalContext: { default_partner_id: this.props.record.resId },
            onClose: () => this.reload(),
        });
    }

    /** Show the new contacts: the last contact, the count and the timeline. */
    async reload() {
        await this.props.record.load();
        this.env.bus.trigger("TRADE_TIMELINE:RELOAD");
    }
}

registry.category("view_widgets").add("trade_log_contact", { component: TradeLogContact });

import { registry } from "@web/core/registry";

/** Menu, its entries, and what stands over each screen. */
const SCREENS = {
    menu_trade_archive: {
        menu_trade_customer: "Customers",
        menu_trade_group: "Groups",
        menu_trade_header: "Headers",
        menu_trade_interaction: "Interactions",
        menu_trade_key_date: "Key Dates",
        menu_trade_competitor: "Competitors",
    },
    menu_trade_market_root: {
        menu_trade_market: "Markets",
        menu_trade_campaign: "Campaigns",
    },
    menu_trade_reporting: {
        menu_trade_deal_line: "Quoted and sold",
        menu_trade_market_report: "Quoted and sold by market",
    },
    menu_trade_config: {
        menu_trade_port: "Ports",
        menu_trade_tariff: "Tariff Preferences",
        menu_trade_certificate: "Certificates",
        menu_trade_completeness_rule: "Completeness rules",
        menu_trade_settings: "Settings",
    },
};
const item = (name) => `[data-menu-xmlid='trade_crm.${name}']`;

/** Every screen of the archive opens from its menu. */
registry.category("web_tour.tours").add("trade_archive_screens", {
    steps: () =>
        Object.entries(SCREENS).flatMap(([menu, entries]) =>
            Object.entries(entries).flatMap(([name, title]) => [
                { trigger: item(menu), run: "click" },
                { trigger: item(name), run: "click" },
                { trigger: `.o_control_panel .o_breadcrumb:contains('${title}')` },
                { trigger: ".o_view_controller .o_renderer, .o_form_view, .o_setting_box" },
            ])
        ),
});

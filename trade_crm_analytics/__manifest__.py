# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: Analytics",
    "summary": "What customers are worth and what they will do next",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm_pool"],
    "data": [
        "security/metric/ir.model.access.csv",
        "security/metric/rules.xml",
        "security/churn/ir.model.access.csv",
        "security/churn/rules.xml",
        "data/metric/ir_cron.xml",
        "data/metric/trade_lifecycle_rule.xml",
        "data/churn/trade_churn.xml",
        "views/metric/trade_customer_metric_views.xml",
        "views/metric/settings_views.xml",
        "views/churn/trade_churn_warning_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["trade_crm_analytics/static/src/dashboard/*"],
    },
    "external_dependencies": {"python": ["numpy", "scipy"]},
}

# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: deliveries",
    "summary": "Quality warnings before goods leave, one Incoterm on an order",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "wizards/trade_delivery_warning_views.xml",
        "views/stock_picking_views.xml",
        "views/sale_order_views.xml",
        "views/trade_case_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["trade_crm_stock/static/tests/tours/**/*"],
    },
    "auto_install": True,
}

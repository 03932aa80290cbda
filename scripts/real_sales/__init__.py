# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Load a file of real sales into an Odoo database as an exporter's history."""

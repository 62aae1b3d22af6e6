"""Knows SQL: tables, one session a unit of work, repositories, migrations. Rows never leave this package."""

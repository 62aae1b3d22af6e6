"""Knows SQL: tables, one session for each unit of work, repositories, migrations. Rows never leave this package."""

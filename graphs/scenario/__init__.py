"""Scenarios: stories of single cases over weeks, played on the interpreter that live cases have.

`graphs.scenario.report` plays them; it stands on `graphs.checking`, which knows how they are written from here.
"""

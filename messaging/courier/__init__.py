"""Knows how parcels are ordered from couriers: one adapter a file."""

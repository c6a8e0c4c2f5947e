"""Sums over plain numbers: pure functions that know no table and no screen, so that whoever checks them needs no site."""

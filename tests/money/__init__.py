"""Tests of money: exact amounts, and sharing out."""

"""The lifecycle of an order as data: tables of states, guards, flows of the order types; and the one way to move."""

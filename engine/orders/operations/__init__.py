"""What can be done to an order: each operation takes the order, who acts and when, and returns the Change; all pure."""

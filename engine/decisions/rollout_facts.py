"""What audiences may ask of an order: what is known of it before anything is decided."""

from typing import Final

from engine.decisions.order_vocabulary import order_vocabulary
from engine.evaluation.facts import Vocabulary

# Discounts are a decision themselves, and a number would part nobody.
AUDIENCE: Final[Vocabulary] = order_vocabulary(without=("order.discount_total", "order.no"))

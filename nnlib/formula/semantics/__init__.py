"""What a tree means: scenes that bind symbols to values, and the evaluation of trees in them."""

"""What students handed in: whose it is and when, the cells of any notebook, and the answers in them. Nothing is run here."""

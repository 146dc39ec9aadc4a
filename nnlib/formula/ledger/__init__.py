"""The equations of a book in one run: where they stand, which scenes check them, and the record of it all."""

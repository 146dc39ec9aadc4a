"""The course's letters: a notation made from the book's table, and everything the book prints rewritten in it."""

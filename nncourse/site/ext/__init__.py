"""Extensions of Sphinx that a course's tree gets beside the book's: what makes a selection of chapters read as a whole.

They are copied into the tree and loaded there, so they import each other and the book's extensions by plain names.
"""

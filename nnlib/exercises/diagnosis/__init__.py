"""From a learner's function to one true sentence: calls made in isolation, questions in their order, claims re-evaluated."""

"""How well the ranking does on a collection of documents, questions and judgements."""

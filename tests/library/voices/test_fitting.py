from library.voices.fitting import About, Candidate, Fit, fitting


def test_what_shares_most_comes_first_then_what_answers_the_words_best():
    library = [
        Candidate(1, stage=2),  # the stage alone fits nothing
        Candidate(2),
        Candidate(3),
        Candidate(4, topics=frozenset(["pumps"])),
        Candidate(5, topics=frozenset(["pumps"]), stage=2),
        Candidate(6, topics=frozenset(["pumps"]), industries=frozenset([7])),
    ]
    about = About(topic="pumps", stage=2, industry=7, words={2: 1.0, 3: 2.0})

    assert fitting(about, library, most=9) == [
        Fit(6, ("topic", "industry")),
        Fit(5, ("topic", "stage")),
        Fit(3, ("words",)),
        Fit(2, ("words",)),
        Fit(4, ("topic",)),
    ]


def test_what_nobody_said_is_shared_by_nothing():
    assert fitting(About(), [Candidate(1)]) == []

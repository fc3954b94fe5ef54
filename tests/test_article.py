"""Every sentence of the article leads to its claims, or says why it holds nothing to test."""

from helpers.tables import read

PARAGRAPHS, SENTENCES = 58, 77  # counted in the stored copy of the article
TABLE = read.load("article_sentences")


def held(column):
    """The members of a column's cells, row by row."""
    return TABLE[column].dropna().str.split(";").explode()


def test_every_claim_stands_in_a_sentence_and_every_sentence_names_claims_that_there_are():
    assert set(held("claim_ids")) == set(read.load("claims")["claim_id"])


def test_no_sentence_is_missing_and_the_numbers_have_no_gaps():
    assert len(TABLE) == SENTENCES
    assert list(TABLE["paragraph"].unique()) == list(range(1, PARAGRAPHS + 1))
    for _, own in TABLE.groupby("paragraph"):
        assert list(own["sentence"]) == list(range(1, len(own) + 1))
        assert own["section"].nunique() == 1


def test_no_sentence_is_without_a_line():
    told = TABLE[["claim_ids", "nothing_to_test"]].notna()
    assert told.any(axis=1).all()
    for row in TABLE.itertuples():
        ids = [] if row.claim_ids != row.claim_ids else row.claim_ids.split(";")
        assert len(set(ids)) == len(ids), row


def test_a_heading_holds_nothing_and_opens_each_part():
    headings = TABLE[TABLE["nothing_to_test"] == "heading"]
    assert headings["claim_ids"].isna().all()
    parts = TABLE.drop_duplicates("section")
    assert set(parts["section"]) - set(headings["section"]) == {"Mosul"}  # a part of ours


def test_words_about_a_sentence_are_few():
    assert TABLE["about"].str.split().str.len().max() <= 9

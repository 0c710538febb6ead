"""What may be said of an issue when results are shared, by its code.

A code in neither table is said in general words, unless its own words hold neither a number nor a quotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ABOUT_FILES = frozenset({
    "all_hidden", "counts_rounded", "group_like_mark", "reach_rounded",
    "ages_unsaid", "more_than_residents", "no_residents", "not_compared", "population", "population_file", "register",
    "register_column", "register_counts", "weights",
    "ambiguous_dates", "ambiguous_item", "answers", "bare_numbers", "blank_headers", "blank_rows", "claimed_twice",
    "about_people", "codebook", "codebook_unused", "codebook_used", "new_columns", "options_joined",
    "codes_differ", "column_not_found", "control_characters", "decimal_comma", "duplicate_headers", "empty_columns",
    "encoding_guessed", "error_cells", "exclude_column", "file_missing", "flow_rounded", "formulas", "garbled_text",
    "deprivation_backwards", "group_first", "group_kind", "place_column",
    "header_absent", "header_found", "header_twice", "hidden_cells", "hidden_sheets", "instrument", "items_missing",
    "items_without_wave", "likeness", "macros", "misnamed", "mixed_encoding", "mixed_sets", "mixed_targets",
    "no_code", "no_instrument", "nobody_scored", "none_matched", "one_answer_per_row", "one_sitting", "own_questions",
    "participant_columns",
    "personal_data", "ready_made_score", "response_ids", "retrospective", "row_numbers", "rows_in_one_cell",
    "same_content",
    "scale_not_scored", "scale_unknown", "season", "second_copy", "sets_differ", "shared_wording", "sheet_left_out",
    "shifted_codes", "stored_codes_differ", "study", "tables_beside", "turned_wording", "two_uses", "unknown_answers",
    "unknown_target",
    "very_hidden_sheets", "wave_by_file_name", "wave_columns", "wave_empty", "wave_markers", "wave_order_taken",
    "wave_unsaid", "waves_reversed", "waves_untold", "merged_down", "weak_name", "which_set",
    "cross_unknown", "file_attached",
    # published figures, which are of no single people
    "direction_unknown", "empty_group", "one_group", "partial_errors",
    # organisations, ties and counts of members
    "count_missing", "duplicate_node", "no_grouping", "no_nodes", "node_without_id", "repeated_ties", "respondents",
    "tie_of_no_strength", "tie_without_end",
    # value
    "benchmark_year", "naive_value", "recalled_parameter", "value_not_stated",
    # ripple maps: boxes and arrows, nobody's answers
    "cycle", "diary_added", "diary_blank", "diary_near", "duplicate_id", "kinds_taken", "like_titles",
    "link_back_in_time", "link_to_nowhere", "map_date_unread", "map_dates_ambiguous", "map_no_title", "map_number",
    "map_sheet_left_out", "map_word", "merge_unknown", "merged_nodes", "mostly_staff", "no_links", "no_negative",
    "no_ripple_yet", "no_workshops", "orphan_impacts", "repeated_link", "repeated_row", "self_loop", "unknown_node",
    "unknown_workshop", "workshop_numbers",
})  # fmt: skip
"""Issues about files, columns, settings and waves: their words tell nothing of a few people."""

QUOTES_NO_ANSWER = frozenset({"declared_missing", "rows_set_aside"})
"""Issues that count rows, and quote at most a column's name or a line of the study file."""

WITHOUT_COUNTS: Mapping[str, str] = MappingProxyType(
    {
        "another_version": "Some answers belong to another version of this instrument, so it is not scored from here.",
        "bare_number": "Some answers are bare numbers, and what they stand for is not settled.",
        "blank_codes": "Some rows have no participant code.",
        "code_label_disagree": "In some answers the number and the words say different things.",
        "conflicting_answers": "Some people's lasting answers differ under one code, which two people may share.",
        "damaged_ids": "A spreadsheet has changed some participant codes.",
        "dates_out_of_order": "Some people's dates are not in the order of the waves.",
        "declared_missing": "The file declares some codes missing; they were taken as no answer.",
        "group_answer": "Some answers belong to none of the stated groups and are shown as groups of their own.",
        "group_band": "Some answers are neither an age nor a band between the stated cuts; they are not stated.",
        "missing_codes": "Some numbers are no valid answers and were taken for no answer.",
        "mixed_vintages": "Areas or deprivation of different years are mixed.",
        "mostly_unmatched": "Few codes of a later wave occur in an earlier one.",
        "near_label": "Some answers are spelled a little differently from those of the question.",
        "near_matches": "Some codes are one slip apart and may be one person's.",
        "not_in_table": "Some answers add up to a sum that the table of scores does not have; they have no score.",
        "personal_in_quotes": "Some quotations may hold what tells who wrote them.",
        "places": "What people wrote of where they live became areas; some of it could not be placed.",
        "repeat_answers": "Some people answered more than once in a wave.",
        "repeat_answers_far_apart": "Some people answered more than once in a wave, with more than 14 days between.",
        "rows_set_aside": "Some rows that are no answers were set aside.",
        "rows_without_wave": "Some rows were set aside because they belong to none of the waves.",
        "same_code": "One and the same code stands on many rows, so it names nobody and was not used.",
        "score_disagrees": "In some rows the total in the file is not what the answers give; the answers were used.",
        "score_out_of_range": "Some ready-made scores are outside the scale's range; they are left out.",
        "short_rows": "Some rows ended before the last column; their missing cells were taken as empty.",
        "unknown_code": "Some answers are codes that their question does not have.",
        "unknown_label": "Some answers are not among those of the question.",
        "unknown_labels": "Some answers are not among those of the question.",
        "unknown_match": "Some confirmed matches name a code that is not in these files.",
        "ladder_incomplete": "Some rows of the ladder lack an id, a rung or a time; they were set aside.",
        "member_twice": "Some members stand in the register more than once; each row was counted.",
        "person_incomplete": "Some rows do not say who it is, or whether they answered; they were set aside.",
        "tie_incomplete": "Some rows do not say whose tie it is, or when; they were set aside.",
        "unknown_person": "Some ties belong to nobody who is listed as having answered then; they were set aside.",
        "weeks_apart": "The time between the waves is known for each person and kept with the data.",
        "withdrawn": "People who withdrew are left out.",
        "withdrawn_not_found": "Some codes of people who withdrew were not found in these files.",
    }
)
"""Issues about people and answers, in words without numbers, rows and answers."""

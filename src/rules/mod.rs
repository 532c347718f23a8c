//! The rules: one file each, with its page beside it; registered here and nowhere else.

mod catalog;
mod check;
mod drifting;
mod pointing;
mod wording;

mod backdated;
mod change_note_missing;
mod checked_before_published;
mod citation_added;
mod citation_removed;
mod citation_retargeted;
mod claim_id_reused;
mod claim_removed;
mod claim_renamed;
mod context_mismatch;
mod duplicate_claim_id;
mod duplicate_key;
mod figure_unsupported;
mod fragments_far_apart;
mod fragments_out_of_order;
mod history_rewritten;
mod invalid_encoding;
mod invalid_json;
mod pin_changed;
mod policy_loosened;
mod quote_absent;
mod quote_altered;
mod quote_ambiguous;
mod quote_changed;
mod quote_cut_word;
mod quote_elided;
mod quote_hidden_characters;
mod quote_misattributed;
mod quote_too_short;
mod quote_typography;
mod revision_decreased;
mod revision_skipped;
mod revision_unneeded;
mod schema_violation;
mod source_changed;
mod source_edited;
mod source_escapes_root;
mod source_invalid;
mod source_missing;
mod source_removed;
mod source_unused;
mod span_moved;
mod speaker_changed;
mod speaker_unconfirmed;
mod stance_changed;
mod statement_changed;
mod verdict_changed;
mod verdict_contradicted;
mod verdict_unbacked;
mod waiver_unused;

pub use catalog::{Page, find, infos, names};
pub use check::{
    Check, Namesakes, Rule, Silenced, is_about_claims, is_about_ids, run, run_drift, run_namesakes,
    run_sources, unused_waivers,
};
pub use wording::explained;

/// Every rule, in the order of the contract.
pub const ALL: &[Rule] = &[
    invalid_encoding::RULE,
    invalid_json::RULE,
    duplicate_key::RULE,
    schema_violation::RULE,
    duplicate_claim_id::RULE,
    source_missing::RULE,
    source_invalid::RULE,
    source_escapes_root::RULE,
    source_changed::RULE,
    source_unused::RULE,
    quote_typography::RULE,
    quote_hidden_characters::RULE,
    quote_elided::RULE,
    quote_misattributed::RULE,
    quote_altered::RULE,
    quote_absent::RULE,
    fragments_out_of_order::RULE,
    fragments_far_apart::RULE,
    quote_ambiguous::RULE,
    quote_cut_word::RULE,
    quote_too_short::RULE,
    span_moved::RULE,
    context_mismatch::RULE,
    speaker_unconfirmed::RULE,
    verdict_unbacked::RULE,
    verdict_contradicted::RULE,
    figure_unsupported::RULE,
    checked_before_published::RULE,
    waiver_unused::RULE,
    statement_changed::RULE,
    verdict_changed::RULE,
    quote_changed::RULE,
    citation_added::RULE,
    citation_removed::RULE,
    citation_retargeted::RULE,
    stance_changed::RULE,
    speaker_changed::RULE,
    revision_decreased::RULE,
    revision_skipped::RULE,
    revision_unneeded::RULE,
    change_note_missing::RULE,
    history_rewritten::RULE,
    claim_removed::RULE,
    claim_renamed::RULE,
    claim_id_reused::RULE,
    source_edited::RULE,
    source_removed::RULE,
    pin_changed::RULE,
    backdated::RULE,
    policy_loosened::RULE,
];

//! The project's own fact-checks: every claim file is a test case of its own.

use rstest::rstest;
use std::path::PathBuf;

#[rstest]
fn claims_hold(#[files("claims/**/*.json")] file: PathBuf) {
    factcheck::assert_claims_hold(file);
}

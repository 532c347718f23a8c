//! Links the program so that it starts fast: where Linux would have to put tens of thousands of addresses right at each start,
//! they are fixed when it is linked, and no library has to be looked for where all are linked in.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    // The price: the program lies at the same addresses each time, which would help whoever found a fault of memory in it. Its
    // own code is safe Rust.
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    if features.split(',').any(|feature| feature == "crt-static") {
        println!("cargo::rustc-link-arg-bins=-static");
    }
}

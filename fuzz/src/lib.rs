//! What the fuzz targets share: small worlds to check, slow references that are obviously right, strict readers of formats.

pub mod promise;
#[path = "../../tests/support/readers.rs"]
pub mod readers;
pub mod reference;
pub mod seen;
pub mod story;
pub mod world;

/// Small worlds are made and thrown away all the time; this is the program's allocator, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

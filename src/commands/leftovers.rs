//! Clears away what killed runs left behind, before a command writes.

use super::terminal::complain;
use factcheck::store::Disk;
use factcheck::text::visible_line;

/// Deletes the temporary files beside these files, or in these folders, that no running program holds, and names those that may be the last copy
/// of what somebody wrote.
pub(super) fn clear<'p>(disk: &Disk, paths: impl IntoIterator<Item = &'p str>) {
    for kept in disk.clear_leftovers(paths) {
        complain(&visible_line(&format!(
            "{kept} holds what another program wrote into a file while factcheck, which was ended before it was done, replaced that file; compare the two, then delete {kept}"
        )));
    }
}

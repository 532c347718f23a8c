//! The room that each thread reads short files into: no memory is asked for but for what stands in them.

use super::Content;
use std::fs;

/// A file of fewer bytes is short.
pub(super) const ROOM: usize = 1 << 16;

/// Calls `read` with the room of this thread.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn with_room<T>(read: impl FnOnce(&mut [u8]) -> T) -> T {
    use std::cell::Cell;
    thread_local! {
        static THREADS_OWN: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    }
    // Who reads while another reading of the same thread goes on gets a room for that alone.
    let mut room = THREADS_OWN.take();
    if room.is_empty() {
        room = vec![0; ROOM];
    }
    let outcome = read(&mut room);
    THREADS_OWN.set(room);
    outcome
}

/// Hands all bytes of a short file to `take`; `None` where it is not short, or cannot be read from its start, as only what has
/// a start can.
///
/// Of a file that has `length` bytes, as far as is known, the system is not asked whether there are more.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn read_short<T>(
    file: &fs::File,
    length: Option<usize>,
    take: impl FnOnce(&[u8]) -> T,
) -> Option<T> {
    use rustix::io::{pread, retry_on_intr};
    with_room(|room| {
        let read = |room: &mut [u8], start| retry_on_intr(|| pread(file, &mut *room, start)).ok();
        let end = read(room, 0).filter(|end| (1..ROOM).contains(end))?;
        let is_all = length == Some(end) || read(&mut room[end..], end as u64)? == 0;
        is_all.then(|| take(&room[..end]))
    })
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn read_short<T>(
    _: &fs::File,
    _: Option<usize>,
    _: impl FnOnce(&[u8]) -> T,
) -> Option<T> {
    None
}

/// The content of a short file, as [`read_short`] hands it over.
pub(super) fn short_content(file: &fs::File, length: Option<usize>) -> Option<Content> {
    read_short(file, length, Content::copied)
}

#[cfg(all(test, any(target_os = "linux", target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn short_files_are_read_whole_and_no_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        for length in [0, 1, 4096, ROOM - 1, ROOM, ROOM + 1] {
            let text = "a".repeat(length);
            fs::write(&path, &text).expect("written");
            let file = fs::File::open(&path).expect("open");
            let is_short = (1..ROOM).contains(&length);
            // What is thought of its length may be wrong.
            for known in [None, Some(length), Some(length / 2), Some(length + 1)] {
                let content = short_content(&file, known);
                assert_eq!(
                    content.as_ref().map(Content::as_bytes),
                    is_short.then_some(text.as_bytes()),
                    "{length} bytes"
                );
            }
        }
        let within = read_short(&fs::File::open(&path).expect("open"), None, |_| ());
        assert_eq!(within, None);
        let (reader, _writer) = std::io::pipe().expect("a pipe");
        let pipe = fs::File::from(std::os::fd::OwnedFd::from(reader));
        assert!(short_content(&pipe, None).is_none());
        assert!(short_content(&fs::File::open(folder.path()).expect("open"), None).is_none());
    }

    #[test]
    fn a_thread_may_read_while_it_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |name: &str| {
            let path = folder.path().join(name);
            fs::write(&path, name).expect("written");
            fs::File::open(path).expect("open")
        };
        let (outer, inner) = (open("outer"), open("inner"));
        let both = read_short(&outer, None, |bytes| {
            let inner = read_short(&inner, None, <[u8]>::to_vec);
            (bytes.to_vec(), inner)
        });
        assert_eq!(both, Some((b"outer".to_vec(), Some(b"inner".to_vec()))));
    }
}

//! The room that each thread reads short files into: no memory is asked for but for what stands in them.

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

/// Hands all bytes of a short file to `take`; `None` where it has not just `length` bytes, as was thought, or cannot be read
/// from its start.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn read_short<T>(
    file: &fs::File,
    length: usize,
    take: impl FnOnce(&[u8]) -> T,
) -> Option<T> {
    use rustix::io::{pread, retry_on_intr};
    with_room(|room| {
        // There is room for more: where no more comes, that is the end.
        let end = retry_on_intr(|| pread(file, &mut *room, 0)).ok()?;
        (end == length && end < ROOM).then(|| take(&room[..end]))
    })
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn read_short<T>(_: &fs::File, _: usize, _: impl FnOnce(&[u8]) -> T) -> Option<T> {
    None
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
            let read = |length| read_short(&file, length, <[u8]>::to_vec);
            let expected = (length < ROOM).then_some(text.into_bytes());
            assert_eq!(read(length), expected, "{length} bytes");
            // It may have grown or shrunk since it was asked for its length.
            assert_eq!(read(length + 1), None);
            assert_eq!(length.checked_sub(1).and_then(read), None);
        }
        let (reader, _writer) = std::io::pipe().expect("a pipe");
        let pipe = fs::File::from(std::os::fd::OwnedFd::from(reader));
        assert_eq!(read_short(&pipe, 1, |_| ()), None);
        let folder = fs::File::open(folder.path()).expect("open");
        assert_eq!(read_short(&folder, 1, |_| ()), None);
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
        let both = read_short(&outer, "outer".len(), |bytes| {
            let inner = read_short(&inner, "inner".len(), <[u8]>::to_vec);
            (bytes.to_vec(), inner)
        });
        assert_eq!(both, Some((b"outer".to_vec(), Some(b"inner".to_vec()))));
    }
}

//! What stands in a file: text, or bytes of which it is still to be found out whether they are text.

use std::string::FromUtf8Error;

/// The content of a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// It is UTF-8 (RFC 3629).
    Text(String),
    /// It may be UTF-8 as well: that is found out when the text is asked for.
    Bytes(Vec<u8>),
}

/// So many bytes are quicker checked in wide steps and copied than checked in small ones, after which they could be kept: no
/// other check than that of the standard library leads from bytes to a string without a copy.
const SHORT: usize = 1 << 16;

impl Content {
    /// A copy of bytes which are not kept.
    pub(crate) fn copied(bytes: &[u8]) -> Self {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.to_owned()),
        }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The bytes, to keep.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The text.
    ///
    /// # Errors
    /// Where the bytes are not UTF-8: they come back.
    pub fn into_text(self) -> Result<String, FromUtf8Error> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Bytes(bytes) => {
                if bytes.len() <= SHORT
                    && let Ok(text) = simdutf8::basic::from_utf8(&bytes)
                {
                    return Ok(text.to_owned());
                }
                String::from_utf8(bytes)
            }
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Contents are the same where their bytes are, whatever is known of them.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl AsRef<[u8]> for Content {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_text_where_they_are_utf_8_however_long() {
        for length in [0, 1, SHORT, SHORT + 1] {
            let text = "é".repeat(length);
            let sound = text.clone().into_bytes();
            let broken = [text.as_bytes(), b"\xff"].concat();
            for content in [Content::copied(&sound), sound.clone().into()] {
                assert_eq!(content.as_bytes(), sound);
                assert_eq!(content.into_text().as_deref(), Ok(text.as_str()));
            }
            for content in [Content::copied(&broken), broken.clone().into()] {
                let fault = content.clone().into_text().expect_err("no UTF-8");
                assert_eq!(fault.utf8_error().valid_up_to(), text.len());
                assert_eq!(content.into_bytes(), fault.into_bytes());
            }
        }
    }
}
